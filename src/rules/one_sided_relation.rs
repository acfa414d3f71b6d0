//! `one-sided-relation`: a parent that does not list its child, a group that does not list its member, or the reverse.
//! Backstage merges both sides; who reads the files sees only one.

use hashbrown::HashSet;

use super::breach::breach;
use super::scope::{Edge, Scope};
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
    let said: HashSet<_> = sided(scope)
        .map(|(edge, _, target)| (edge.source, edge.field.path, target))
        .collect();
    for (edge, back, target) in sided(scope) {
        let here = scope.catalog.find(edge.entity.reference());
        let returned = here.is_some_and(|here| said.contains(&(target, back, here)));
        if let (false, Some(reference)) = (returned, edge.reference()) {
            let message = format!("`{}` does not name it in `{back}`", brief(reference.text));
            let place = reference.place();
            findings.push(breach("one-sided-relation", edge.entity, place, message));
        }
    }
    findings
}

/// What is said from one side, with the field that says it from the other and the number of what it names.
fn sided<'s>(scope: &'s Scope<'_>) -> impl Iterator<Item = (Edge<'s>, &'static str, usize)> {
    scope.edges().filter_map(|edge| {
        let (_, back) = SIDES.iter().find(|side| side.0 == edge.field.path)?;
        Some((edge, *back, edge.target?))
    })
}
