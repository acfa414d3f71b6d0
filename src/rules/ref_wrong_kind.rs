//! `ref-wrong-kind`: a reference, other than an owner, to something of a kind that makes no sense there.

use super::context::RuleContext;
use super::wrong_kind::check_entity_ref_kinds;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let others = scope.reference_edges().filter(|edge| !edge.is_owner());
    check_entity_ref_kinds(scope, "ref-wrong-kind", others)
}
