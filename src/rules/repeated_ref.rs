//! `repeated-ref`: one list that names the same entity twice.

use hashbrown::HashSet;

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::catalog::{Entity, Reference};
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope
        .entities()
        .filter(|entity| has_entity_ref_list(entity))
    {
        let mut seen = HashSet::new();
        for reference in entity.references() {
            if !seen.insert((reference.field.path, reference.target)) {
                findings.push(build_finding(entity, reference));
            }
        }
    }
    findings
}

/// Whether two references of one field follow each other; the references of a field do.
fn has_entity_ref_list(entity: &Entity) -> bool {
    let following = entity.reference_fields().skip(1);
    entity
        .reference_fields()
        .zip(following)
        .any(|(one, next)| one.path == next.path)
}

fn build_finding(entity: &Entity, reference: Reference<'_>) -> Diagnostic {
    let message = format!(
        "`{}` names `{}` twice",
        reference.field.path,
        escape_and_truncate(reference.text)
    );
    build_entity_finding("repeated-ref", entity, reference.place(), message)
}
