//! What `owner-not-found` and `dangling-ref` share: a ref that names nothing.

use std::collections::BTreeSet;

use super::scope::{Edge, Scope};
use crate::catalog::{EntityRef, is_dns_label, is_kind, is_name};
use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::nearest::did_you_mean;
use crate::printable::Printable;

/// Every ref among `edges` that names nothing; where the catalog holds nothing of a kind, the kind lives elsewhere,
/// and one note takes the place of a finding for each ref.
pub(super) fn missing<'c>(
    scope: &Scope<'c>,
    code: &'static str,
    edges: impl Iterator<Item = Edge<'c>>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut elsewhere: BTreeSet<String> = BTreeSet::new();
    for edge in edges {
        let target = edge.reference.target;
        if edge.target.is_some() || scope.settings.is_elsewhere(target) {
            continue;
        }
        match scope.names.has(target.kind) {
            true => findings.push(absent(scope, code, &edge)),
            false => {
                elsewhere.insert(target.kind.to_lowercase());
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

fn absent(scope: &Scope<'_>, code: &'static str, edge: &Edge<'_>) -> Diagnostic {
    let target = edge.reference.target;
    let near = scope.names.near(target);
    let near: Vec<&str> = near.iter().map(String::as_str).collect();
    let kind = target.kind.to_lowercase();
    let shown = shown(target);
    let message = format!("no {} is called `{}`", Printable(&kind), Printable(&shown));
    Diagnostic::new(code, Tier::Graph, message)
        .at(edge.reference.place())
        .label(did_you_mean(&near))
        .entity(edge.entity.reference().to_string())
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
