//! Entities that were not there.

use super::new_document::NewDocument;
use crate::catalog::{Catalog, EntityRefBuf, Files, insert_document};
use crate::error::{Error, Result};
use crate::ops::FileChange;
use crate::platform::{CatalogLayout, EntityDestination};
use crate::printable::Printable;

/// Files that change, with what they held before.
type ChangedFiles = Vec<(FileChange, String)>;

/// The files that get the entities.
pub(super) fn plan_additions(
    catalog: &Catalog,
    files: &dyn Files,
    layout: &CatalogLayout,
    documents: &[NewDocument],
) -> Result<(Vec<EntityRefBuf>, ChangedFiles)> {
    let mut changes: ChangedFiles = Vec::new();
    for document in documents {
        let reference = document.reference.as_entity_ref();
        if let Some(taken) = catalog.get(reference) {
            let full = reference.to_string();
            let message = format!(
                "{} is already in the catalog, in {}{}",
                Printable(&full),
                taken.name_place(),
                document.format_origin()
            );
            return Err(Error::conflict(message).with_hint("choose another name"));
        }
        let destination = layout.entity_destination(reference.kind, reference.name);
        add_document(&mut changes, files, &destination, document)?;
    }
    let references = documents.iter().map(|document| document.reference.clone());
    Ok((references.collect(), changes))
}

fn add_document(
    changes: &mut ChangedFiles,
    files: &dyn Files,
    destination: &EntityDestination,
    document: &NewDocument,
) -> Result<()> {
    let path = destination.path();
    let reference = document.reference.as_entity_ref();
    let known = changes.iter().position(|(change, _)| change.path == path);
    if let (EntityDestination::OwnFile(path), true) = (
        destination,
        known.is_some() || files.read(destination.path())?.is_some(),
    ) {
        let message = format!(
            "the platform already has {}{}",
            Printable(path),
            document.format_origin()
        );
        return Err(Error::conflict(message).with_hint("choose another name"));
    }
    let text_of = |bytes: Option<Vec<u8>>| {
        String::from_utf8(bytes.unwrap_or_default())
            .map_err(|_| Error::usage(format!("{} is not UTF-8", Printable(path))))
    };
    let before = match known {
        Some(known) => changes[known].0.text.clone().unwrap_or_default(),
        None => text_of(files.read(path)?)?,
    };
    let text = match destination {
        EntityDestination::OwnFile(_) => document.text.clone(),
        EntityDestination::SharedFile(_) => {
            insert_document(&before, (reference.kind, reference.name), &document.text)?
        }
    };
    match known {
        Some(known) => changes[known].0.text = Some(text),
        None => {
            let path = path.to_owned();
            let change = FileChange {
                path,
                text: Some(text),
            };
            changes.push((change, before));
        }
    }
    Ok(())
}
