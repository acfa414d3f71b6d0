//! `impossible-ref`: a reference to what no entity can be called. Backstage reads `team a` and looks for it for ever.

use super::missing::is_possible;
use super::scope::Scope;
use crate::diagnostic::{Diagnostic, Tier};
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for edge in scope.edges() {
        let reference = edge.reference;
        // An owner that cannot be is reported as one that is not, where there are groups to look among.
        let reported = reference.is_owner() && scope.names.has(reference.target.kind);
        if !is_possible(reference.target) && !reported {
            let message = format!("nothing can be called `{}`", brief(reference.text));
            let label = "a ref is kind:namespace/name, of letters, digits, `-`, `_` and `.`";
            findings.push(
                Diagnostic::new("impossible-ref", Tier::Graph, message)
                    .at(reference.place())
                    .label(Some(label.to_owned()))
                    .entity(edge.entity.reference().to_string()),
            );
        }
    }
    findings
}
