//! `owner-is-user`: a person owns something. People move on; teams stay reachable. One finding for each person.

use super::breach::breach;
use super::scope::{Edge, Scope};
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let owners = scope.edges().filter(Edge::is_owner);
    let person = |edge: Edge<'_>| {
        let reference = edge.reference()?;
        reference.target.is_a("user").then(|| {
            let message = format!("the owner is a person: \"{}\"", brief(reference.text));
            breach("owner-is-user", edge.entity, reference.place(), message)
                .label(Some("name the team".to_owned()))
        })
    };
    owners.filter_map(person).collect()
}
