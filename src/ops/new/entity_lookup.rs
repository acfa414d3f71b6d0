//! The group that will own the service.

use crate::catalog::{Catalog, Entity, EntityRef};
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate};
use crate::similar_names::{format_did_you_mean, suggest_names};

/// The group that `text` names in `catalog`.
///
/// # Errors
/// Not found (3) with the nearest groups, or all of them when there are few; usage (2) for a ref of another kind.
pub(super) fn resolve_group_entity<'c>(catalog: &'c Catalog, text: &str) -> Result<&'c Entity> {
    resolve_entity_of_kind(catalog, "group", text)
}

/// The system that `text` names in `catalog`.
pub(super) fn resolve_system_entity<'c>(catalog: &'c Catalog, text: &str) -> Result<&'c Entity> {
    resolve_entity_of_kind(catalog, "system", text)
}

fn resolve_entity_of_kind<'c>(catalog: &'c Catalog, kind: &str, text: &str) -> Result<&'c Entity> {
    let wanted = EntityRef::parse(text, Some(kind), "default")?;
    if !wanted.is_of_kind(kind) {
        return Err(Error::usage(format!(
            "`{}` is not a {kind}",
            Printable(text)
        )));
    }
    let found = catalog
        .get(wanted)
        .ok_or_else(|| unknown_entity_error(catalog, kind, text))?;
    // What the catalog lets through is written bare into files of every kind.
    let tame = |text: &str| {
        text.chars().all(|character| {
            character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
        })
    };
    if tame(found.name()) && tame(found.namespace()) {
        Ok(found)
    } else {
        Err(Error::usage(format!(
            "the {kind} `{}` has a name that cannot stand in a file",
            escape_and_truncate(&found.entity_ref().to_string())
        ))
        .with_hint("idp catalog validate"))
    }
}

fn unknown_entity_error(catalog: &Catalog, kind: &str, text: &str) -> Error {
    let names = list_entity_names(catalog, kind);
    let name = text.rsplit(['/', ':']).next().unwrap_or(text);
    let near = suggest_names(name, names.iter().copied());
    let partial = catalog
        .has_diagnostics()
        .then(|| "some of the catalog has faults: idp catalog validate".to_owned());
    Error::not_found(format!(
        "no {kind} is called `{}`",
        escape_and_truncate(text)
    ))
    .with_optional_hint(format_did_you_mean(&near).or(format_entity_choices_hint(catalog, kind)))
    .with_optional_hint(partial)
}

/// All entities of `kind`, to choose from, where there are few.
pub(super) fn format_entity_choices_hint(catalog: &Catalog, kind: &str) -> Option<String> {
    let names = list_entity_names(catalog, kind);
    let few = !names.is_empty() && names.len() <= 8;
    few.then(|| format!("the {kind}s there are: {}", Printable(&names.join(", "))))
}

/// The names of all entities of `kind`, sorted.
pub(super) fn list_entity_names<'c>(catalog: &'c Catalog, kind: &str) -> Vec<&'c str> {
    let mut names: Vec<&str> = catalog.entities_of_kind(kind).map(Entity::name).collect();
    names.sort_unstable();
    names
}
