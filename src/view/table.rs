//! A plain-text table: a header, rows, and two spaces between columns.

use std::fmt::Write;

use console::measure_text_width;

use super::TextStyle;

/// Renders `rows` under `head`. Text from outside must be made printable first.
pub(super) fn render_table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = head.map(measure_text_width);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(measure_text_width(cell));
        }
    }
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}",
        TextStyle::Faint.paint(render_table_row(&head.map(str::to_owned), &widths))
    );
    for row in rows {
        let _ = writeln!(text, "{}", render_table_row(row, &widths));
    }
    text
}

fn render_table_row<const N: usize>(cells: &[String; N], widths: &[usize; N]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        let padding = width.saturating_sub(measure_text_width(cell)) + 2;
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', padding));
    }
    line.trim_end().to_owned()
}
