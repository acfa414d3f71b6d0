//! How one sees that a file is what it was: in a commit by its blob, in a directory by what the file system says.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::git::Revision;
use crate::platform::Snapshot;

/// The state of a file; equal stamps mean equal bytes.
pub(super) type Stamp = [u8; 24];

/// Where stamps come from.
pub(super) enum Stamps<'a> {
    /// The files of a directory, as they were before a moment.
    Directory(PathBuf, SystemTime),
    /// The files of a commit.
    Revision(&'a Revision),
}

/// What is written within one tick of the clock of a file system may be written again within it, unseen: git's own
/// caution.
const TICK: Duration = Duration::from_millis(20);

/// The stamp of all there is: of a commit its tree. A directory has none.
pub(super) fn of_whole(snapshot: &Snapshot) -> Option<Stamp> {
    let revision = snapshot.as_revision()?;
    let mut stamp = Stamp::default();
    stamp
        .get_mut(..20)?
        .copy_from_slice(revision.tree().as_bytes());
    Some(stamp)
}

/// The tree that a stamp of a whole says; `None` where that was no commit.
pub(super) fn tree_of(whole: Stamp) -> Option<git2::Oid> {
    let bytes = whole
        .get(..20)
        .filter(|bytes| bytes.iter().any(|byte| *byte != 0))?;
    git2::Oid::from_bytes(bytes).ok()
}

impl<'a> Stamps<'a> {
    /// Of the files of `snapshot`, which are going to be read.
    pub(super) fn of_now(snapshot: &'a Snapshot) -> Stamps<'a> {
        match (snapshot.as_revision(), snapshot.root()) {
            (Some(revision), _) => Stamps::Revision(revision),
            (None, root) => Stamps::Directory(
                root.map(Path::to_owned).unwrap_or_default(),
                SystemTime::now(),
            ),
        }
    }
}

impl Stamps<'_> {
    /// The stamp of a file; `None` where there is none, or where it could have changed since then without being seen.
    pub(super) fn of(&self, path: &str) -> Option<Stamp> {
        match self {
            Stamps::Directory(root, before) => of_file(&root.join(path), *before),
            Stamps::Revision(revision) => {
                let mut stamp = Stamp::default();
                let blob = revision.id_of(path)?;
                stamp.get_mut(..20)?.copy_from_slice(blob.as_bytes());
                Some(stamp)
            }
        }
    }
}

#[cfg(unix)]
fn of_file(path: &Path, before: SystemTime) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt;
    let meta = path.symlink_metadata().ok().filter(Metadata::is_file)?;
    // The time of the last change of any kind; a tool may set that of the last writing back.
    let seconds = u64::try_from(meta.ctime()).ok()?;
    let changed = Duration::new(seconds, u32::try_from(meta.ctime_nsec()).ok()?);
    stamp(meta.len(), changed, meta.ino(), before)
}

#[cfg(not(unix))]
fn of_file(path: &Path, before: SystemTime) -> Option<Stamp> {
    let meta = path.symlink_metadata().ok().filter(Metadata::is_file)?;
    let changed = meta
        .modified()
        .ok()?
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()?;
    stamp(meta.len(), changed, 0, before)
}

fn stamp(length: u64, changed: Duration, number: u64, before: SystemTime) -> Option<Stamp> {
    let settled = SystemTime::UNIX_EPOCH + changed + TICK < before;
    let time = u64::try_from(changed.as_nanos()).ok()?;
    let bytes: Vec<u8> = [length, time, number]
        .iter()
        .flat_map(|part| part.to_le_bytes())
        .collect();
    bytes.try_into().ok().filter(|_| settled)
}
