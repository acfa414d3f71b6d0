//! What is not as it was when the index was made: found in a commit by the difference of two trees, else by holding every
//! file against its stamp.

use std::sync::{Mutex, PoisonError};

use git2::Oid;
use hashbrown::{HashMap, HashSet};

use super::file::{Index, IndexedFile};
use super::key::{of_file, of_leading};
use super::stamp::{Stamps, tree_of};
use crate::catalog::{Catalog, Entity, Files, Hosting, is_below};
use crate::error::Result;
use crate::git::Revision;
use crate::platform::{FILE, Snapshot};

/// Of a catalog that has changed more than a tenth, all is read again.
const MOST_CHANGED: usize = 10;

/// What was read anew, and what of the index no longer holds.
#[derive(Default)]
pub(super) struct Delta {
    /// The entities of the files that changed, and of those that lead to others.
    pub(super) catalog: Catalog,
    /// The paths of the files whose documents in the index are not to be used.
    pub(super) stale: HashSet<String>,
}

impl Delta {
    /// What became of `snapshot` since `index` was made; `None` when the index is damaged or too much has changed.
    pub(super) fn read(
        index: &Index,
        snapshot: &Snapshot,
        stamps: &Stamps<'_>,
    ) -> Result<Option<Delta>> {
        match by_difference(index, snapshot)? {
            Some(delta) => Ok(Some(delta)),
            None => by_stamps(index, snapshot, stamps),
        }
    }
}

/// The most files that may have changed where there are `files`.
fn most(files: usize) -> usize {
    files / MOST_CHANGED + MOST_CHANGED
}

/// `None` where there are no trees to compare, or where another Location would lead to files that did not change.
pub(super) fn by_difference(index: &Index, snapshot: &Snapshot) -> Result<Option<Delta>> {
    let difference = snapshot
        .as_revision()
        .and_then(|revision| Difference::of(index, revision));
    let Some(difference) = difference else {
        return Ok(None);
    };
    let mut catalog = snapshot.catalog_in(&snapshot.hosted(&difference))?;
    let is_new = |file: &str| difference.changed.contains_key(file);
    // A glob that finds no file which changed is no fault.
    catalog.diagnostics.retain(|finding| {
        let place = finding.place.as_ref();
        place.is_none_or(|place| is_new(&place.source.name))
    });
    let leads = |entity: &Entity| entity.is_a("location") && is_new(entity.file());
    if catalog.entities.iter().any(leads) {
        return Ok(None);
    }
    let stale = difference.changed.into_keys().chain(difference.leading);
    Ok(Some(Delta {
        catalog,
        stale: stale.collect(),
    }))
}

/// The files of a commit, of which only those are listed that changed or lead to others; what the index holds of the rest
/// is empty.
struct Difference<'r> {
    index: &'r Index,
    revision: &'r Revision,
    /// By path: the file that is there now, if one is.
    changed: HashMap<String, Option<Oid>>,
    leading: HashSet<String>,
}

impl<'r> Difference<'r> {
    fn of(index: &'r Index, revision: &'r Revision) -> Option<Difference<'r>> {
        let changed = revision.changed_since(tree_of(index.whole())?)?;
        let leading = leading(index)?;
        let elsewhere = |path: &String| path == FILE || leading.contains(path);
        let little = changed.len() <= most(index.file_count());
        (little && !changed.keys().any(elsewhere)).then_some(Difference {
            index,
            revision,
            changed,
            leading,
        })
    }
}

impl Difference<'_> {
    /// Whether the index has the documents of this file, and has them right.
    fn is_held(&self, path: &str) -> bool {
        let documents = || self.index.find(of_file(path));
        !self.leading.contains(path) && documents().is_some_and(|found| !found.is_empty())
    }
}

impl Files for Difference<'_> {
    fn list(&self, folder: &str) -> Result<Vec<String>> {
        let there = self.changed.iter().filter(|(_, blob)| blob.is_some());
        let paths = there.map(|(path, _)| path).chain(&self.leading);
        let mut paths: Vec<String> = paths
            .filter(|path| is_below(path, folder))
            .cloned()
            .collect();
        paths.sort_unstable();
        Ok(paths)
    }

    fn has(&self, path: &str) -> bool {
        match self.changed.get(path) {
            Some(blob) => blob.is_some(),
            None => self.leading.contains(path) || self.revision.has(path),
        }
    }

    fn has_link(&self, path: &str) -> bool {
        self.revision.has_link(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self.changed.get(path) {
            Some(blob) => blob.map(|blob| self.revision.blob(blob, path)).transpose(),
            None if self.is_held(path) => Ok(Some(Vec::new())),
            // What entities quote is in no index.
            None => self.revision.read(path),
        }
    }
}

/// The files that lead to others; `None` when the index is damaged.
fn leading(index: &Index) -> Option<HashSet<String>> {
    let documents = index.find(of_leading())?;
    let path = |number| Some(index.document(number)?.path);
    documents.into_iter().map(path).collect()
}

fn by_stamps(index: &Index, snapshot: &Snapshot, stamps: &Stamps<'_>) -> Result<Option<Delta>> {
    let Some(indexed) = index.files() else {
        return Ok(None);
    };
    let files = snapshot.files();
    let unchanged = Unchanged {
        files: &*files,
        stamps,
        indexed: indexed
            .iter()
            .map(|file| (file.path.as_str(), file))
            .collect(),
        known: Mutex::default(),
    };
    let catalog = snapshot.catalog_in(&unchanged)?;
    let known = unchanged.known.into_inner();
    let known = known.unwrap_or_else(PoisonError::into_inner);
    let changed = catalog.files.saturating_sub(known.len());
    let much = most(indexed.len().max(catalog.files));
    let paths = indexed.iter().map(|file| &file.path);
    Ok((changed <= much).then(|| Delta {
        catalog,
        stale: paths
            .filter(|path| !known.contains(*path))
            .cloned()
            .collect(),
    }))
}

/// The files of a catalog, in which those that the index still knows are empty: what they hold is in there.
struct Unchanged<'f> {
    files: &'f dyn Files,
    stamps: &'f Stamps<'f>,
    indexed: HashMap<&'f str, &'f IndexedFile>,
    known: Mutex<HashSet<String>>,
}

impl Files for Unchanged<'_> {
    fn list(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list(folder)
    }

    fn hosting(&self) -> Option<&Hosting> {
        self.files.hosting()
    }

    fn has(&self, path: &str) -> bool {
        self.files.has(path)
    }

    fn has_link(&self, path: &str) -> bool {
        self.files.has_link(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let indexed = self.indexed.get(path).filter(|file| !file.leads);
        let stamp = indexed.and_then(|_| self.stamps.of(path));
        if indexed
            .zip(stamp)
            .is_some_and(|(file, stamp)| file.stamp == stamp)
        {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(path.to_owned());
            return Ok(Some(Vec::new()));
        }
        self.files.read(path)
    }
}
