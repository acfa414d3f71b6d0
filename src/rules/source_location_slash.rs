//! `source-location-slash`: a folder in `backstage.io/source-location` without the `/` that Backstage resolves from.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.catalog_entities() {
        let mut annotations = entity.annotations();
        let Some(location) = annotations.find(|one| one.key == "backstage.io/source-location")
        else {
            continue;
        };
        if is_folder_without_slash(location.value.text) {
            let message = format!(
                "`{}` does not end in `/`",
                escape_and_truncate(location.value.text)
            );
            let place = location.value.place();
            let finding = build_entity_finding("source-location-slash", entity, place, message);
            findings.push(match location.value.text_span() {
                Some(span) => finding.with_fix(TextEdit::insertion(span.end, "/")),
                None => finding,
            });
        }
    }
    findings
}

/// Whether `location` is a folder without a final `/`. A last part with a dot is taken for a file.
fn is_folder_without_slash(location: &str) -> bool {
    let last = location.rsplit('/').next().unwrap_or_default();
    location.starts_with("url:") && !last.is_empty() && !last.contains('.')
}
