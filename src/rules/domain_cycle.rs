//! `domain-cycle`: a domain that is part of itself.

use super::acyclic_relation::AcyclicRelation;
use super::context::RuleContext;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let domains = AcyclicRelation {
        code: "domain-cycle",
        up: "spec.subdomainOf",
        down: None,
        report_self_loop: true,
        message: "is part of itself",
    };
    domains.check(scope)
}
