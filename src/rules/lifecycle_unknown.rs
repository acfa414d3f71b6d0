//! `lifecycle-unknown`: a lifecycle that the organisation doesn't use, usually a typo.

use super::context::RuleContext;
use super::taxonomy::AllowedValues;
use crate::catalog::Entity;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let words = AllowedValues {
        code: "lifecycle-unknown",
        what: "lifecycle".to_owned(),
        key: "taxonomy.lifecycles".to_owned(),
        known: scope.settings.lifecycles(),
    };
    let finding = |entity: &Entity| words.check_allowed_value(entity, entity.lifecycle()?);
    scope.catalog_entities().filter_map(finding).collect()
}
