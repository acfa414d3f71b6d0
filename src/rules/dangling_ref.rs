//! `dangling-ref`: a reference, other than an owner, to something the catalog does not have.

use super::context::RuleContext;
use super::missing_ref::{is_possible_ref, partition_dangling_refs};
use crate::diagnostic::Diagnostic;

const CODE: &str = "dangling-ref";

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let others = scope.dangling_refs().filter(|(edge, _)| !edge.is_owner());
    let possible = others.filter(|(_, reference)| is_possible_ref(reference.target));
    let (missing, mut findings) = partition_dangling_refs(scope, CODE, possible);
    findings.extend(
        missing
            .iter()
            .map(|missing| missing.build_finding(scope, CODE)),
    );
    findings
}
