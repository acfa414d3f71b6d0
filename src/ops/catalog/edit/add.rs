//! An entity that was not there.

use crate::catalog::{Catalog, EntityRef, EntityRefBuf, Files, Outline, insert};
use crate::error::{Error, Result};
use crate::ops::FileChange;
use crate::ops::platform::{Destination, Layout};
use crate::printable::Printable;

/// The file that gets the entity, with what it held before.
pub(super) fn change(
    catalog: &Catalog,
    files: &dyn Files,
    layout: &Layout,
    outline: &Outline,
) -> Result<(EntityRefBuf, (FileChange, String))> {
    let reference = EntityRef {
        kind: outline.kind(),
        namespace: "default",
        name: outline.name(),
    };
    if let Some(taken) = catalog.get(reference) {
        let full = reference.to_string();
        let message = format!(
            "{} is already in the catalog, in {}",
            Printable(&full),
            taken.place()
        );
        return Err(Error::conflict(message).hint("choose another name"));
    }
    let destination = layout.destination_of(outline.kind(), outline.name());
    let path = destination.path().to_owned();
    let there = files.read(&path)?;
    let (before, text) = match (&destination, there) {
        (Destination::Own(_), None) => (String::new(), outline.to_yaml()),
        (Destination::Own(path), Some(_)) => {
            return Err(Error::conflict(format!("the platform already has {path}")));
        }
        (Destination::Into(_), there) => {
            let before = String::from_utf8(there.unwrap_or_default())
                .map_err(|_| Error::usage(format!("{} is not UTF-8", Printable(&path))))?;
            let text = insert(
                &before,
                (outline.kind(), outline.name()),
                &outline.to_yaml(),
            )?;
            (before, text)
        }
    };
    let change = FileChange {
        path,
        text: Some(text),
    };
    Ok((reference.to_buf(), (change, before)))
}
