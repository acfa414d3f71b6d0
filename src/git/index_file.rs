//! The index of a clone, prepared beside the real one and put in its place in one step.
//!
//! git takes `index.lock`, writes it, and renames it to `index`. We do the same, but the lock is born complete: it is a
//! hard link to the prepared file. So whoever finds it after a crash knows by its bytes that it is ours.

use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use git2::Oid;

use super::LocalClone;
use super::command::run_for_stdout;
use crate::cancellation::CancellationToken;
use crate::error::{Error, ErrorKind, Result};

/// How long another git process may hold the index.
const INDEX_LOCK_TIMEOUT: Duration = Duration::from_secs(15);
const INDEX_LOCK_RETRY_INTERVAL: Duration = Duration::from_millis(20);
/// How long it takes to start copying the next index to the lock once it is prepared, at most.
const MAX_INDEX_COPY_DELAY: Duration = Duration::from_secs(5);

/// An index that is ready to take the place of the real one, and holds git's lock on it.
pub struct PreparedGitIndex {
    lock: PathBuf,
    index: PathBuf,
    holds_lock: bool,
}

/// What tells one state of a file from another without reading it.
type FileFingerprint = Option<(u64, Option<SystemTime>, u64)>;

impl LocalClone {
    /// Locks the index and prepares the next one at `draft`: as it is now, with the entries of `paths` as in `commit`.
    ///
    /// # Errors
    /// Conflict (6) where another git process holds the index for too long; interrupted (130) where `stop` is set.
    pub fn prepare_git_index(
        &self,
        draft: &Path,
        commit: Oid,
        paths: &[&str],
        stop: &CancellationToken,
    ) -> Result<PreparedGitIndex> {
        self.prepare_git_index_with_retry(draft, stop, INDEX_LOCK_TIMEOUT, &|| {
            self.reset_git_index_entries(draft, commit, paths)
        })
    }

    /// Lets git note which files are as the index has them, so that the next `git status` needn't read them. Nothing
    /// depends on it, so it is left out where another git process holds the index.
    pub fn refresh_git_index(&self, draft: &Path, stop: &CancellationToken) {
        let refreshed = self.prepare_git_index_with_retry(draft, stop, Duration::ZERO, &|| {
            let mut command = self.git_command();
            command.env("GIT_INDEX_FILE", draft);
            command.args(["update-index", "-q", "--refresh"]);
            // Files that differ make it fail.
            super::command::run_command(command).map(drop)
        });
        if let Ok(next) = refreshed {
            let _ = next.install_git_index();
        }
    }

    /// Finishes what was left of a [`PreparedGitIndex`] at `draft` when its process ended: puts it in its place where `put` is
    /// set and it is complete, and else removes it.
    ///
    /// # Errors
    /// Io (7) where it cannot be moved or removed.
    pub fn recover_git_index(&self, draft: &Path, install: bool) -> Result<()> {
        let mut next = self.new_prepared_git_index(false);
        let (Ok(lock), Ok(bytes)) = (std::fs::read(&next.lock), std::fs::read(draft)) else {
            return Ok(());
        };
        let is_whole = lock == bytes;
        next.holds_lock =
            is_whole || (bytes.starts_with(&lock) && is_partial_copy(&next.lock, draft));
        if is_whole && install {
            next.install_git_index()?;
        }
        Ok(())
    }

    /// Those of `paths` that aren't checked out, according to the index at `index`.
    ///
    /// # Errors
    /// Io (7) where git fails.
    pub fn find_skip_worktree_paths(&self, index: &Path) -> Result<Vec<String>> {
        if !self.is_sparse_checkout()? {
            return Ok(Vec::new());
        }
        let mut command = self.git_command();
        command.env("GIT_INDEX_FILE", index);
        command.args(["ls-files", "-t", "-z"]);
        let listed = run_for_stdout(command, "read the index", ErrorKind::Io)?;
        let skipped = listed
            .split('\0')
            .filter_map(|line| line.strip_prefix("S "));
        Ok(skipped
            .filter_map(|path| path.strip_prefix(self.work_tree_prefix()))
            .map(str::to_owned)
            .collect())
    }

    fn prepare_git_index_with_retry(
        &self,
        draft: &Path,
        stop: &CancellationToken,
        patience: Duration,
        prepare: &dyn Fn() -> Result<()>,
    ) -> Result<PreparedGitIndex> {
        let began = Instant::now();
        loop {
            let mut next = self.new_prepared_git_index(false);
            if next.lock.symlink_metadata().is_err() && next.try_lock_git_index(draft, prepare)? {
                return Ok(next);
            }
            drop(next);
            if stop.is_cancelled() {
                return Err(Error::new(
                    ErrorKind::Interrupted,
                    "interrupted; nothing was changed",
                ));
            }
            if began.elapsed() > patience {
                return Err(self.index_lock_timeout_error());
            }
            std::thread::sleep(INDEX_LOCK_RETRY_INTERVAL);
        }
    }

    fn new_prepared_git_index(&self, armed: bool) -> PreparedGitIndex {
        PreparedGitIndex {
            lock: self.git_dir().join("index.lock"),
            index: self.git_dir().join("index"),
            holds_lock: armed,
        }
    }

    /// As `git reset` does it, which keeps what else an entry says, such as that it isn't checked out. Without any path
    /// it would move the branch, so the paths are in a file before git starts: from a pipe it would read none if this
    /// process were killed.
    fn reset_git_index_entries(&self, index: &Path, commit: Oid, paths: &[&str]) -> Result<()> {
        if paths.is_empty() {
            return Ok(());
        }
        let paths = paths
            .iter()
            .map(|path| format!("{}{path}\0", self.work_tree_prefix()));
        let list = git_index_pathspec_file(index);
        std::fs::write(&list, paths.collect::<String>())
            .map_err(|error| Error::io("list what to update in the index", error))?;
        let mut command = self.git_command();
        command.env("GIT_INDEX_FILE", index);
        command.env("GIT_LITERAL_PATHSPECS", "1");
        command.args(["reset", "--quiet", "--no-refresh", "--pathspec-file-nul"]);
        let mut from_file = OsString::from("--pathspec-from-file=");
        from_file.push(&list);
        command.arg(from_file).arg(commit.to_string());
        run_for_stdout(command, "update the index", ErrorKind::Io)?;
        let _ = std::fs::remove_file(list);
        Ok(())
    }

    fn index_lock_timeout_error(&self) -> Error {
        let lock = self.git_dir().join("index.lock");
        Error::conflict("another git process holds the index of this clone").with_hint(format!(
            "wait for it, then run the same command again; if there is none, remove {}",
            crate::printable::Printable(&lock.display().to_string())
        ))
    }
}

/// The file with the paths to update in the index that is drafted at `draft`.
pub fn git_index_pathspec_file(draft: &Path) -> PathBuf {
    draft.with_extension("paths")
}

impl PreparedGitIndex {
    /// Prepares it at `draft` and takes the lock; whether nobody else was faster.
    fn try_lock_git_index(
        &mut self,
        draft: &Path,
        prepare: &dyn Fn() -> Result<()>,
    ) -> Result<bool> {
        let before = read_file_fingerprint(&self.index);
        copy_git_index(&self.index, draft)?;
        prepare()?;
        self.holds_lock = match std::fs::hard_link(draft, &self.lock) {
            Ok(()) => true,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => false,
            Err(_) => copy_to_new_lock_file(draft, &self.lock)?,
        };
        Ok(self.holds_lock && read_file_fingerprint(&self.index) == before)
    }

    /// Puts it in the place of the real index, which unlocks it.
    ///
    /// # Errors
    /// Io (7) where it cannot be renamed.
    pub fn install_git_index(mut self) -> Result<()> {
        std::fs::rename(&self.lock, &self.index)
            .map_err(|error| Error::io("replace the index", error))?;
        self.holds_lock = false;
        Ok(())
    }
}

impl Drop for PreparedGitIndex {
    fn drop(&mut self) {
        if self.holds_lock {
            let _ = std::fs::remove_file(&self.lock);
        }
    }
}

fn read_file_fingerprint(path: &Path) -> FileFingerprint {
    let inode = |meta: &Metadata| {
        #[cfg(unix)]
        return std::os::unix::fs::MetadataExt::ino(meta);
        #[cfg(not(unix))]
        return {
            let _ = meta;
            0
        };
    };
    let meta = path.metadata().ok()?;
    Some((meta.len(), meta.modified().ok(), inode(&meta)))
}

/// A copy of the index at `draft`; none where there is no index yet.
fn copy_git_index(index: &Path, draft: &Path) -> Result<()> {
    let gone = std::fs::remove_file(draft);
    let copied = std::fs::copy(index, draft).map(drop);
    match (gone, copied) {
        (_, Err(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        (_, copied) => copied.map_err(|error| Error::io("copy the index", error)),
    }
}

/// For file systems without hard links. The lock isn't complete at once there, as on a full disk or after a kill.
fn copy_to_new_lock_file(draft: &Path, lock: &Path) -> Result<bool> {
    let bytes = std::fs::read(draft).map_err(index_lock_io_error)?;
    write_new_lock_file(lock, &|file| file.write_all(&bytes))
}

/// Whether `lock` was not there; it is gone again where it can't be written.
fn write_new_lock_file(
    lock: &Path,
    write: &dyn Fn(&mut File) -> std::io::Result<()>,
) -> Result<bool> {
    let mut file = match File::create_new(lock) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Ok(false),
        created => created.map_err(index_lock_io_error)?,
    };
    let written = write(&mut file);
    drop(file);
    if written.is_err() {
        let _ = std::fs::remove_file(lock);
    }
    written.map(|()| true).map_err(index_lock_io_error)
}

fn index_lock_io_error(error: std::io::Error) -> Error {
    Error::io("lock the index", error)
}

/// Whether a lock that holds the start of `draft`, maybe nothing, can be the begun copy of it: any git's lock is empty
/// at first, but not created at the moment that the draft was ready.
fn is_partial_copy(lock: &Path, draft: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|meta| meta.modified());
    match (modified(lock), modified(draft)) {
        (Ok(lock), Ok(draft)) => lock >= draft && lock <= draft + MAX_INDEX_COPY_DELAY,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn init_local_clone(folder: &Path) -> LocalClone {
        git2::Repository::init(folder).unwrap();
        LocalClone::find_local_clone(folder).unwrap().unwrap()
    }

    #[test]
    fn a_lock_that_cannot_be_written_does_not_stay() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("index.lock");
        let disk_full = |file: &mut File| {
            file.write_all(b"DIRC")?;
            Err(std::io::ErrorKind::StorageFull.into())
        };
        assert!(write_new_lock_file(&lock, &disk_full).is_err());
        assert!(!lock.exists());
        std::fs::write(&lock, "theirs").unwrap();
        assert!(!write_new_lock_file(&lock, &disk_full).unwrap());
        assert_eq!(std::fs::read(&lock).unwrap(), b"theirs");
    }

    #[test]
    fn a_lock_that_was_half_copied_is_removed_and_that_of_another_git_stays() {
        let folder = tempfile::tempdir().unwrap();
        let clone = init_local_clone(folder.path());
        let lock = clone.git_dir().join("index.lock");
        let draft = folder.path().join("draft");
        for (locked, is_ours) in [
            ("DIRC and mo", true),
            ("", true),
            ("DIRC of another", false),
        ] {
            std::fs::write(&draft, "DIRC and more").unwrap();
            std::fs::write(&lock, locked).unwrap();
            // A part of an index must not become the index.
            clone.recover_git_index(&draft, true).unwrap();
            assert_eq!(lock.exists(), !is_ours, "{locked}");
            assert!(!clone.git_dir().join("index").exists());
        }
        // A git that began to write its own just now.
        let draft_file = File::options().write(true).open(&draft).unwrap();
        draft_file
            .set_modified(SystemTime::now() - 2 * MAX_INDEX_COPY_DELAY)
            .unwrap();
        std::fs::write(&lock, "").unwrap();
        clone.recover_git_index(&draft, false).unwrap();
        assert!(lock.exists());
    }

    #[test]
    fn without_a_path_neither_the_branch_nor_the_index_moves() {
        let folder = tempfile::tempdir().unwrap();
        let clone = init_local_clone(folder.path());
        let tree = clone
            .write_edited_tree(None, &[("a.yaml", Some(b"a"))])
            .unwrap();
        let repository = git2::Repository::open(folder.path()).unwrap();
        let ada = git2::Signature::now("Ada", "ada@acme.example").unwrap();
        let tree = repository.find_tree(tree).unwrap();
        let made = repository.commit(None, &ada, &ada, "a", &tree, &[]);
        repository.index().unwrap().write().unwrap();
        let (draft, never) = (folder.path().join("draft"), CancellationToken::default());
        let made = made.unwrap();
        clone.prepare_git_index(&draft, made, &[], &never).unwrap();
        assert!(clone.head_revision().unwrap().is_none());
        clone
            .prepare_git_index(&draft, made, &["a.yaml"], &never)
            .unwrap();
        assert!(
            clone.head_revision().unwrap().is_none() && !git_index_pathspec_file(&draft).exists()
        );
    }

    #[test]
    fn what_nothing_depends_on_does_not_wait_for_another_git() {
        let folder = tempfile::tempdir().unwrap();
        let clone = init_local_clone(folder.path());
        std::fs::write(clone.git_dir().join("index.lock"), "").unwrap();
        let began = Instant::now();
        let never = CancellationToken::default();
        clone.refresh_git_index(&folder.path().join("draft"), &never);
        assert!(
            began.elapsed() < INDEX_LOCK_TIMEOUT / 3,
            "{:?}",
            began.elapsed()
        );
    }
}
