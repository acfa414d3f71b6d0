//! The group that will own the service.

use crate::catalog::{Catalog, Entity, EntityRef};
use crate::error::{Error, Result};
use crate::nearest::{did_you_mean, suggestions};
use crate::printable::{Printable, brief};

/// The group that `text` names in `catalog`.
///
/// # Errors
/// Not found (3) with the nearest groups, or all of them when there are few; usage (2) for a ref of another kind.
pub(super) fn group<'c>(catalog: &'c Catalog, text: &str) -> Result<&'c Entity> {
    named(catalog, "group", text)
}

/// The system that `text` names in `catalog`.
pub(super) fn system<'c>(catalog: &'c Catalog, text: &str) -> Result<&'c Entity> {
    named(catalog, "system", text)
}

fn named<'c>(catalog: &'c Catalog, kind: &str, text: &str) -> Result<&'c Entity> {
    let wanted = EntityRef::parse(text, Some(kind), "default")?;
    if !wanted.is_a(kind) {
        return Err(Error::usage(format!(
            "`{}` is not a {kind}",
            Printable(text)
        )));
    }
    let found = catalog
        .get(wanted)
        .ok_or_else(|| unknown(catalog, kind, text))?;
    // What the catalog lets through is written bare into files of every kind.
    let tame = |text: &str| {
        text.chars().all(|character| {
            character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
        })
    };
    match tame(found.name()) && tame(found.namespace()) {
        true => Ok(found),
        false => Err(Error::usage(format!(
            "the {kind} `{}` has a name that cannot stand in a file",
            brief(&found.reference().to_string())
        ))
        .hint("idp catalog validate")),
    }
}

fn unknown(catalog: &Catalog, kind: &str, text: &str) -> Error {
    let names = names(catalog, kind);
    let name = text.rsplit(['/', ':']).next().unwrap_or(text);
    let near = suggestions(name, names.iter().copied());
    let partial = catalog
        .is_faulty()
        .then(|| "some of the catalog has faults: idp catalog validate".to_owned());
    Error::not_found(format!("no {kind} is called `{}`", brief(text)))
        .hint_if(did_you_mean(&near).or(few(catalog, kind)))
        .hint_if(partial)
}

/// All entities of `kind`, to choose from, where there are few.
pub(super) fn few(catalog: &Catalog, kind: &str) -> Option<String> {
    let names = names(catalog, kind);
    let few = !names.is_empty() && names.len() <= 8;
    few.then(|| format!("the {kind}s there are: {}", Printable(&names.join(", "))))
}

/// The names of all entities of `kind`, sorted.
pub(super) fn names<'c>(catalog: &'c Catalog, kind: &str) -> Vec<&'c str> {
    let mut names: Vec<&str> = catalog.of_kind(kind).map(Entity::name).collect();
    names.sort_unstable();
    names
}
