//! Since when each entity has its owner, from one walk of the history.

use std::collections::HashMap;

use git2::Oid;

use super::history::{OwnersByRef, owner_of, read_owners_of_file};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::git::{ChangedFile, CommitInfo, FirstParentHistory};
use crate::platform::Platform;

/// The maximum number of commits to walk, and the size of the file versions to read. What is older isn't dated.
const MAX_WALKED_COMMITS: usize = 20_000;
const MAX_READ_BYTES: usize = 64 << 20;

/// The commit that gave each entity of `catalog`, which is committed at `when` (default: now), its owner, by ref. As
/// [`read_ownership_history`](super::read_ownership_history), follows only first parents. Entities whose change lies too far back are missing.
///
/// # Errors
/// As [`Platform::read_snapshot_at`].
pub fn find_owner_changes(
    platform: &Platform,
    when: Option<&str>,
    catalog: &Catalog,
) -> Result<HashMap<String, CommitInfo>> {
    let (dir, tip) = platform.resolve_repository_and_commit(when)?;
    let history = FirstParentHistory::load_first_parent_history(&dir, tip, MAX_WALKED_COMMITS)?;
    let mut search = OwnerChangeSearch::new(catalog);
    history.visit_changes(|commit, changed, read| {
        search.visit_commit(commit, changed, read)?;
        Ok(!search.pending.is_empty() && search.read_bytes < MAX_READ_BYTES)
    })?;
    Ok(search.found)
}

/// Reads a version of a file.
type ReadBlob<'r> = dyn Fn(Oid) -> Result<Vec<u8>> + 'r;

/// A walk from the newest commit to the oldest.
struct OwnerChangeSearch {
    /// The owners whose first commit isn't known yet, by the file that has the entity in the version that the walk has reached.
    pending: HashMap<String, OwnersByRef>,
    found: HashMap<String, CommitInfo>,
    read_bytes: usize,
}

impl OwnerChangeSearch {
    fn new(catalog: &Catalog) -> OwnerChangeSearch {
        let mut pending: HashMap<String, OwnersByRef> = HashMap::new();
        for entity in &catalog.entities {
            let owner = owner_of(entity);
            let file = pending.entry(entity.file_path().to_owned()).or_default();
            file.insert(entity.entity_ref().to_string(), owner);
        }
        OwnerChangeSearch {
            pending,
            found: HashMap::new(),
            read_bytes: 0,
        }
    }

    /// Compares the files of `commit` with their versions before it.
    fn visit_commit(
        &mut self,
        commit: &CommitInfo,
        changed: &[ChangedFile],
        read: &ReadBlob<'_>,
    ) -> Result<()> {
        // An entity that moved is in the earlier version of another file.
        let mut unmatched: OwnersByRef = HashMap::new();
        let mut earlier: Vec<(&str, OwnersByRef)> = Vec::new();
        for file in changed {
            let Some(owners) = self.pending.remove(&file.path) else {
                continue;
            };
            let before = self.read_earlier_owners(file, read)?;
            let (kept, rest) = self.compare_owners(commit, owners, &before);
            self.keep_pending(&file.path, kept);
            unmatched.extend(rest);
            earlier.push((&file.path, before));
        }
        for file in changed.iter().filter(|file| is_catalog_file(&file.path)) {
            if unmatched.is_empty() {
                return Ok(());
            }
            let before = match earlier.iter().position(|(path, _)| *path == file.path) {
                Some(known) => earlier.swap_remove(known).1,
                None => self.read_earlier_owners(file, read)?,
            };
            let mut kept = OwnersByRef::new();
            for (entity, earlier) in before {
                match unmatched.remove(&entity) {
                    None => {}
                    Some(owner) if earlier == owner => drop(kept.insert(entity, owner)),
                    Some(_) => drop(self.found.insert(entity, commit.clone())),
                }
            }
            self.keep_pending(&file.path, kept);
        }
        let added = unmatched.into_keys().map(|entity| (entity, commit.clone()));
        self.found.extend(added);
        Ok(())
    }

    /// The owners that were the same before `commit`, and those of entities that weren't in the file; the others are found.
    fn compare_owners(
        &mut self,
        commit: &CommitInfo,
        owners: OwnersByRef,
        before: &OwnersByRef,
    ) -> (OwnersByRef, OwnersByRef) {
        let (mut kept, mut missing) = (OwnersByRef::new(), OwnersByRef::new());
        for (entity, owner) in owners {
            match before.get(&entity) {
                None => drop(missing.insert(entity, owner)),
                Some(earlier) if *earlier == owner => drop(kept.insert(entity, owner)),
                Some(_) => drop(self.found.insert(entity, commit.clone())),
            }
        }
        (kept, missing)
    }

    fn keep_pending(&mut self, path: &str, kept: OwnersByRef) {
        if !kept.is_empty() {
            self.pending
                .entry(path.to_owned())
                .or_default()
                .extend(kept);
        }
    }

    /// The owners in the version of `file` before the commit; none if there was none.
    fn read_earlier_owners(
        &mut self,
        file: &ChangedFile,
        read: &ReadBlob<'_>,
    ) -> Result<OwnersByRef> {
        let Some(blob) = file.before else {
            return Ok(OwnersByRef::new());
        };
        let bytes = read(blob)?;
        self.read_bytes += bytes.len();
        read_owners_of_file(&file.path, bytes)
    }
}

fn is_catalog_file(path: &str) -> bool {
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|end| path.ends_with(end))
}
