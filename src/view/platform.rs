//! Which platform answered.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use crate::platform::{Platform, PlatformSnapshot};

/// Where an answer comes from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlatformInfo {
    /// A URL, a directory of this machine, or `practice`.
    pub address: String,
    /// Whether it is the practice platform, whose teams and services are made up.
    pub practice: bool,
    /// The commit that was read; null for a working directory.
    pub commit: Option<String>,
    /// When it was fetched, RFC 3339; null for what lies on this machine.
    pub fetched_at: Option<String>,
}

impl PlatformInfo {
    /// Of `platform`, as `snapshot` has it.
    pub fn new(platform: &Platform, snapshot: &PlatformSnapshot) -> Self {
        let fetched = snapshot.fetch_status.as_ref();
        PlatformInfo {
            address: platform.to_string(),
            practice: platform.is_practice(),
            commit: snapshot.commit(),
            fetched_at: fetched.map(|fetched| format!("{:.0}", fetched.at)),
        }
    }

    /// Of the files in a directory.
    pub fn for_directory(root: &Path) -> Self {
        PlatformInfo {
            address: root.display().to_string(),
            practice: false,
            commit: None,
            fetched_at: None,
        }
    }
}
