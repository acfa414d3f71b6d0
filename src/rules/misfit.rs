//! What `owner-wrong-kind` and `ref-wrong-kind` share: a ref to something of a kind that makes no sense there.

use super::breach::breach;
use super::scope::{Edge, Scope};
use crate::catalog::{EntityRef, Reference};
use crate::diagnostic::{Diagnostic, Edit};

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
    let wanted = edge.field.kinds.join(" or a ");
    let message = format!("`{}` must be a {wanted}", edge.field.path);
    let finding = breach(code, edge.entity, reference.place(), message);
    match instead(scope, reference) {
        Some(full) => finding
            .label(Some(format!("did you mean `{full}`?")))
            .fix(Edit::replace(reference.text_span(), full)),
        None => finding,
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
    Some(only.to_string())
}
