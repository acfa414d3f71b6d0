//! `repeated-ref`: one list that names the same entity twice.

use std::collections::HashSet;

use super::breach::breach;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut seen = HashSet::new();
    for entity in scope.entities() {
        seen.clear();
        for reference in entity.references() {
            if !seen.insert((reference.field.path, reference.target)) {
                let message = format!(
                    "`{}` names `{}` twice",
                    reference.field.path,
                    brief(reference.text)
                );
                findings.push(breach("repeated-ref", entity, reference.place(), message));
            }
        }
    }
    findings
}
