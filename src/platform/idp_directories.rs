//! Where `idp` keeps things of its own on this machine.

use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};
use crate::printable::Printable;

/// The folders, decided once from the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdpDirectories {
    /// The practice platform and its forge: `IDP_HOME`, else the user's data directory.
    pub data: PathBuf,
    /// What can be fetched again: `IDP_HOME/cache`, else the user's cache directory.
    pub cache: PathBuf,
    /// The file that says what this user set: `IDP_HOME/config.yaml`, else in the user's configuration directory.
    pub config: PathBuf,
}

impl IdpDirectories {
    /// The bare repository of the practice platform.
    pub fn practice_repository(&self) -> PathBuf {
        self.data.join("platform.git")
    }

    /// That nobody else decides what is in it: its settings say which platform is asked, and its repositories have hooks.
    ///
    /// # Errors
    /// Io (7) where everybody may write to it, or where it belongs to another user.
    pub fn validate_directory_permissions(&self) -> Result<()> {
        [&self.data, &self.cache]
            .into_iter()
            .try_for_each(|folder| validate_folder_permissions(folder))
    }
}

#[cfg(unix)]
fn validate_folder_permissions(folder: &Path) -> Result<()> {
    use crate::template::shell_quote_path;
    use std::os::unix::fs::MetadataExt;
    // What is not there yet is made by whoever needs it.
    let Ok(meta) = folder.metadata() else {
        return Ok(());
    };
    let path = folder.display().to_string();
    let shown = Printable(&path);
    let refused = |message: String| Error::new(ErrorKind::Io, message);
    let own = "set IDP_HOME to a directory of your own";
    if !meta.is_dir() {
        return Err(refused(format!("{shown} is not a directory")).with_hint(own));
    }
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(refused(format!("{shown} belongs to another user")).with_hint(own));
    }
    if meta.mode() & 0o002 != 0 {
        // A sticky directory, such as /tmp, is there for everybody to write to.
        let is_shared = meta.mode() & 0o1000 != 0;
        let hint = if is_shared {
            own.to_owned()
        } else {
            format!(
                "if everything in it is yours: chmod o-w {}",
                Printable(&shell_quote_path(folder))
            )
        };
        return Err(refused(format!("everybody may write to {shown}")).with_hint(hint));
    }
    Ok(())
}

#[cfg(not(unix))]
fn validate_folder_permissions(_: &Path) -> Result<()> {
    Ok(())
}
