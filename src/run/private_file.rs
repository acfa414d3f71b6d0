//! Files that only their owner can read or write, and that aren't links.
//!
//! A journal defines which repository a run treats as its own, so anyone who can write one can misdirect a run.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::input_file::{SymlinkPolicy, set_nonblocking_open_flags};

/// Creates the folder if it doesn't exist.
///
/// # Errors
/// Io (7) if it can't be created, or if other users can access it.
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

/// Creates a new file; fails if the path exists.
pub(super) fn create_private_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.create_new(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map_err(|error| Error::io(format_args!("create {}", path.display()), error))
}

/// Opens a lock file, creating it if it doesn't exist.
pub(super) fn open_or_create_run_lock(path: &Path) -> Result<File> {
    if path.symlink_metadata().is_ok() {
        validate_private_path(path, "600", std::fs::Metadata::is_file)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    set_nonblocking_open_flags(&mut options, SymlinkPolicy::Refuse);
    options
        .open(path)
        .map_err(|error| Error::io(format_args!("open {}", path.display()), error))
}

/// Reads a text file of at most `largest` bytes.
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
            format!("{} is damaged: it is too large", path.display()),
        ))
    } else {
        Ok(text)
    }
}

/// Opens a file to append lines, and cuts off an incomplete last line.
pub(super) fn open_for_append_trimming_torn_line(path: &Path) -> Result<File> {
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

/// Syncs the name of a new file to disk.
pub(super) fn sync_parent_folder(path: &Path) -> Result<()> {
    // On other systems folders can't be opened, and don't need to be synced.
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

/// Checks that `path` has the right type, isn't a link, belongs to this user, and isn't accessible to others.
fn validate_private_path(
    path: &Path,
    mode: &str,
    right_kind: fn(&std::fs::Metadata) -> bool,
) -> Result<()> {
    let meta = path
        .symlink_metadata()
        .map_err(|error| Error::io(format_args!("access {}", path.display()), error))?;
    let shown = path.display();
    if !right_kind(&meta) {
        return Err(
            Error::new(ErrorKind::Io, format!("{shown} was not created by idp"))
                .with_hint("check what it is and move it elsewhere"),
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
            return Err(Error::new(
                ErrorKind::Io,
                format!("other users can read or write {shown}"),
            )
            .with_hint(format!(
                "if nobody else has changed its content, restrict access: chmod {mode} {}",
                crate::printable::Printable(&crate::template::shell_quote_path(path))
            )));
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
        // Root can change the owner of a file; for other users, system files belong to another user.
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
