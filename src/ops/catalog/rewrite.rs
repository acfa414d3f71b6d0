//! A file of a catalog and the text that it is to have.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::ops::write_file::write_file;
use crate::printable::Printable;
use crate::source::Source;

/// A file that gets another text.
#[derive(Clone, Debug)]
pub struct Rewrite {
    /// As it was read.
    pub source: Arc<Source>,
    /// Its new text.
    pub text: String,
}

impl Rewrite {
    /// Writes the file, which is named from `directory`, in one step.
    ///
    /// # Errors
    /// Conflict (6) where the file is no longer what was read; io (7) where it cannot be written.
    pub fn write(&self, directory: &Path) -> Result<()> {
        let path = directory.join(&self.source.name);
        let shown = Printable(&self.source.name);
        let there =
            std::fs::read(&path).map_err(|error| Error::io(format_args!("read {shown}"), error))?;
        if there != self.source.text.as_bytes() {
            let message = format!("{shown} changed while it was read");
            return Err(Error::conflict(message).hint("run the same command again"));
        }
        write_file(&path, &self.text)
            .map_err(|error| Error::io(format_args!("write {shown}"), error))
    }
}
