//! `owner-is-user`: a person owns something although the catalog has a team of theirs. People move on; teams stay reachable.
//! One finding for each person. Whoever has no team here is the right owner, as in a repository of one person.

use super::breach::breach;
use super::scope::{Edge, Scope};
use crate::diagnostic::Diagnostic;
use crate::printable::{Printable, brief};

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let catalog = scope.catalog;
    let owners = scope.edges().filter(Edge::is_owner);
    let person = |edge: Edge<'_>| {
        let reference = edge.reference()?;
        if !reference.target.is_a("user") {
            return None;
        }
        let teams = catalog.related(catalog.get(reference.target)?, "memberOf");
        let team = teams.first()?;
        let message = format!("the owner is a person: \"{}\"", brief(reference.text));
        let label = format!("name a team, such as {}", Printable(team.name()));
        Some(breach("owner-is-user", edge.entity, reference.place(), message).label(Some(label)))
    };
    owners.filter_map(person).collect()
}
