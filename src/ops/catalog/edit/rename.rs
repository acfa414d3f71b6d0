//! Renames an entity in its own document and in every reference to it.

use super::file_drafts::FileDrafts;
use super::set::ambiguous_name_error;
use crate::catalog::REPOSITORY_ANNOTATION;
use crate::catalog::{Catalog, EntityRef, EntityRefBuf, Files, is_valid_entity_name};
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
    // The new name may be a ref, as long as kind and namespace stay.
    let same = EntityRef::parse(name, Some(entity.kind()), entity.namespace()).ok();
    let same = same.filter(|same| {
        EntityRef {
            name: entity.name(),
            ..*same
        } == entity.entity_ref()
    });
    let name = same.map_or(name, |same| same.name);
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

/// Where GitHub looks for code owners.
const CODEOWNERS_PATHS: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// Says that CODEOWNERS of the platform names the team of `group`, which has another name now.
///
/// # Errors
/// Io (7) if it can't be read.
pub(super) fn find_code_owner_note(
    files: &dyn Files,
    group: EntityRef<'_>,
) -> Result<Option<String>> {
    let names_team = |text: &str| {
        let is_team =
            |word: &str| word.starts_with('@') && word.ends_with(&format!("/{}", group.name));
        let mut lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        lines.any(|line| line.split_whitespace().any(is_team))
    };
    for path in CODEOWNERS_PATHS {
        let text = files.read(path)?.unwrap_or_default();
        if group.is_of_kind("group") && names_team(&String::from_utf8_lossy(&text)) {
            let name = Printable(group.name);
            return Ok(Some(format!(
                "{path} names the team {name}; rename the team on GitHub, too, and change that file"
            )));
        }
    }
    Ok(None)
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
