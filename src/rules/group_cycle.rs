//! `group-cycle`: a group that stands above itself. Who walks upwards to find the owner never arrives.

use super::cycle::cycles;
use super::scope::Scope;
use crate::diagnostic::{Diagnostic, Tier};
use crate::printable::{Printable, shortened};

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    // Either side may say that one group stands above the other.
    let above = |group| {
        let named = scope.targets(group, "spec.parent");
        named.chain(scope.sources(group, "spec.children"))
    };
    let cycles = cycles(scope.catalog.entities.len(), above);
    cycles.iter().map(|cycle| finding(scope, cycle)).collect()
}

fn finding(scope: &Scope<'_>, cycle: &[usize]) -> Diagnostic {
    let full: Vec<String> = cycle
        .iter()
        .map(|number| scope.catalog.entities[*number].reference().to_string())
        .collect();
    let group = &scope.catalog.entities[cycle[0]];
    let parent = group.reference_in("spec.parent");
    let place = parent.map_or_else(|| group.place(), |parent| parent.place());
    let message = match full.as_slice() {
        [only] => format!("{} is its own parent", Printable(only)),
        _ => format!(
            "{} stands above itself: {}",
            Printable(&full[0]),
            shortened(&Printable(&full.join(" → ")).to_string(), 400)
        ),
    };
    Diagnostic::new("group-cycle", Tier::Graph, message)
        .at(place)
        .entity(full[0].clone())
}
