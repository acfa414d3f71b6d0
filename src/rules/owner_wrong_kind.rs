//! `owner-wrong-kind`: an owner that is neither a group nor a user.

use super::context::{EntityRefEdge, RuleContext};
use super::wrong_kind::check_entity_ref_kinds;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let owners = scope.reference_edges().filter(EntityRefEdge::is_owner);
    check_entity_ref_kinds(scope, "owner-wrong-kind", owners)
}
