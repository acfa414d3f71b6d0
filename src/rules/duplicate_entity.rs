//! `duplicate-entity`: two entities with one ref. Backstage keeps one of them and says nothing.

use hashbrown::HashSet;

use super::breach::breach;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::printable::Printable;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let catalog = scope.catalog;
    // What is registered by itself, if at all, is another catalog.
    let unreached: HashSet<&str> = catalog
        .walked
        .unreached
        .iter()
        .map(String::as_str)
        .collect();
    let mut findings = Vec::new();
    for number in 0..catalog.entities.len() {
        let Some(next) = catalog.next_same(number) else {
            continue;
        };
        let entity = &catalog.entities[next];
        let full = entity.reference().to_string();
        let first = catalog.get(entity.reference()).unwrap_or(entity);
        if [entity, first]
            .iter()
            .any(|one| unreached.contains(one.file()))
        {
            continue;
        }
        let message = format!("{} is defined twice", Printable(&full));
        let label = if entity.is_rejected() && !first.is_rejected() {
            format!(
                "Backstage rejects this one; the other is in {}",
                first.place()
            )
        } else {
            format!("first defined in {}", first.place())
        };
        let finding = breach("duplicate-entity", entity, entity.place(), message);
        findings.push(finding.label(Some(label)));
    }
    findings
}
