//! One finding as rustc would show it: the message, the line, carets under the place, what to do.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::printable::Printable;
use crate::source::Place;

/// The picture of a finding, with colours, an empty line after it.
pub(super) fn snippet(finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let rule = crate::rules::find(finding.code);
    let more = rule.map(|rule| format!("idp explain {}", rule.code));
    let label = finding
        .label
        .as_deref()
        .map(|label| Printable(label).to_string());
    let title = level
        .primary_title(finding.message.as_str())
        .id(finding.code);
    let mut group = match &finding.place {
        Some(place) => {
            let lines = lines_of(place);
            let start = place.span.start - lines.start;
            let span = start..start + place.span.len().min(lines.len() - start);
            let mut mark = AnnotationKind::Primary.span(span);
            if let Some(label) = &label {
                mark = mark.label(label.as_str());
            }
            title.element(
                Snippet::source(&place.source.text[lines])
                    .line_start(place.start().line)
                    .path(place.file())
                    .annotation(mark),
            )
        }
        None => annotate_snippets::Group::with_title(title),
    };
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    if let Some(more) = &more {
        group = group.element(Level::NOTE.with_name("more").message(more.as_str()));
    }
    format!("{}\n\n", Renderer::styled().render(&[group]))
}

/// The whole lines that a place lies in, at most the first few: the renderer reads all it is given.
fn lines_of(place: &Place) -> Range<usize> {
    const MOST: usize = 20;
    let text = place.source.text.as_str();
    let Range { start, end } = place.span;
    let first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let mut last = end;
    for (count, line) in text[first..]
        .split_inclusive('\n')
        .scan(first, |at, line| {
            *at += line.len();
            Some(*at)
        })
        .enumerate()
    {
        last = line;
        if line >= end || count + 1 == MOST {
            break;
        }
    }
    first..last
}
