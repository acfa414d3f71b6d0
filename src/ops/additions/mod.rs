//! Entities that come into a catalog, for registrations and for `catalog add`: which file gets which document, and whether the
//! catalog has them then.

mod new_document;

use std::sync::Arc;

pub use new_document::NewDocument;

use super::publish::FileChange;
use crate::catalog::{Catalog, EntityRef, EntityRefBuf, Files, insert_sorted_document};
use crate::error::{Error, Result};
use crate::platform::{CatalogLayout, EntityDestination, PlatformSnapshot};
use crate::printable::Printable;

/// A file that is different, with what it held before.
pub(super) type ChangedFile = (FileChange, String);

/// The files that get `documents`, in a catalog that has none of their entities.
///
/// # Errors
/// Conflict (6) where an entity or its file is already there; usage (2) where a file is not UTF-8.
pub(super) fn plan_document_additions(
    catalog: &Catalog,
    files: &dyn Files,
    layout: &CatalogLayout,
    documents: &[NewDocument],
) -> Result<Vec<ChangedFile>> {
    let mut changes = Vec::new();
    for document in documents {
        let reference = document.reference.as_entity_ref();
        if let Some(taken) = catalog.get(reference) {
            let place = taken.name_place().to_string();
            return Err(name_taken_error(reference, &place, document));
        }
        let destination = layout.entity_destination(reference.kind, reference.name);
        insert_document_at_destination(&mut changes, files, &destination, document)?;
    }
    Ok(changes)
}

/// Adds `document` to the changes of its destination, which an earlier one may have changed already.
pub(super) fn insert_document_at_destination(
    changes: &mut Vec<ChangedFile>,
    files: &dyn Files,
    destination: &EntityDestination,
    document: &NewDocument,
) -> Result<()> {
    let path = destination.path();
    let reference = document.reference.as_entity_ref();
    let earlier = changes.iter().position(|(change, _)| change.path == path);
    if let EntityDestination::OwnFile(_) = destination {
        // Whatever is there, and in whatever encoding, is in the way.
        if earlier.is_some() || files.read(path)?.is_some() || !files.list(path)?.is_empty() {
            let (path, origin) = (Printable(path), document.format_source_position());
            let message = format!("the platform already has {path}{origin}");
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
            insert_sorted_document(there, (reference.kind, reference.name), &document.text)?
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

/// The catalog `before` as it is with `changes`; it must have all that was `added`.
///
/// # Errors
/// Usage (2) where the catalog doesn't read the file of an added entity.
pub(super) fn read_catalog_with_changes(
    snapshot: &PlatformSnapshot,
    before: &Arc<Catalog>,
    changes: &[ChangedFile],
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
        "the catalog does not read {}",
        Printable(path.unwrap_or_default())
    );
    Err(Error::usage(message).with_hint("name it in a target of the platform's root Location"))
}

fn read_text(files: &dyn Files, path: &str) -> Result<Option<String>> {
    let text = files.read(path)?.map(String::from_utf8).transpose();
    text.map_err(|_| Error::usage(format!("{} of the platform is not UTF-8", Printable(path))))
}

fn name_taken_error(reference: EntityRef<'_>, place: &str, document: &NewDocument) -> Error {
    let (full, origin) = (reference.to_string(), document.format_source_position());
    let message = format!(
        "{} is already in the catalog, in {place}{origin}",
        Printable(&full)
    );
    let asked = if reference.kind == "Component" {
        reference.name.to_owned()
    } else {
        full
    };
    Error::conflict(message)
        .with_hint(format!("idp who-owns {}", Printable(&asked)))
        .with_hint("choose another name")
}
