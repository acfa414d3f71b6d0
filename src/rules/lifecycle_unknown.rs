//! `lifecycle-unknown`: a lifecycle that nobody filters by, mostly a slip of the fingers.

use super::scope::Scope;
use super::taxonomy::Words;
use crate::catalog::Entity;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let words = Words {
        code: "lifecycle-unknown",
        what: "lifecycle".to_owned(),
        key: "taxonomy.lifecycles".to_owned(),
        known: scope.settings.lifecycles(),
    };
    let finding = |entity: &Entity| words.unknown(entity, entity.lifecycle()?);
    scope.entities().filter_map(finding).collect()
}
