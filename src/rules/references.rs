//! `owner-not-found`, `owner-wrong-kind`, `dangling-ref`, `ref-wrong-kind`: what references name must be there, and
//! be of a kind that makes sense.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Entity, EntityRef, Reference};
use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::Printable;

/// Owners that the catalog does not have.
pub(super) fn owner_not_found(catalog: &Catalog) -> Vec<Diagnostic> {
    missing(catalog, "owner-not-found", true)
}

/// Everything else that the catalog does not have.
pub(super) fn dangling(catalog: &Catalog) -> Vec<Diagnostic> {
    missing(catalog, "dangling-ref", false)
}

/// Owners that are neither a group nor a user.
pub(super) fn owner_wrong_kind(catalog: &Catalog) -> Vec<Diagnostic> {
    misfits(catalog, "owner-wrong-kind", true)
}

/// Other references to something of another kind.
pub(super) fn wrong_kind(catalog: &Catalog) -> Vec<Diagnostic> {
    misfits(catalog, "ref-wrong-kind", false)
}

/// The references of a catalog that are owners, or that are not, with who makes them.
fn references(catalog: &Catalog, owners: bool) -> impl Iterator<Item = (&Entity, &Reference)> {
    let of = |entity| {
        Entity::references(entity)
            .iter()
            .map(move |reference| (entity, reference))
    };
    let wanted = move |(_, reference): &(&Entity, &Reference)| is_owner(reference) == owners;
    catalog.entities.iter().flat_map(of).filter(wanted)
}

fn is_owner(reference: &Reference) -> bool {
    reference.field.path == "spec.owner"
}

fn missing(catalog: &Catalog, code: &'static str, owners: bool) -> Vec<Diagnostic> {
    let kinds: BTreeSet<String> = catalog
        .entities
        .iter()
        .map(|entity| entity.kind().to_lowercase())
        .collect();
    let mut findings = Vec::new();
    let mut elsewhere: BTreeSet<String> = BTreeSet::new();
    for (entity, reference) in references(catalog, owners) {
        let kind = reference.target.kind.to_lowercase();
        if catalog.get(&reference.target).is_some() || (owners && !fits(reference)) {
            continue;
        }
        if kinds.contains(&kind) {
            findings.push(absent(catalog, code, entity, reference));
        } else {
            elsewhere.insert(kind);
        }
    }
    // Where the catalog holds nothing of a kind, it lives elsewhere: one note instead of a finding for each ref.
    findings.extend(elsewhere.into_iter().map(|kind| {
        Diagnostic::new(
            code,
            Tier::Graph,
            format!("the catalog has no {kind} at all; refs to one were not checked"),
        )
        .severity(Severity::Note)
    }));
    findings
}

fn absent(
    catalog: &Catalog,
    code: &'static str,
    entity: &Entity,
    reference: &Reference,
) -> Diagnostic {
    let target = &reference.target;
    let kind = target.kind.to_lowercase();
    let near = nearest(&target.name, catalog.of_kind(&kind).map(Entity::name));
    let full: Vec<String> = near
        .iter()
        .filter_map(|name| named(catalog, &kind, name))
        .collect();
    let full: Vec<&str> = full.iter().map(String::as_str).collect();
    let message = format!("no {kind} is called `{}`", Printable(&shown(target)));
    Diagnostic::new(code, Tier::Graph, message)
        .at(reference.place.clone())
        .label(did_you_mean(&full))
        .entity(entity.reference().to_string())
}

/// The name, with its namespace where that is not the usual one.
fn shown(target: &EntityRef) -> String {
    match target.namespace.as_str() {
        "default" => target.name.clone(),
        namespace => format!("{namespace}/{}", target.name),
    }
}

fn named(catalog: &Catalog, kind: &str, name: &str) -> Option<String> {
    let mut entities = catalog.of_kind(kind);
    entities
        .find(|entity| entity.name() == name)
        .map(|entity| entity.reference().to_string())
}

fn fits(reference: &Reference) -> bool {
    let kinds = reference.field.kinds;
    kinds.is_empty()
        || kinds
            .iter()
            .any(|kind| reference.target.kind.eq_ignore_ascii_case(kind))
}

fn misfits(catalog: &Catalog, code: &'static str, owners: bool) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (entity, reference) in references(catalog, owners) {
        if !fits(reference) {
            let wanted = reference.field.kinds.join(" or a ");
            let message = format!("`{}` must be a {wanted}", reference.field.path);
            let instead = instead(catalog, reference).map(|full| format!("did you mean `{full}`?"));
            findings.push(
                Diagnostic::new(code, Tier::Graph, message)
                    .at(reference.place.clone())
                    .label(instead)
                    .entity(entity.reference().to_string()),
            );
        }
    }
    findings
}

/// The entity of the same name that is of a kind that fits.
fn instead(catalog: &Catalog, reference: &Reference) -> Option<String> {
    let kinds = reference.field.kinds;
    let with = |kind: &&str| EntityRef {
        kind: (*kind).to_owned(),
        ..reference.target.clone()
    };
    kinds
        .iter()
        .map(with)
        .find(|target| catalog.get(target).is_some())
        .map(|target| target.to_string())
}
