//! `owner-wrong-kind`: an owner that is neither a group nor a user.

use super::misfit::misfits;
use super::scope::{Edge, Scope};
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let owners = scope.edges().filter(Edge::is_owner);
    misfits(scope, "owner-wrong-kind", owners)
}
