//! `self-dependency`: an entity that says it depends on itself, mostly after copying another one's file.

use super::breach::breach;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;

const FIELDS: [&str; 2] = ["spec.dependsOn", "spec.dependencyOf"];

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let edges = scope.edges();
    let circular = edges.filter(|edge| {
        let reference = edge.reference;
        FIELDS.contains(&reference.field.path) && reference.target == edge.entity.reference()
    });
    let finding = |edge: super::scope::Edge<'_>| {
        let message = "an entity cannot depend on itself";
        breach(
            "self-dependency",
            edge.entity,
            edge.reference.place(),
            message,
        )
    };
    circular.map(finding).collect()
}
