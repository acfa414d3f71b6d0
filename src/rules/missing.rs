//! What `owner-not-found` and `dangling-ref` share: a ref to an entity that the catalog doesn't have.

use std::collections::BTreeSet;

use super::breach::breach;
use super::scope::{Edge, Scope};
use crate::catalog::{EntityRef, Reference, is_dns_label, is_kind, is_name, kind_names};
use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::nearest::did_you_mean;
use crate::printable::brief;

/// A reference to an entity that the catalog doesn't have.
#[derive(Clone, Copy)]
pub(super) struct Missing<'c> {
    pub(super) edge: Edge<'c>,
    pub(super) reference: Reference<'c>,
}

impl Missing<'_> {
    /// The finding, with the nearest names.
    pub(super) fn finding(&self, scope: &Scope<'_>, code: &'static str) -> Diagnostic {
        let target = self.reference.target;
        let near = scope.names.near(target);
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        let kind = target.kind.to_lowercase();
        let message = format!("{} \"{}\" not found", brief(&kind), brief(&shown(target)));
        let place = self.reference.place();
        breach(code, self.edge.entity, place, message).label(did_you_mean(&near))
    }
}

/// Splits `dangling` into the references to check, and one note for each kind that the catalog has no valid entity of:
/// such a kind lives elsewhere.
pub(super) fn missing<'c>(
    scope: &Scope<'c>,
    code: &'static str,
    dangling: impl Iterator<Item = (Edge<'c>, Reference<'c>)>,
) -> (Vec<Missing<'c>>, Vec<Diagnostic>) {
    let mut missing = Vec::new();
    let mut elsewhere: BTreeSet<String> = BTreeSet::new();
    for (edge, reference) in dangling {
        let kind = reference.target.kind;
        if scope.settings.is_elsewhere(reference.target) {
            continue;
        }
        if scope.names.has(kind) {
            missing.push(Missing { edge, reference });
        } else {
            elsewhere.insert(kind.to_lowercase());
        }
    }
    let notes = elsewhere.iter().map(|kind| {
        let name = brief(written(kind));
        let message = format!("no valid {name} in the catalog, so references to one are not checked");
        let help = format!(
            "if they come from elsewhere, list them under `external.refs` in idp.yaml, such as \"{}:*/*\"",
            brief(kind)
        );
        note(code, message).help(help)
    });
    (missing, notes.collect())
}

/// A note about the whole catalog.
pub(super) fn note(code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, Tier::Graph, message).severity(Severity::Note)
}

/// A kind as people write it: `Group`, `API`.
fn written(kind: &str) -> &str {
    kind_names()
        .find(|known| known.eq_ignore_ascii_case(kind))
        .unwrap_or(kind)
}

/// The name, with its namespace where that is not the usual one.
fn shown(target: EntityRef<'_>) -> String {
    match target.namespace {
        "default" => target.name.to_owned(),
        namespace => format!("{namespace}/{}", target.name),
    }
}

/// Whether an entity could be called so at all.
pub(super) fn is_possible(target: EntityRef<'_>) -> bool {
    // Refs are compared without regard to case, namespaces are written in lower case.
    let namespace = target.namespace.to_ascii_lowercase();
    is_kind(target.kind) && is_dns_label(&namespace) && is_name(target.name)
}
