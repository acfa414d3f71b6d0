//! Explains an answer: every step from the handle to the top-level team, each with the place that defines it.

use super::{OwnershipAnswer, OwnershipHit};
use crate::catalog::{Entity, OwnerSource};
use crate::printable::{Printable, escape_and_truncate};
use crate::source::Place;

/// One step.
#[derive(Clone, Debug)]
pub struct OwnershipReason {
    /// The explanation, in one sentence.
    pub sentence: String,
    /// The place that defines it.
    pub place: Option<Place>,
}

/// The steps that led to `hit`.
pub fn explain_ownership_hit(
    answer: &OwnershipAnswer<'_>,
    hit: &OwnershipHit<'_>,
) -> Vec<OwnershipReason> {
    let mut reasons = vec![explain_how_query_matched(answer, hit)];
    let ownership = &hit.ownership;
    let owner = ownership.owner_ref.as_ref().map(ToString::to_string);
    if owner.is_some() || ownership.via == OwnerSource::Codeowners {
        let owner = owner.as_deref().unwrap_or("nobody");
        reasons.push(OwnershipReason {
            sentence: format!("{} says {}", ownership.via.name(), Printable(owner)),
            place: ownership.place.clone(),
        });
    }
    let steps = ownership.steps.iter();
    reasons.extend(steps.map(|step| build_parent_team_reason(step.child, step.parent)));
    reasons
}

fn explain_how_query_matched(
    answer: &OwnershipAnswer<'_>,
    hit: &OwnershipHit<'_>,
) -> OwnershipReason {
    let query = escape_and_truncate(&answer.query);
    let how = hit.handle_kind.description();
    let Some(entity) = hit.entity else {
        return OwnershipReason {
            sentence: format!("`{query}` is {how}"),
            place: None,
        };
    };
    let full = entity.entity_ref().to_string();
    let by = hit
        .matched_by
        .map(|by| format!(", {}", by.description()))
        .unwrap_or_default();
    OwnershipReason {
        sentence: format!("`{query}` ({how}) resolves to {}{by}", Printable(&full)),
        place: Some(entity.name_place()),
    }
}

/// Explains why `above` is the parent of `below`; either of the two may define the relation.
fn build_parent_team_reason(below: &Entity, above: &Entity) -> OwnershipReason {
    let child = |entity: &Entity| {
        let mut children = entity.references();
        let child = children
            .find(|one| one.field.path == "spec.children" && one.target == below.entity_ref());
        child.map(|child| child.place())
    };
    let named = below.reference_in_field("spec.parent");
    let place = named
        .filter(|parent| parent.target == above.entity_ref())
        .map(|parent| parent.place());
    let (below_ref, above_ref) = (
        below.entity_ref().to_string(),
        above.entity_ref().to_string(),
    );
    OwnershipReason {
        sentence: format!(
            "{} is part of {}",
            Printable(&below_ref),
            Printable(&above_ref)
        ),
        place: place.or_else(|| child(above)),
    }
}
