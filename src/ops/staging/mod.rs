//! Drafts of files before they are moved into the user's directory: one process at a time, invisible to git and to the catalog, and
//! cleaned up by the next process if this one is killed.

mod no_follow;

use std::fs::{File, Permissions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(super) use no_follow::{
    FileWithMetadata, read_regular_file, remove_file_no_follow, replace_file, symlinked_file_error,
    symlinked_folder_error, validate_no_symlinks,
};

use crate::cancellation::CancellationToken;
use crate::error::{Error, ErrorKind, Result};
use crate::git::{LocalClone, path_of_pathspec_file};
use crate::random::random_u64;

/// How long to wait before telling the user.
const LOCK_WAIT_NOTICE_DELAY: Duration = Duration::from_secs(1);
const LOCK_POLL_INTERVAL: Duration = Duration::from_millis(10);
/// The file whose modification time records when this process began to write git objects.
const GIT_OBJECTS_MARKER_FILE: &str = "objects";
/// With more drafts than this, the whole file system is synced at once.
const MAX_SINGLE_FILE_SYNCS: usize = 4;

/// A folder of drafts, which no other process uses at the same time.
pub(super) struct DraftFolder {
    folder: PathBuf,
    in_work_tree: bool,
    /// Whether the lock excludes other processes; otherwise the folder has a unique name.
    is_exclusive: bool,
    /// Released when this process and every git process that it started have ended, for whatever reason.
    _lock: File,
}

/// How to wait for other processes.
#[derive(Clone, Copy)]
pub struct LockWaitOptions<'a> {
    /// Cancelled when the user wants to stop.
    pub stop: &'a CancellationToken,
    /// Shows a line to the user.
    pub notify: &'a dyn Fn(&str),
}

impl DraftFolder {
    /// Waits until no other `idp` is changing the files below `root`; `tree` is the clone that contains it, if any.
    ///
    /// # Errors
    /// Interrupted (130) if the user stops waiting; io (7) if nothing can be written.
    pub(super) fn acquire(
        root: &Path,
        tree: Option<&LocalClone>,
        waiting: LockWaitOptions<'_>,
    ) -> Result<Self> {
        let (folder, lock) = match tree {
            Some(tree) => {
                let folder = tree.git_dir().join("idp");
                create_private_folder(&folder)?;
                (folder.clone(), open_lock_file(&folder.join("lock"))?)
            }
            None => (root.join(".idp-edit"), open_folder_for_locking(root)?),
        };
        let is_alone = wait_for_lock(&lock, waiting)?;
        let staging = DraftFolder::create_in(folder, tree.is_none(), is_alone, lock)?;
        if let Some(tree) = tree {
            staging.remove_git_leftovers(tree);
        }
        Ok(staging)
    }

    /// Uses `base`, or a unique folder in it if other processes may use `base` at the same time. Leftovers of a killed process in
    /// such a folder are never finished, because it's unknown whether the process is still running.
    fn create_in(
        base: PathBuf,
        in_work_tree: bool,
        is_alone: bool,
        lock: File,
    ) -> Result<DraftFolder> {
        create_private_folder(&base)?;
        let folder = if is_alone {
            base
        } else {
            base.join(format!("{:016x}", random_u64()))
        };
        create_private_folder(&folder)?;
        Ok(DraftFolder {
            folder,
            in_work_tree,
            is_exclusive: is_alone,
            _lock: lock,
        })
    }

    /// Records that git objects are about to be written, so that the next process removes the leftovers if this one is killed.
    ///
    /// # Errors
    /// Io (7) if it can't be recorded.
    pub(super) fn mark_git_object_writes_started(&self) -> Result<()> {
        let created = File::create(self.file_path(GIT_OBJECTS_MARKER_FILE)).map(drop);
        created.map_err(|error| Error::io("write a draft", error))
    }

    /// Removes what git leaves behind when it's killed together with this process: no one else uses these files.
    fn remove_git_leftovers(&self, tree: &LocalClone) {
        let _ = std::fs::remove_file(self.file_path("index.lock"));
        let began = self.file_path(GIT_OBJECTS_MARKER_FILE).metadata();
        if let Ok(began) = began.and_then(|meta| meta.modified()) {
            tree.remove_unfinished_objects(began);
            let _ = std::fs::remove_file(self.file_path(GIT_OBJECTS_MARKER_FILE));
        }
    }

    /// The path of a file in the folder.
    pub(super) fn file_path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The file that records the pending change.
    pub(super) fn intent_path(&self) -> PathBuf {
        self.file_path("edit.json")
    }

    /// The path of the draft with this number.
    pub(super) fn draft_path(&self, number: usize) -> PathBuf {
        self.folder.join("files").join(number.to_string())
    }

    /// Writes a draft that can be moved into place.
    ///
    /// # Errors
    /// Io (7) if it can't be written.
    pub(super) fn write_draft(
        &self,
        number: usize,
        bytes: &[u8],
        permissions: Option<Permissions>,
    ) -> Result<()> {
        let cannot = |error| Error::io("write a draft", error);
        let path = self.draft_path(number);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(cannot)?;
        }
        let written = || -> std::io::Result<()> {
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            match permissions {
                Some(permissions) => file.set_permissions(permissions),
                None => Ok(()),
            }
        };
        written().map_err(cannot)
    }

    /// Syncs the drafts to disk, so that they survive a power failure.
    ///
    /// # Errors
    /// Io (7) if they can't be synced.
    pub(super) fn sync_drafts_to_disk(&self) -> Result<()> {
        let synced = || -> std::io::Result<()> {
            let Ok(entries) = self.folder.join("files").read_dir() else {
                return Ok(());
            };
            let drafts: Vec<_> = entries.collect::<std::io::Result<_>>()?;
            if drafts.len() > MAX_SINGLE_FILE_SYNCS && sync_file_system(&self.folder)? {
                return Ok(());
            }
            let sync = |draft: &std::fs::DirEntry| File::open(draft.path())?.sync_all();
            drafts.iter().try_for_each(sync)
        };
        synced().map_err(|error| Error::io("sync the drafts to disk", error))
    }

    /// Removes every draft.
    pub(super) fn clear(&self) {
        let _ = std::fs::remove_file(self.intent_path());
        let _ = std::fs::remove_file(self.file_path("index"));
        let _ = std::fs::remove_file(path_of_pathspec_file(&self.file_path("index")));
        let _ = std::fs::remove_file(self.file_path(GIT_OBJECTS_MARKER_FILE));
        let _ = std::fs::remove_dir_all(self.folder.join("files"));
    }
}

impl Drop for DraftFolder {
    /// Removes the drafts, unless an edit is unfinished.
    fn drop(&mut self) {
        if self.intent_path().exists() {
            return;
        }
        self.clear();
        if self.in_work_tree || !self.is_exclusive {
            let _ = std::fs::remove_dir(&self.folder);
        }
        if let (true, false, Some(base)) =
            (self.in_work_tree, self.is_exclusive, self.folder.parent())
        {
            // Fails, as intended, if other processes have folders in it.
            let _ = std::fs::remove_dir(base);
        }
    }
}

/// Syncs everything at once, which is faster than file by file. Returns whether the system supports it.
fn sync_file_system(folder: &Path) -> std::io::Result<bool> {
    #[cfg(target_os = "linux")]
    {
        rustix::fs::syncfs(File::open(folder)?)?;
        Ok(true)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        Ok(false)
    }
}

fn create_private_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            match folder.symlink_metadata() {
                Ok(meta) if meta.is_dir() => Ok(()),
                _ => Err(Error::conflict(format!(
                    "{} is not a folder",
                    crate::printable::Printable(&folder.display().to_string())
                ))),
            }
        }
        created => {
            created.map_err(|error| Error::io(format_args!("create {}", folder.display()), error))
        }
    }
}

fn open_lock_file(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    let cannot = |error| Error::io(format_args!("open {}", path.display()), error);
    let lock = options.open(path).map_err(cannot)?;
    // A git process that outlives this one may still move the branch, so it inherits the lock.
    #[cfg(unix)]
    rustix::io::fcntl_setfd(&lock, rustix::io::FdFlags::empty())
        .map_err(|error| cannot(error.into()))?;
    Ok(lock)
}

/// Opens the folder itself as the lock, so that no lock file is left in it. Used outside git.
fn open_folder_for_locking(root: &Path) -> Result<File> {
    #[cfg(unix)]
    let opened = File::open(root);
    #[cfg(not(unix))]
    let opened = open_external_folder_lock_file(root, &std::env::temp_dir());
    opened.map_err(|error| Error::io(format_args!("open {}", root.display()), error))
}

/// Opens a lock file in `folder`, named after `root` and the same for every process, if `root` itself can't be locked.
#[cfg(any(test, not(unix)))]
fn open_external_folder_lock_file(root: &Path, folder: &Path) -> std::io::Result<File> {
    let root = root.canonicalize()?;
    let name = root.as_os_str().as_encoded_bytes();
    let id = git2::Oid::hash_object(git2::ObjectType::Blob, name).map_err(std::io::Error::other)?;
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    options.open(folder.join(format!("idp-{id}.lock")))
}

/// Waits for the lock. Returns false if the file system doesn't support locks.
fn wait_for_lock(lock: &File, waiting: LockWaitOptions<'_>) -> Result<bool> {
    let began = Instant::now();
    let mut said = false;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) => {}
            // Some network file systems don't support locks.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
                return Ok(false);
            }
            Err(TryLockError::Error(error)) => return Err(Error::io("lock the clone", error)),
        }
        if waiting.stop.is_cancelled() {
            return Err(interrupted_error());
        }
        if !said && began.elapsed() > LOCK_WAIT_NOTICE_DELAY {
            (waiting.notify)("waiting for another idp process in this clone");
            said = true;
        }
        std::thread::sleep(LOCK_POLL_INTERVAL);
    }
}

/// The error for an interrupt before anything was changed.
pub(super) fn interrupted_error() -> Error {
    Error::new(ErrorKind::Interrupted, "interrupted; nothing was changed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_beside_a_folder_keeps_others_out_of_it() {
        let (root, locks) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folders = [root.path().to_owned(), root.path().join("other/..")];
        std::fs::create_dir(root.path().join("other")).unwrap();
        let lock = |folder: &Path| open_external_folder_lock_file(folder, locks.path()).unwrap();
        let [one, same] = folders.map(|folder| lock(&folder));
        one.try_lock().unwrap();
        assert!(same.try_lock().is_err());
        lock(&root.path().join("other")).try_lock().unwrap();
    }

    #[test]
    fn where_there_are_no_locks_drafts_do_not_mix() {
        let root = tempfile::tempdir().unwrap();
        let base = root.path().join(".idp-edit");
        let unlocked = || {
            let lock = tempfile::tempfile().unwrap();
            DraftFolder::create_in(base.clone(), true, false, lock).unwrap()
        };
        let (one, other) = (unlocked(), unlocked());
        one.write_draft(0, b"one", None).unwrap();
        other.write_draft(0, b"other", None).unwrap();
        other.clear();
        assert_eq!(std::fs::read(one.draft_path(0)).unwrap(), b"one");
        drop(other);
        drop(one);
        assert!(!base.exists());
    }
}
