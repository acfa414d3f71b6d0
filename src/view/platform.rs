//! The platform that a report comes from.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use crate::platform::{Platform, PlatformSnapshot};

/// The platform that the data comes from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlatformInfo {
    /// A URL, a local directory, or `practice`.
    pub address: String,
    /// Whether it is the practice platform, which contains sample teams and services.
    pub practice: bool,
    /// The commit that was read; null for a working directory.
    pub commit: Option<String>,
    /// When it was fetched, in RFC 3339 format; null for a local platform.
    pub fetched_at: Option<String>,
}

impl PlatformInfo {
    /// The info for `platform` at `snapshot`.
    pub fn new(platform: &Platform, snapshot: &PlatformSnapshot) -> Self {
        let fetched = snapshot.fetch_status.as_ref();
        PlatformInfo {
            address: platform.to_string(),
            practice: platform.is_practice(),
            commit: snapshot.commit(),
            fetched_at: fetched.map(|fetched| format!("{:.0}", fetched.at)),
        }
    }

    /// The info for files in a directory.
    pub fn for_directory(root: &Path) -> Self {
        PlatformInfo {
            address: root.display().to_string(),
            practice: false,
            commit: None,
            fetched_at: None,
        }
    }
}
