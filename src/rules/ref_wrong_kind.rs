//! `ref-wrong-kind`: a reference, other than an owner, to something of a kind that makes no sense there.

use super::misfit::misfits;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let others = scope.edges().filter(|edge| !edge.is_owner());
    misfits(scope, "ref-wrong-kind", others)
}
