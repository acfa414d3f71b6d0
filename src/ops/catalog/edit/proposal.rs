//! A change of the catalog that was worked out and checked, and is nowhere yet.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Deed, add, remove, rename};
use crate::catalog::{Catalog, Draft, Entity, EntityRef, EntityRefBuf, WithChanges};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, Kind, Result};
use crate::ops::FileChange;
use crate::ops::catalog::introduced::introduced;
use crate::ops::platform::Snapshot;
use crate::rules;

/// What a deed comes to.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The entities it is about, by the refs they had.
    pub entities: Vec<EntityRefBuf>,
    /// The files it changes, with what they held before; empty where nothing would be different.
    pub changes: Vec<(FileChange, String)>,
}

impl Proposal {
    /// The files it changes.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.changes.iter().map(|(change, _)| change.path.as_str())
    }
}

/// The files that are being changed.
#[derive(Default)]
pub(super) struct Drafts(BTreeMap<String, Draft>);

impl Drafts {
    /// The draft of the file that `entity` stands in.
    pub(super) fn of(&mut self, entity: &Entity) -> &mut Draft {
        let file = entity.file().to_owned();
        self.0.entry(file).or_insert_with(|| Draft::of(entity))
    }
}

/// Works `deed` out on top of `snapshot`.
///
/// # Errors
/// Usage (2), not found (3) or conflict (6) where it cannot be done; findings (1) where a rule would find a fault that
/// was not there before.
pub fn propose(snapshot: &Snapshot, deed: &Deed, today: Date) -> Result<Proposal> {
    let catalog = snapshot.catalog()?;
    let mut drafts = Drafts::default();
    let mut changes = Vec::new();
    let entities = match deed {
        Deed::Add(outline) => {
            let layout = &snapshot.config.catalog;
            let (reference, change) = add::change(&catalog, &*snapshot.files(), layout, outline)?;
            changes.push(change);
            vec![reference]
        }
        Deed::Set(set) => set.draft(&catalog, &mut drafts)?,
        Deed::Rename { what, name } => rename::draft(&catalog, what, name, &mut drafts)?,
        Deed::Remove { what } => remove::draft(&catalog, what, &mut drafts)?,
    };
    for (path, draft) in drafts.0 {
        let before = draft.before().to_owned();
        let text = draft.finish()?;
        if text.as_deref() != Some(&before) {
            changes.push((FileChange { path, text }, before));
        }
    }
    let before = rules::check(&catalog, &snapshot.settings(today)?);
    let accept =
        |changes: &[(FileChange, String)]| accept(snapshot, changes, &before, today, added(deed));
    let moved = match deed {
        Deed::Rename { name, .. } => moved(&catalog, &changes, &entities, name),
        _ => None,
    };
    // A file that is called after its entity follows it, unless something names the file.
    if let Some(moved) = moved
        && accept(&moved).is_ok()
    {
        changes = moved;
    } else {
        accept(&changes)?;
    }
    Ok(Proposal { entities, changes })
}

fn added(deed: &Deed) -> Option<EntityRef<'_>> {
    match deed {
        Deed::Add(outline) => Some(EntityRef {
            kind: outline.kind(),
            namespace: "default",
            name: outline.name(),
        }),
        _ => None,
    }
}

/// The rules must find no new fault in the catalog as it would be.
fn accept(
    snapshot: &Snapshot,
    changes: &[(FileChange, String)],
    before: &[Diagnostic],
    today: Date,
    added: Option<EntityRef<'_>>,
) -> Result<()> {
    let files = snapshot.files();
    let now = changes.iter().map(|(change, _)| {
        let bytes = change.text.as_deref().map(str::as_bytes);
        (change.path.as_str(), bytes)
    });
    let files = WithChanges::new(&*files, now);
    let after = snapshot.catalog_in(&files)?;
    if added.is_some_and(|added| after.get(added).is_none()) {
        let file = changes.first().map(|(change, _)| change.path.as_str());
        let message = format!("the catalog does not read {}", file.unwrap_or_default());
        return Err(
            Error::usage(message).hint("name it in a target of the platform's root Location")
        );
    }
    let mut new = introduced(before, rules::check(&after, &snapshot.settings(today)?));
    new.retain(|finding| finding.severity == Severity::Error);
    match new.is_empty() {
        true => Ok(()),
        false => Err(Error::new(Kind::Findings, "the catalog would be worse for it").at(new)),
    }
}

/// The changes with the file of the renamed entity called after its new name, if it was called after its old one and
/// holds nothing else.
fn moved(
    catalog: &Catalog,
    changes: &[(FileChange, String)],
    entities: &[EntityRefBuf],
    name: &str,
) -> Option<Vec<(FileChange, String)>> {
    let old = entities.first()?.get();
    let file = catalog.get(old)?.file();
    let alone = catalog
        .entities
        .iter()
        .filter(|entity| entity.file() == file)
        .count()
        == 1;
    let (folder, last) = file
        .rsplit_once('/')
        .map_or(("", file), |(folder, last)| (folder, last));
    let ending = last
        .strip_prefix(old.name)
        .filter(|ending| ending.starts_with('.'))?;
    let target = match folder {
        "" => format!("{name}{ending}"),
        folder => format!("{folder}/{name}{ending}"),
    };
    let mut moved = changes.to_vec();
    let (change, before) = moved.iter_mut().find(|(change, _)| change.path == file)?;
    let new = FileChange {
        path: target,
        text: change.text.take(),
    };
    let before = before.clone();
    moved.push((new, before));
    alone.then_some(moved)
}
