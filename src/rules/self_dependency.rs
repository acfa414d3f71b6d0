//! `self-dependency`: an entity that says it depends on itself, mostly after copying another one's file.

use super::breach::breach;
use super::scope::{Edge, Scope};
use crate::diagnostic::Diagnostic;

const FIELDS: [&str; 2] = ["spec.dependsOn", "spec.dependencyOf"];

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let dependencies = scope
        .edges()
        .filter(|edge| FIELDS.contains(&edge.field.path));
    let circular = |edge: Edge<'_>| {
        let reference = edge.reference()?;
        let message = "an entity cannot depend on itself";
        let itself = reference.target == edge.entity.reference();
        itself.then(|| breach("self-dependency", edge.entity, reference.place(), message))
    };
    dependencies.filter_map(circular).collect()
}
