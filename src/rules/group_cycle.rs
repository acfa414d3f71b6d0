//! `group-cycle`: a group that is its own ancestor. Following parents to find an owner never ends.

use super::acyclic_relation::AcyclicRelation;
use super::context::RuleContext;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let groups = AcyclicRelation {
        code: "group-cycle",
        up: "spec.parent",
        down: Some("spec.children"),
        report_self_loop: true,
        message: "is its own ancestor",
    };
    groups.check(scope)
}
