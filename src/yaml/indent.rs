//! A multi-line value must be indented more than the block that contains it. The parser accepts any indentation; npm
//! `yaml` and the specification don't.

use std::ops::Range;

/// The start of the first line of quoted text that isn't indented enough; `column` is that of the block around it.
pub(super) fn find_underindented_quoted_line(
    text: &str,
    span: &Range<usize>,
    column: usize,
) -> Option<usize> {
    lines_after_first(text, span).find_map(|(start, line)| {
        let indent = count_leading_spaces(line);
        let blank = matches!(line[indent..].trim_end_matches('\n'), "" | "\r");
        (!blank && indent <= column).then_some(start)
    })
}

/// The same for a flow collection, whose end can be at the column of the block and whose comments can be anywhere.
pub(super) fn find_underindented_flow_line(
    text: &str,
    span: &Range<usize>,
    column: usize,
) -> Option<usize> {
    lines_after_first(text, span).find_map(|(start, line)| {
        let indent = count_leading_spaces(line);
        let rest = line[indent..].trim_start();
        let last = start + line.len() >= span.end && matches!(rest, "]" | "}");
        let free = rest.is_empty() || rest.starts_with('#') || (last && indent == column);
        (!free && indent <= column).then_some(start)
    })
}

/// Every line of `span` except the first, with its start.
fn lines_after_first<'t>(
    text: &'t str,
    span: &Range<usize>,
) -> impl Iterator<Item = (usize, &'t str)> + use<'t> {
    let mut start = span.start;
    let lines = text.get(span.clone()).unwrap_or_default();
    let placed = lines.split_inclusive('\n').map(move |line| {
        let placed = (start, line);
        start += line.len();
        placed
    });
    placed.skip(1)
}

fn count_leading_spaces(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
