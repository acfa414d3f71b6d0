//! A finding in the style of rustc: the message, the source line, carets under the place, and help.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use console::measure_text_width;

use super::LineWidth;
use crate::diagnostic::{Diagnostic, Severity};
use crate::printable::Printable;
use crate::source::{BYTE_ORDER_MARK, Place, TextPosition};
use crate::text_layout::wrap_value;

/// The snippet of a finding, with colours, followed by an empty line. Source lines wider than `width` are cut around the place.
pub(super) fn render_finding_snippet(finding: &Diagnostic, width: LineWidth) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let rule = crate::rules::find_rule(finding.code);
    let more = rule.map(|rule| format!("idp explain {}", rule.code));
    let printable = |text: &str| Printable(text).to_string();
    let used = "warning[]: ".len() + finding.code.len();
    let message = wrap_beside(used, &printable(&finding.message), width);
    let (label, help) = place_label_and_help(finding, width);
    let help = help.map(|help| wrap_beside(HELP_COLUMN, &help, width));
    let file = finding
        .place
        .as_ref()
        .map(|place| printable(place.file_path()));
    let file = file.unwrap_or_default();
    let title = level.primary_title(message.as_str()).id(finding.code);
    let mut group = match &finding.place {
        Some(place) => match find_snippet_byte_range(place) {
            Some(lines) => {
                let start = place.span.start - lines.start;
                let span = start..start + place.span.len().min(lines.len() - start);
                let mut mark = AnnotationKind::Primary.span(span);
                if let Some(label) = &label {
                    mark = mark.label(label.as_str());
                }
                title.element(
                    Snippet::source(&place.source.text[lines])
                        .line_start(place.start().line)
                        .path(file.as_str())
                        .annotation(mark),
                )
            }
            None => {
                let TextPosition { line, column } = place.start();
                let origin = Origin::path(file.as_str()).line(line).char_column(column);
                let group = title.element(origin);
                match &label {
                    Some(label) => group.element(Level::NOTE.no_name().message(label.as_str())),
                    None => group,
                }
            }
        },
        None => annotate_snippets::Group::with_title(title),
    };
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    if let Some(more) = &more {
        group = group.element(Level::NOTE.with_name("more").message(more.as_str()));
    }
    format!("{}\n\n", choose_renderer(width).render(&[group]))
}

/// The label beside the mark, and the help below the snippet; a label that doesn't fit becomes help.
fn place_label_and_help(
    finding: &Diagnostic,
    width: LineWidth,
) -> (Option<String>, Option<String>) {
    let printable = |text: &str| Printable(text).to_string();
    let label = finding.label.as_deref().map(printable);
    let help = finding.help.as_deref().map(printable);
    let fits = finding
        .place
        .as_ref()
        .is_none_or(|place| fits_beside_mark(place, label.as_deref(), width));
    match (label, help) {
        (label, help) if fits => (label, help),
        (Some(label), Some(help)) => (None, Some(format!("{label}; {help}"))),
        (label, help) => (None, label.or(help)),
    }
}

/// Whether `label` fits on the line below the source line, after the mark.
fn fits_beside_mark(place: &Place, label: Option<&str>, width: LineWidth) -> bool {
    let Some((columns, label)) = width.columns().zip(label) else {
        return true;
    };
    let marked = &place.source.text[place.span.clone()];
    let marked = marked.lines().next().unwrap_or_default();
    let mark_end = place.start().column + measure_text_width(marked);
    mark_end + GUTTER_WIDTH + measure_text_width(label) <= columns
}

/// The columns beside a source line: the line number, and the spaces and the bar around it.
const GUTTER_WIDTH: usize = 8;

fn choose_renderer(width: LineWidth) -> Renderer {
    match width.columns() {
        Some(columns) => Renderer::styled().term_width(columns),
        None => Renderer::styled(),
    }
}

/// The maximum column at which help starts: the renderer puts it beside the line numbers.
const HELP_COLUMN: usize = 16;

/// The width below which text beside a label isn't wrapped, because each line would hold a single word.
const MIN_TEXT_WIDTH: usize = 24;

/// Wraps `text`, whose lines the renderer aligns after `used` columns.
fn wrap_beside(used: usize, text: &str, width: LineWidth) -> String {
    match width.columns() {
        Some(columns) if columns >= used + MIN_TEXT_WIDTH => {
            wrap_value("", text, 0, width.width_beside(used, MIN_TEXT_WIDTH))
        }
        _ => text.to_owned(),
    }
}

/// Longer lines aren't shown, only their position: single-line JSON is also YAML.
const MAX_SNIPPET_BYTES: usize = 4096;

/// The complete lines that contain a place, at most the first few: the renderer reads all of its input.
fn find_snippet_byte_range(place: &Place) -> Option<Range<usize>> {
    const MAX_SNIPPET_LINES: usize = 20;
    let text = place.source.text.as_bytes();
    let Range { start, end } = place.span;
    let above = start.saturating_sub(MAX_SNIPPET_BYTES);
    let first = match memchr::memrchr(b'\n', &text[above..start]) {
        Some(newline) => above + newline + 1,
        None if above == 0
            && start >= BYTE_ORDER_MARK.len()
            && text.starts_with(BYTE_ORDER_MARK) =>
        {
            BYTE_ORDER_MARK.len()
        }
        None if above == 0 => 0,
        None => return None,
    };
    let limit = text.len().min(first + MAX_SNIPPET_BYTES);
    let newlines = memchr::memchr_iter(b'\n', &text[first..limit]);
    let mut last = (limit == text.len()).then_some(limit);
    for newline in newlines.take(MAX_SNIPPET_LINES) {
        last = Some(first + newline + 1);
        if first + newline + 1 >= end {
            break;
        }
    }
    last.filter(|last| *last > start).map(|last| first..last)
}
