//! What `owner-wrong-kind` and `ref-wrong-kind` share: a ref to something of a kind that makes no sense there.

use super::scope::{Edge, Scope};
use crate::catalog::EntityRef;
use crate::diagnostic::{Diagnostic, Edit, Tier};

/// Every ref among `edges` whose kind does not fit its field.
pub(super) fn misfits<'c>(
    scope: &Scope<'c>,
    code: &'static str,
    edges: impl Iterator<Item = Edge<'c>>,
) -> Vec<Diagnostic> {
    let misfits = edges.filter(|edge| !edge.reference.fits());
    misfits.map(|edge| misfit(scope, code, &edge)).collect()
}

fn misfit(scope: &Scope<'_>, code: &'static str, edge: &Edge<'_>) -> Diagnostic {
    let reference = edge.reference;
    let wanted = reference.field.kinds.join(" or a ");
    let message = format!("`{}` must be a {wanted}", reference.field.path);
    let finding = Diagnostic::new(code, Tier::Graph, message)
        .at(reference.place())
        .entity(edge.entity.reference().to_string());
    match instead(scope, edge) {
        Some(full) => finding
            .label(Some(format!("did you mean `{full}`?")))
            .fix(Edit::replace(reference.text_span(), full)),
        None => finding,
    }
}

/// The one entity of the same name whose kind fits.
fn instead(scope: &Scope<'_>, edge: &Edge<'_>) -> Option<String> {
    let target = edge.reference.target;
    let kinds = edge.reference.field.kinds.iter();
    let others = kinds.map(|kind| EntityRef { kind, ..target });
    let mut there = others.filter(|other| scope.catalog.find(*other).is_some());
    let only = there.next().filter(|_| there.next().is_none())?;
    Some(only.to_string())
}
