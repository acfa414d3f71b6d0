//! The directories of `idp` on this machine.

use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};
use crate::printable::Printable;

/// The directories, determined once from the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdpDirectories {
    /// The practice platform, its forge and the runs: `IDP_HOME`, otherwise the user's data directory.
    pub data: PathBuf,
    /// The cache: `IDP_HOME/cache`, otherwise the user's cache directory.
    pub cache: PathBuf,
    /// The user's settings: `IDP_HOME/config.yaml`, otherwise `config.yaml` in the user's configuration directory.
    pub config: PathBuf,
}

impl IdpDirectories {
    /// The bare repository of the practice platform.
    pub fn practice_repository(&self) -> PathBuf {
        self.data.join("platform.git")
    }

    /// Checks that no other user can write to them: the settings choose the platform, and the repositories can contain
    /// hooks.
    ///
    /// # Errors
    /// Io (7) if a directory is writable by everyone or belongs to another user.
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
    // Missing directories are created when they are needed.
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
        // A directory with the sticky bit, such as /tmp, is meant to be writable by everyone.
        let is_shared = meta.mode() & 0o1000 != 0;
        let hint = if is_shared {
            own.to_owned()
        } else {
            format!(
                "if everything in it is yours: chmod o-w {}",
                Printable(&shell_quote_path(folder))
            )
        };
        return Err(refused(format!("{shown} is writable by everyone")).with_hint(hint));
    }
    Ok(())
}

#[cfg(not(unix))]
fn validate_folder_permissions(_: &Path) -> Result<()> {
    Ok(())
}
