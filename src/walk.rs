//! What lies below a folder, as catalogs and templates are read: links are not followed, `.git` is left out.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use crate::error::{Error, Result};

/// Every entry below `root`, folders too, in the order of the file system.
///
/// # Errors
/// Io (7) in the place of an entry that cannot be read.
pub fn walk(root: &Path) -> impl Iterator<Item = Result<DirEntry>> {
    WalkDir::new(root)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git")
        .map(|entry| entry.map_err(|error| unreadable(root, error)))
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

fn unreadable(root: &Path, error: walkdir::Error) -> Error {
    let what = format!("read {}", error.path().unwrap_or(root).display());
    let source = error
        .into_io_error()
        .unwrap_or_else(|| std::io::Error::other("a loop of links"));
    Error::io(what, source)
}
