//! `dangling-ref`: a reference, other than an owner, to something the catalog does not have.

use super::missing::{is_possible, missing};
use super::scope::Scope;
use crate::diagnostic::Diagnostic;

const CODE: &str = "dangling-ref";

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let others = scope.dangling().filter(|(edge, _)| !edge.is_owner());
    let possible = others.filter(|(_, reference)| is_possible(reference.target));
    let (missing, mut findings) = missing(scope, CODE, possible);
    findings.extend(missing.iter().map(|missing| missing.finding(scope, CODE)));
    findings
}
