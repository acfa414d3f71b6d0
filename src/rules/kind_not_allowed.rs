//! `kind-not-allowed`: a kind that the `catalog.rules` of the organisation's Backstage do not let in.

use super::breach::breach;
use super::scope::Scope;
use crate::catalog::Entity;
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let Some(allowed) = &scope.settings.kinds else {
        return Vec::new();
    };
    let allowed = |entity: &&Entity| allowed.iter().any(|kind| entity.is_a(kind));
    let strangers = scope.entities().filter(|entity| !allowed(entity));
    let finding = |entity: &Entity| {
        let message = format!("kind {} is not let in here", brief(entity.kind()));
        breach("kind-not-allowed", entity, entity.place(), message)
    };
    strangers.map(finding).collect()
}
