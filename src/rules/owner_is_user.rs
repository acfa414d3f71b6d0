//! `owner-is-user`: a person owns something. People move on; teams stay reachable.

use super::breach::breach;
use super::scope::{Edge, Scope};
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let owners = scope.edges().filter(|edge| edge.reference.is_owner());
    let people = owners.filter(|edge| edge.reference.target.is_a("user"));
    let finding = |edge: Edge<'_>| {
        let message = format!("a person is the owner: `{}`", brief(edge.reference.text));
        breach(
            "owner-is-user",
            edge.entity,
            edge.reference.place(),
            message,
        )
        .label(Some("name the team".to_owned()))
    };
    people.map(finding).collect()
}
