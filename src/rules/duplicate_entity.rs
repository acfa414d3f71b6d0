//! `duplicate-entity`: two entities with the same ref. Backstage silently keeps one of them.

use hashbrown::HashSet;

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;
use crate::printable::Printable;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let catalog = scope.catalog;
    // Files that no Location reaches may belong to another catalog.
    let unreached: HashSet<&str> = catalog
        .scan_summary
        .unreached_files
        .iter()
        .map(String::as_str)
        .collect();
    let mut findings = Vec::new();
    for number in 0..catalog.entities.len() {
        let Some(next) = catalog.next_with_same_ref(number) else {
            continue;
        };
        let entity = &catalog.entities[next];
        let full = entity.entity_ref().to_string();
        let first = catalog.get(entity.entity_ref()).unwrap_or(entity);
        if [entity, first]
            .iter()
            .any(|one| unreached.contains(one.file_path()))
        {
            continue;
        }
        let message = format!("{} is defined twice", Printable(&full));
        let label = if entity.is_rejected_by_backstage() && !first.is_rejected_by_backstage() {
            format!(
                "Backstage rejects this one; the other is in {}",
                first.name_place()
            )
        } else {
            format!("first defined in {}", first.name_place())
        };
        let finding =
            build_entity_finding("duplicate-entity", entity, entity.name_place(), message);
        findings.push(finding.with_label(Some(label)));
    }
    findings
}
