//! `duplicate-entity`: two entities with one ref. Backstage keeps one of them and says nothing.

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Tier};
use crate::printable::Printable;

pub(super) fn check(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in &catalog.entities {
        let reference = entity.reference();
        let first = catalog.get(&reference).unwrap_or(entity);
        if !std::ptr::eq(first, entity) {
            let full = reference.to_string();
            let message = format!("{} is there twice", Printable(&full));
            findings.push(
                Diagnostic::new("duplicate-entity", Tier::Graph, message)
                    .at(entity.place().clone())
                    .label(Some(format!("first in {}", first.place())))
                    .entity(full),
            );
        }
    }
    findings
}
