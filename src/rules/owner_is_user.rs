//! `owner-is-user`: a person owns an entity although the catalog has one of their teams. People leave; teams stay
//! reachable. Reported once per person. A person without a team in the catalog is a valid owner, as in a repository of
//! one person.

use super::context::{EntityRefEdge, RuleContext};
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;
use crate::printable::{Printable, escape_and_truncate};

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let catalog = scope.catalog;
    let owners = scope.reference_edges().filter(EntityRefEdge::is_owner);
    let person = |edge: EntityRefEdge<'_>| {
        let reference = edge.reference()?;
        if !reference.target.is_of_kind("user") {
            return None;
        }
        let teams = catalog.related_entities(catalog.get(reference.target)?, "memberOf");
        let team = teams.first()?;
        let message = format!(
            "the owner is a person: `{}`",
            escape_and_truncate(reference.text)
        );
        let label = format!("use a team, such as {}", Printable(team.name()));
        Some(
            build_entity_finding("owner-is-user", edge.entity, reference.place(), message)
                .with_label(Some(label)),
        )
    };
    owners.filter_map(person).collect()
}
