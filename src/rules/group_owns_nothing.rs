//! `group-owns-nothing`: a group that owns nothing and has no child groups, so it may no longer exist.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let idle = scope.entities_of_kind("group").filter(|(number, group)| {
        let named = |path| scope.find_reference_sources(*number, path).next().is_some();
        let above = group.reference_in_field("spec.children").is_some() || named("spec.parent");
        !above && !named("spec.owner")
    });
    let finding = |(_, group): (usize, &crate::catalog::Entity)| {
        let message = format!("group `{}` owns nothing", escape_and_truncate(group.name()));
        build_entity_finding("group-owns-nothing", group, group.name_place(), message)
    };
    idle.map(finding).collect()
}
