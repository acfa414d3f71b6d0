//! The user's settings on this machine.

use serde::{Deserialize, Serialize};
use url::Url;

use super::IdpDirectories;
use crate::error::{Error, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::printable::Printable;
use crate::source::SourceFile;
use crate::template::shell_quote_path;
use crate::write_file::write_file_atomically;
use crate::yaml;

/// The settings of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserConfig {
    /// The URL of the organisation's platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
}

impl UserConfig {
    /// Reads the settings; empty if there are none.
    ///
    /// # Errors
    /// Usage (2) with the place of an error; io (7) if they can't be read.
    pub fn read_user_config(home: &IdpDirectories) -> Result<UserConfig> {
        let path = &home.config;
        let Some(text) = read_text_file(path, MAX_SETTINGS_BYTES, SymlinkPolicy::Follow)? else {
            return Ok(Self::default());
        };
        let source = SourceFile::new(path.display().to_string(), text);
        yaml::deserialize_yaml(&source).map_err(|(place, message)| {
            Error::usage(format!("{place}: {message}")).with_hint(format!(
                "correct the file, or delete it and connect again: rm {}",
                Printable(&shell_quote_path(path))
            ))
        })
    }

    /// The host of the platform, which the user thereby trusts.
    pub fn platform_host(&self) -> Option<String> {
        let url = Url::parse(self.platform.as_deref()?).ok()?;
        url.host_str().map(str::to_owned)
    }

    /// Writes the settings.
    ///
    /// # Errors
    /// Io (7) if they can't be written.
    pub fn write_user_config(&self, home: &IdpDirectories) -> Result<()> {
        let path = &home.config;
        let cannot = |error| Error::io(format_args!("write {}", path.display()), error);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(cannot)?;
        }
        let yaml = serde_yaml::to_string(self).unwrap_or_default();
        write_file_atomically(path, &yaml).map_err(cannot)
    }
}
