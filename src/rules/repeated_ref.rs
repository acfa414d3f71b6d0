//! `repeated-ref`: a list that names the same entity twice.

use hashbrown::HashSet;

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::catalog::{Entity, Reference};
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope
        .catalog_entities()
        .filter(|entity| has_field_with_multiple_refs(entity))
    {
        let mut seen = HashSet::new();
        for reference in entity.references() {
            if !seen.insert((reference.field.path, reference.target)) {
                findings.push(build_repeated_ref_finding(entity, reference));
            }
        }
    }
    findings
}

/// Whether two consecutive references belong to the same field; references are grouped by field.
fn has_field_with_multiple_refs(entity: &Entity) -> bool {
    let following = entity.field_of_each_reference().skip(1);
    entity
        .field_of_each_reference()
        .zip(following)
        .any(|(one, next)| one.path == next.path)
}

fn build_repeated_ref_finding(entity: &Entity, reference: Reference<'_>) -> Diagnostic {
    let message = format!(
        "`{}` lists `{}` twice",
        reference.field.path,
        escape_and_truncate(reference.text)
    );
    build_entity_finding("repeated-ref", entity, reference.place(), message)
}
