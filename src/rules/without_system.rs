//! `without-system`: a component, API or resource that is part of no system.

use super::breach::breach;
use super::scope::Scope;
use crate::catalog::Entity;
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

const KINDS: [&str; 3] = ["component", "api", "resource"];

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let loose = scope.entities().filter(|entity| {
        // A part of a component is in the system of the whole.
        let fields = ["spec.system", "spec.subcomponentOf"];
        KINDS.iter().any(|kind| entity.is_a(kind))
            && fields
                .iter()
                .all(|field| entity.reference_in(field).is_none())
    });
    let finding = |entity: &Entity| {
        let message = format!("`{}` is part of no system", brief(entity.name()));
        breach("without-system", entity, entity.place(), message)
    };
    loose.map(finding).collect()
}
