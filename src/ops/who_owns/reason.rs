//! Why an answer is what it is: every step from the handle to the topmost team, each with the place that decided.

use super::{Answer, Hit};
use crate::catalog::{Entity, Via};
use crate::printable::{Printable, brief};
use crate::source::Place;

/// One step.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What was found, in one sentence.
    pub what: String,
    /// Where that stands.
    pub place: Option<Place>,
}

/// The steps that led to `hit`.
pub fn reasons(answer: &Answer<'_>, hit: &Hit<'_>) -> Vec<Reason> {
    let mut reasons = vec![understood(answer, hit)];
    let ownership = &hit.ownership;
    let owner = ownership.owner_ref.as_ref().map(ToString::to_string);
    if owner.is_some() || ownership.via == Via::Codeowners {
        let owner = owner.as_deref().unwrap_or("nobody");
        reasons.push(Reason {
            what: format!("{} says {}", ownership.via.name(), Printable(owner)),
            place: ownership.place.clone(),
        });
    }
    let steps = ownership.steps.iter();
    reasons.extend(steps.map(|step| part_of(step.below, step.above)));
    reasons
}

fn understood(answer: &Answer<'_>, hit: &Hit<'_>) -> Reason {
    let query = brief(&answer.query);
    let how = hit.handle.described();
    let Some(entity) = hit.entity else {
        return Reason {
            what: format!("`{query}` is {how}"),
            place: None,
        };
    };
    let full = entity.reference().to_string();
    let by = hit
        .by
        .map(|by| format!(", {}", by.described()))
        .unwrap_or_default();
    Reason {
        what: format!("`{query}`, {how}, means {}{by}", Printable(&full)),
        place: Some(entity.place()),
    }
}

/// Either of the two may say it.
fn part_of(below: &Entity, above: &Entity) -> Reason {
    let child = |entity: &Entity| {
        let mut children = entity.references();
        let child = children
            .find(|one| one.field.path == "spec.children" && one.target == below.reference());
        child.map(|child| child.place())
    };
    let named = below.reference_in("spec.parent");
    let place = named
        .filter(|parent| parent.target == above.reference())
        .map(|parent| parent.place());
    let (below_ref, above_ref) = (below.reference().to_string(), above.reference().to_string());
    Reason {
        what: format!(
            "{} is part of {}",
            Printable(&below_ref),
            Printable(&above_ref)
        ),
        place: place.or_else(|| child(above)),
    }
}
