//! `type-unknown`: a type that is not in the organisation's list for the kind.

use super::scope::Scope;
use super::taxonomy::unknown_word;
use crate::catalog::Entity;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let finding = |entity: &Entity| {
        let known = scope.settings.types(entity.kind())?;
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let what = format!("type of a {}", entity.kind().to_lowercase());
        unknown_word("type-unknown", entity, entity.type_()?, &what, &known)
    };
    scope.entities().filter_map(finding).collect()
}
