//! Renames an entity in its own document and in every reference to it.

use super::file_drafts::FileDrafts;
use super::set::ambiguous_name_error;
use crate::catalog::REPOSITORY_ANNOTATION;
use crate::catalog::{Catalog, EntityRef, EntityRefBuf, is_valid_entity_name};
use crate::error::{Error, Result};
use crate::ops::catalog::resolve::resolve_entities;
use crate::printable::{Printable, escape_and_truncate};

pub(super) fn draft_entity_rename(
    catalog: &Catalog,
    what: &str,
    name: &str,
    drafts: &mut FileDrafts,
) -> Result<Vec<EntityRefBuf>> {
    let found = resolve_entities(catalog, what)?;
    let [entity] = found.as_slice() else {
        return Err(ambiguous_name_error(what, &found));
    };
    if !is_valid_entity_name(name) {
        return Err(
            Error::usage(format!("invalid name `{}`", escape_and_truncate(name))).with_hint(
                "use at most 63 letters, digits, `-`, `_` and `.`, and start and end with a letter or digit",
            ),
        );
    }
    let old = entity.entity_ref();
    let new = EntityRef { name, ..old };
    if let Some(taken) = catalog.get(new).filter(|_| new != old) {
        let full = new.to_string();
        let message = format!(
            "{} already exists in {}",
            Printable(&full),
            taken.name_place()
        );
        return Err(Error::conflict(message).with_hint("choose another name"));
    }
    drafts
        .get_or_insert_draft_for_entity(entity)
        .rename_entity(entity, name)?;
    let mut changed = vec![old.to_owned_ref()];
    for naming in &catalog.entities {
        let references = naming
            .references()
            .filter(|reference| reference.target == old);
        let references: Vec<_> = references.collect();
        for reference in &references {
            drafts
                .get_or_insert_draft_for_entity(naming)
                .rename_reference(naming, *reference, name)?;
        }
        if !references.is_empty() && naming.entity_ref() != old {
            changed.push(naming.entity_ref().to_owned_ref());
        }
    }
    Ok(changed)
}

/// The repositories that `idp new` created for `owner`, by component. Their CODEOWNERS, lock and chart contain its name.
pub(super) fn find_owned_repositories(
    catalog: &Catalog,
    owner: EntityRef<'_>,
) -> Vec<(String, String)> {
    if !(owner.is_of_kind("group") || owner.is_of_kind("user")) {
        return Vec::new();
    }
    let owned = catalog.entities.iter().filter(|entity| {
        entity
            .owner()
            .is_some_and(|reference| reference.target == owner)
    });
    let mut found: Vec<(String, String)> = owned
        .filter_map(|entity| {
            let repository = entity.annotation(REPOSITORY_ANNOTATION)?;
            Some((entity.name().to_owned(), repository.to_owned()))
        })
        .collect();
    found.sort();
    found
}
