//! `multiple-parents`: a group with two parents, usually a team that moved and is still listed in its old place.
//! Backstage shows it under both.

use super::context::{EntityRefEdge, RuleContext};
use super::entity_finding::build_entity_finding;
use crate::catalog::{EntityRef, Reference};
use crate::diagnostic::Diagnostic;
use crate::printable::{Printable, escape_and_truncate, truncate_chars};

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut claims: Vec<ParentClaim<'_>> = scope
        .reference_edges()
        .filter_map(|edge| parent_claim_from_edge(scope, edge))
        .collect();
    claims.sort_by_key(|claim| (claim.child, !claim.by_child));
    let groups = claims.chunk_by(|one, next| one.child == next.child);
    groups
        .filter_map(|claims| check_parent_claims_agree(scope, claims))
        .collect()
}

/// A claim that one group is the parent of another.
struct ParentClaim<'c> {
    child: usize,
    parent: EntityRef<'c>,
    /// Whether the child makes the claim.
    by_child: bool,
    reference: Reference<'c>,
}

/// The claim that `edge` makes; `None` if Backstage rejects the parent or the child.
fn parent_claim_from_edge<'c>(
    scope: &RuleContext<'c>,
    edge: EntityRefEdge<'c>,
) -> Option<ParentClaim<'c>> {
    let by_child = match edge.field.path {
        "spec.parent" => true,
        "spec.children" => false,
        _ => return None,
    };
    let entities = &scope.catalog.entities;
    // If several documents have the same ref, only the first counts; the others are reported as duplicates.
    let source = scope.catalog.find_entity_index(edge.entity.entity_ref())?;
    let target = edge.target?;
    let shown = [source, target]
        .iter()
        .all(|number| !entities[*number].is_rejected_by_backstage());
    let (child, parent) = if by_child {
        (source, target)
    } else {
        (target, source)
    };
    (shown && source == edge.source).then_some(ParentClaim {
        child,
        parent: entities[parent].entity_ref(),
        by_child,
        reference: edge.reference()?,
    })
}

/// Reports the first claim that differs from the group's own, or else from the first claim.
fn check_parent_claims_agree(
    scope: &RuleContext<'_>,
    claims: &[ParentClaim<'_>],
) -> Option<Diagnostic> {
    let first = claims.first()?;
    let other = claims.iter().find(|claim| claim.parent != first.parent)?;
    let mut parents: Vec<String> = claims
        .iter()
        .map(|claim| claim.parent.to_string())
        .collect();
    parents.sort();
    parents.dedup();
    let group = &scope.catalog.entities[first.child];
    let (full, count) = (group.entity_ref().to_string(), parents.len());
    let message = format!(
        "{} has {count} parents: {}",
        Printable(&full),
        truncate_chars(&Printable(&parents.join(", ")).to_string(), 400)
    );
    let shown = escape_and_truncate(&first.parent.to_string());
    let label = format!("{shown} is named in {}", first.reference.place());
    let place = other.reference.place();
    Some(build_entity_finding("multiple-parents", group, place, message).with_label(Some(label)))
}
