//! `owner-not-found`: an owner that the catalog does not have.

use super::missing::missing;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let owners = scope.dangling().filter(|(edge, _)| edge.is_owner());
    // An owner of the wrong kind is wrong whether it is there or not.
    let fitting = owners.filter(|(_, reference)| reference.fits());
    missing(scope, "owner-not-found", fitting)
}
