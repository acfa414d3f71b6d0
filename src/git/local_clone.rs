//! The user's clone: finds uncommitted changes, and moves the branch to a new commit without touching anything else.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use git2::{FileMode, ObjectType, Oid, Repository, RepositoryState};

use super::command::{
    git_command, git_start_error, run_for_stdout, set_own_process_group, stdout_or_error,
};
use super::open_repository::open_repository;
use super::repository::pristine_render_ref_name;
use super::{Revision, TreeEdit, find_work_tree, wrap_git2_error};
use crate::error::{Error, ErrorKind, Result};
use crate::random::random_u64;

/// A directory in a clone. Paths are relative to that directory.
pub struct LocalClone {
    work_tree: PathBuf,
    git_dir: PathBuf,
    prefix: String,
}

/// An entry in a commit that blocks a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathObstacle {
    /// Relative to the root of the clone.
    pub path: String,
    /// Whether it is a symbolic link.
    pub is_link: bool,
}

/// The most paths to pass to one git process as arguments.
const MAX_PATH_ARGUMENTS: usize = 1_000;

impl LocalClone {
    /// The clone that contains `dir`, if any.
    ///
    /// # Errors
    /// Sign-in (4) for a repository of another user that git doesn't accept; usage (2) for a format that can't be read.
    pub fn find_local_clone(dir: &Path) -> Result<Option<LocalClone>> {
        let Some(top) = find_work_tree(dir) else {
            return Ok(None);
        };
        let repository = open_repository(&top)?;
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let (top, dir) = (real(&top), real(dir));
        let folder = dir.strip_prefix(&top).unwrap_or(Path::new(""));
        let folder = folder.display().to_string().replace('\\', "/");
        Ok(Some(LocalClone {
            git_dir: real(repository.path()),
            prefix: if folder.is_empty() {
                folder
            } else {
                folder + "/"
            },
            work_tree: top,
        }))
    }

    /// The root of the work tree. git's `safe.directory` refers to this path.
    pub fn work_tree(&self) -> &Path {
        &self.work_tree
    }

    /// The git directory of this work tree.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The path from the root of the clone to the directory, with a trailing `/`; empty for the root.
    pub fn subdirectory_prefix(&self) -> &str {
        &self.prefix
    }

    /// The path of the directory.
    pub fn subdirectory_path(&self) -> PathBuf {
        self.work_tree.join(&self.prefix)
    }

    /// Another directory of the same clone, by its prefix.
    #[must_use]
    pub fn with_subdirectory(&self, folder: &str) -> LocalClone {
        LocalClone {
            work_tree: self.work_tree.clone(),
            git_dir: self.git_dir.clone(),
            prefix: folder.to_owned(),
        }
    }

    /// The commit of `HEAD`; `None` on a branch without commits.
    ///
    /// # Errors
    /// Io (7) if it can't be read.
    pub fn head_revision(&self) -> Result<Option<Revision>> {
        match Revision::open_head(&self.work_tree) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            head => head.map(Some),
        }
    }

    /// The operation in progress that a commit would disturb, such as `merge`.
    pub fn git_operation_in_progress(&self) -> Result<Option<&'static str>> {
        use RepositoryState::{
            ApplyMailbox, ApplyMailboxOrRebase, Bisect, CherryPick, CherryPickSequence, Clean,
            Merge, Rebase, RebaseInteractive, RebaseMerge, Revert, RevertSequence,
        };
        Ok(match self.open_repository()?.state() {
            Clean | Bisect => None,
            Merge => Some("merge"),
            Revert | RevertSequence => Some("revert"),
            CherryPick | CherryPickSequence => Some("cherry-pick"),
            Rebase | RebaseInteractive | RebaseMerge => Some("rebase"),
            ApplyMailbox | ApplyMailboxOrRebase => Some("git am"),
        })
    }

    /// The `paths` whose index entry or file differs from the last commit.
    ///
    /// # Errors
    /// Io (7) if git fails.
    pub fn find_paths_with_uncommitted_changes(&self, paths: &[&str]) -> Result<Vec<String>> {
        let mut command = self.git_command();
        command.args(["status", "--porcelain", "-z", "--no-renames"]);
        command.args(["--untracked-files=all", "--"]);
        if paths.len() > MAX_PATH_ARGUMENTS {
            command.arg(self.literal_pathspec(""));
        } else {
            command.args(paths.iter().map(|path| self.literal_pathspec(path)));
        }
        let listed = run_for_stdout(command, "check for changes", ErrorKind::Io)?;
        let names = listed.split('\0').filter_map(|line| line.get(3..));
        let mut changed: Vec<String> = names
            .filter_map(|name| name.strip_prefix(&self.prefix))
            .map(str::to_owned)
            .collect();
        if paths.len() > MAX_PATH_ARGUMENTS {
            changed.retain(|path| paths.contains(&path.as_str()));
        }
        Ok(changed)
    }

    /// Every file below the directory that differs from the last commit, including untracked files.
    ///
    /// # Errors
    /// Io (7) if git fails.
    pub fn find_all_changed_paths(&self) -> Result<Vec<String>> {
        let mut command = self.git_command();
        command.args(["status", "--porcelain", "-z", "--no-renames"]);
        command.args(["--untracked-files=all", "--"]);
        command.arg(self.literal_pathspec(""));
        let listed = run_for_stdout(command, "check for changes", ErrorKind::Io)?;
        let names = listed.split('\0').filter_map(|line| line.get(3..));
        Ok(names
            .filter_map(|name| name.strip_prefix(&self.prefix))
            .map(str::to_owned)
            .collect())
    }

    /// What blocks a file at `path` in `commit`: a link or submodule instead of a folder, or anything at `path` itself.
    ///
    /// # Errors
    /// Io (7) if the commit can't be read.
    pub fn find_path_obstacle(&self, commit: Oid, path: &str) -> Result<Option<PathObstacle>> {
        let repository = self.open_repository()?;
        let tree = repository
            .find_commit(commit)
            .and_then(|commit| commit.tree())
            .map_err(wrap_git2_error("read the last commit"))?;
        let full = format!("{}{path}", self.prefix);
        let ends = full.match_indices('/').map(|(end, _)| end);
        for end in ends.chain([full.len()]) {
            let part = &full[..end];
            let Ok(entry) = tree.get_path(Path::new(part)) else {
                return Ok(None);
            };
            if entry.kind() != Some(ObjectType::Tree) || end == full.len() {
                return Ok(Some(PathObstacle {
                    path: part.to_owned(),
                    is_link: entry.filemode() == i32::from(FileMode::Link),
                }));
            }
        }
        Ok(None)
    }

    /// Writes the tree of `head` with `edits` to the object store.
    ///
    /// # Errors
    /// Io (7) if it can't be written.
    pub fn write_edited_git_tree(
        &self,
        head: Option<&Revision>,
        edits: &[(&str, Option<&[u8]>)],
    ) -> Result<Oid> {
        let paths: Vec<String> = edits
            .iter()
            .map(|(path, _)| format!("{}{path}", self.prefix))
            .collect();
        let edits: Vec<TreeEdit<'_>> = edits
            .iter()
            .zip(&paths)
            .map(|((_, bytes), path)| TreeEdit {
                path,
                bytes: *bytes,
            })
            .collect();
        match head {
            Some(head) => head.write_edited_git_tree(&edits),
            None => super::revision::write_first_commit_tree(&self.open_repository()?, &edits),
        }
    }

    /// The blob of the regular file at each of `paths` in `commit`.
    ///
    /// # Errors
    /// Io (7) if the commit can't be read.
    pub fn find_blob_ids_in_commit(&self, commit: Oid, paths: &[&str]) -> Result<Vec<Option<Oid>>> {
        let revision = Revision::open_commit(&self.work_tree, commit)?;
        let blob = |path: &&str| revision.blob_id_at_path(&format!("{}{path}", self.prefix));
        Ok(paths.iter().map(blob).collect())
    }

    /// The text of a blob.
    ///
    /// # Errors
    /// Io (7) if it can't be read.
    pub fn read_blob_text(&self, blob: Oid) -> Result<String> {
        let repository = self.open_repository()?;
        let blob = repository
            .find_blob(blob)
            .map_err(wrap_git2_error(format_args!("read blob {blob}")))?;
        Ok(String::from_utf8_lossy(blob.content()).into_owned())
    }

    /// The contents of blobs as git would check them out at their paths, after line-ending conversion and filters.
    ///
    /// # Errors
    /// Io (7) if git or a filter fails.
    pub fn apply_checkout_filters(&self, blobs: &[(Oid, &str)]) -> Result<Vec<Vec<u8>>> {
        if blobs.is_empty() {
            return Ok(Vec::new());
        }
        let mut asked = Vec::new();
        for (blob, path) in blobs {
            write!(asked, "{blob} {}{path}\0", self.prefix).map_err(git_start_error)?;
        }
        // git reports the unfiltered size, so the contents are separated by a random line instead.
        let mark = format!("{:016x}{:016x}", random_u64(), random_u64());
        let mut command = self.git_command();
        command.args(["cat-file", "--filters", "-z"]);
        command.arg(format!("--batch={mark}"));
        let output = run_with_stdin(command, asked)?;
        let texts = split_at_marks(&output.stdout, format!("{mark}\n").as_bytes());
        if output.status.success() && texts.len() == blobs.len() {
            return Ok(texts);
        }
        stdout_or_error(&output, "apply git's filters", ErrorKind::Io)?;
        Err(Error::new(ErrorKind::Io, "cannot apply git's filters"))
    }

    /// The blob IDs that git would store for the current contents of `paths`.
    ///
    /// # Errors
    /// Io (7) if git or a filter fails.
    pub fn compute_git_blob_ids(&self, paths: &[&str]) -> Result<Vec<Option<Oid>>> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let mut command = self.git_command();
        command.args(["hash-object", "--stdin-paths"]);
        let lines = paths
            .iter()
            .map(|path| format!("{}{path}\n", self.prefix))
            .collect::<String>();
        let printed = stdout_or_error(
            &run_with_stdin(command, lines.into_bytes())?,
            "read the files",
            ErrorKind::Io,
        )?;
        let mut ids = printed.lines().map(|line| Oid::from_str(line).ok());
        Ok(paths.iter().map(|_| ids.next().flatten()).collect())
    }

    /// Moves the branch (or a detached `HEAD`) from `before` to `after`, unless it was moved in the meantime.
    ///
    /// # Errors
    /// Conflict (6) if it is no longer at `before`.
    pub fn move_head(&self, before: Option<Oid>, after: Oid, reason: &str) -> Result<()> {
        let mut command = self.git_command();
        command.args(["update-ref", "-m", reason, "HEAD"]);
        command.arg(after.to_string());
        // Zeros mean that it must not exist yet.
        command.arg(before.map_or_else(|| Oid::ZERO_SHA1.to_string(), |before| before.to_string()));
        let moved = run_for_stdout(command, "move the branch", ErrorKind::Conflict).map(drop);
        moved.map_err(|error| {
            if error.message().contains(".lock': File exists") {
                error
                    .with_hint("if no other git process is running in this clone, remove that file")
            } else {
                error
            }
        })
    }

    /// The branch of `HEAD`, which may have no commits; `None` if `HEAD` is detached.
    ///
    /// # Errors
    /// Io (7) if it can't be read.
    pub fn head_branch(&self) -> Result<Option<String>> {
        let repository = self.open_repository()?;
        let head = repository
            .find_reference("HEAD")
            .map_err(wrap_git2_error("read HEAD"))?;
        let target = head.symbolic_target().ok().flatten();
        Ok(target
            .and_then(|target| target.strip_prefix("refs/heads/"))
            .map(str::to_owned))
    }

    /// Checks out `paths` of the last commit again, which are missing from the index or from disk.
    ///
    /// # Errors
    /// Io (7) if git fails.
    pub fn restore_missing_files(&self, paths: &[&str]) -> Result<()> {
        let mut command = self.git_command();
        command.args(["checkout", "-q", "HEAD", "--"]);
        command.args(paths.iter().map(|path| self.literal_pathspec(path)));
        run_for_stdout(command, "restore files", ErrorKind::Io).map(drop)
    }

    /// Sets the index entries of `paths` to those of the last commit.
    ///
    /// # Errors
    /// Io (7) if git fails.
    pub fn reset_index_paths(&self, paths: &[&str]) -> Result<()> {
        let mut command = self.git_command();
        command.args(["reset", "-q", "HEAD", "--"]);
        command.args(paths.iter().map(|path| self.literal_pathspec(path)));
        run_for_stdout(command, "update the index", ErrorKind::Io).map(drop)
    }

    /// Keeps `commit`, a pristine render, under its own ref.
    ///
    /// # Errors
    /// Io (7) if the ref can't be written.
    pub fn keep_pristine_render(&self, commit: Oid) -> Result<()> {
        let repository = self.open_repository()?;
        let name = pristine_render_ref_name(commit);
        repository
            .reference(&name, commit, true, "idp: pristine render")
            .map(drop)
            .map_err(wrap_git2_error("keep the pristine render"))
    }

    /// Removes temporary objects that libgit2 left since `began` when its process was killed. Nothing refers to them;
    /// `git gc` would remove them after two weeks.
    pub fn remove_unfinished_objects(&self, began: SystemTime) {
        let Ok(repository) = self.open_repository() else {
            return;
        };
        let objects = repository.commondir().join("objects").read_dir();
        for entry in objects.into_iter().flatten().flatten() {
            let is_ours = entry
                .file_name()
                .to_string_lossy()
                .starts_with("tmp_object_git2_");
            let modified = entry.metadata().and_then(|meta| meta.modified());
            if is_ours && modified.is_ok_and(|modified| modified >= began) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    /// The blob ID in the index for each of `paths`.
    ///
    /// # Errors
    /// Io (7) if git fails.
    pub fn find_git_index_blob_ids(&self, paths: &[&str]) -> Result<Vec<Option<Oid>>> {
        let mut command = self.git_command();
        command.args(["ls-files", "--stage", "-z"]);
        command.arg("--").arg(self.literal_pathspec(""));
        let listed = run_for_stdout(command, "read the index", ErrorKind::Io)?;
        let entry = |line: &str| {
            let (facts, path) = line.split_once('\t')?;
            let mut facts = facts.split(' ').skip(1);
            let (id, stage) = (facts.next()?, facts.next()?);
            let path = path.strip_prefix(&self.prefix)?;
            (stage == "0").then_some((path.to_owned(), Oid::from_str(id).ok()?))
        };
        let entries: HashMap<String, Oid> = listed.split('\0').filter_map(entry).collect();
        Ok(paths
            .iter()
            .map(|path| entries.get(*path).copied())
            .collect())
    }

    /// Whether it is a sparse checkout.
    pub(super) fn is_sparse_checkout(&self) -> Result<bool> {
        let config = self.open_repository()?.config();
        let sparse = config.and_then(|config| config.get_bool("core.sparseCheckout"));
        Ok(sparse.unwrap_or(false))
    }

    /// `git` at the root of the clone, protected from Ctrl-C.
    pub(super) fn git_command(&self) -> Command {
        let mut command = git_command(&self.work_tree);
        set_own_process_group(&mut command);
        command
    }

    fn open_repository(&self) -> Result<Repository> {
        open_repository(&self.work_tree)
    }

    /// A pathspec that matches `path` literally.
    fn literal_pathspec(&self, path: &str) -> String {
        format!(":(top,literal){}{path}", self.prefix)
    }
}

/// Runs the command with `input` on stdin.
pub(super) fn run_with_stdin(mut command: Command, input: Vec<u8>) -> Result<Output> {
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(git_start_error)?;
    let pipe = child.stdin.take();
    // It may write output before it has read all input.
    let writer = std::thread::spawn(move || {
        if let Some(mut pipe) = pipe {
            let _ = pipe.write_all(&input);
        }
    });
    let output = child.wait_with_output().map_err(git_start_error);
    let _ = writer.join();
    output
}

/// The bytes after each `mark`, without the trailing newline.
fn split_at_marks(printed: &[u8], mark: &[u8]) -> Vec<Vec<u8>> {
    let starts: Vec<usize> = memchr::memmem::find_iter(printed, mark).collect();
    let ends = starts.iter().skip(1).copied().chain([printed.len()]);
    let text = |(start, end): (&usize, usize)| {
        let text = &printed[start + mark.len()..end];
        text.strip_suffix(b"\n").unwrap_or(text).to_owned()
    };
    starts.iter().zip(ends).map(text).collect()
}
