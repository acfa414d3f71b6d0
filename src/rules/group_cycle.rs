//! `group-cycle`: a group that stands above itself. Who walks upwards to find the owner never arrives.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Entity};
use crate::diagnostic::{Diagnostic, Tier};
use crate::printable::Printable;

pub(super) fn check(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for group in catalog.of_kind("group") {
        if let Some(cycle) = cycle(catalog, group)
            && known.insert(smallest(&cycle))
        {
            findings.push(finding(group, &cycle));
        }
    }
    findings
}

/// The refs from `group` upwards back to itself.
fn cycle(catalog: &Catalog, group: &Entity) -> Option<Vec<String>> {
    let start = group.reference().to_string();
    let mut path = vec![start.clone()];
    let mut seen: BTreeSet<String> = path.iter().cloned().collect();
    let mut above = catalog.parent(group);
    while let Some(parent) = above {
        let reference = parent.reference().to_string();
        if reference == start {
            return Some(path);
        }
        if !seen.insert(reference.clone()) {
            return None;
        }
        path.push(reference);
        above = catalog.parent(parent);
    }
    None
}

/// A name for the cycle that does not depend on where one enters it.
fn smallest(cycle: &[String]) -> String {
    cycle.iter().min().cloned().unwrap_or_default()
}

fn finding(group: &Entity, cycle: &[String]) -> Diagnostic {
    let parent = group
        .references()
        .iter()
        .find(|reference| reference.field.path == "spec.parent");
    let place = parent.map_or(group.place(), |parent| &parent.place);
    let message = match cycle {
        [only] => format!("{} is its own parent", Printable(only)),
        [first, ..] => format!(
            "{} stands above itself: {}",
            Printable(first),
            Printable(&cycle.join(" → "))
        ),
        [] => String::new(),
    };
    Diagnostic::new("group-cycle", Tier::Graph, message)
        .at(place.clone())
        .entity(group.reference().to_string())
}
