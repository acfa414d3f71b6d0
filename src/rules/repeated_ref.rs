//! `repeated-ref`: one list that names the same entity twice.

use hashbrown::HashSet;

use super::breach::breach;
use super::scope::Scope;
use crate::catalog::{Entity, Reference};
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.entities().filter(|entity| has_a_list(entity)) {
        let mut seen = HashSet::new();
        for reference in entity.references() {
            if !seen.insert((reference.field.path, reference.target)) {
                findings.push(finding(entity, reference));
            }
        }
    }
    findings
}

/// Whether two references of one field follow each other; the references of a field do.
fn has_a_list(entity: &Entity) -> bool {
    let following = entity.fields().skip(1);
    entity
        .fields()
        .zip(following)
        .any(|(one, next)| one.path == next.path)
}

fn finding(entity: &Entity, reference: Reference<'_>) -> Diagnostic {
    let message = format!(
        "`{}` names `{}` twice",
        reference.field.path,
        brief(reference.text)
    );
    breach("repeated-ref", entity, reference.place(), message)
}
