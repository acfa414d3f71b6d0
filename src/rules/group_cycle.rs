//! `group-cycle`: a group that stands above itself. Who walks upwards to find the owner never arrives.

use super::acyclic_relation::AcyclicRelation;
use super::context::RuleContext;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let groups = AcyclicRelation {
        code: "group-cycle",
        up: "spec.parent",
        down: Some("spec.children"),
        report_self_loop: true,
        message: "stands above itself",
    };
    groups.check(scope)
}
