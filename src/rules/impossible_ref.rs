//! `impossible-ref`: a reference that no valid entity name can match. Backstage accepts `team a` and never resolves it.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use super::missing_ref::is_valid_entity_ref;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (edge, reference) in scope.dangling_entity_refs() {
        // If the catalog has entities of this kind, `owner-not-found` reports an impossible owner.
        let reported = edge.is_owner() && scope.names.has_entity_of_kind(reference.target.kind);
        if !is_valid_entity_ref(reference.target) && !reported {
            let message = format!(
                "no entity can have the ref `{}`",
                escape_and_truncate(reference.text)
            );
            let label = if edge.is_owner() {
                "use a group or a user, such as group:default/payments or user:default/jane"
            } else {
                "use kind:namespace/name with letters, digits, `-`, `_` and `.`"
            };
            findings.push(
                build_entity_finding("impossible-ref", edge.entity, reference.place(), message)
                    .with_label(Some(label.to_owned())),
            );
        }
    }
    findings
}
