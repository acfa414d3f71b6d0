//! Notices whether a platform changed since it was read, without reading it again.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::Duration;

use super::{Platform, PlatformLocation};
use crate::error::Result;
use crate::git::read_head_commit;
use crate::walk::walk_directory;

/// How often a platform on this machine is worth checking.
const LOCAL_INTERVAL: Duration = Duration::from_secs(1);

/// The same for a platform that has to be fetched.
const REMOTE_INTERVAL: Duration = Duration::from_secs(60);

/// The state of a platform's files. Two that differ mean that they may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlatformFingerprint(u64);

impl Platform {
    /// The state of its files: their sizes and times in a directory, and the commit. A remote platform is fetched, unless that fails.
    ///
    /// # Errors
    /// Io (7) if they can't be read; not found (3) if offline and never fetched before.
    pub fn read_fingerprint(&self) -> Result<PlatformFingerprint> {
        let mut hasher = DefaultHasher::new();
        match self.directory() {
            Some(root) => {
                read_head_commit(root).hash(&mut hasher);
                hash_files(root)?.hash(&mut hasher);
            }
            None => self.open_history()?.tip.hash(&mut hasher),
        }
        Ok(PlatformFingerprint(hasher.finish()))
    }

    /// How often it's worth checking for changes.
    pub fn follow_interval(&self) -> Duration {
        match self.location {
            PlatformLocation::Remote(_) => REMOTE_INTERVAL,
            PlatformLocation::Practice(_)
            | PlatformLocation::Bare(_)
            | PlatformLocation::Directory(_)
            | PlatformLocation::Loose(_) => LOCAL_INTERVAL,
        }
    }
}

/// A hash of the sizes and times of all files below `root`, whatever their order.
fn hash_files(root: &Path) -> Result<u64> {
    let mut sum = 0_u64;
    for entry in walk_directory(root) {
        let entry = entry?;
        // A file can disappear meanwhile, which the next check notices.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_file() {
            let mut hasher = DefaultHasher::new();
            entry.path().hash(&mut hasher);
            metadata.len().hash(&mut hasher);
            metadata.modified().ok().hash(&mut hasher);
            sum = sum.wrapping_add(hasher.finish());
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_of_a_file_changes_the_hash() {
        let folder = tempfile::TempDir::new().unwrap();
        let hash = || hash_files(folder.path()).unwrap();
        let file = folder.path().join("a.yaml");
        let empty = hash();
        std::fs::write(&file, "a").unwrap();
        let first = hash();
        assert_eq!(first, hash());
        std::fs::write(&file, "ab").unwrap();
        let second = hash();
        std::fs::rename(&file, folder.path().join("b.yaml")).unwrap();
        let hashes = std::collections::HashSet::from([empty, first, second, hash()]);
        assert_eq!(hashes.len(), 4);
    }
}
