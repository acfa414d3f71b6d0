//! `group-without-members`: a team that nobody is in, and no team below it.

use super::breach::breach;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let empty = scope.numbered("group").filter(|(number, group)| {
        let names = |path| group.reference_in(path).is_some();
        let named = |path| scope.sources(*number, path).next().is_some();
        let people = names("spec.members") || named("spec.memberOf");
        let teams = names("spec.children") || named("spec.parent");
        !people && !teams
    });
    let finding = |(_, group): (usize, &crate::catalog::Entity)| {
        let message = format!("nobody is in the group `{}`", brief(group.name()));
        breach("group-without-members", group, group.place(), message)
    };
    empty.map(finding).collect()
}
