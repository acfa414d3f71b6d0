//! The files of one commit, read from the object store without a checkout.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, Index, ObjectType, Oid, Repository, Tree, TreeWalkMode, TreeWalkResult};
use hashbrown::HashMap;
use jiff::Timestamp;

use super::command::{git_command, run_for_stdout};
use super::open_repository::open_repository;
use super::partial_clone::{
    fetch_missing_files, fetch_missing_objects, fetch_missing_tree, find_promisor_remote,
};
use super::tree_file::TreeFile;
use super::wrap_git2_error;
use crate::catalog::{Files, MAX_FILE_SIZE, file_too_large_error, is_in_folder};
use crate::error::{Error, ErrorKind, Result};

/// A commit of a repository, readable from several threads.
pub struct Revision {
    commit_id: Oid,
    tree_id: Oid,
    dir: PathBuf,
    /// Idle handles; libgit2 allows only one thread at a time per handle.
    idle_repositories: Mutex<Vec<Repository>>,
    files: OnceLock<Vec<TreeFile>>,
}

/// The maximum number of files. A few nested tree objects can otherwise describe more files than can be listed.
const MAX_TREE_FILES: usize = 2_000_000;

/// One file to write into a tree.
#[derive(Clone, Copy, Debug)]
pub struct TreeEdit<'a> {
    /// Relative to the root of the repository, with `/` as the separator.
    pub path: &'a str,
    /// The new content; `None` deletes the file.
    pub bytes: Option<&'a [u8]>,
}

impl Revision {
    /// The commit `commit` of the repository whose git directory (or work tree) is `dir`.
    pub fn open_commit(dir: &Path, commit: Oid) -> Result<Revision> {
        // As in git, objects are verified when they are received, not each time they are read.
        git2::opts::strict_hash_verification(false);
        // A new tree consists of entries of the old one and objects that were just written. Checking that each of 30,000 entries
        // exists takes as long as writing the tree.
        git2::opts::strict_object_creation(false);
        let repository = open_repository(dir)?;
        let tree = repository
            .find_commit(commit)
            .map_err(wrap_git2_error(format_args!("read commit {commit}")))?
            .tree_id();
        let files = OnceLock::new();
        if let Some(remote) = find_promisor_remote(&repository) {
            fetch_missing_tree(dir, &repository, &remote, tree)?;
            let listed = list_tree_files_sorted(&repository, tree)?;
            fetch_missing_files(dir, &repository, &remote, &listed)?;
            files.get_or_init(|| listed);
        }
        Ok(Revision {
            commit_id: commit,
            tree_id: tree,
            dir: dir.to_owned(),
            idle_repositories: Mutex::new(vec![repository]),
            files,
        })
    }

    /// The commit that `HEAD` of the repository at `dir` names.
    ///
    /// # Errors
    /// Not found (3) if the repository has no commits.
    pub fn open_head(dir: &Path) -> Result<Revision> {
        let repository = open_repository(dir)?;
        let commit = repository.refname_to_id("HEAD").map_err(|error| {
            Error::new(
                ErrorKind::NotFound,
                format!("{} has no commits", dir.display()),
            )
            .with_source(error)
        })?;
        drop(repository);
        Revision::open_commit(dir, commit)
    }

    /// The git directory or work tree that it is read from.
    pub fn repository_directory(&self) -> &Path {
        &self.dir
    }

    /// The commit.
    pub fn commit_id(&self) -> Oid {
        self.commit_id
    }

    /// When it was committed.
    ///
    /// # Errors
    /// Io (7) if the commit can't be read.
    pub fn commit_time(&self) -> Result<Timestamp> {
        let repository = open_repository(&self.dir)?;
        let commit = repository
            .find_commit(self.commit_id)
            .map_err(wrap_git2_error(format_args!(
                "read commit {}",
                self.commit_id
            )))?;
        Timestamp::from_second(commit.time().seconds())
            .map_err(|error| Error::usage("the commit has an invalid date").with_source(error))
    }

    /// The tree.
    pub fn tree_id(&self) -> Oid {
        self.tree_id
    }

    /// Every regular file, sorted by path. Links and submodules are excluded, because `idp` never follows them.
    ///
    /// # Errors
    /// Usage (2) for more than two million files.
    pub fn files(&self) -> Result<&[TreeFile]> {
        match self.files.get() {
            Some(files) => Ok(files),
            None => {
                let files = self.list_files()?;
                Ok(self.files.get_or_init(|| files))
            }
        }
    }

    /// The content of git's index in the work tree `dir`, which the next commit will contain. `index` is an alternative
    /// index file, which git passes to hooks of `git commit -a` and `git commit <path>`.
    ///
    /// # Errors
    /// Conflict (6) during an unfinished merge; io (7) if the index can't be read.
    pub fn from_git_index(dir: &Path, index: Option<&Path>) -> Result<Revision> {
        let repository = open_repository(dir)?;
        let opened = match index {
            Some(path) => Index::open(path),
            None => repository.index(),
        };
        let tree = match opened {
            Ok(opened) if opened.has_conflicts() => {
                return Err(Error::conflict("the index has unmerged files").with_hint("git status"));
            }
            Ok(mut opened) => opened
                .write_tree_to(&repository)
                .map_err(wrap_git2_error("read the index"))?,
            // git supports more formats than libgit2, such as that of a sparse index.
            Err(_) => write_git_index_tree(dir, index)?,
        };
        Ok(Revision {
            commit_id: Oid::ZERO_SHA1,
            tree_id: tree,
            dir: dir.to_owned(),
            idle_repositories: Mutex::new(vec![repository]),
            files: OnceLock::new(),
        })
    }

    /// Every path below `folder` that isn't a regular file with a UTF-8 name, such as a link or submodule. Sorted.
    ///
    /// # Errors
    /// Io (7) if the tree can't be read.
    pub fn find_irregular_paths(&self, folder: &str) -> Result<Vec<String>> {
        let mut paths = self.call_with_repository_handle(|repository| {
            let tree = repository
                .find_tree(self.tree_id)
                .map_err(wrap_git2_error("read the tree"))?;
            let mut paths = Vec::new();
            let walked = tree.walk(TreeWalkMode::PreOrder, |parent, entry| {
                let name = String::from_utf8_lossy(entry.name_bytes());
                let is_link = entry.filemode() == i32::from(FileMode::Link);
                let is_tree = entry.kind() == Some(ObjectType::Tree);
                let is_file = entry.kind() == Some(ObjectType::Blob) && !is_link;
                if !is_tree && (!is_file || entry.name().is_err()) {
                    paths.push(format!("{parent}{name}"));
                }
                TreeWalkResult::Ok
            });
            walked.map_err(wrap_git2_error("list the tree"))?;
            Ok(paths)
        })?;
        paths.retain(|path| is_in_folder(path, folder));
        paths.sort_unstable();
        Ok(paths)
    }

    /// Every path changed since the tree `before`, with the blob of the current regular file; `None` if that tree
    /// isn't in the repository.
    pub fn changed_blobs_since(&self, before: Oid) -> Option<HashMap<String, Option<Oid>>> {
        self.call_with_repository_handle(|repository| {
            let tree = |id| {
                repository
                    .find_tree(id)
                    .map_err(wrap_git2_error("read a tree"))
            };
            let (before, now) = (tree(before)?, tree(self.tree_id)?);
            let diff = repository
                .diff_tree_to_tree(Some(&before), Some(&now), None)
                .map_err(wrap_git2_error("compare two trees"))?;
            let mut changed = HashMap::new();
            for delta in diff.deltas() {
                for (file, is_now) in [(delta.old_file(), false), (delta.new_file(), true)] {
                    let regular = matches!(file.mode(), FileMode::Blob | FileMode::BlobExecutable);
                    let blob = (is_now && file.exists() && regular).then(|| file.id());
                    // `idp` reads no files with non-UTF-8 paths.
                    if let Some(path) = file.path().and_then(Path::to_str) {
                        changed.insert(path.to_owned(), blob);
                    }
                }
            }
            Ok(changed)
        })
        .ok()
    }

    fn list_files(&self) -> Result<Vec<TreeFile>> {
        self.call_with_repository_handle(|repository| {
            list_tree_files_sorted(repository, self.tree_id)
        })
    }

    /// The bytes of a file; `None` if there is no regular file at that path.
    ///
    /// # Errors
    /// Usage (2) for a file of more than 64 MiB.
    pub fn read_file(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let blob = match self.files.get() {
            Some(files) => find_tree_file(files, path).map(|file| file.blob),
            None => self.find_blob_in_tree(path)?,
        };
        blob.map(|blob| self.read_blob(blob, path)).transpose()
    }

    /// The blob of the file `path`, if it exists.
    pub fn blob_id_at_path(&self, path: &str) -> Option<Oid> {
        match self.files.get() {
            Some(files) => find_tree_file(files, path).map(|file| file.blob),
            None => self.find_blob_in_tree(path).ok().flatten(),
        }
    }

    /// The bytes of a blob; `path` is its file, for errors.
    ///
    /// # Errors
    /// Usage (2) if it is larger than 64 MiB.
    pub fn read_blob(&self, id: Oid, path: &str) -> Result<Vec<u8>> {
        self.call_with_repository_handle(|repository| {
            let cannot = || wrap_git2_error(format!("read blob {id}"));
            let odb = repository.odb().map_err(cannot())?;
            if !odb.exists(id)
                && let Some(remote) = find_promisor_remote(repository)
            {
                fetch_missing_objects(&self.dir, repository, &remote, &[id])?;
            }
            let (size, _) = odb.read_header(id).map_err(cannot())?;
            if size as u64 > MAX_FILE_SIZE {
                return Err(file_too_large_error(path));
            }
            let object = odb.read(id).map_err(cannot())?;
            Ok(object.data().to_owned())
        })
    }

    fn find_blob_in_tree(&self, path: &str) -> Result<Option<Oid>> {
        self.call_with_repository_handle(|repository| {
            let tree = repository
                .find_tree(self.tree_id)
                .map_err(wrap_git2_error("read the tree"))?;
            let Ok(entry) = tree.get_path(Path::new(path)) else {
                return Ok(None);
            };
            let regular = entry.kind() == Some(ObjectType::Blob)
                && entry.filemode() != i32::from(FileMode::Link);
            Ok(regular.then(|| entry.id()))
        })
    }

    /// The topmost parent of `path` that is a file, link or submodule in this revision instead of a folder.
    pub fn find_non_directory_parent(&self, path: &str) -> Result<Option<String>> {
        self.call_with_repository_handle(|repository| {
            let tree = repository
                .find_tree(self.tree_id)
                .map_err(wrap_git2_error("read the tree"))?;
            let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
            let is_no_folder = |folder: &&str| {
                let entry = tree.get_path(Path::new(folder));
                entry.is_ok_and(|entry| entry.kind() != Some(ObjectType::Tree))
            };
            Ok(folders.into_iter().find(is_no_folder).map(str::to_owned))
        })
    }

    /// Applies `edits` to the tree of this revision and writes the result to the object store, without updating refs.
    pub fn write_edited_git_tree(&self, edits: &[TreeEdit<'_>]) -> Result<Oid> {
        self.call_with_repository_handle(|repository| {
            let base = repository
                .find_tree(self.tree_id)
                .map_err(wrap_git2_error("read the tree"))?;
            write_updated_tree(repository, &base, edits)
        })
    }

    /// Calls `use_it` with an idle handle of the repository.
    fn call_with_repository_handle<T>(
        &self,
        use_it: impl FnOnce(&Repository) -> Result<T>,
    ) -> Result<T> {
        let idle = self
            .idle_repositories
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let repository = match idle {
            Some(repository) => repository,
            None => open_repository(&self.dir)?,
        };
        let result = use_it(&repository);
        let mut idle = self
            .idle_repositories
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        idle.push(repository);
        result
    }
}

/// The tree of an index, written by git.
fn write_git_index_tree(dir: &Path, index: Option<&Path>) -> Result<Oid> {
    let mut command = git_command(dir);
    command.arg("write-tree");
    command.envs(index.map(|index| ("GIT_INDEX_FILE", index)));
    let tree = run_for_stdout(command, "read the index", ErrorKind::Io)?;
    Oid::from_str(tree.trim()).map_err(wrap_git2_error("read the index"))
}

impl Files for Revision {
    fn list_files_recursively(&self, folder: &str) -> Result<Vec<String>> {
        let files = self.files()?;
        let below = |file: &&TreeFile| is_in_folder(&file.path, folder);
        Ok(files
            .iter()
            .filter(below)
            .map(|file| file.path.clone())
            .collect())
    }

    fn has_file(&self, path: &str) -> bool {
        match self.files.get() {
            Some(files) => find_tree_file(files, path).is_some(),
            None => matches!(self.find_blob_in_tree(path), Ok(Some(_))),
        }
    }

    fn has_symlink_in_path(&self, path: &str) -> bool {
        let found = self.call_with_repository_handle(|repository| {
            let tree = repository
                .find_tree(self.tree_id)
                .map_err(wrap_git2_error("read the tree"))?;
            let ends = path.match_indices('/').map(|(slash, _)| slash);
            let is_link = |end: usize| {
                tree.get_path(Path::new(&path[..end]))
                    .is_ok_and(|entry| entry.filemode() == i32::from(FileMode::Link))
            };
            Ok(ends.chain([path.len()]).any(is_link))
        });
        found.unwrap_or(false)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        Revision::read_file(self, path)
    }
}

/// Writes the tree of a first commit, which contains only `edits`.
pub(super) fn write_first_commit_tree(
    repository: &Repository,
    edits: &[TreeEdit<'_>],
) -> Result<Oid> {
    let empty = repository
        .treebuilder(None)
        .and_then(|builder| builder.write())
        .and_then(|id| repository.find_tree(id))
        .map_err(wrap_git2_error("build the tree"))?;
    write_updated_tree(repository, &empty, edits)
}

/// Writes `base` with `edits` applied. Existing files keep their mode.
fn write_updated_tree(
    repository: &Repository,
    base: &Tree<'_>,
    edits: &[TreeEdit<'_>],
) -> Result<Oid> {
    let mut update = TreeUpdateBuilder::new();
    for edit in edits {
        let Some(bytes) = edit.bytes else {
            update.remove(edit.path);
            continue;
        };
        let id = repository
            .blob(bytes)
            .map_err(wrap_git2_error(format_args!("store {}", edit.path)))?;
        let there = base.get_path(Path::new(edit.path)).ok();
        let executable =
            there.is_some_and(|entry| entry.filemode() == i32::from(FileMode::BlobExecutable));
        let mode = if executable {
            FileMode::BlobExecutable
        } else {
            FileMode::Blob
        };
        update.upsert(edit.path, id, mode);
    }
    update
        .create_updated(repository, base)
        .map_err(wrap_git2_error("build the tree"))
}

fn find_tree_file<'f>(files: &'f [TreeFile], path: &str) -> Option<&'f TreeFile> {
    let at = files.binary_search_by(|file| file.path.as_str().cmp(path));
    at.ok().map(|at| &files[at])
}

/// The regular files of a tree, sorted by path.
fn list_tree_files_sorted(repository: &Repository, tree: Oid) -> Result<Vec<TreeFile>> {
    let mut files = list_tree_files(repository, tree)?;
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The regular files of a tree, in the order of the tree.
fn list_tree_files(repository: &Repository, tree: Oid) -> Result<Vec<TreeFile>> {
    let tree = repository
        .find_tree(tree)
        .map_err(wrap_git2_error("read the tree"))?;
    let (mut files, mut seen) = (Vec::new(), 0);
    let walked = tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
        let link = entry.filemode() == i32::from(FileMode::Link);
        if let (Some(ObjectType::Blob), false, Ok(name)) = (entry.kind(), link, entry.name()) {
            files.push(TreeFile {
                path: format!("{folder}{name}"),
                executable: entry.filemode() == i32::from(FileMode::BlobExecutable),
                blob: entry.id(),
            });
        }
        seen += 1;
        if seen > MAX_TREE_FILES {
            TreeWalkResult::Abort
        } else {
            TreeWalkResult::Ok
        }
    });
    if seen > MAX_TREE_FILES {
        Err(Error::usage(
            "the repository has more than two million files",
        ))
    } else {
        walked
            .map(|()| files)
            .map_err(wrap_git2_error("list the tree"))
    }
}
