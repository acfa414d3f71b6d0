//! `kind-not-allowed`: a kind that the `catalog.rules` of the organisation's Backstage don't allow.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::catalog::Entity;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let Some(allowed) = &scope.settings.allowed_kinds else {
        return Vec::new();
    };
    let allowed = |entity: &&Entity| allowed.iter().any(|kind| entity.is_of_kind(kind));
    let strangers = scope.catalog_entities().filter(|entity| !allowed(entity));
    let finding = |entity: &Entity| {
        let message = format!(
            "kind `{}` is not allowed",
            escape_and_truncate(entity.kind())
        );
        build_entity_finding("kind-not-allowed", entity, entity.name_place(), message)
    };
    strangers.map(finding).collect()
}
