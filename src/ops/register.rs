//! Registration: an entity gets into the platform's catalog, whoever else registers at the same moment.

use jiff::civil::Date;

use super::platform::{Destination, Fresh, Snapshot};
use super::publish::{Effort, FileChange, Outcome, publish};
use crate::catalog::{self, Catalog, EntityRef, Files, NewEntity, WithChanges};
use crate::diagnostic::Severity;
use crate::error::{Error, Kind, Result};
use crate::rules::{self, Settings};

/// An entity on its way into the catalog.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// What to register.
    pub(super) entity: &'a NewEntity,
    /// How it gets there.
    pub(super) effort: Effort<'a>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The file of the platform repository that holds the entity.
    pub file: String,
    /// The commit that brought it.
    pub commit: String,
}

/// A change of one file of the platform repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub file: String,
    /// Its new text.
    pub text: String,
}

/// Registers on top of `fresh`, which [`proposed`] has accepted.
///
/// # Errors
/// Conflict (6) when the name was taken meanwhile; remote (5) when the push is refused for good.
pub(super) fn register(fresh: &mut Fresh, entry: Entry<'_>) -> Result<Outcome<Registered>> {
    let today = entry.effort.clock.today();
    let propose = |snapshot: &Snapshot| {
        let change = proposed(snapshot, entry.entity, today)?;
        Ok(vec![FileChange {
            path: change.file,
            text: Some(change.text),
        }])
    };
    Ok(match publish(fresh, entry.effort, propose)? {
        Outcome::Done(published) => Outcome::Done(Registered {
            file: published
                .changes
                .into_iter()
                .map(|change| change.path)
                .collect(),
            commit: published.commit,
        }),
        Outcome::Unknown(error) => Outcome::Unknown(error),
    })
}

/// The change that registers `entity` on top of `snapshot`, checked with every rule.
///
/// # Errors
/// Conflict (6) when the name is taken; findings (1) when the catalog would be worse for it.
pub(super) fn proposed(snapshot: &Snapshot, entity: &NewEntity, today: Date) -> Result<Change> {
    let files = snapshot.files();
    let reference = entity.reference();
    let before = snapshot.catalog()?;
    if let Some(taken) = before.get(reference) {
        return Err(name_taken(reference, &taken.place().to_string()));
    }
    let change = change(
        &*files,
        &snapshot.config.catalog.destination(&entity.name),
        entity,
    )?;
    let now = (change.file.as_str(), Some(change.text.as_bytes()));
    let files = WithChanges::new(&*files, [now]);
    let after = snapshot.catalog_in(&files)?;
    accept(&after, &snapshot.settings(today)?, reference, &change)?;
    Ok(change)
}

fn change(files: &dyn Files, destination: &Destination, entity: &NewEntity) -> Result<Change> {
    let there = files.read(destination.path())?;
    let file = destination.path().to_owned();
    let text = match (destination, there) {
        (Destination::Own(path), there) if there.is_some() || !files.list(path)?.is_empty() => {
            return Err(Error::conflict(format!("the platform already has {path}"))
                .hint("choose another name"));
        }
        (Destination::Own(_), _) => entity.to_yaml(),
        (Destination::Into(path), there) => {
            let text = String::from_utf8(there.unwrap_or_default())
                .map_err(|_| Error::usage(format!("{path} of the platform is not UTF-8")))?;
            catalog::insert(&text, ("Component", &entity.name), &entity.to_yaml())?
        }
    };
    Ok(Change { file, text })
}

/// The entity must be found, and no rule may have something against it.
fn accept(
    after: &Catalog,
    settings: &Settings,
    reference: EntityRef<'_>,
    change: &Change,
) -> Result<()> {
    if after.get(reference).is_none() {
        return Err(
            Error::usage(format!("the catalog does not read {}", change.file))
                .hint("name it in a target of the platform's root Location"),
        );
    }
    let full = reference.to_string();
    let against: Vec<_> = rules::check(after, settings)
        .into_iter()
        .filter(|finding| {
            finding.severity == Severity::Error && finding.entity.as_deref() == Some(&full)
        })
        .collect();
    match against.is_empty() {
        true => Ok(()),
        false => {
            Err(Error::new(Kind::Findings, format!("{full} would break the catalog")).at(against))
        }
    }
}

fn name_taken(reference: EntityRef<'_>, place: &str) -> Error {
    Error::conflict(format!("{reference} is already in the catalog, in {place}"))
        .hint(format!("idp who-owns {}", reference.name))
        .hint("choose another name")
}
