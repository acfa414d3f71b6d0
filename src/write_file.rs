//! Writes the user's files: atomically in a clone, and without overwriting for new files.

use std::fs::{File, OpenOptions};
use std::io::{Result, Write};
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

/// Writes a new file with `bytes`. It never follows a link and never overwrites.
pub(crate) fn write_new_file(path: &Path, executable: bool, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if executable { 0o777 } else { 0o666 });
    options.open(path)?.write_all(bytes)
}
