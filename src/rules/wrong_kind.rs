//! The shared part of `owner-wrong-kind` and `ref-wrong-kind`: a ref to a kind that isn't valid in the field.

use super::context::{EntityRefEdge, RuleContext};
use super::entity_finding::build_entity_finding;
use crate::catalog::{EntityRef, Reference, builtin_kind_names};
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::similar_names::format_did_you_mean;

/// Reports every ref among `edges` whose kind isn't valid in its field.
pub(super) fn check_entity_ref_kinds<'c>(
    scope: &RuleContext<'c>,
    code: &'static str,
    edges: impl Iterator<Item = EntityRefEdge<'c>>,
) -> Vec<Diagnostic> {
    let limited = edges.filter(|edge| !edge.field.kinds.is_empty());
    let misfit = |edge: EntityRefEdge<'c>| {
        let reference = edge.reference()?;
        (!reference.has_allowed_kind())
            .then(|| build_wrong_kind_finding(scope, code, &edge, reference))
    };
    limited.filter_map(misfit).collect()
}

fn build_wrong_kind_finding(
    scope: &RuleContext<'_>,
    code: &'static str,
    edge: &EntityRefEdge<'_>,
    reference: Reference<'_>,
) -> Diagnostic {
    let kinds: Vec<String> = edge
        .field
        .kinds
        .iter()
        .map(|kind| with_indefinite_article(kind))
        .collect();
    let message = format!("`{}` must be {}", edge.field.path, kinds.join(" or "));
    let finding = build_entity_finding(code, edge.entity, reference.place(), message);
    match find_namesake_of_allowed_kind(scope, reference) {
        Some(full) => finding
            .with_label(format_did_you_mean(&[&full]))
            .with_fix(TextEdit::new_replacement(reference.text_span(), full)),
        None => finding,
    }
}

/// A kind with its article: `a group`, `an API`.
fn with_indefinite_article(kind: &str) -> String {
    let written = builtin_kind_names().find(|known| known.eq_ignore_ascii_case(kind));
    match written {
        Some("API") => "an API".to_owned(),
        _ if kind.starts_with(['a', 'e', 'i', 'o', 'u']) && kind != "user" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

/// The only entity with the same name and a valid kind.
fn find_namesake_of_allowed_kind(
    scope: &RuleContext<'_>,
    reference: Reference<'_>,
) -> Option<String> {
    let kinds = reference.field.kinds.iter();
    let others = kinds.map(|kind| EntityRef {
        kind,
        ..reference.target
    });
    let mut there = others.filter(|other| scope.catalog.find_entity_index(*other).is_some());
    let only = there.next().filter(|_| there.next().is_none())?;
    // Namespace and name stay as written.
    Some(format!("{}:{}/{}", only.kind, only.namespace, only.name))
}
