//! `dangling-ref`: a reference, other than an owner, to an entity that isn't in the catalog.

use super::context::RuleContext;
use super::missing_ref::{is_valid_entity_ref, partition_dangling_refs_by_known_kind};
use crate::diagnostic::Diagnostic;

const RULE_CODE: &str = "dangling-ref";

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let others = scope
        .dangling_entity_refs()
        .filter(|(edge, _)| !edge.is_owner());
    let possible = others.filter(|(_, reference)| is_valid_entity_ref(reference.target));
    let (missing, mut findings) = partition_dangling_refs_by_known_kind(scope, RULE_CODE, possible);
    findings.extend(
        missing
            .iter()
            .map(|missing| missing.build_finding(scope, RULE_CODE)),
    );
    findings
}
