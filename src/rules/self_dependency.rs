//! `self-dependency`: an entity that depends on itself, usually after copying another entity's file.

use super::context::{EntityRefEdge, RuleContext};
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;

const DEPENDENCY_FIELDS: [&str; 2] = ["spec.dependsOn", "spec.dependencyOf"];

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let dependencies = scope
        .reference_edges()
        .filter(|edge| DEPENDENCY_FIELDS.contains(&edge.field.path));
    let circular = |edge: EntityRefEdge<'_>| {
        let reference = edge.reference()?;
        let message = "an entity can't depend on itself";
        let itself = reference.target == edge.entity.entity_ref();
        itself.then(|| {
            build_entity_finding("self-dependency", edge.entity, reference.place(), message)
        })
    };
    dependencies.filter_map(circular).collect()
}
