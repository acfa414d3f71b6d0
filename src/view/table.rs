//! A plain-text table: a header, rows, and two spaces between columns. On a terminal, it is as wide as fits.

use std::fmt::Write;

use console::measure_text_width;

use super::{LineWidth, TextStyle};

/// The number of spaces between columns.
const COLUMN_GAP: usize = 2;
/// The first column identifies a row, so it's shortened only when it is this many times as wide as the next widest one.
const FIRST_COLUMN_WEIGHT: usize = 3;
/// The widths below which the first column and the other columns aren't shortened.
const MIN_FIRST_COLUMN_WIDTH: usize = 12;
const MIN_COLUMN_WIDTH: usize = 5;
/// Longer cells don't widen their column: otherwise a single hostile name would pad every row.
const MAX_COLUMN_WIDTH: usize = 160;

/// What the cells of the last column contain, which decides how they are shortened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LastColumn {
    /// Names and paths, which are shortened in the middle, as in all other columns.
    Names,
    /// Sentences, which are shortened at the end.
    Sentences,
}

/// Renders `rows` under `head` for lines of `width`. Text from outside must be made printable first.
pub(super) fn render_table<const N: usize>(
    head: [&str; N],
    rows: &[[String; N]],
    last: LastColumn,
    width: LineWidth,
) -> String {
    let mut widths = measure_columns(head, rows);
    if let Some(columns) = width.columns() {
        fit_column_widths(&mut widths, columns);
    }
    let mut text = String::new();
    let head = head.map(str::to_owned);
    let head = render_table_row(&head, &widths, LastColumn::Sentences, width);
    let _ = writeln!(text, "{}", TextStyle::Faint.paint(head));
    for row in rows {
        let _ = writeln!(text, "{}", render_table_row(row, &widths, last, width));
    }
    text
}

fn measure_columns<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> [usize; N] {
    let mut widths = head.map(measure_text_width);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(measure_text_width(cell).min(MAX_COLUMN_WIDTH));
        }
    }
    widths
}

/// Narrows the widest columns until a row fits in `columns`, or until no column can be narrowed.
fn fit_column_widths(widths: &mut [usize], columns: usize) {
    let gaps = COLUMN_GAP * widths.len().saturating_sub(1);
    let total = widths.iter().sum::<usize>() + gaps;
    for _ in columns..total {
        let weights = widths.iter().enumerate().map(|(column, width)| {
            let weight = match column {
                0 if *width <= MIN_FIRST_COLUMN_WIDTH => 0,
                0 => *width / FIRST_COLUMN_WEIGHT,
                _ if *width <= MIN_COLUMN_WIDTH => 0,
                _ => *width,
            };
            (weight, column)
        });
        if let Some((1.., widest)) = weights.max() {
            widths[widest] -= 1;
        }
    }
}

fn render_table_row<const N: usize>(
    cells: &[String; N],
    widths: &[usize; N],
    last: LastColumn,
    width: LineWidth,
) -> String {
    let mut line = String::new();
    for (column, (cell, columns)) in cells.iter().zip(widths).enumerate() {
        let room = width
            .columns()
            .map_or(LineWidth::UNLIMITED, |_| LineWidth::from_columns(*columns));
        let cell = if column + 1 == N && last == LastColumn::Sentences {
            room.shorten_end(cell)
        } else {
            room.shorten_middle(cell)
        };
        let padding = columns.saturating_sub(measure_text_width(&cell)) + COLUMN_GAP;
        line.push_str(&cell);
        line.extend(std::iter::repeat_n(' ', padding));
    }
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: &str = "checkout-settlement-worker-eu-1";

    fn render(columns: Option<usize>, last: LastColumn) -> String {
        let row = [
            SERVICE,
            "component",
            "Settles payments at the end of each day",
        ];
        let width = columns.map_or(LineWidth::UNLIMITED, LineWidth::from_columns);
        let text = render_table(
            ["NAME", "KIND", "TITLE"],
            &[row.map(str::to_owned)],
            last,
            width,
        );
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn a_table_fits_the_terminal() {
        insta::assert_snapshot!(render(Some(60), LastColumn::Sentences), @"
        NAME                             KIND       TITLE
        checkout-settlement-worker-eu-1  component  Settles payment…
        ");
        insta::assert_snapshot!(render(Some(60), LastColumn::Names), @"
        NAME                             KIND       TITLE
        checkout-settlement-worker-eu-1  component  Settles …ach day
        ");
        insta::assert_snapshot!(render(Some(40), LastColumn::Sentences), @"
        NAME                     KIND     TITLE
        checkout-se…worker-eu-1  compon…  Settl…
        ");
        for columns in 26..100 {
            let text = render(Some(columns), LastColumn::Names);
            let fits = text.lines().all(|line| measure_text_width(line) <= columns);
            assert!(fits, "{columns}:\n{text}");
        }
    }

    #[test]
    fn a_table_stays_whole_without_a_terminal() {
        insta::assert_snapshot!(render(None, LastColumn::Sentences), @"
        NAME                             KIND       TITLE
        checkout-settlement-worker-eu-1  component  Settles payments at the end of each day
        ");
    }

    #[test]
    fn one_long_cell_does_not_pad_every_row() {
        let rows = ["x".repeat(10_000), "y".to_owned()].map(|cell| [cell, "z".to_owned()]);
        let text = render_table(["A", "B"], &rows, LastColumn::Names, LineWidth::UNLIMITED);
        assert!(text.contains(&rows[0][0]));
        assert!(text.len() < 11_000, "{}", text.len());
    }
}
