//! `one-sided-relation`: a parent that doesn't list its child, a group that doesn't list its member, or the reverse.
//! Backstage merges both sides, but someone who reads the files sees only one.

use hashbrown::HashSet;

use super::context::{EntityRefEdge, RuleContext};
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

/// Pairs of fields that express the same relation from either side.
const OPPOSITE_FIELDS: [(&str, &str); 4] = [
    ("spec.parent", "spec.children"),
    ("spec.children", "spec.parent"),
    ("spec.members", "spec.memberOf"),
    ("spec.memberOf", "spec.members"),
];

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let said: HashSet<_> = edges_with_inverse_field(scope)
        .map(|(edge, _, target)| (edge.source, edge.field.path, target))
        .collect();
    for (edge, back, target) in edges_with_inverse_field(scope) {
        let here = scope.catalog.find_entity_index(edge.entity.entity_ref());
        let returned = here.is_some_and(|here| said.contains(&(target, back, here)));
        if let (false, Some(reference)) = (returned, edge.reference()) {
            let message = format!(
                "`{}` has no matching `{back}`",
                escape_and_truncate(reference.text)
            );
            let place = reference.place();
            findings.push(build_entity_finding(
                "one-sided-relation",
                edge.entity,
                place,
                message,
            ));
        }
    }
    findings
}

/// The edges that have an inverse field, with that field and the index of the target.
fn edges_with_inverse_field<'s>(
    scope: &'s RuleContext<'_>,
) -> impl Iterator<Item = (EntityRefEdge<'s>, &'static str, usize)> {
    scope.reference_edges().filter_map(|edge| {
        let (_, back) = OPPOSITE_FIELDS
            .iter()
            .find(|side| side.0 == edge.field.path)?;
        Some((edge, *back, edge.target?))
    })
}
