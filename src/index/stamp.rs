//! Detects whether a file has changed: in a commit by its blob, in a directory by its file system metadata.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::git::Revision;
use crate::platform::PlatformSnapshot;

/// The state of a file; equal stamps mean equal bytes.
pub(super) type FileStamp = [u8; 24];

/// The source of stamps.
pub(super) enum StampSource<'a> {
    /// The files of a directory, as they were before a point in time.
    Directory(PathBuf, SystemTime),
    /// The files of a commit.
    Revision(&'a Revision),
}

/// A file may be written twice within one tick of the file system clock without a visible change; git takes the same
/// precaution.
const CLOCK_GRANULARITY: Duration = Duration::from_millis(20);

/// The stamp of the whole snapshot: for a commit, its tree. A directory has none.
pub(super) fn compute_tree_stamp(snapshot: &PlatformSnapshot) -> Option<FileStamp> {
    let revision = snapshot.source_revision()?;
    let mut stamp = FileStamp::default();
    stamp
        .get_mut(..20)?
        .copy_from_slice(revision.tree_id().as_bytes());
    Some(stamp)
}

/// The tree in the stamp of a snapshot; `None` if it wasn't a commit.
pub(super) fn tree_from_stamp(whole: FileStamp) -> Option<git2::Oid> {
    let bytes = whole
        .get(..20)
        .filter(|bytes| bytes.iter().any(|byte| *byte != 0))?;
    git2::Oid::from_bytes(bytes).ok()
}

impl<'a> StampSource<'a> {
    /// Creates stamps for the files of `snapshot`, which are about to be read.
    pub(super) fn from_snapshot(snapshot: &'a PlatformSnapshot) -> StampSource<'a> {
        match (snapshot.source_revision(), snapshot.root()) {
            (Some(revision), _) => StampSource::Revision(revision),
            (None, root) => StampSource::Directory(
                root.map(Path::to_owned).unwrap_or_default(),
                SystemTime::now(),
            ),
        }
    }
}

impl StampSource<'_> {
    /// The stamp of a file; `None` if it doesn't exist, or is so recent that a later change could go unnoticed.
    pub(super) fn compute_file_stamp(&self, path: &str) -> Option<FileStamp> {
        match self {
            StampSource::Directory(root, before) => {
                compute_disk_file_stamp(&root.join(path), *before)
            }
            StampSource::Revision(revision) => {
                let mut stamp = FileStamp::default();
                let blob = revision.blob_id_at_path(path)?;
                stamp.get_mut(..20)?.copy_from_slice(blob.as_bytes());
                Some(stamp)
            }
        }
    }
}

#[cfg(unix)]
fn compute_disk_file_stamp(path: &Path, before: SystemTime) -> Option<FileStamp> {
    use std::os::unix::fs::MetadataExt;
    let meta = path.symlink_metadata().ok().filter(Metadata::is_file)?;
    // Uses the change time, because tools may reset the modification time.
    let seconds = u64::try_from(meta.ctime()).ok()?;
    let changed = Duration::new(seconds, u32::try_from(meta.ctime_nsec()).ok()?);
    build_file_stamp_if_settled(meta.len(), changed, meta.ino(), before)
}

#[cfg(not(unix))]
fn compute_disk_file_stamp(path: &Path, before: SystemTime) -> Option<FileStamp> {
    let meta = path.symlink_metadata().ok().filter(Metadata::is_file)?;
    let changed = meta
        .modified()
        .ok()?
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()?;
    build_file_stamp_if_settled(meta.len(), changed, 0, before)
}

fn build_file_stamp_if_settled(
    length: u64,
    changed: Duration,
    number: u64,
    before: SystemTime,
) -> Option<FileStamp> {
    let settled = SystemTime::UNIX_EPOCH + changed + CLOCK_GRANULARITY < before;
    let time = u64::try_from(changed.as_nanos()).ok()?;
    let bytes: Vec<u8> = [length, time, number]
        .iter()
        .flat_map(|part| part.to_le_bytes())
        .collect();
    bytes.try_into().ok().filter(|_| settled)
}
