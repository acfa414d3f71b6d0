//! `multiple-parents`: a group below two others, mostly a team that moved and is still listed where it was. Backstage
//! shows it below both.

use super::breach::breach;
use super::scope::{Edge, Scope};
use crate::catalog::{EntityRef, Reference};
use crate::diagnostic::Diagnostic;
use crate::printable::{Printable, brief, shortened};

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut claims: Vec<Claim<'_>> = scope
        .edges()
        .filter_map(|edge| claim(scope, edge))
        .collect();
    claims.sort_by_key(|claim| (claim.child, !claim.by_child));
    let groups = claims.chunk_by(|one, next| one.child == next.child);
    groups.filter_map(|claims| finding(scope, claims)).collect()
}

/// Who says that a group is below which other one.
struct Claim<'c> {
    child: usize,
    parent: EntityRef<'c>,
    /// Whether the child says it.
    by_child: bool,
    reference: Reference<'c>,
}

/// What `edge` says of a parent and its child; nothing where Backstage rejects either of them.
fn claim<'c>(scope: &Scope<'c>, edge: Edge<'c>) -> Option<Claim<'c>> {
    let by_child = match edge.field.path {
        "spec.parent" => true,
        "spec.children" => false,
        _ => return None,
    };
    let entities = &scope.catalog.entities;
    // Of several documents of one ref the first counts; the others are reported as duplicates.
    let source = scope.catalog.find(edge.entity.reference())?;
    let target = edge.target?;
    let shown = [source, target]
        .iter()
        .all(|number| !entities[*number].is_rejected());
    let (child, parent) = if by_child {
        (source, target)
    } else {
        (target, source)
    };
    (shown && source == edge.source).then_some(Claim {
        child,
        parent: entities[parent].reference(),
        by_child,
        reference: edge.reference()?,
    })
}

/// At the first place that names another parent than the group itself does, or than the first place does.
fn finding(scope: &Scope<'_>, claims: &[Claim<'_>]) -> Option<Diagnostic> {
    let first = claims.first()?;
    let other = claims.iter().find(|claim| claim.parent != first.parent)?;
    let mut parents: Vec<String> = claims
        .iter()
        .map(|claim| claim.parent.to_string())
        .collect();
    parents.sort();
    parents.dedup();
    let group = &scope.catalog.entities[first.child];
    let (full, count) = (group.reference().to_string(), parents.len());
    let message = format!(
        "{} has {count} parents: {}",
        Printable(&full),
        shortened(&Printable(&parents.join(", ")).to_string(), 400)
    );
    let shown = brief(&first.parent.to_string());
    let label = format!("{shown} is named in {}", first.reference.place());
    let place = other.reference.place();
    Some(breach("multiple-parents", group, place, message).label(Some(label)))
}
