//! Entities that were not there.

use super::new_document::NewDocument;
use crate::catalog::{Catalog, EntityRefBuf, Files, insert};
use crate::error::{Error, Result};
use crate::ops::FileChange;
use crate::platform::{Destination, Layout};
use crate::printable::Printable;

/// Files that change, with what they held before.
type Changes = Vec<(FileChange, String)>;

/// The files that get the entities.
pub(super) fn changes(
    catalog: &Catalog,
    files: &dyn Files,
    layout: &Layout,
    documents: &[NewDocument],
) -> Result<(Vec<EntityRefBuf>, Changes)> {
    let mut changes: Changes = Vec::new();
    for document in documents {
        let reference = document.reference.get();
        if let Some(taken) = catalog.get(reference) {
            let full = reference.to_string();
            let message = format!(
                "{} is already in the catalog, in {}{}",
                Printable(&full),
                taken.place(),
                document.origin()
            );
            return Err(Error::conflict(message).hint("choose another name"));
        }
        let destination = layout.destination_of(reference.kind, reference.name);
        place(&mut changes, files, &destination, document)?;
    }
    let references = documents.iter().map(|document| document.reference.clone());
    Ok((references.collect(), changes))
}

fn place(
    changes: &mut Changes,
    files: &dyn Files,
    destination: &Destination,
    document: &NewDocument,
) -> Result<()> {
    let path = destination.path();
    let reference = document.reference.get();
    let known = changes.iter().position(|(change, _)| change.path == path);
    if let (Destination::Own(path), true) = (
        destination,
        known.is_some() || files.read(destination.path())?.is_some(),
    ) {
        let message = format!(
            "the platform already has {}{}",
            Printable(path),
            document.origin()
        );
        return Err(Error::conflict(message).hint("choose another name"));
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
        Destination::Own(_) => document.text.clone(),
        Destination::Into(_) => insert(&before, (reference.kind, reference.name), &document.text)?,
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
