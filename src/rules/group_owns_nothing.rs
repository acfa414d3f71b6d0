//! `group-owns-nothing`: a team that owns nothing, and no team below it: it may be gone.

use super::breach::breach;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let idle = scope.numbered("group").filter(|(number, group)| {
        let named = |path| scope.sources(*number, path).next().is_some();
        let above = group.reference_in("spec.children").is_some() || named("spec.parent");
        !above && !named("spec.owner")
    });
    let finding = |(_, group): (usize, &crate::catalog::Entity)| {
        let message = format!("the group `{}` owns nothing", brief(group.name()));
        breach("group-owns-nothing", group, group.place(), message)
    };
    idle.map(finding).collect()
}
