//! `type-unknown`: a type that is not in the organisation's list for the kind.

use super::context::RuleContext;
use super::taxonomy::AllowedValues;
use crate::catalog::Entity;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let finding = |entity: &Entity| {
        let known = scope.settings.allowed_types_for_kind(entity.kind())?;
        let words = AllowedValues {
            code: "type-unknown",
            what: format!("{} type", entity.kind().to_lowercase()),
            key: format!("taxonomy.types.{}", entity.kind()),
            known: known.iter().map(String::as_str).collect(),
        };
        words.check_allowed_value(entity, entity.type_()?)
    };
    scope.catalog_entities().filter_map(finding).collect()
}
