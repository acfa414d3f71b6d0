//! `group-without-members`: a group without members and without child groups.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let empty = scope.entities_of_kind("group").filter(|(number, group)| {
        let names = |path| group.reference_in_field(path).is_some();
        let named = |path| scope.find_reference_sources(*number, path).next().is_some();
        let people = names("spec.members") || named("spec.memberOf");
        let teams = names("spec.children") || named("spec.parent");
        !people && !teams
    });
    let finding = |(_, group): (usize, &crate::catalog::Entity)| {
        let message = format!(
            "group `{}` has no members",
            escape_and_truncate(group.name())
        );
        build_entity_finding("group-without-members", group, group.name_place(), message)
    };
    empty.map(finding).collect()
}
