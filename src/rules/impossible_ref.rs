//! `impossible-ref`: a reference to what no entity can be called. Backstage reads `team a` and looks for it for ever.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use super::missing_ref::is_valid_entity_ref;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (edge, reference) in scope.dangling_entity_refs() {
        // An owner that cannot be is reported as one that is not, where there are groups to look among.
        let reported = edge.is_owner() && scope.names.has_entity_of_kind(reference.target.kind);
        if !is_valid_entity_ref(reference.target) && !reported {
            let message = format!(
                "no entity can have the ref \"{}\"",
                escape_and_truncate(reference.text)
            );
            let label = if edge.is_owner() {
                "an owner is a group or a user, such as group:default/payments or user:default/jane"
            } else {
                "a ref is kind:namespace/name, of letters, digits, `-`, `_` and `.`"
            };
            findings.push(
                build_entity_finding("impossible-ref", edge.entity, reference.place(), message)
                    .with_label(Some(label.to_owned())),
            );
        }
    }
    findings
}
