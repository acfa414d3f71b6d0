//! `lifecycle-unknown`: a lifecycle that nobody filters by, mostly a slip of the fingers.

use super::scope::Scope;
use super::taxonomy::unknown_word;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let known = scope.settings.lifecycles();
    let finding = |entity| {
        let lifecycle = crate::catalog::Entity::lifecycle(entity)?;
        unknown_word("lifecycle-unknown", entity, lifecycle, "lifecycle", &known)
    };
    scope.entities().filter_map(finding).collect()
}
