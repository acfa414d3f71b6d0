//! What `owner-not-found` and `dangling-ref` share: a ref that names nothing.

use std::collections::BTreeSet;

use super::breach::breach;
use super::scope::{Edge, Scope};
use crate::catalog::{EntityRef, Reference, is_dns_label, is_kind, is_name};
use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::nearest::did_you_mean;
use crate::printable::Printable;

/// A finding for each of `dangling`; where the catalog holds nothing of a kind, the kind lives elsewhere, and one note
/// takes the place of a finding for each ref.
pub(super) fn missing<'c>(
    scope: &Scope<'c>,
    code: &'static str,
    dangling: impl Iterator<Item = (Edge<'c>, Reference<'c>)>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut elsewhere: BTreeSet<String> = BTreeSet::new();
    for (edge, reference) in dangling {
        let kind = reference.target.kind;
        if scope.settings.is_elsewhere(reference.target) {
            continue;
        }
        match scope.names.has(kind) {
            true => findings.push(absent(scope, code, &edge, reference)),
            false => {
                elsewhere.insert(kind.to_lowercase());
            }
        }
    }
    findings.extend(elsewhere.into_iter().map(|kind| {
        let shown = Printable(&kind);
        let message = format!("the catalog has no {shown} at all; refs to one were not checked");
        Diagnostic::new(code, Tier::Graph, message).severity(Severity::Note)
    }));
    findings
}

fn absent(
    scope: &Scope<'_>,
    code: &'static str,
    edge: &Edge<'_>,
    reference: Reference<'_>,
) -> Diagnostic {
    let target = reference.target;
    let near = scope.names.near(target);
    let near: Vec<&str> = near.iter().map(String::as_str).collect();
    let kind = target.kind.to_lowercase();
    let shown = shown(target);
    let message = format!("no {} is called `{}`", Printable(&kind), Printable(&shown));
    breach(code, edge.entity, reference.place(), message).label(did_you_mean(&near))
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
