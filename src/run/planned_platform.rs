//! The platform that a run of `idp init` creates.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::forge::RepositorySpec;

/// A platform that is being created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlannedPlatform {
    /// The name of its repository.
    pub name: String,
    /// The organisation, as in `idp.yaml`.
    pub organisation: String,
    /// The name of the group that owns it.
    pub owner: String,
    /// The paths of its files, sorted.
    pub files: Vec<String>,
    /// The template's name and version.
    pub template: (String, String),
    /// The new directory, absolute.
    pub directory: PathBuf,
    /// The clone URL of the repository; of a platform without a remote, the `file://` URL of its directory.
    pub repository: String,
    /// The location of the repository, as the forge shows it, or the directory.
    pub place: String,
    /// The repository to create on the forge; `None` if the platform stays on this machine.
    pub wanted: Option<RepositorySpec>,
}
