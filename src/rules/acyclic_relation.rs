//! The shared part of `group-cycle`, `domain-cycle`, `component-cycle` and `dependency-cycle`: a path that leads back
//! to its start.

use super::context::RuleContext;
use super::cycle::find_cycles;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;
use crate::printable::{Printable, truncate_chars};
use crate::source::Place;

/// A relation that must not contain cycles.
pub(super) struct AcyclicRelation {
    /// The rule.
    pub(super) code: &'static str,
    /// The field that names the predecessors.
    pub(super) up: &'static str,
    /// The field that names the successors, if any.
    pub(super) down: Option<&'static str>,
    /// Whether an entity that names itself is a finding.
    pub(super) report_self_loop: bool,
    /// The message for a cycle.
    pub(super) message: &'static str,
}

impl AcyclicRelation {
    /// Returns one finding per cycle, at the reference that makes its first step.
    pub(super) fn check(&self, scope: &RuleContext<'_>) -> Vec<Diagnostic> {
        // The reverse lookup runs only if any entity uses the field.
        let used = |path: &&str| scope.reference_edges().any(|edge| edge.field.path == *path);
        let down = self.down.filter(used);
        if down.is_none() && !used(&self.up) {
            return Vec::new();
        }
        let before = |number| {
            let named = scope.find_targets_of_reference_field(number, self.up);
            let naming = down.map(|down| scope.find_reference_sources(number, down));
            let all = named.chain(naming.into_iter().flatten());
            all.filter(move |before| self.report_self_loop || *before != number)
        };
        let cycles = find_cycles(scope.catalog.entities.len(), before);
        let finding = |cycle: &Vec<usize>| self.build_cycle_finding(scope, cycle);
        cycles.iter().map(finding).collect()
    }

    fn build_cycle_finding(&self, scope: &RuleContext<'_>, cycle: &[usize]) -> Diagnostic {
        let entities = cycle.iter().map(|number| &scope.catalog.entities[*number]);
        let full: Vec<String> = entities
            .map(|entity| entity.entity_ref().to_string())
            .collect();
        let first = &scope.catalog.entities[cycle[0]];
        let place = self.find_step_place(scope, cycle);
        let way = match full.as_slice() {
            [_] => String::new(),
            _ => format!(
                ": {}",
                truncate_chars(&Printable(&full.join(" → ")).to_string(), 400)
            ),
        };
        let message = format!("{} {}{way}", Printable(&full[0]), self.message);
        build_entity_finding(self.code, first, place, message)
    }

    /// The reference that makes the first step of `cycle`: the first entity names the second or, in the other direction, is named by it.
    fn find_step_place(&self, scope: &RuleContext<'_>, cycle: &[usize]) -> Place {
        let (first, second) = (cycle[0], cycle[1 % cycle.len()]);
        let named = scope.find_reference_place(first, self.up, second);
        let naming = || scope.find_reference_place(second, self.down?, first);
        named
            .or_else(naming)
            .unwrap_or_else(|| scope.catalog.entities[first].name_place())
    }
}
