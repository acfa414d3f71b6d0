//! Updates the index of a clone: prepared in a draft, then renamed into place.
//!
//! git creates `index.lock`, writes it, and renames it to `index`. `idp` does the same, but its lock is complete from
//! the start, because it is a hard link to the draft. So after a crash, `idp` recognises its own lock by its bytes.

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

/// How long to wait for another git process to release the index.
const INDEX_LOCK_TIMEOUT: Duration = Duration::from_secs(15);
const INDEX_LOCK_RETRY_INTERVAL: Duration = Duration::from_millis(20);
/// The longest time between preparing the next index and starting to copy it to the lock.
const MAX_INDEX_COPY_DELAY: Duration = Duration::from_secs(5);

/// An index that is ready to replace the real one, and holds git's lock on it.
pub struct PreparedGitIndex {
    lock: PathBuf,
    index: PathBuf,
    holds_lock: bool,
}

/// Size, modification time and inode, which identify the state of a file without reading it.
type FileFingerprint = Option<(u64, Option<SystemTime>, u64)>;

impl LocalClone {
    /// Locks the index and prepares the next one at `draft`: the current index, with the entries of `paths` from
    /// `commit`.
    ///
    /// # Errors
    /// Conflict (6) if another git process holds the lock for too long; interrupted (130) if `stop` is cancelled.
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

    /// Refreshes the file stats in the index, so that the next `git status` needn't read the files. This is optional,
    /// so it is skipped if another git process holds the lock.
    pub fn refresh_index_stat_info(&self, draft: &Path, stop: &CancellationToken) {
        let refreshed = self.prepare_git_index_with_retry(draft, stop, Duration::ZERO, &|| {
            let mut command = self.git_command();
            command.env("GIT_INDEX_FILE", draft);
            command.args(["update-index", "-q", "--refresh"]);
            // It fails if files differ.
            super::command::run_git_command(command).map(drop)
        });
        if let Ok(next) = refreshed {
            let _ = next.install_git_index();
        }
    }

    /// Cleans up a [`PreparedGitIndex`] at `draft` whose process was killed: installs it if `install` is set and it is
    /// complete, otherwise removes it.
    ///
    /// # Errors
    /// Io (7) if it can't be moved or removed.
    pub fn recover_git_index(&self, draft: &Path, install: bool) -> Result<()> {
        let mut next = self.new_prepared_git_index(false);
        let (Ok(lock), Ok(bytes)) = (std::fs::read(&next.lock), std::fs::read(draft)) else {
            return Ok(());
        };
        let is_whole = lock == bytes;
        next.holds_lock =
            is_whole || (bytes.starts_with(&lock) && may_be_half_copied_lock(&next.lock, draft));
        if is_whole && install {
            next.install_git_index()?;
        }
        Ok(())
    }

    /// Those of `paths` that aren't checked out, according to the index at `index`.
    ///
    /// # Errors
    /// Io (7) if git fails.
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
            .filter_map(|path| path.strip_prefix(self.subdirectory_prefix()))
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
            if next.lock.symlink_metadata().is_err() && next.try_prepare_and_lock(draft, prepare)? {
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

    /// Uses `git reset`, which keeps flags of entries, such as skip-worktree. Without paths, it would move the branch.
    /// So the paths are written to a file before git starts: from a pipe, git would read none if this process were
    /// killed.
    fn reset_git_index_entries(&self, index: &Path, commit: Oid, paths: &[&str]) -> Result<()> {
        if paths.is_empty() {
            return Ok(());
        }
        let paths = paths
            .iter()
            .map(|path| format!("{}{path}\0", self.subdirectory_prefix()));
        let list = path_of_pathspec_file(index);
        std::fs::write(&list, paths.collect::<String>())
            .map_err(|error| Error::io("list the paths to update in the index", error))?;
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
        Error::conflict("the index of this clone is locked by another git process").with_hint(format!(
            "wait for it to finish, then run the same command again; if there is none, remove {}",
            crate::printable::Printable(&lock.display().to_string())
        ))
    }
}

/// The file with the paths to update in the index at `draft`.
pub fn path_of_pathspec_file(draft: &Path) -> PathBuf {
    draft.with_extension("paths")
}

impl PreparedGitIndex {
    /// Prepares it at `draft` and takes the lock. Returns whether no other process was faster.
    fn try_prepare_and_lock(
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
            Err(_) => copy_to_git_index_lock(draft, &self.lock)?,
        };
        Ok(self.holds_lock && read_file_fingerprint(&self.index) == before)
    }

    /// Replaces the real index with it, which releases the lock.
    ///
    /// # Errors
    /// Io (7) if it can't be renamed.
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

/// Copies the index to `draft`; does nothing if there is no index yet.
fn copy_git_index(index: &Path, draft: &Path) -> Result<()> {
    let gone = std::fs::remove_file(draft);
    let copied = std::fs::copy(index, draft).map(drop);
    match (gone, copied) {
        (_, Err(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        (_, copied) => copied.map_err(|error| Error::io("copy the index", error)),
    }
}

/// For file systems without hard links. There, the lock may be incomplete, for example on a full disk or after a kill.
fn copy_to_git_index_lock(draft: &Path, lock: &Path) -> Result<bool> {
    let bytes = std::fs::read(draft).map_err(index_lock_io_error)?;
    write_new_lock_file(lock, &|file| file.write_all(&bytes))
}

/// Creates `lock`. Returns false if it exists already; removes it again if writing fails.
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

/// Whether a lock that contains only the start of `draft`, or nothing, can be an unfinished copy of it. A lock of git
/// is also empty at first, but wasn't created right after the draft was ready.
fn may_be_half_copied_lock(lock: &Path, draft: &Path) -> bool {
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
            // A partial index must not become the index.
            clone.recover_git_index(&draft, true).unwrap();
            assert_eq!(lock.exists(), !is_ours, "{locked}");
            assert!(!clone.git_dir().join("index").exists());
        }
        // Another git process has just begun to write its own lock.
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
            .write_edited_git_tree(None, &[("a.yaml", Some(b"a"))])
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
            clone.head_revision().unwrap().is_none() && !path_of_pathspec_file(&draft).exists()
        );
    }

    #[test]
    fn what_nothing_depends_on_does_not_wait_for_another_git() {
        let folder = tempfile::tempdir().unwrap();
        let clone = init_local_clone(folder.path());
        std::fs::write(clone.git_dir().join("index.lock"), "").unwrap();
        let began = Instant::now();
        let never = CancellationToken::default();
        clone.refresh_index_stat_info(&folder.path().join("draft"), &never);
        assert!(
            began.elapsed() < INDEX_LOCK_TIMEOUT / 3,
            "{:?}",
            began.elapsed()
        );
    }
}
