//! `one-sided-relation`: a parent that does not list its child, a group that does not list its member, or the reverse.
//! Backstage merges both sides; who reads the files sees only one.

use super::breach::breach;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

/// Fields that say the same of two entities, from either side.
const SIDES: [(&str, &str); 4] = [
    ("spec.parent", "spec.children"),
    ("spec.children", "spec.parent"),
    ("spec.members", "spec.memberOf"),
    ("spec.memberOf", "spec.members"),
];

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for edge in scope.edges() {
        let other_side = SIDES.iter().find(|side| side.0 == edge.field.path);
        let (Some((_, back)), Some(target), Some(reference)) =
            (other_side, edge.target, edge.reference())
        else {
            continue;
        };
        let other = &scope.catalog.entities[target];
        let here = edge.entity.reference();
        let returned = other
            .references()
            .any(|reference| reference.field.path == *back && reference.target == here);
        if !returned {
            let message = format!("`{}` does not name it in `{back}`", brief(reference.text));
            let place = reference.place();
            findings.push(breach("one-sided-relation", edge.entity, place, message));
        }
    }
    findings
}
