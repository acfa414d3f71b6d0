//! A breach of a rule by an entity, as a finding.

use super::find;
use crate::catalog::Entity;
use crate::diagnostic::{Diagnostic, Tier};
use crate::source::Place;

/// `entity` breaks the rule `code` at `place`.
pub(super) fn breach(
    code: &'static str,
    entity: &Entity,
    place: Place,
    message: impl Into<String>,
) -> Diagnostic {
    let tier = find(code).map_or(Tier::Graph, |rule| rule.tier);
    Diagnostic::new(code, tier, message)
        .at(place)
        .entity(entity.reference().to_string())
}
