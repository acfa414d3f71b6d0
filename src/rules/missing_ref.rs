//! The shared part of `owner-not-found` and `dangling-ref`: a ref to an entity that isn't in the catalog.

use std::collections::BTreeSet;

use super::context::{EntityRefEdge, RuleContext};
use super::entity_finding::build_entity_finding;
use crate::catalog::{
    EntityRef, Reference, builtin_kind_names, is_dns_label, is_valid_entity_name, is_valid_kind,
};
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::printable::escape_and_truncate;
use crate::similar_names::format_did_you_mean;

/// A reference to an entity that isn't in the catalog.
#[derive(Clone, Copy)]
pub(super) struct DanglingEntityRef<'c> {
    pub(super) edge: EntityRefEdge<'c>,
    pub(super) reference: Reference<'c>,
}

impl DanglingEntityRef<'_> {
    /// Builds the finding, with the most similar names as suggestions.
    pub(super) fn build_finding(&self, scope: &RuleContext<'_>, code: &'static str) -> Diagnostic {
        let target = self.reference.target;
        let mut near = scope.names.suggest_entity_refs(target);
        if near.is_empty() {
            near.extend(self.find_namesake_of_other_kind(scope));
        }
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        let kind = target.kind.to_lowercase();
        let message = format!(
            "{} `{}` not found",
            escape_and_truncate(&kind),
            escape_and_truncate(&format_entity_name(target))
        );
        let place = self.reference.place();
        build_entity_finding(code, self.edge.entity, place, message)
            .with_label(format_did_you_mean(&near))
    }

    /// The ref of an entity with this name and another kind that the field allows: `owner: ada` means `group:ada`, but the user
    /// exists.
    pub(super) fn find_namesake_of_other_kind(&self, scope: &RuleContext<'_>) -> Option<String> {
        let target = self.reference.target;
        let kinds = self.reference.field.kinds.iter();
        let others = kinds.map(|kind| EntityRef { kind, ..target });
        let known = others.filter_map(|other| scope.catalog.get(other));
        known.map(|entity| entity.entity_ref().to_string()).next()
    }
}

/// Splits `dangling` into the references to check, and one note for each kind without a valid entity in the catalog:
/// entities of such a kind are defined elsewhere.
pub(super) fn partition_dangling_refs_by_known_kind<'c>(
    scope: &RuleContext<'c>,
    code: &'static str,
    dangling: impl Iterator<Item = (EntityRefEdge<'c>, Reference<'c>)>,
) -> (Vec<DanglingEntityRef<'c>>, Vec<Diagnostic>) {
    let mut missing = Vec::new();
    let mut elsewhere: BTreeSet<String> = BTreeSet::new();
    for (edge, reference) in dangling {
        let kind = reference.target.kind;
        if scope.settings.is_external_entity_ref(reference.target) {
            continue;
        }
        if scope.names.has_entity_of_kind(kind) {
            missing.push(DanglingEntityRef { edge, reference });
        } else {
            elsewhere.insert(kind.to_lowercase());
        }
    }
    let notes = elsewhere.iter().map(|kind| {
        let name = escape_and_truncate(canonical_kind_name(kind));
        let message = format!("no valid {name} in the catalog, so references to this kind aren't checked");
        let help = format!(
            "if they are defined elsewhere, add them to `external.refs` in idp.yaml, such as \"{}:*/*\"",
            escape_and_truncate(kind)
        );
        build_catalog_wide_note(code, message).with_help(help)
    });
    (missing, notes.collect())
}

/// Builds a note about the whole catalog.
pub(super) fn build_catalog_wide_note(
    code: &'static str,
    message: impl Into<String>,
) -> Diagnostic {
    Diagnostic::new(code, RuleTier::Graph, message).with_severity(Severity::Note)
}

/// The canonical spelling of a kind: `Group`, `API`.
fn canonical_kind_name(kind: &str) -> &str {
    builtin_kind_names()
        .find(|known| known.eq_ignore_ascii_case(kind))
        .unwrap_or(kind)
}

/// The name, with its namespace unless that is `default`.
fn format_entity_name(target: EntityRef<'_>) -> String {
    match target.namespace {
        "default" => target.name.to_owned(),
        namespace => format!("{namespace}/{}", target.name),
    }
}

/// Whether a valid entity could have this ref.
pub(super) fn is_valid_entity_ref(target: EntityRef<'_>) -> bool {
    // Refs are case-insensitive, and namespaces are lower case.
    let namespace = target.namespace.to_ascii_lowercase();
    is_valid_kind(target.kind) && is_dns_label(&namespace) && is_valid_entity_name(target.name)
}
