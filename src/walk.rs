//! Walks a directory as catalogs and templates do: it doesn't follow links, and skips `.git` and nested repositories.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use crate::error::{Error, Result};

/// Every entry below `root`, including folders, in file system order. For a nested repository, such as a submodule,
/// only its folder.
///
/// # Errors
/// Io (7) for each entry that can't be read.
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

/// Whether the entry is the root of a nested repository.
pub fn is_nested_repository(entry: &DirEntry) -> bool {
    let is_below = entry.depth() > 0 && entry.file_type().is_dir();
    is_below && entry.path().join(".git").symlink_metadata().is_ok()
}

/// Whether the owner can execute the file; always false on systems without permission bits.
#[cfg(unix)]
pub fn is_executable(meta: &std::fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o100 != 0
}

/// Whether the owner can execute the file; always false on systems without permission bits.
#[cfg(not(unix))]
pub fn is_executable(_: &std::fs::Metadata) -> bool {
    false
}

fn build_walk_error(root: &Path, error: walkdir::Error) -> Error {
    let what = format!("read {}", error.path().unwrap_or(root).display());
    let source = error
        .into_io_error()
        .unwrap_or_else(|| std::io::Error::other("symbolic link loop"));
    Error::io(what, source)
}
