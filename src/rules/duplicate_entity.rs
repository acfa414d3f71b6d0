//! `duplicate-entity`: two entities with one ref. Backstage keeps one of them and says nothing.

use super::scope::Scope;
use crate::diagnostic::{Diagnostic, Tier};
use crate::printable::Printable;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let catalog = scope.catalog;
    let mut findings = Vec::new();
    for number in 0..catalog.entities.len() {
        let Some(next) = catalog.next_same(number) else {
            continue;
        };
        let entity = &catalog.entities[next];
        let full = entity.reference().to_string();
        let first = catalog.get(entity.reference()).unwrap_or(entity);
        findings.push(
            Diagnostic::new(
                "duplicate-entity",
                Tier::Graph,
                format!("{} is there twice", Printable(&full)),
            )
            .at(entity.place())
            .label(Some(format!("first in {}", first.place())))
            .entity(full),
        );
    }
    findings
}
