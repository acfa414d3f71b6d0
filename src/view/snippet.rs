//! One finding as rustc would show it: the message, the line, carets under the place, what to do.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::printable::Printable;

/// The picture of a finding, with colours, an empty line after it.
pub(super) fn snippet(finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let more = (finding.tier != Tier::Template && crate::rules::find(finding.code).is_some())
        .then(|| format!("idp explain {}", finding.code));
    let label = finding
        .label
        .as_deref()
        .map(|label| Printable(label).to_string());
    let title = level
        .primary_title(finding.message.as_str())
        .id(finding.code);
    let mut group = match &finding.place {
        Some(place) => {
            let mut mark = AnnotationKind::Primary.span(place.span.clone());
            if let Some(label) = &label {
                mark = mark.label(label.as_str());
            }
            title.element(
                Snippet::source(place.source.text.as_str())
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
