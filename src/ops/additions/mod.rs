//! Adds entities to a catalog, for registrations and for `catalog add`: decides which document goes into which file, and checks
//! that the catalog then contains it.

mod new_document;

use std::sync::Arc;

pub use new_document::NewDocument;

use super::publish::FileChange;
use crate::catalog::{
    Catalog, Entity, EntityRefBuf, Files, REPOSITORY_ANNOTATION, insert_yaml_document_sorted,
};
use crate::error::{Error, Result};
use crate::platform::{CatalogConfig, EntityDestination, PlatformSnapshot};
use crate::printable::Printable;
use crate::template::shell_quote;

/// A changed file, with its text before the change.
pub(super) type FileChangeWithOldText = (FileChange, String);

/// Plans which files get `documents`, in a catalog that has none of their entities yet.
///
/// # Errors
/// Conflict (6) if an entity or its file already exists; usage (2) if a file is not UTF-8.
pub(super) fn plan_document_additions(
    catalog: &Catalog,
    files: &dyn Files,
    layout: &CatalogConfig,
    documents: &[NewDocument],
) -> Result<Vec<FileChangeWithOldText>> {
    let mut changes = Vec::new();
    for document in documents {
        let reference = document.reference.as_entity_ref();
        if let Some(taken) = catalog.get(reference) {
            return Err(entity_name_taken_error(taken, document));
        }
        let destination = layout.entity_destination(reference.kind, reference.name);
        insert_document_at_destination(&mut changes, files, &destination, document)?;
    }
    Ok(changes)
}

/// Adds `document` to the changes of its destination file, which an earlier document may have changed already.
pub(super) fn insert_document_at_destination(
    changes: &mut Vec<FileChangeWithOldText>,
    files: &dyn Files,
    destination: &EntityDestination,
    document: &NewDocument,
) -> Result<()> {
    let path = destination.path();
    let reference = document.reference.as_entity_ref();
    let earlier = changes.iter().position(|(change, _)| change.path == path);
    if let EntityDestination::OwnFile(_) = destination {
        // Anything at that path is in the way, whatever its encoding.
        if earlier.is_some()
            || files.read(path)?.is_some()
            || !files.list_files_recursively(path)?.is_empty()
        {
            let (path, origin) = (Printable(path), document.format_source_position());
            let message = format!("{path} already exists in the platform{origin}");
            return Err(Error::conflict(message).with_hint("choose another name"));
        }
    }
    let there = match earlier {
        Some(earlier) => changes[earlier].0.text.clone(),
        None => read_text(files, path)?,
    };
    let text = match destination {
        EntityDestination::OwnFile(_) => document.text.clone(),
        EntityDestination::SharedFile(_) => {
            let there = there.as_deref().unwrap_or_default();
            insert_yaml_document_sorted(there, (reference.kind, reference.name), &document.text)?
        }
    };
    match earlier {
        Some(earlier) => changes[earlier].0.text = Some(text),
        None => {
            let path = path.to_owned();
            let text = Some(text);
            changes.push((FileChange { path, text }, there.unwrap_or_default()));
        }
    }
    Ok(())
}

/// Reads the catalog `before` with `changes` applied; it must contain everything in `added`.
///
/// # Errors
/// Usage (2) if no Location reaches the file of an added entity.
pub(super) fn read_catalog_with_changes(
    snapshot: &PlatformSnapshot,
    before: &Arc<Catalog>,
    changes: &[FileChangeWithOldText],
    added: &[EntityRefBuf],
) -> Result<Catalog> {
    let now = changes.iter().map(|(change, _)| {
        let bytes = change.text.as_deref().map(str::as_bytes);
        (change.path.as_str(), bytes)
    });
    let after = snapshot.read_catalog_with_changes(before, now)?;
    let is_unread = |added: &&EntityRefBuf| after.get(added.as_entity_ref()).is_none();
    let Some(unread) = added.iter().find(is_unread) else {
        return Ok(after);
    };
    let name = &unread.as_entity_ref().name;
    let mut paths = changes.iter().map(|(change, _)| change.path.as_str());
    let first = paths.clone().next();
    let path = paths.find(|path| path.contains(name)).or(first);
    let message = format!(
        "no Location reaches {}",
        Printable(path.unwrap_or_default())
    );
    Err(Error::usage(message).with_hint("the root file needs a Location with this file in its targets, such as ./catalog/**/*.yaml; or set `catalog.file` in idp.yaml to a file that holds the whole catalog, or `catalog.components` to a folder that a Location reaches"))
}

fn read_text(files: &dyn Files, path: &str) -> Result<Option<String>> {
    let text = files.read(path)?.map(String::from_utf8).transpose();
    text.map_err(|_| Error::usage(format!("{} in the platform is not UTF-8", Printable(path))))
}

fn entity_name_taken_error(taken: &Entity, document: &NewDocument) -> Error {
    let (reference, place) = (taken.entity_ref(), taken.name_place());
    let (full, origin) = (reference.to_string(), document.format_source_position());
    let message = format!("{} already exists in {place}{origin}", Printable(&full));
    let asked = if reference.is_of_kind("component") {
        reference.name.to_owned()
    } else {
        full
    };
    Error::conflict(message)
        .with_hint(format!("idp who-owns {}", Printable(&asked)))
        .with_hint(format!(
            "to change it: idp catalog set {} <FIELD=VALUE>",
            Printable(&asked)
        ))
        .with_optional_hint(taken.annotation(REPOSITORY_ANNOTATION).map(|url| {
            let url = shell_quote(url);
            format!("to get its files: git clone {}", Printable(&url))
        }))
        .with_hint("or choose another name")
}
