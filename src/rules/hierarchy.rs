//! What `group-cycle`, `domain-cycle`, `component-cycle` and `dependency-cycle` share: a way that leads back to where
//! it began.

use super::breach::breach;
use super::cycle::cycles;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::printable::{Printable, shortened};

/// A relation of entities in which nothing may come before itself.
pub(super) struct Hierarchy {
    /// The rule.
    pub(super) code: &'static str,
    /// The field that names what comes before.
    pub(super) up: &'static str,
    /// The field, if there is one, that names what comes after.
    pub(super) down: Option<&'static str>,
    /// Whether one entity that names itself is a finding.
    pub(super) alone: bool,
    /// What is said of a cycle.
    pub(super) says: &'static str,
}

impl Hierarchy {
    /// One finding for each cycle, at the first field that makes it.
    pub(super) fn check(&self, scope: &Scope<'_>) -> Vec<Diagnostic> {
        // Who names an entity is asked for only where somebody names anybody so.
        let used = |path: &&str| scope.edges().any(|edge| edge.field.path == *path);
        let down = self.down.filter(used);
        if down.is_none() && !used(&self.up) {
            return Vec::new();
        }
        let before = |number| {
            let named = scope.targets(number, self.up);
            let naming = down.map(|down| scope.sources(number, down));
            let all = named.chain(naming.into_iter().flatten());
            all.filter(move |before| self.alone || *before != number)
        };
        let cycles = cycles(scope.catalog.entities.len(), before);
        let finding = |cycle: &Vec<usize>| self.finding(scope, cycle);
        cycles.iter().map(finding).collect()
    }

    fn finding(&self, scope: &Scope<'_>, cycle: &[usize]) -> Diagnostic {
        let entities = cycle.iter().map(|number| &scope.catalog.entities[*number]);
        let full: Vec<String> = entities
            .map(|entity| entity.reference().to_string())
            .collect();
        let first = &scope.catalog.entities[cycle[0]];
        let field = first.reference_in(self.up);
        let place = field.map_or_else(|| first.place(), |field| field.place());
        let way = match full.as_slice() {
            [_] => String::new(),
            _ => format!(
                ": {}",
                shortened(&Printable(&full.join(" → ")).to_string(), 400)
            ),
        };
        let message = format!("{} {}{way}", Printable(&full[0]), self.says);
        breach(self.code, first, place, message)
    }
}
