//! `owner-wrong-kind`: an owner that is neither a group nor a user.

use super::context::{RefEdge, RuleContext};
use super::wrong_kind::check_ref_kinds;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let owners = scope.edges().filter(RefEdge::is_owner);
    check_ref_kinds(scope, "owner-wrong-kind", owners)
}
