//! `component-cycle`: a component that is part of itself.

use super::acyclic_relation::AcyclicRelation;
use super::context::RuleContext;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let components = AcyclicRelation {
        code: "component-cycle",
        up: "spec.subcomponentOf",
        down: None,
        report_self_loop: true,
        message: "is part of itself",
    };
    components.check(scope)
}
