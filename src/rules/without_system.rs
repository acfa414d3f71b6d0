//! `without-system`: a component, API or resource that doesn't belong to a system.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::catalog::Entity;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

const KINDS_WITH_SYSTEM: [&str; 3] = ["component", "api", "resource"];

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let loose = scope.catalog_entities().filter(|entity| {
        // A subcomponent belongs to the system of its parent component.
        let fields = ["spec.system", "spec.subcomponentOf"];
        KINDS_WITH_SYSTEM.iter().any(|kind| entity.is_of_kind(kind))
            && fields
                .iter()
                .all(|field| entity.reference_in_field(field).is_none())
    });
    let finding = |entity: &Entity| {
        let message = format!(
            "`{}` doesn't belong to a system",
            escape_and_truncate(entity.name())
        );
        build_entity_finding("without-system", entity, entity.name_place(), message)
    };
    loose.map(finding).collect()
}
