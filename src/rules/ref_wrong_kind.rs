//! `ref-wrong-kind`: a reference, other than an owner, to a kind that isn't valid in the field.

use super::context::RuleContext;
use super::wrong_kind::check_entity_ref_kinds;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let others = scope.reference_edges().filter(|edge| !edge.is_owner());
    check_entity_ref_kinds(scope, "ref-wrong-kind", others)
}
