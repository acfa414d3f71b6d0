//! `component-cycle`: a component that is part of itself.

use super::hierarchy::Hierarchy;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let components = Hierarchy {
        code: "component-cycle",
        up: "spec.subcomponentOf",
        down: None,
        alone: true,
        says: "is part of itself",
    };
    components.check(scope)
}
