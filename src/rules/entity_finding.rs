//! Builds the finding for an entity that violates a rule.

use super::find_rule;
use crate::catalog::Entity;
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::source::Place;

/// Builds a finding: `entity` violates the rule `code` at `place`.
pub(super) fn build_entity_finding(
    code: &'static str,
    entity: &Entity,
    place: Place,
    message: impl Into<String>,
) -> Diagnostic {
    let tier = find_rule(code).map_or(RuleTier::Graph, |rule| rule.tier);
    Diagnostic::new(code, tier, message)
        .with_place(place)
        .with_entity(entity.entity_ref().to_string())
}
