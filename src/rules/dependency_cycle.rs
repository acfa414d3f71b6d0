//! `dependency-cycle`: entities that depend on each other, so none can be built, deployed or restarted first.

use super::acyclic_relation::AcyclicRelation;
use super::context::RuleContext;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let dependencies = AcyclicRelation {
        code: "dependency-cycle",
        up: "spec.dependsOn",
        down: Some("spec.dependencyOf"),
        report_self_loop: false,
        message: "depends on itself",
    };
    dependencies.check(scope)
}
