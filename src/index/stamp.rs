//! How one sees that a file is what it was: in a commit by its blob, in a directory by what the file system says.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::git::Revision;
use crate::platform::PlatformSnapshot;

/// The state of a file; equal stamps mean equal bytes.
pub(super) type FileStamp = [u8; 24];

/// Where stamps come from.
pub(super) enum StampSource<'a> {
    /// The files of a directory, as they were before a moment.
    Directory(PathBuf, SystemTime),
    /// The files of a commit.
    Revision(&'a Revision),
}

/// What is written within one tick of the clock of a file system may be written again within it, unseen: git's own
/// caution.
const CLOCK_GRANULARITY: Duration = Duration::from_millis(20);

/// The stamp of all there is: of a commit its tree. A directory has none.
pub(super) fn compute_tree_stamp(snapshot: &PlatformSnapshot) -> Option<FileStamp> {
    let revision = snapshot.as_revision()?;
    let mut stamp = FileStamp::default();
    stamp
        .get_mut(..20)?
        .copy_from_slice(revision.tree_id().as_bytes());
    Some(stamp)
}

/// The tree that a stamp of a whole says; `None` where that was no commit.
pub(super) fn tree_from_stamp(whole: FileStamp) -> Option<git2::Oid> {
    let bytes = whole
        .get(..20)
        .filter(|bytes| bytes.iter().any(|byte| *byte != 0))?;
    git2::Oid::from_bytes(bytes).ok()
}

impl<'a> StampSource<'a> {
    /// Of the files of `snapshot`, which are going to be read.
    pub(super) fn from_snapshot(snapshot: &'a PlatformSnapshot) -> StampSource<'a> {
        match (snapshot.as_revision(), snapshot.root()) {
            (Some(revision), _) => StampSource::Revision(revision),
            (None, root) => StampSource::Directory(
                root.map(Path::to_owned).unwrap_or_default(),
                SystemTime::now(),
            ),
        }
    }
}

impl StampSource<'_> {
    /// The stamp of a file; `None` where there is none, or where it could have changed since then without being seen.
    pub(super) fn stamp_file(&self, path: &str) -> Option<FileStamp> {
        match self {
            StampSource::Directory(root, before) => stamp_disk_file(&root.join(path), *before),
            StampSource::Revision(revision) => {
                let mut stamp = FileStamp::default();
                let blob = revision.blob_id(path)?;
                stamp.get_mut(..20)?.copy_from_slice(blob.as_bytes());
                Some(stamp)
            }
        }
    }
}

#[cfg(unix)]
fn stamp_disk_file(path: &Path, before: SystemTime) -> Option<FileStamp> {
    use std::os::unix::fs::MetadataExt;
    let meta = path.symlink_metadata().ok().filter(Metadata::is_file)?;
    // The time of the last change of any kind; a tool may set that of the last writing back.
    let seconds = u64::try_from(meta.ctime()).ok()?;
    let changed = Duration::new(seconds, u32::try_from(meta.ctime_nsec()).ok()?);
    encode_stamp(meta.len(), changed, meta.ino(), before)
}

#[cfg(not(unix))]
fn stamp_disk_file(path: &Path, before: SystemTime) -> Option<FileStamp> {
    let meta = path.symlink_metadata().ok().filter(Metadata::is_file)?;
    let changed = meta
        .modified()
        .ok()?
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()?;
    encode_stamp(meta.len(), changed, 0, before)
}

fn encode_stamp(
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
