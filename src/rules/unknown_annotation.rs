//! `unknown-annotation`: an annotation under `backstage.io/` that neither Backstage nor its plugins read, usually a
//! typo.

use super::annotations::{GENERATED_ANNOTATIONS, KNOWN_ANNOTATIONS};
use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;
use crate::similar_names::{find_similar_names, format_did_you_mean};

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.catalog_entities() {
        for annotation in entity.annotations() {
            let Some(name) = annotation.key.strip_prefix("backstage.io/") else {
                continue;
            };
            if KNOWN_ANNOTATIONS.contains(&name) || GENERATED_ANNOTATIONS.contains(&name) {
                continue;
            }
            let near = find_similar_names(name, KNOWN_ANNOTATIONS);
            let message = format!(
                "unknown annotation `{}`",
                escape_and_truncate(annotation.key)
            );
            let place = annotation.key_place();
            let finding = build_entity_finding("unknown-annotation", entity, place, message);
            findings.push(finding.with_label(format_did_you_mean(&near)));
        }
    }
    findings
}
