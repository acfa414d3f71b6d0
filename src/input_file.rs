//! Reads untrusted files safely: no pipes or devices, which could block forever, no oversized files, and links only if
//! they are allowed.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::similar_names::{format_did_you_mean, suggest_names};
use crate::source::decode_utf8_text;

/// The maximum size of a settings file, lock or manifest: far larger than any real one.
pub const MAX_SETTINGS_BYTES: u64 = 1024 * 1024;

/// How to handle a symbolic link instead of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymlinkPolicy {
    /// Follow it: for the user's own files, which dotfile managers link.
    Follow,
    /// Refuse it: a link in a repository may point anywhere, and the content of its target would be shown.
    Refuse,
}

/// The bytes of the regular file at `path`; `None` if it doesn't exist.
///
/// # Errors
/// Usage (2) for anything but a regular file, and for one larger than `largest` bytes; io (7) if it can't be read.
pub fn read_regular_file(
    path: &Path,
    largest: u64,
    links: SymlinkPolicy,
) -> Result<Option<Vec<u8>>> {
    match open_regular_file(path, links)? {
        Some(file) => read_with_size_limit(file, path, largest).map(Some),
        None => Ok(None),
    }
}

/// The text of the regular file at `path`; `None` if it doesn't exist.
///
/// # Errors
/// As [`read_regular_file`]; usage (2) if it isn't UTF-8.
pub fn read_text_file(path: &Path, largest: u64, links: SymlinkPolicy) -> Result<Option<String>> {
    let bytes = read_regular_file(path, largest, links)?;
    bytes.map(|bytes| decode_text(bytes, path)).transpose()
}

/// The text of the file that the user named, which may be a pipe from the shell.
///
/// # Errors
/// As [`read_text_file`], and usage (2) if it doesn't exist, or for a pipe without a writer.
pub fn read_file_or_pipe(path: &Path, largest: u64) -> Result<String> {
    let bytes = if is_pipe(path) {
        read_named_pipe(path, largest)?
    } else {
        read_with_size_limit(open_any_file(path)?, path, largest)?
    };
    decode_text(bytes, path)
}

fn open_any_file(path: &Path) -> Result<File> {
    if path.is_dir() {
        return Err(Error::usage(format!(
            "{} is a directory",
            format_path(path)
        )));
    }
    File::open(path).map_err(|error| {
        if is_not_found(&error) {
            return path_not_found_error(path).with_source(error);
        }
        Error::usage(format!("cannot read {}: {error}", format_path(path))).with_source(error)
    })
}

/// A usage error (2) for a path that the user named and that doesn't exist, with similar names in the same folder.
pub fn path_not_found_error(path: &Path) -> Error {
    let typed = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new(".")));
    let entries = entries.into_iter().flatten().take(MAX_SIBLINGS);
    let names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let near = suggest_names(&typed, names.iter().map(String::as_str));
    Error::usage(format!("{} not found", format_path(path)))
        .with_optional_hint(format_did_you_mean(&near))
}

/// The maximum number of entries to read from a folder to find a suggestion.
const MAX_SIBLINGS: usize = 2_000;

/// How long to wait for a writer to open the other end of a pipe; a shell starts the writer before it passes the pipe on.
const PIPE_OPEN_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait for the data; the writer may prompt for a password first.
const PIPE_READ_TIMEOUT: Duration = Duration::from_secs(120);

/// Reads a pipe in a separate thread: opening it waits for a writer, and reading it waits for the writer to finish.
fn read_named_pipe(path: &Path, largest: u64) -> Result<Vec<u8>> {
    let (open, opened) = mpsc::channel();
    let (send, read) = mpsc::channel();
    let there = path.to_owned();
    std::thread::spawn(move || {
        let file = open_any_file(&there);
        let _ = open.send(());
        let _ = send.send(file.and_then(|file| read_with_size_limit(file, &there, largest)));
    });
    let waited = |limit: Duration| {
        let message = format!("no data from {} within {limit:.0?}", format_path(path));
        Error::usage(message).with_hint("it is a pipe: start its writer first, or use a file")
    };
    opened
        .recv_timeout(PIPE_OPEN_TIMEOUT)
        .map_err(|_| waited(PIPE_OPEN_TIMEOUT))?;
    let text = read.recv_timeout(PIPE_READ_TIMEOUT);
    text.unwrap_or_else(|_| Err(waited(PIPE_READ_TIMEOUT)))
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    path.metadata().is_ok_and(|meta| meta.file_type().is_fifo())
}

/// Not supported on this system.
#[cfg(not(unix))]
fn is_pipe(_: &Path) -> bool {
    false
}

fn decode_text(bytes: Vec<u8>, path: &Path) -> Result<String> {
    decode_utf8_text(bytes).map_err(|is| Error::usage(format!("{} {is}", format_path(path))))
}

/// Opens the regular file at `path` for reading; `None` if it doesn't exist.
///
/// # Errors
/// Usage (2) for anything but a regular file; io (7) if it can't be opened.
pub fn open_regular_file(path: &Path, links: SymlinkPolicy) -> Result<Option<File>> {
    let meta = match links {
        SymlinkPolicy::Follow => path.metadata(),
        SymlinkPolicy::Refuse => path.symlink_metadata(),
    };
    match meta {
        Err(error) if is_not_found(&error) => return Ok(None),
        Err(error) => return Err(build_read_error(path, error)),
        Ok(meta) if meta.is_symlink() => {
            let message = format!("{} is a symbolic link", format_path(path));
            return Err(Error::usage(message).with_hint("symbolic links are not followed here"));
        }
        Ok(meta) if !meta.is_file() => return Err(build_not_regular_file_error(path)),
        Ok(_) => {}
    }
    let mut options = OpenOptions::new();
    options.read(true);
    set_nonblocking_open_flags(&mut options, links);
    let file = options
        .open(path)
        .map_err(|error| build_read_error(path, error))?;
    // It may have been replaced in the meantime.
    match file.metadata() {
        Ok(meta) if meta.is_file() => Ok(Some(file)),
        Ok(_) => Err(build_not_regular_file_error(path)),
        Err(error) => Err(build_read_error(path, error)),
    }
}

/// Opening a pipe waits for its other end, unless this flag is set.
#[cfg(unix)]
pub fn set_nonblocking_open_flags(options: &mut OpenOptions, links: SymlinkPolicy) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let mut flags = OFlags::NONBLOCK;
    if links == SymlinkPolicy::Refuse {
        flags |= OFlags::NOFOLLOW;
    }
    options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
}

/// Does nothing: files can't be pipes on this system.
#[cfg(not(unix))]
pub fn set_nonblocking_open_flags(_: &mut OpenOptions, _: SymlinkPolicy) {}

fn read_with_size_limit(file: impl Read, path: &Path, largest: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(largest + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| build_read_error(path, error))?;
    if bytes.len() as u64 > largest {
        let limit = largest / MAX_SETTINGS_BYTES;
        return Err(Error::usage(format!(
            "{} is larger than {limit} MiB",
            format_path(path)
        )));
    }
    Ok(bytes)
}

fn is_not_found(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

fn build_read_error(path: &Path, error: std::io::Error) -> Error {
    Error::io(format_args!("read {}", format_path(path)), error)
}

fn build_not_regular_file_error(path: &Path) -> Error {
    Error::usage(format!("{} is not a regular file", format_path(path)))
}

fn format_path(path: &Path) -> String {
    Printable(&path.display().to_string()).to_string()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_a_regular_file_of_a_sane_size_is_read() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name);
        std::fs::write(path("small"), "x").unwrap();
        std::fs::write(path("large"), vec![b'x'; MAX_SETTINGS_BYTES as usize + 1]).unwrap();
        std::os::unix::fs::symlink("small", path("link")).unwrap();
        std::os::unix::fs::symlink("gone", path("dangling")).unwrap();
        std::fs::create_dir(path("folder")).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            path("pipe"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        let read = |name: &str, links| read_text_file(&path(name), MAX_SETTINGS_BYTES, links);
        assert_eq!(
            read("small", SymlinkPolicy::Refuse).unwrap().as_deref(),
            Some("x")
        );
        assert_eq!(
            read("link", SymlinkPolicy::Follow).unwrap().as_deref(),
            Some("x")
        );
        assert_eq!(read("gone", SymlinkPolicy::Refuse).unwrap(), None);
        assert_eq!(read("small/below", SymlinkPolicy::Refuse).unwrap(), None);
        assert_eq!(read("dangling", SymlinkPolicy::Follow).unwrap(), None);
        for name in ["large", "link", "dangling", "folder", "pipe"] {
            assert!(read(name, SymlinkPolicy::Refuse).is_err(), "{name}");
        }
        assert!(read_file_or_pipe(Path::new("/dev/zero"), MAX_SETTINGS_BYTES).is_err());
    }
}
