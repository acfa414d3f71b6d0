//! An entity is called otherwise: in its own document, and in every reference to it.

use super::drafts::Drafts;
use super::set::ambiguous;
use crate::catalog::{Catalog, EntityRef, EntityRefBuf, is_name};
use crate::error::{Error, Result};
use crate::ops::catalog::find::find;
use crate::ops::register::REPOSITORY;
use crate::printable::{Printable, brief};

pub(super) fn draft(
    catalog: &Catalog,
    what: &str,
    name: &str,
    drafts: &mut Drafts,
) -> Result<Vec<EntityRefBuf>> {
    let found = find(catalog, what)?;
    let [entity] = found.as_slice() else {
        return Err(ambiguous(what, &found));
    };
    if !is_name(name) {
        return Err(Error::usage(format!("`{}` is no name", brief(name))).hint(
            "letters, digits, `-`, `_` and `.`, at most 63, a letter or digit at both ends",
        ));
    }
    let old = entity.reference();
    let new = EntityRef { name, ..old };
    if let Some(taken) = catalog.get(new).filter(|_| new != old) {
        let full = new.to_string();
        let message = format!(
            "{} is already in the catalog, in {}",
            Printable(&full),
            taken.place()
        );
        return Err(Error::conflict(message).hint("choose another name"));
    }
    drafts.of(entity).rename_itself(entity, name)?;
    let mut changed = vec![old.to_buf()];
    for naming in &catalog.entities {
        let references = naming
            .references()
            .filter(|reference| reference.target == old);
        let references: Vec<_> = references.collect();
        for reference in &references {
            drafts.of(naming).rename(naming, *reference, name)?;
        }
        if !references.is_empty() && naming.reference() != old {
            changed.push(naming.reference().to_buf());
        }
    }
    Ok(changed)
}

/// The repositories that `idp new` made for `owner`: CODEOWNERS, lock and chart in them name it. By component.
pub(super) fn repositories(catalog: &Catalog, owner: EntityRef<'_>) -> Vec<(String, String)> {
    if !(owner.is_a("group") || owner.is_a("user")) {
        return Vec::new();
    }
    let owned = catalog.entities.iter().filter(|entity| {
        entity
            .owner()
            .is_some_and(|reference| reference.target == owner)
    });
    let mut found: Vec<(String, String)> = owned
        .filter_map(|entity| {
            let repository = entity.annotation(REPOSITORY)?;
            Some((entity.name().to_owned(), repository.to_owned()))
        })
        .collect();
    found.sort();
    found
}
