//! `domain-cycle`: a domain that is part of itself.

use super::hierarchy::Hierarchy;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let domains = Hierarchy {
        code: "domain-cycle",
        up: "spec.subdomainOf",
        down: None,
        alone: true,
        says: "is part of itself",
    };
    domains.check(scope)
}
