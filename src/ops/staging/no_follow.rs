//! Reads, replaces and removes files below a folder without following symbolic links: a link in a repository may point anywhere.
//! Each step opens one folder relative to its parent, so that this holds even if a folder is swapped for a link at the same time.

use std::fs::Metadata;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::error::{Error, Result};
use crate::printable::Printable;

/// A regular file that was read.
pub(in crate::ops) struct FileWithMetadata {
    pub(in crate::ops) bytes: Vec<u8>,
    pub(in crate::ops) meta: Metadata,
}

impl FileWithMetadata {
    /// Whether both are the same file, found under two names.
    pub(in crate::ops) fn is_same_file(&self, other: &FileWithMetadata) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let id = |found: &FileWithMetadata| (found.meta.dev(), found.meta.ino());
            id(self) == id(other)
        }
        // Elsewhere, file systems are usually case-insensitive, so equal bytes count as the same file.
        #[cfg(not(unix))]
        {
            self.bytes == other.bytes
        }
    }
}

/// Reads the file at `path` below `root`; `None` if it doesn't exist.
///
/// # Errors
/// Conflict (6) if a part of the path is a link, or if it isn't a regular file.
pub(in crate::ops) fn read_regular_file(
    root: &Path,
    path: &str,
) -> Result<Option<FileWithMetadata>> {
    let cannot = |error| Error::io(format_args!("read {}", Printable(path)), error);
    let Some(file) = open_parent_folder(root, path, false)?
        .and_then(|place| place.open_file_no_follow().transpose())
    else {
        return Ok(None);
    };
    let mut file = file.map_err(|error| match error.kind() {
        ErrorKind::NotADirectory => symlinked_file_error(path).with_source(error),
        ErrorKind::IsADirectory => not_regular_file_error(path),
        _ => cannot(error),
    })?;
    let meta = file.metadata().map_err(cannot)?;
    if !meta.is_file() {
        return Err(not_regular_file_error(path));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(cannot)?;
    Ok(Some(FileWithMetadata { bytes, meta }))
}

/// Moves `draft` to `path` below `root` atomically, creating missing folders.
///
/// # Errors
/// Conflict (6) if a part of the path is a link; io (7) if it can't be written.
pub(in crate::ops) fn replace_file(root: &Path, path: &str, draft: &Path) -> Result<()> {
    let cannot = |error| Error::io(format_args!("write {}", Printable(path)), error);
    match open_parent_folder(root, path, true)? {
        Some(place) => place.replace_file_by_move(draft).map_err(cannot),
        None => Err(cannot(ErrorKind::NotFound.into())),
    }
}

/// Removes the file at `path` below `root`.
///
/// # Errors
/// Conflict (6) if a part of the path is a link; io (7) if it can't be removed.
pub(in crate::ops) fn remove_file_no_follow(root: &Path, path: &str) -> Result<()> {
    let cannot = |error| Error::io(format_args!("remove {}", Printable(path)), error);
    match open_parent_folder(root, path, false)? {
        Some(place) => place.remove_file_if_exists().map_err(cannot),
        None => Ok(()),
    }
}

/// Checks that `path` can be written below `root` without following a link.
///
/// # Errors
/// Conflict (6) if a part of the path is a link.
pub(in crate::ops) fn validate_no_symlinks(root: &Path, path: &str) -> Result<()> {
    open_parent_folder(root, path, false).map(drop)
}

/// Opens the parent folder of `path` below `root`; `None` if a folder doesn't exist.
fn open_parent_folder(root: &Path, path: &str, create: bool) -> Result<Option<FileInOpenFolder>> {
    let mut parts: Vec<&str> = path.split('/').collect();
    let special = |part: &&str| {
        matches!(*part, "" | "." | "..") || part.eq_ignore_ascii_case(".git") || part.contains('\\')
    };
    let last = match parts.iter().find(|part| special(part)) {
        Some(_) => None,
        None => parts.pop(),
    };
    let Some(last) = last else {
        return Err(Error::conflict(format!(
            "{} is not a valid catalog path",
            Printable(path)
        )));
    };
    let mut folder = FolderHandle::open_root_folder(root)
        .map_err(|error| Error::io(format_args!("open {}", root.display()), error))?;
    let mut end = 0;
    for part in parts {
        end += part.len() + 1;
        match folder.open_subfolder(part, create) {
            Ok(inner) => folder = inner,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(open_folder_error(&path[..end - 1], error)),
        }
    }
    Ok(Some(FileInOpenFolder {
        folder,
        name: last.to_owned(),
    }))
}

/// Why a folder of a path can't be opened.
fn open_folder_error(folder: &str, error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::NotADirectory => symlinked_folder_error(folder).with_source(error),
        _ => Error::io(format_args!("open {}", Printable(folder)), error),
    }
}

/// The error if a folder of the path is a link or a file.
pub(in crate::ops) fn symlinked_folder_error(folder: &str) -> Error {
    let shown = Printable(folder);
    Error::conflict(format!(
        "{shown} is a symbolic link or not a folder; idp doesn't write through links"
    ))
    .with_hint("replace it with a folder, or edit the files by hand")
}

fn not_regular_file_error(path: &str) -> Error {
    Error::conflict(format!("{} is not a regular file", Printable(path)))
}

/// The error if the file is a link.
pub(in crate::ops) fn symlinked_file_error(path: &str) -> Error {
    Error::conflict(format!("{} is a symbolic link", Printable(path)))
        .with_hint("edit the file it points to, or replace the link with a file")
}

/// A file name in an open folder.
struct FileInOpenFolder {
    folder: FolderHandle,
    name: String,
}

#[cfg(unix)]
struct FolderHandle(std::os::fd::OwnedFd);

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{Error, ErrorKind, Result, Write};
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, mkdirat, openat, renameat, unlinkat};
    use rustix::io::Errno;

    use super::{FileInOpenFolder, FolderHandle};
    use crate::random::random_u64;

    const OPEN_DIRECTORY_FLAGS: OFlags = OFlags::DIRECTORY
        .union(OFlags::RDONLY)
        .union(OFlags::CLOEXEC);

    impl FolderHandle {
        pub(super) fn open_root_folder(root: &Path) -> Result<FolderHandle> {
            Ok(FolderHandle(openat(
                CWD,
                root,
                OPEN_DIRECTORY_FLAGS,
                Mode::empty(),
            )?))
        }

        pub(super) fn open_subfolder(&self, name: &str, create: bool) -> Result<FolderHandle> {
            let flags = OPEN_DIRECTORY_FLAGS | OFlags::NOFOLLOW;
            match openat(&self.0, name, flags, Mode::empty()) {
                Err(Errno::NOENT) if create => {
                    match mkdirat(&self.0, name, Mode::from_raw_mode(0o777)) {
                        Err(error) if error != Errno::EXIST => Err(error.into()),
                        _ => Ok(FolderHandle(openat(&self.0, name, flags, Mode::empty())?)),
                    }
                }
                opened => Ok(FolderHandle(opened.map_err(map_symlink_error)?)),
            }
        }
    }

    /// Maps the errors that different systems report for links that must not be followed to a single one.
    fn map_symlink_error(error: Errno) -> Error {
        match error {
            Errno::LOOP | Errno::MLINK => ErrorKind::NotADirectory.into(),
            error => error.into(),
        }
    }

    impl FileInOpenFolder {
        /// Opens the file; `None` if it doesn't exist. A pipe is opened without waiting for a writer.
        pub(super) fn open_file_no_follow(&self) -> Result<Option<File>> {
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            match openat(&self.folder.0, &self.name, flags, Mode::empty()) {
                Err(Errno::NOENT) => Ok(None),
                opened => Ok(Some(opened.map_err(map_symlink_error)?.into())),
            }
        }

        pub(super) fn replace_file_by_move(&self, draft: &Path) -> Result<()> {
            match renameat(CWD, draft, &self.folder.0, &self.name) {
                Err(Errno::XDEV) => self.copy_across_filesystems(draft),
                renamed => Ok(renamed?),
            }
        }

        /// Copies a draft from another file system: writes it next to its target, then renames it.
        fn copy_across_filesystems(&self, draft: &Path) -> Result<()> {
            let beside = format!(".idp-{:016x}", random_u64());
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
            let mode = Mode::from_raw_mode(0o600);
            let mut file = File::from(openat(&self.folder.0, &beside, flags, mode)?);
            let written = || -> Result<()> {
                file.write_all(&std::fs::read(draft)?)?;
                let mode = draft.metadata()?.permissions().mode();
                file.set_permissions(PermissionsExt::from_mode(mode))?;
                file.sync_all()?;
                Ok(renameat(
                    &self.folder.0,
                    &beside,
                    &self.folder.0,
                    &self.name,
                )?)
            };
            let copied = { written }();
            match copied {
                Ok(()) => std::fs::remove_file(draft),
                Err(error) => {
                    let _ = unlinkat(&self.folder.0, &beside, AtFlags::empty());
                    Err(error)
                }
            }
        }

        pub(super) fn remove_file_if_exists(&self) -> Result<()> {
            match unlinkat(&self.folder.0, &self.name, AtFlags::empty()).map_err(Error::from) {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                removed => removed,
            }
        }
    }
}

#[cfg(not(unix))]
struct FolderHandle(std::path::PathBuf);

#[cfg(not(unix))]
mod portable {
    use std::fs::File;
    use std::io::{Error, ErrorKind, Result};
    use std::path::Path;

    use super::{FileInOpenFolder, FolderHandle};

    impl FolderHandle {
        pub(super) fn open_root_folder(root: &Path) -> Result<FolderHandle> {
            Ok(FolderHandle(root.to_owned()))
        }

        pub(super) fn open_subfolder(&self, name: &str, create: bool) -> Result<FolderHandle> {
            let path = self.0.join(name);
            match path.symlink_metadata() {
                Ok(meta) if meta.is_dir() => Ok(FolderHandle(path)),
                Ok(_) => Err(ErrorKind::NotADirectory.into()),
                Err(error) if error.kind() == ErrorKind::NotFound && create => {
                    std::fs::create_dir(&path).map(|()| FolderHandle(path))
                }
                Err(error) => Err(error),
            }
        }
    }

    impl FileInOpenFolder {
        pub(super) fn open_file_no_follow(&self) -> Result<Option<File>> {
            let path = self.folder.0.join(&self.name);
            match path.symlink_metadata() {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                Ok(meta) if meta.is_symlink() => Err(Error::from(ErrorKind::NotADirectory)),
                Ok(meta) if !meta.is_file() => Err(Error::from(ErrorKind::IsADirectory)),
                _ => File::open(path).map(Some),
            }
        }

        pub(super) fn replace_file_by_move(&self, draft: &Path) -> Result<()> {
            let path = self.folder.0.join(&self.name);
            match std::fs::rename(draft, &path) {
                Err(error) if error.kind() == ErrorKind::CrossesDevices => {
                    std::fs::copy(draft, &path)?;
                    std::fs::remove_file(draft)
                }
                renamed => renamed,
            }
        }

        pub(super) fn remove_file_if_exists(&self) -> Result<()> {
            match std::fs::remove_file(self.folder.0.join(&self.name)) {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                removed => removed,
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_or_written_through_a_link() {
        let base = tempfile::tempdir().unwrap();
        let (root, outside) = (base.path().join("root"), base.path().join("outside"));
        std::fs::create_dir_all(root.join("real")).unwrap();
        std::fs::create_dir_all(&outside).unwrap();
        std::fs::write(outside.join("x.yaml"), "theirs").unwrap();
        std::os::unix::fs::symlink(&outside, root.join("way")).unwrap();
        std::os::unix::fs::symlink(outside.join("x.yaml"), root.join("real/x.yaml")).unwrap();
        let draft = base.path().join("draft");
        for path in [
            "way/x.yaml",
            "way/new/x.yaml",
            "../outside/x.yaml",
            "a/.git/x",
            "/x",
        ] {
            std::fs::write(&draft, "ours").unwrap();
            let refused = replace_file(&root, path, &draft).unwrap_err();
            assert_eq!(refused.kind(), crate::error::ErrorKind::Conflict, "{path}");
            assert!(read_regular_file(&root, path).is_err(), "{path}");
            assert!(remove_file_no_follow(&root, path).is_err(), "{path}");
        }
        assert!(read_regular_file(&root, "real/x.yaml").is_err());
        // A link at the target itself is replaced; the file it points to stays.
        replace_file(&root, "real/x.yaml", &draft).unwrap();
        assert_eq!(std::fs::read(root.join("real/x.yaml")).unwrap(), b"ours");
        assert_eq!(std::fs::read(outside.join("x.yaml")).unwrap(), b"theirs");
        assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 1);
    }

    #[test]
    fn folders_are_created_and_a_pipe_is_no_file() {
        let root = tempfile::tempdir().unwrap();
        let draft = root.path().join("draft");
        std::fs::write(&draft, "x").unwrap();
        replace_file(root.path(), "a/b/c.yaml", &draft).unwrap();
        let found = read_regular_file(root.path(), "a/b/c.yaml")
            .unwrap()
            .unwrap();
        assert_eq!(found.bytes, b"x");
        assert!(
            read_regular_file(root.path(), "a/none/c.yaml")
                .unwrap()
                .is_none()
        );
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        let (kind, pipe) = (rustix::fs::FileType::Fifo, root.path().join("pipe"));
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, kind, mode, 0).unwrap();
        assert!(read_regular_file(root.path(), "pipe").is_err());
        remove_file_no_follow(root.path(), "a/b/c.yaml").unwrap();
        remove_file_no_follow(root.path(), "a/b/c.yaml").unwrap();
    }
}
