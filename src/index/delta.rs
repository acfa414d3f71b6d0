//! Finds changes since the index was built: in a commit by comparing two trees, otherwise by comparing every file with
//! its stamp.

use std::sync::{Mutex, PoisonError};

use git2::Oid;
use hashbrown::{HashMap, HashSet};

use super::file::{CatalogIndex, IndexedFile};
use super::key::{index_key_for_all_locations, index_key_for_catalog_file};
use super::stamp::{StampSource, tree_from_stamp};
use crate::catalog::{Catalog, Entity, Files, HostedRepository, is_in_folder};
use crate::error::Result;
use crate::git::Revision;
use crate::platform::{PLATFORM_CONFIG_FILE, PlatformSnapshot};

/// If more than a tenth of a catalog has changed, all of it is read again.
const CHANGED_FILES_LIMIT_DIVISOR: usize = 10;

/// The content that was read again, and the stale part of the index.
#[derive(Default)]
pub(super) struct IndexDelta {
    /// The entities of changed files, and of files that lead to others.
    pub(super) catalog: Catalog,
    /// The paths of the files whose indexed documents must not be used.
    pub(super) stale_paths: HashSet<String>,
}

impl IndexDelta {
    /// The changes of `snapshot` since `index` was built; `None` if the index is damaged or too much has changed.
    pub(super) fn compute_index_delta(
        index: &CatalogIndex,
        snapshot: &PlatformSnapshot,
        stamps: &StampSource<'_>,
    ) -> Result<Option<IndexDelta>> {
        match delta_from_trees(index, snapshot)? {
            Some(delta) => Ok(Some(delta)),
            None => delta_from_stamps(index, snapshot, stamps),
        }
    }
}

/// The maximum number of changed files, out of `files`, for which a delta is worthwhile.
fn max_changed_files_for_delta(files: usize) -> usize {
    files / CHANGED_FILES_LIMIT_DIVISOR + CHANGED_FILES_LIMIT_DIVISOR
}

/// Compares trees. `None` if there are none to compare, or if a Location may now lead to unchanged files.
pub(super) fn delta_from_trees(
    index: &CatalogIndex,
    snapshot: &PlatformSnapshot,
) -> Result<Option<IndexDelta>> {
    let difference = snapshot
        .source_revision()
        .and_then(|revision| ChangedRevisionFiles::since_index(index, revision));
    let Some(difference) = difference else {
        return Ok(None);
    };
    let mut catalog = snapshot
        .read_catalog_from_files(&snapshot.wrap_files_with_hosted_repository(&difference))?;
    let is_new = |file: &str| difference.changed.contains_key(file);
    // A glob that matches no changed file isn't an error.
    catalog.diagnostics.retain(|finding| {
        let place = finding.place.as_ref();
        place.is_none_or(|place| is_new(&place.source.name))
    });
    let leads = |entity: &Entity| entity.is_of_kind("location") && is_new(entity.file_path());
    if catalog.entities.iter().any(leads) {
        return Ok(None);
    }
    let stale = difference
        .changed
        .into_keys()
        .chain(difference.location_files);
    Ok(Some(IndexDelta {
        catalog,
        stale_paths: stale.collect(),
    }))
}

/// The files of a commit, listing only those that changed or lead to others; the rest read as empty, because the index
/// has their content.
struct ChangedRevisionFiles<'r> {
    index: &'r CatalogIndex,
    revision: &'r Revision,
    /// By path: the current file, if any.
    changed: HashMap<String, Option<Oid>>,
    location_files: HashSet<String>,
}

impl<'r> ChangedRevisionFiles<'r> {
    fn since_index(
        index: &'r CatalogIndex,
        revision: &'r Revision,
    ) -> Option<ChangedRevisionFiles<'r>> {
        let changed = revision.changed_blobs_since(tree_from_stamp(index.catalog_stamp())?)?;
        let leading = find_files_with_location_entities(index)?;
        let elsewhere = |path: &String| path == PLATFORM_CONFIG_FILE || leading.contains(path);
        let little = changed.len() <= max_changed_files_for_delta(index.file_count());
        (little && !changed.keys().any(elsewhere)).then_some(ChangedRevisionFiles {
            index,
            revision,
            changed,
            location_files: leading,
        })
    }
}

impl ChangedRevisionFiles<'_> {
    /// Whether the index has up-to-date documents of this file.
    fn is_file_indexed(&self, path: &str) -> bool {
        let documents = || {
            self.index
                .lookup_document_numbers(index_key_for_catalog_file(path))
        };
        !self.location_files.contains(path) && documents().is_some_and(|found| !found.is_empty())
    }
}

impl Files for ChangedRevisionFiles<'_> {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        let there = self.changed.iter().filter(|(_, blob)| blob.is_some());
        let paths = there.map(|(path, _)| path).chain(&self.location_files);
        let mut paths: Vec<String> = paths
            .filter(|path| is_in_folder(path, folder))
            .cloned()
            .collect();
        paths.sort_unstable();
        Ok(paths)
    }

    fn has_file(&self, path: &str) -> bool {
        match self.changed.get(path) {
            Some(blob) => blob.is_some(),
            None => self.location_files.contains(path) || self.revision.has_file(path),
        }
    }

    fn has_symlink_in_path(&self, path: &str) -> bool {
        self.revision.has_symlink_in_path(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self.changed.get(path) {
            Some(blob) => blob
                .map(|blob| self.revision.read_blob(blob, path))
                .transpose(),
            None if self.is_file_indexed(path) => Ok(Some(Vec::new())),
            // The index doesn't contain files that entities include.
            None => self.revision.read_file(path),
        }
    }
}

/// The files that lead to others; `None` if the index is damaged.
fn find_files_with_location_entities(index: &CatalogIndex) -> Option<HashSet<String>> {
    let documents = index.lookup_document_numbers(index_key_for_all_locations())?;
    let path = |number| Some(index.read_document(number)?.path);
    documents.into_iter().map(path).collect()
}

fn delta_from_stamps(
    index: &CatalogIndex,
    snapshot: &PlatformSnapshot,
    stamps: &StampSource<'_>,
) -> Result<Option<IndexDelta>> {
    let Some(indexed) = index.read_indexed_file_list() else {
        return Ok(None);
    };
    let files = snapshot.files();
    let unchanged = UnindexedFiles {
        files: &*files,
        stamps,
        indexed: indexed
            .iter()
            .map(|file| (file.path.as_str(), file))
            .collect(),
        unchanged_paths: Mutex::default(),
    };
    let catalog = snapshot.read_catalog_from_files(&unchanged)?;
    let known = unchanged.unchanged_paths.into_inner();
    let known = known.unwrap_or_else(PoisonError::into_inner);
    let changed = catalog.file_count.saturating_sub(known.len());
    let much = max_changed_files_for_delta(indexed.len().max(catalog.file_count));
    let paths = indexed.iter().map(|file| &file.path);
    Ok((changed <= much).then(|| IndexDelta {
        catalog,
        stale_paths: paths
            .filter(|path| !known.contains(*path))
            .cloned()
            .collect(),
    }))
}

/// The files of a catalog; those still valid in the index read as empty, because the index has their content.
struct UnindexedFiles<'f> {
    files: &'f dyn Files,
    stamps: &'f StampSource<'f>,
    indexed: HashMap<&'f str, &'f IndexedFile>,
    unchanged_paths: Mutex<HashSet<String>>,
}

impl Files for UnindexedFiles<'_> {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list_files_recursively(folder)
    }

    fn hosted_repository(&self) -> Option<&HostedRepository> {
        self.files.hosted_repository()
    }

    fn has_file(&self, path: &str) -> bool {
        self.files.has_file(path)
    }

    fn has_symlink_in_path(&self, path: &str) -> bool {
        self.files.has_symlink_in_path(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let indexed = self.indexed.get(path).filter(|file| !file.has_locations);
        let stamp = indexed.and_then(|_| self.stamps.compute_file_stamp(path));
        if indexed
            .zip(stamp)
            .is_some_and(|(file, stamp)| file.stamp == stamp)
        {
            let mut known = self
                .unchanged_paths
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            known.insert(path.to_owned());
            return Ok(Some(Vec::new()));
        }
        self.files.read(path)
    }
}
