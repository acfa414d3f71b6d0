//! `dependency-cycle`: entities that need each other, so that none can be built, deployed or restarted first.

use super::hierarchy::Hierarchy;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let dependencies = Hierarchy {
        code: "dependency-cycle",
        up: "spec.dependsOn",
        down: Some("spec.dependencyOf"),
        alone: false,
        says: "depends on itself",
    };
    dependencies.check(scope)
}
