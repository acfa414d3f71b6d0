//! Writes a site into a directory, in which it replaces an earlier one and touches nothing else: the directory may be a clone of the branch
//! that is published, or a mounted volume.

use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tempfile::TempDir;

use super::{NOT_FOUND_PAGE, SEARCH_INDEX, Site, SiteFile, SiteNotice, SiteSource};
use crate::error::{Error, Result};
use crate::platform::PLATFORM_CONFIG_FILE;
use crate::printable::Printable;

/// Every file and folder that a site can have at its top.
const SITE_ENTRIES: [&str; 18] = [
    "index.html",
    NOT_FOUND_PAGE,
    "site.css",
    "search.js",
    SEARCH_INDEX,
    "llms.txt",
    "sitemap.xml",
    "all",
    "catalog",
    "docs",
    "findings",
    "kinds",
    "opt-outs",
    "paved-path",
    "readme",
    "search",
    "systems",
    "teams",
];

/// What the index of the search starts with.
const SEARCH_INDEX_START: &[u8] = b"globalThis.idpIndex = [";

/// The size of a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SiteSize {
    /// The number of entities with a page.
    pub entities: usize,
    /// The number of files.
    pub files: usize,
    /// The number of bytes.
    pub bytes: u64,
}

/// Writes the site of `source` to `directory`, with `notice` on top of every page. An earlier site there is replaced once the new one is complete; all other files stay.
///
/// # Errors
/// Conflict (6) if `directory` is a file or a platform, or if something in it that isn't from a site has the name of a part of it; io (7) if
/// it can't be written to.
pub fn write_site(
    source: &SiteSource<'_>,
    notice: Option<&SiteNotice>,
    directory: &Path,
) -> Result<SiteSize> {
    ensure_writable(directory)?;
    std::fs::create_dir_all(directory).map_err(|error| io_error("create", directory, error))?;
    // In the directory itself, because a rename works only within a file system.
    let [new, old] = [".idp-site-new-", ".idp-site-old-"].map(|prefix| {
        let draft = tempfile::Builder::new()
            .prefix(prefix)
            .tempdir_in(directory);
        draft.map_err(|error| io_error("create a directory in", directory, error))
    });
    let (new, old) = (new?, old?);
    let size = write_files(source, notice, new.path())?;
    for entry in SITE_ENTRIES {
        replace_entry(directory, entry, &new, &old)?;
    }
    Ok(size)
}

/// Moves an entry of the site at `directory` to `old`, and the one of `new` to its place.
fn replace_entry(directory: &Path, entry: &str, new: &TempDir, old: &TempDir) -> Result<()> {
    let (current, draft) = (directory.join(entry), new.path().join(entry));
    let failed = |error| io_error("replace", &current, error);
    if current.symlink_metadata().is_ok() {
        std::fs::rename(&current, old.path().join(entry)).map_err(failed)?;
    }
    if draft.exists() {
        std::fs::rename(&draft, &current).map_err(failed)?;
    }
    Ok(())
}

fn write_files(
    source: &SiteSource<'_>,
    notice: Option<&SiteNotice>,
    folder: &Path,
) -> Result<SiteSize> {
    let (files, bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
    let entities = Site::new(source)?.render_all(notice, &|file: SiteFile| {
        write_file(&folder.join(&file.path), &file.text)?;
        files.fetch_add(1, Ordering::Relaxed);
        bytes.fetch_add(file.text.len() as u64, Ordering::Relaxed);
        Ok(())
    })?;
    Ok(SiteSize {
        entities,
        files: files.into_inner(),
        bytes: bytes.into_inner(),
    })
}

/// Writes a file, and creates its folder if it's missing, which costs more than the attempt.
fn write_file(path: &Path, text: &str) -> Result<()> {
    let written = std::fs::write(path, text);
    let is_missing = |error: &std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
    let Some(parent) = path
        .parent()
        .filter(|_| written.as_ref().is_err_and(is_missing))
    else {
        return written.map_err(|error| io_error("write", path, error));
    };
    std::fs::create_dir_all(parent).map_err(|error| io_error("create", parent, error))?;
    std::fs::write(path, text).map_err(|error| io_error("write", path, error))
}

/// Checks that a site in `directory` would replace nothing but files of an earlier one.
fn ensure_writable(directory: &Path) -> Result<()> {
    let shown = |path: &Path| path.display().to_string();
    let taken = |path: &Path, what: &str| {
        Error::conflict(format!("{} {what}", Printable(&shown(path))))
            .with_hint("choose another directory for the site")
    };
    match directory.symlink_metadata() {
        Err(_) => return Ok(()),
        Ok(_) if !directory.is_dir() => return Err(taken(directory, "isn't a directory")),
        Ok(_) => {}
    }
    if directory.join(PLATFORM_CONFIG_FILE).exists() {
        return Err(taken(directory, "is the platform itself"));
    }
    let is_site = is_site(directory);
    for entry in SITE_ENTRIES {
        let found = walkdir::WalkDir::new(directory.join(entry))
            .into_iter()
            .flatten();
        let mut files = found.filter(|found| !found.file_type().is_dir());
        let foreign = files.find(|file| !is_site || !is_site_file(directory, file.path()));
        if let Some(file) = foreign {
            return Err(taken(
                file.path(),
                "is in the way, and isn't part of a site",
            ));
        }
    }
    Ok(())
}

/// Whether a site can have the file `path`: a file at its top, a page, or the JSON or Markdown of an entity,
/// `catalog/<namespace>/<kind>/<name>.json`.
fn is_site_file(directory: &Path, path: &Path) -> bool {
    let inside = path.strip_prefix(directory).unwrap_or(path);
    let depth = inside.components().count();
    let is_other_format = depth == 4
        && inside.starts_with("catalog")
        && inside
            .extension()
            .is_some_and(|end| end == "json" || end == "md");
    depth == 1 || inside.file_name().is_some_and(|name| name == "index.html") || is_other_format
}

/// Whether `directory` has a site that [`write_site`] wrote.
pub fn is_site(directory: &Path) -> bool {
    let index = std::fs::read(directory.join(SEARCH_INDEX));
    index.is_ok_and(|index| index.starts_with(SEARCH_INDEX_START))
}

fn io_error(what: &str, path: &Path, error: std::io::Error) -> Error {
    let path = path.display().to_string();
    Error::io(format_args!("{what} {}", Printable(&path)), error)
}
