//! Where `idp` keeps things of its own on this machine.

use std::path::PathBuf;

/// The folders, decided once from the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The practice platform and its forge: `IDP_HOME`, else the user's data directory.
    pub data: PathBuf,
    /// What can be fetched again: `IDP_HOME/cache`, else the user's cache directory.
    pub cache: PathBuf,
    /// Whether `IDP_HOME` asked for it by name.
    pub chosen: bool,
}

impl Home {
    /// The bare repository of the practice platform.
    pub fn practice(&self) -> PathBuf {
        self.data.join("platform.git")
    }
}
