//! Writes files: atomically in a clone and in the cache, and without overwriting for new files.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufWriter, IntoInnerError, Result, Write};
use std::path::Path;

/// Writes `text` to `path`. An existing file keeps its permissions, and its old text until the new one is complete.
pub(crate) fn write_file_atomically(path: &Path, text: &str) -> Result<()> {
    let Ok(meta) = path.symlink_metadata() else {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(path)?;
        return file.write_all(text.as_bytes());
    };
    let folder = path.parent().unwrap_or(path);
    let mut draft = tempfile::Builder::new()
        .prefix(".idp-")
        .tempfile_in(folder)?;
    draft.write_all(text.as_bytes())?;
    draft.as_file().sync_all()?;
    std::fs::set_permissions(draft.path(), meta.permissions())?;
    draft.persist(path)?;
    Ok(())
}

/// Writes a file of the cache, which only its owner can read: catalogs may be confidential. An existing file stays as it is until `write` is done.
pub(crate) fn replace_cache_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let draft = tempfile::Builder::new()
        .prefix(".draft-")
        .tempfile_in(folder)?;
    let mut out = BufWriter::new(draft);
    write(&mut out)?;
    out.into_inner()
        .map_err(IntoInnerError::into_error)?
        .persist(path)?;
    Ok(())
}

/// Writes a new file with `bytes`. It never follows a link and never overwrites.
pub(crate) fn write_new_file(path: &Path, executable: bool, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if executable { 0o777 } else { 0o666 });
    options.open(path)?.write_all(bytes)
}
