//! What lies below a folder, as catalogs and templates are read: links are not followed, `.git` is left out, and so is
//! what lies in another repository.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use crate::error::{Error, Result};

/// Every entry below `root`, folders too, in the order of the file system. Of another repository below, such as a
/// submodule, only its folder.
///
/// # Errors
/// Io (7) in the place of an entry that cannot be read.
pub fn walk_directory(root: &Path) -> impl Iterator<Item = Result<DirEntry>> {
    let mut entries = WalkDir::new(root).into_iter();
    std::iter::from_fn(move || {
        loop {
            let entry = match entries.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(Err(build_walk_error(root, error))),
            };
            let is_git = entry.file_name() == ".git";
            if is_git && entry.file_type().is_dir() || is_nested_repository(&entry) {
                entries.skip_current_dir();
            }
            if !is_git {
                return Some(Ok(entry));
            }
        }
    })
}

/// Whether a folder that was come across is the root of another repository.
pub fn is_nested_repository(entry: &DirEntry) -> bool {
    let is_below = entry.depth() > 0 && entry.file_type().is_dir();
    is_below && entry.path().join(".git").symlink_metadata().is_ok()
}

/// Whether the owner of a file may run it; where the file system does not say, nobody may.
#[cfg(unix)]
pub fn is_executable(meta: &std::fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o100 != 0
}

/// Whether the owner of a file may run it; where the file system does not say, nobody may.
#[cfg(not(unix))]
pub fn is_executable(_: &std::fs::Metadata) -> bool {
    false
}

fn build_walk_error(root: &Path, error: walkdir::Error) -> Error {
    let what = format!("read {}", error.path().unwrap_or(root).display());
    let source = error
        .into_io_error()
        .unwrap_or_else(|| std::io::Error::other("a loop of links"));
    Error::io(what, source)
}
