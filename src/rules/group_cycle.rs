//! `group-cycle`: a group that stands above itself. Who walks upwards to find the owner never arrives.

use super::hierarchy::Hierarchy;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let groups = Hierarchy {
        code: "group-cycle",
        up: "spec.parent",
        down: Some("spec.children"),
        alone: true,
        says: "stands above itself",
    };
    groups.check(scope)
}
