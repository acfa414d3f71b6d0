//! Comma-separated values (RFC 4180) for spreadsheets. Control characters are escaped; use JSON for exact bytes.

use crate::printable::Printable;

/// A header and `rows`, each with the same number of cells.
pub(super) fn render_csv<const N: usize>(
    header: &[&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let head = render_csv_row(header.iter().map(|cell| (*cell).to_owned()));
    let rows = rows.into_iter().map(|row| render_csv_row(row.into_iter()));
    std::iter::once(head).chain(rows).collect()
}

fn render_csv_row(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|text| escape_csv_cell(&text)).collect();
    cells.join(",") + "\r\n"
}

/// A spreadsheet evaluates a cell that starts like a formula; a leading quote makes it text.
/// Source: OWASP, "CSV Injection".
fn escape_csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quote = if formula { "'" } else { "" };
    let text = format!("{quote}{}", Printable(text));
    if text.contains([',', '"']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_and_formulas_are_text() {
        let row = ["a", "b,c", "say \"x\"", "=1+1", "two\nlines\x1b", "-"].map(str::to_owned);
        assert_eq!(
            render_csv(&["1", "2", "3", "4", "5", "6"], [row]),
            "1,2,3,4,5,6\r\na,\"b,c\",\"say \"\"x\"\"\",'=1+1,two^Jlines^[,'-\r\n"
        );
    }
}
