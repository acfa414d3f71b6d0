//! The files of one commit, read from the object store and never checked out.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, ObjectType, Oid, Repository, TreeWalkMode, TreeWalkResult};

use super::failed;
use crate::error::{Error, Kind, Result};

/// A commit of a repository, readable from several threads.
pub struct Revision {
    commit: Oid,
    tree: Oid,
    repository: Mutex<Repository>,
}

/// A regular file of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFile {
    /// From the root of the repository, `/` between parts.
    pub path: String,
    /// Whether git's executable bit is set.
    pub executable: bool,
    /// The blob that holds its bytes.
    pub blob: Oid,
}

/// One file to write into a tree.
#[derive(Clone, Copy, Debug)]
pub struct Edit<'a> {
    /// From the root of the repository, `/` between parts.
    pub path: &'a str,
    /// The new content.
    pub bytes: &'a [u8],
}

impl Revision {
    /// The commit `commit` of the repository whose git directory (or work tree) is `dir`.
    pub fn open(dir: &Path, commit: Oid) -> Result<Revision> {
        let repository =
            Repository::open(dir).map_err(failed(format_args!("open {}", dir.display())))?;
        let tree = repository
            .find_commit(commit)
            .map_err(failed(format_args!("read commit {commit}")))?
            .tree_id();
        Ok(Revision {
            commit,
            tree,
            repository: Mutex::new(repository),
        })
    }

    /// The commit that `HEAD` of the repository at `dir` names.
    ///
    /// # Errors
    /// Not found (3) when the repository has no commit.
    pub fn head(dir: &Path) -> Result<Revision> {
        let repository =
            Repository::open(dir).map_err(failed(format_args!("open {}", dir.display())))?;
        let commit = repository.refname_to_id("HEAD").map_err(|error| {
            Error::new(Kind::NotFound, format!("{} has no commit", dir.display())).caused_by(error)
        })?;
        drop(repository);
        Revision::open(dir, commit)
    }

    /// The commit.
    pub fn commit(&self) -> Oid {
        self.commit
    }

    /// Every regular file, sorted by path. Links and submodules are left out: nothing of ours follows them.
    pub fn files(&self) -> Result<Vec<TreeFile>> {
        let repository = self.repository();
        let tree = repository
            .find_tree(self.tree)
            .map_err(failed("read the tree"))?;
        let mut files = Vec::new();
        tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
            let executable = entry.filemode() == i32::from(FileMode::BlobExecutable);
            let link = entry.filemode() == i32::from(FileMode::Link);
            if let (Some(ObjectType::Blob), false, Ok(name)) = (entry.kind(), link, entry.name()) {
                files.push(TreeFile {
                    path: format!("{folder}{name}"),
                    executable,
                    blob: entry.id(),
                });
            }
            TreeWalkResult::Ok
        })
        .map_err(failed("list the tree"))?;
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// The bytes of a file; `None` when there is no regular file of that path.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let repository = self.repository();
        let tree = repository
            .find_tree(self.tree)
            .map_err(failed("read the tree"))?;
        let Ok(entry) = tree.get_path(Path::new(path)) else {
            return Ok(None);
        };
        if entry.kind() != Some(ObjectType::Blob) || entry.filemode() == i32::from(FileMode::Link) {
            return Ok(None);
        }
        blob(&repository, entry.id()).map(Some)
    }

    /// The bytes of a blob of this repository.
    pub fn blob(&self, id: Oid) -> Result<Vec<u8>> {
        blob(&self.repository(), id)
    }

    /// The tree of this revision with `edits` made; written to the object store, no ref moves.
    pub fn edited(&self, edits: &[Edit<'_>]) -> Result<Oid> {
        let repository = self.repository();
        let base = repository
            .find_tree(self.tree)
            .map_err(failed("read the tree"))?;
        let mut update = TreeUpdateBuilder::new();
        for edit in edits {
            let id = repository
                .blob(edit.bytes)
                .map_err(failed(format_args!("store {}", edit.path)))?;
            update.upsert(edit.path, id, FileMode::Blob);
        }
        update
            .create_updated(&repository, &base)
            .map_err(failed("build the tree"))
    }

    fn repository(&self) -> MutexGuard<'_, Repository> {
        self.repository
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn blob(repository: &Repository, id: Oid) -> Result<Vec<u8>> {
    repository
        .find_blob(id)
        .map(|blob| blob.content().to_owned())
        .map_err(failed(format_args!("read blob {id}")))
}
