//! `type-unknown`: a type that is not in the organisation's list for the kind.

use super::scope::Scope;
use super::taxonomy::Words;
use crate::catalog::Entity;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let finding = |entity: &Entity| {
        let known = scope.settings.types(entity.kind())?;
        let words = Words {
            code: "type-unknown",
            what: format!("{} type", entity.kind().to_lowercase()),
            key: format!("taxonomy.types.{}", entity.kind()),
            known: known.iter().map(String::as_str).collect(),
        };
        words.unknown(entity, entity.type_()?)
    };
    scope.entities().filter_map(finding).collect()
}
