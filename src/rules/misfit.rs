//! What `owner-wrong-kind` and `ref-wrong-kind` share: a ref to something of a kind that makes no sense there.

use super::breach::breach;
use super::scope::{Edge, Scope};
use crate::catalog::{EntityRef, Reference, kind_names};
use crate::diagnostic::{Diagnostic, Edit};
use crate::nearest::did_you_mean;

/// Every ref among `edges` whose kind does not fit its field.
pub(super) fn misfits<'c>(
    scope: &Scope<'c>,
    code: &'static str,
    edges: impl Iterator<Item = Edge<'c>>,
) -> Vec<Diagnostic> {
    let limited = edges.filter(|edge| !edge.field.kinds.is_empty());
    let misfit = |edge: Edge<'c>| {
        let reference = edge.reference()?;
        (!reference.fits()).then(|| misfit(scope, code, &edge, reference))
    };
    limited.filter_map(misfit).collect()
}

fn misfit(
    scope: &Scope<'_>,
    code: &'static str,
    edge: &Edge<'_>,
    reference: Reference<'_>,
) -> Diagnostic {
    let kinds: Vec<String> = edge
        .field
        .kinds
        .iter()
        .map(|kind| with_article(kind))
        .collect();
    let message = format!("`{}` must be {}", edge.field.path, kinds.join(" or "));
    let finding = breach(code, edge.entity, reference.place(), message);
    match instead(scope, reference) {
        Some(full) => finding
            .label(did_you_mean(&[&full]))
            .fix(Edit::replace(reference.text_span(), full)),
        None => finding,
    }
}

/// `a group`, `an API`.
fn with_article(kind: &str) -> String {
    let written = kind_names().find(|known| known.eq_ignore_ascii_case(kind));
    match written {
        Some("API") => "an API".to_owned(),
        _ if kind.starts_with(['a', 'e', 'i', 'o', 'u']) && kind != "user" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

/// The one entity of the same name whose kind fits.
fn instead(scope: &Scope<'_>, reference: Reference<'_>) -> Option<String> {
    let kinds = reference.field.kinds.iter();
    let others = kinds.map(|kind| EntityRef {
        kind,
        ..reference.target
    });
    let mut there = others.filter(|other| scope.catalog.find(*other).is_some());
    let only = there.next().filter(|_| there.next().is_none())?;
    // Namespace and name stay as they were written.
    Some(format!("{}:{}/{}", only.kind, only.namespace, only.name))
}
