//! Files that only their owner may read or write, and that are what they seem to be.
//!
//! A journal says which repository a run may take as its own, so whoever can write one can lead a run astray.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::input_file::{SymlinkPolicy, set_nonblocking_flags};

/// Makes the folder if it is not there.
///
/// # Errors
/// Io (7) where it cannot be made, or where others may look into it.
pub(super) fn create_private_folder(path: &Path) -> Result<()> {
    let cannot = |error| {
        Error::io(format_args!("create {}", path.display()), error)
            .with_hint("set IDP_HOME to a directory that idp may write to")
    };
    if let Some(above) = path.parent() {
        std::fs::create_dir_all(above).map_err(cannot)?;
    }
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(cannot(error)),
        _ => validate_private_path(path, "700", |meta| meta.is_dir()),
    }
}

/// Makes a new file; nothing may be there.
pub(super) fn create_private_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.create_new(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map_err(|error| Error::io(format_args!("create {}", path.display()), error))
}

/// Opens a lock file, made if it is not there.
pub(super) fn open_lock_file(path: &Path) -> Result<File> {
    if path.symlink_metadata().is_ok() {
        validate_private_path(path, "600", std::fs::Metadata::is_file)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    set_nonblocking_flags(&mut options, SymlinkPolicy::Refuse);
    options
        .open(path)
        .map_err(|error| Error::io(format_args!("open {}", path.display()), error))
}

/// The text of a file; one of more than `largest` bytes is none of ours.
pub(super) fn read_private_file(path: &Path, largest: u64) -> Result<String> {
    validate_private_path(path, "600", std::fs::Metadata::is_file)?;
    let cannot = |error| Error::io(format_args!("read {}", path.display()), error);
    let mut text = String::new();
    File::open(path)
        .map_err(cannot)?
        .take(largest + 1)
        .read_to_string(&mut text)
        .map_err(cannot)?;
    if text.len() as u64 > largest {
        Err(Error::new(
            ErrorKind::Io,
            format!(
                "{} is damaged: it is larger than any that idp writes",
                path.display()
            ),
        ))
    } else {
        Ok(text)
    }
}

/// Opens a file to add lines to it, without the rest of a line that was not finished.
pub(super) fn open_for_append(path: &Path) -> Result<File> {
    let cannot = |error| Error::io(format_args!("write {}", path.display()), error);
    let text = std::fs::read(path).map_err(cannot)?;
    let whole = text
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    let mut file = OpenOptions::new().write(true).open(path).map_err(cannot)?;
    file.set_len(whole as u64).map_err(cannot)?;
    file.seek(SeekFrom::End(0)).map_err(cannot)?;
    Ok(file)
}

/// Brings the name of a new file to the disk.
pub(super) fn sync_parent_folder(path: &Path) -> Result<()> {
    // Elsewhere a folder cannot be opened, and needs no such thing.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| Error::io(format_args!("write {}", folder.display()), error))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// That it is no link, that it is ours, and that nobody else may touch it.
fn validate_private_path(
    path: &Path,
    mode: &str,
    right_kind: fn(&std::fs::Metadata) -> bool,
) -> Result<()> {
    let meta = path
        .symlink_metadata()
        .map_err(|error| Error::io(format_args!("look at {}", path.display()), error))?;
    let shown = path.display();
    if !right_kind(&meta) {
        return Err(
            Error::new(ErrorKind::Io, format!("{shown} is not what idp made there"))
                .with_hint("look at it, and move it away"),
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if meta.uid() != rustix::process::geteuid().as_raw() {
            return Err(Error::new(
                ErrorKind::Io,
                format!("{shown} belongs to another user"),
            ));
        }
        if meta.mode() & 0o077 != 0 {
            return Err(
                Error::new(ErrorKind::Io, format!("others may read or write {shown}")).with_hint(
                    format!(
                        "if it is as you left it: chmod {mode} {}",
                        crate::printable::Printable(&crate::template::shell_quote_path(path))
                    ),
                ),
            );
        }
    }
    #[cfg(not(unix))]
    let _ = mode;
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_another_user_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let ours = folder.path().join("journal");
        create_private_file(&ours).unwrap();
        assert_eq!(read_private_file(&ours, 10).unwrap(), "");
        // Root can give a file away; to everybody else the system's own are another's.
        let given = std::os::unix::fs::chown(&ours, Some(1), None).is_ok();
        let foreign = if given {
            &ours
        } else {
            Path::new("/etc/passwd")
        };
        let refused = read_private_file(foreign, 10).unwrap_err();
        assert!(
            refused.message().ends_with("belongs to another user"),
            "{refused}"
        );
    }
}
