//! `dangling-ref`: a reference, other than an owner, to something the catalog does not have.

use super::missing::{is_possible, missing};
use super::scope::Scope;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let others = scope.edges().filter(|edge| !edge.reference.is_owner());
    let possible = others.filter(|edge| is_possible(edge.reference.target));
    missing(scope, "dangling-ref", possible)
}
