//! Resolves the groups and systems of a request.

use crate::catalog::{Catalog, Entity, EntityRef};
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate};
use crate::similar_names::{format_did_you_mean, suggest_names};

/// Resolves `text` to a group in `catalog`.
///
/// # Errors
/// Not found (3) with similar groups, or all of them if there are few; usage (2) for a ref of another kind.
pub(super) fn resolve_group_entity<'c>(catalog: &'c Catalog, text: &str) -> Result<&'c Entity> {
    resolve_entity_of_kind(catalog, "group", text)
}

/// Resolves `text` to a system in `catalog`.
pub(super) fn resolve_system_entity<'c>(catalog: &'c Catalog, text: &str) -> Result<&'c Entity> {
    resolve_entity_of_kind(catalog, "system", text)
}

fn resolve_entity_of_kind<'c>(catalog: &'c Catalog, kind: &str, text: &str) -> Result<&'c Entity> {
    let wanted = EntityRef::parse(text, Some(kind), "default")?;
    if !wanted.is_of_kind(kind) {
        let error = Error::usage(format!("`{}` is not a {kind}", Printable(text)));
        return Err(error.with_optional_hint(format_entity_choices_hint(catalog, kind)));
    }
    let found = catalog
        .get(wanted)
        .ok_or_else(|| unknown_entity_error(catalog, kind, text))?;
    // Names are written unquoted into files of every kind, so accept fewer characters than the catalog does.
    let tame = |text: &str| {
        text.chars().all(|character| {
            character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
        })
    };
    if tame(found.name()) && tame(found.namespace()) {
        Ok(found)
    } else {
        Err(Error::usage(format!(
            "unsupported characters in the name of {kind} `{}`",
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
        .then(|| "parts of the catalog are invalid: idp catalog validate".to_owned());
    Error::entity_not_found(format!("no {kind} named `{}`", escape_and_truncate(text)))
        .with_optional_hint(
            format_did_you_mean(&near).or(format_entity_choices_hint(catalog, kind)),
        )
        .with_optional_hint(partial)
}

/// Lists all entities of `kind` if there are few.
pub(super) fn format_entity_choices_hint(catalog: &Catalog, kind: &str) -> Option<String> {
    let names = list_entity_names(catalog, kind);
    let few = !names.is_empty() && names.len() <= 8;
    few.then(|| format!("available {kind}s: {}", Printable(&names.join(", "))))
}

/// The names of all entities of `kind`, sorted.
pub(super) fn list_entity_names<'c>(catalog: &'c Catalog, kind: &str) -> Vec<&'c str> {
    let mut names: Vec<&str> = catalog.entities_of_kind(kind).map(Entity::name).collect();
    names.sort_unstable();
    names
}
