//! `impossible-ref`: a reference to what no entity can be called. Backstage reads `team a` and looks for it for ever.

use super::breach::breach;
use super::missing::is_possible;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (edge, reference) in scope.dangling() {
        // An owner that cannot be is reported as one that is not, where there are groups to look among.
        let reported = edge.is_owner() && scope.names.has(reference.target.kind);
        if !is_possible(reference.target) && !reported {
            let message = format!("no entity can have the ref \"{}\"", brief(reference.text));
            let label = if edge.is_owner() {
                "an owner is a group or a user, such as group:default/payments or user:default/jane"
            } else {
                "a ref is kind:namespace/name, of letters, digits, `-`, `_` and `.`"
            };
            findings.push(
                breach("impossible-ref", edge.entity, reference.place(), message)
                    .label(Some(label.to_owned())),
            );
        }
    }
    findings
}
