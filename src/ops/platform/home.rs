//! Where `idp` keeps things of its own on this machine.

use std::path::PathBuf;

/// The folders, decided once from the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The practice platform and its forge: `IDP_HOME`, else the user's data directory.
    pub data: PathBuf,
    /// What can be fetched again: `IDP_HOME/cache`, else the user's cache directory.
    pub cache: PathBuf,
    /// The file that says what this user set: `IDP_HOME/config.yaml`, else in the user's configuration directory.
    pub config: PathBuf,
    /// Whether `IDP_HOME` asked for it by name.
    pub chosen: bool,
}

impl Home {
    /// The bare repository of the practice platform.
    pub fn practice(&self) -> PathBuf {
        self.data.join("platform.git")
    }
}
