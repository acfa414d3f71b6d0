//! The first-parent history of a branch.

use std::path::{Path, PathBuf};

use git2::{ErrorClass, Oid, Repository, Revwalk, Sort};

use super::open_repository::open_repository;
use super::shallow::{UNSHALLOW_HINT, list_recorded_parents};
use super::wrap_git2_error;
use crate::error::{Error, Result};

/// A commit in that history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitInfo {
    /// Its ID.
    pub commit: Oid,
    /// Its author.
    pub author: String,
    /// Its time, in seconds since 1970.
    pub seconds: i64,
}

/// A version of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileVersion {
    /// The commit that introduced it; for the oldest version, the oldest commit that was read.
    pub since: CommitInfo,
    /// The last commit with this version.
    pub last: Oid,
    /// Its content; `None` if the file didn't exist.
    pub blob: Option<Oid>,
}

/// A file that a commit changed, added or deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// Its path from the root of the repository.
    pub path: String,
    /// Its content before the commit; `None` if it didn't exist.
    pub before: Option<Oid>,
}

/// The history of a repository, following first parents only.
pub struct FirstParentHistory {
    dir: PathBuf,
    commits: Vec<Oid>,
    /// The oldest commit, if a shallow clone lacks its parents.
    shallow_commit: Option<Oid>,
}

/// The commits from `tip` backwards, following first parents.
pub(super) fn walk_first_parents(repository: &Repository, tip: Oid) -> Result<Revwalk<'_>> {
    let start = || -> std::result::Result<Revwalk<'_>, git2::Error> {
        let mut walk = repository.revwalk()?;
        walk.push(tip)?;
        walk.simplify_first_parent()?;
        walk.set_sorting(Sort::TOPOLOGICAL)?;
        Ok(walk)
    };
    start().map_err(wrap_git2_error("read the history"))
}

impl FirstParentHistory {
    /// From `tip` backwards, at most `most` commits.
    pub fn load_first_parent_history(
        dir: &Path,
        tip: Oid,
        most: usize,
    ) -> Result<FirstParentHistory> {
        let repository = open_repository(dir)?;
        let walk = walk_first_parents(&repository, tip)?;
        let commits: std::result::Result<Vec<Oid>, git2::Error> = walk.take(most).collect();
        let commits = commits.map_err(wrap_git2_error("read the history"))?;
        let oldest = commits.last().copied();
        Ok(FirstParentHistory {
            dir: dir.to_owned(),
            shallow_commit: oldest.filter(|oldest| lacks_parents(&repository, *oldest)),
            commits,
        })
    }

    /// The commits, newest first.
    pub fn commits(&self) -> &[Oid] {
        &self.commits
    }

    /// The error if a shallow clone lacks the history before `commit`.
    ///
    /// # Errors
    /// Not found (3).
    pub fn ensure_history_before(&self, commit: Oid) -> Result<()> {
        if self.shallow_commit != Some(commit) {
            return Ok(());
        }
        let message = format!("this clone lacks the history before {commit:.7}");
        Err(Error::not_found(message).with_hint(UNSHALLOW_HINT))
    }

    /// Calls `visit` with each commit, newest first, the files that it changed, and a function that reads a blob, as long as it returns
    /// true. Leaves out a commit whose parents a shallow clone lacks.
    ///
    /// # Errors
    /// Those of `visit`, and if the history can't be read.
    pub fn visit_changes(
        &self,
        mut visit: impl FnMut(
            &CommitInfo,
            &[ChangedFile],
            &dyn Fn(Oid) -> Result<Vec<u8>>,
        ) -> Result<bool>,
    ) -> Result<()> {
        let repository = open_repository(&self.dir)?;
        let read = |blob: Oid| {
            let found = repository.find_blob(blob);
            let found = found.map_err(wrap_git2_error(format_args!("read blob {blob}")))?;
            Ok(found.content().to_vec())
        };
        let known = self.commits.iter();
        for commit in known.filter(|commit| self.shallow_commit != Some(**commit)) {
            let found = repository.find_commit(*commit);
            let found = found.map_err(wrap_git2_error(format_args!("read commit {commit}")))?;
            let changed = list_changed_files(&repository, &found);
            let changed = changed.map_err(wrap_git2_error(format_args!(
                "read the changes of {commit}"
            )))?;
            if !visit(&CommitInfo::from_commit(&found), &changed, &read)? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The versions of the file `path`, newest first.
    pub fn find_file_versions(&self, path: &str) -> Result<Vec<FileVersion>> {
        let repository = open_repository(&self.dir)?;
        let mut versions: Vec<FileVersion> = Vec::new();
        for commit in self.commits.iter().rev() {
            let found = repository
                .find_commit(*commit)
                .map_err(wrap_git2_error(format_args!("read commit {commit}")))?;
            let tree = found.tree().map_err(wrap_git2_error("read the tree"))?;
            let blob = match tree.get_path(Path::new(path)) {
                Ok(entry) => Some(entry.id()),
                // A tree missing from a partial clone doesn't mean that the file is missing.
                Err(error) if error.class() == ErrorClass::Odb => {
                    return Err(wrap_git2_error("read the tree")(error));
                }
                Err(_) => None,
            };
            match versions.last_mut().filter(|version| version.blob == blob) {
                Some(version) => version.last = *commit,
                None => versions.push(FileVersion {
                    since: CommitInfo::from_commit(&found),
                    last: *commit,
                    blob,
                }),
            }
        }
        versions.reverse();
        Ok(versions)
    }
}

/// The files that `commit` changed compared with its first parent.
fn list_changed_files(
    repository: &Repository,
    commit: &git2::Commit<'_>,
) -> std::result::Result<Vec<ChangedFile>, git2::Error> {
    let tree = commit.tree()?;
    let parent = commit
        .parents()
        .next()
        .map(|parent| parent.tree())
        .transpose()?;
    let diff = repository.diff_tree_to_tree(parent.as_ref(), Some(&tree), None)?;
    let changed = diff.deltas().filter_map(|delta| {
        let before = delta.old_file();
        let path = delta.new_file().path().or(before.path())?;
        Some(ChangedFile {
            path: path.to_str()?.to_owned(),
            before: (!before.id().is_zero()).then(|| before.id()),
        })
    });
    Ok(changed.collect())
}

/// Whether the repository is shallow and lacks the parents of `commit`.
fn lacks_parents(repository: &Repository, commit: Oid) -> bool {
    let known = repository
        .find_commit(commit)
        .map(|commit| commit.parent_count());
    repository.is_shallow()
        && known.is_ok_and(|known| known == 0)
        && !list_recorded_parents(repository, commit).is_empty()
}

impl CommitInfo {
    fn from_commit(commit: &git2::Commit<'_>) -> CommitInfo {
        CommitInfo {
            commit: commit.id(),
            author: commit.author().name().unwrap_or_default().to_owned(),
            seconds: commit.time().seconds(),
        }
    }
}
