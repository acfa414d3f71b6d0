//! Reads a lock in the current format or in that of 0.1.0. A lock that can't be read completely is rejected: ignoring a key
//! would lead to an answer, an upgrade or a measurement that doesn't match the lock.

use std::collections::BTreeMap;
use std::path::Path;

use semver::Version;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::input::InputValue;
use super::lock_file::{LockFile, LockFileEntry, LockFileKindField};
use super::opt_out::OptOut;
use super::rel_path::RelPath;
use crate::catalog::{EntityRef, EntityRefBuf};
use crate::error::{Error, Result};
use crate::idp_version::{IDP_VERSION, format_upgrade_hint, parse_version_if_newer};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::printable::escape_and_truncate;
use crate::source::{SourceFile, strip_byte_order_mark};
use crate::yaml::deserialize_yaml;

/// A lock in any format that this `idp` can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrentOrLegacyLockFile {
    /// The current format, with everything that a render needs.
    Current(Box<LockFile>),
    /// Written by 0.1.0. It identifies the service in its catalog, but isn't enough to render it again.
    Legacy(Box<LegacyLockFile>),
}

/// A lock as 0.1.0 wrote it, `idp.dev/v1`. It lacks the title and team of the owner, the organisation, the repository,
/// delivery, environments, layers, and the digests of template, layers and files. So it can't be converted to built-in
/// values.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LegacyLockFile {
    #[serde(rename = "apiVersion")]
    _api_version: String,
    #[serde(rename = "kind")]
    _kind: LockFileKindField,
    /// The template and its version.
    pub template: LegacyLockedTemplate,
    /// The platform that the service is registered with: `practice`, or a URL.
    pub platform: String,
    /// The full ref of the service.
    pub entity: EntityRefBuf,
    /// The value of every input, plus `name`, `description`, `owner` and, if set, `system`.
    pub inputs: BTreeMap<String, InputValue>,
    /// The features that it opted out of.
    #[serde(default)]
    pub opt_outs: Vec<OptOut>,
    /// Every file of the pristine render except the lock. Without a digest, the list may be incomplete.
    pub files: BTreeMap<RelPath, LockFileEntry>,
}

/// The name and version of a template, as 0.1.0 wrote them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegacyLockedTemplate {
    /// Such as `service`.
    pub name: String,
    /// Such as `1.0.0`.
    pub version: String,
}

/// The part that every format has, including future ones.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LockFileHeader {
    #[serde(default)]
    api_version: Value,
    /// The version of `idp` that wrote it.
    #[serde(default)]
    idp: Value,
}

/// The prefix of the format number.
const LOCK_FORMAT_PREFIX: &str = "idp.dev/v";
/// The hint for a damaged lock.
const RESTORE_LOCK_HINT: &str = "restore it: git checkout HEAD -- .idp/lock.yaml; if that version is damaged, too, find a better one: git log -p -- .idp/lock.yaml";

impl CurrentOrLegacyLockFile {
    /// Reads the lock of the service repository at `root`; `None` if it has none.
    ///
    /// # Errors
    /// As [`CurrentOrLegacyLockFile::parse`]; usage (2) if it isn't a regular text file; io (7) if it can't be read.
    pub fn read(root: &Path) -> Result<Option<CurrentOrLegacyLockFile>> {
        let path = root.join(LockFile::LOCK_FILE_PATH);
        let text = read_text_file(&path, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)?;
        text.map(|text| CurrentOrLegacyLockFile::parse(&path.display().to_string(), &text))
            .transpose()
    }

    /// Parses the text of the lock at `path`.
    ///
    /// # Errors
    /// Usage (2) if it isn't a lock, has an unknown key, was truncated or edited, or has a format that this `idp` doesn't
    /// support. In that case the hint says which version of `idp` does.
    pub fn parse(path: &str, text: &str) -> Result<CurrentOrLegacyLockFile> {
        let fault = match parse_lock_document::<LockFile>(path, text) {
            Ok(lock) if !lock.has_complete_registration() => {
                Error::usage("`platform` and `entity` belong together: one of them is missing")
                    .with_file(path)
            }
            Ok(lock) if lock.has_intact_file_list()? => {
                return Ok(CurrentOrLegacyLockFile::Current(Box::new(lock)));
            }
            Ok(_) => {
                Error::usage("`files` was edited: it doesn't match `filesDigest`").with_file(path)
            }
            Err(fault) => fault,
        };
        // The header is parsed only after a failure: every query in a service repository reads a lock, and most are valid.
        let Ok(header) = serde_yaml::from_str::<LockFileHeader>(strip_byte_order_mark(text)) else {
            return Err(fault.with_hint(RESTORE_LOCK_HINT));
        };
        match header.lock_format_version() {
            Some(1) => parse_lock_document(path, text)
                .map(|lock| CurrentOrLegacyLockFile::Legacy(Box::new(lock)))
                .map_err(|fault| header.add_recovery_hint(fault)),
            Some(2) => Err(header.add_recovery_hint(fault)),
            _ => Err(header.build_unknown_format_error(path)),
        }
    }

    /// The platform that the service is registered with: `practice`, or a URL; `None` if the repository isn't a service.
    pub fn platform(&self) -> Option<&str> {
        match self {
            CurrentOrLegacyLockFile::Current(lock) => lock.platform.as_deref(),
            CurrentOrLegacyLockFile::Legacy(lock) => Some(&lock.platform),
        }
    }

    /// The ref of the service in the catalog of its platform; `None` if the repository isn't a service.
    pub fn entity_ref(&self) -> Option<EntityRef<'_>> {
        match self {
            CurrentOrLegacyLockFile::Current(lock) => {
                lock.entity.as_ref().map(EntityRefBuf::as_entity_ref)
            }
            CurrentOrLegacyLockFile::Legacy(lock) => Some(lock.entity.as_entity_ref()),
        }
    }
}

fn parse_lock_document<T: DeserializeOwned>(path: &str, text: &str) -> Result<T> {
    let source = SourceFile::new(path, strip_byte_order_mark(text));
    deserialize_yaml(&source)
        .map_err(|(place, message)| Error::usage(format!("{place}: {message}")))
}

impl LockFileHeader {
    fn lock_format_version(&self) -> Option<u32> {
        let format = self
            .api_version
            .as_str()?
            .strip_prefix(LOCK_FORMAT_PREFIX)?;
        format.parse().ok()
    }

    /// The version that wrote the lock, if this `idp` is older.
    fn newer_idp_version(&self) -> Option<Version> {
        parse_version_if_newer(self.idp.as_str()?)
    }

    /// Adds the hint for an unreadable lock: a newer `idp` may support it; otherwise it was damaged after it was written.
    fn add_recovery_hint(&self, error: Error) -> Error {
        match self.newer_idp_version() {
            Some(version) => error.with_hint(format_upgrade_hint(&version)),
            None => error.with_hint(RESTORE_LOCK_HINT),
        }
    }

    fn build_unknown_format_error(&self, path: &str) -> Error {
        let is_newer = self.lock_format_version().is_some_and(|number| number > 2);
        let message = match self.api_version.as_str() {
            Some(format) => format!(
                "idp {IDP_VERSION} can't read the lock format {}; it reads idp.dev/v1 and idp.dev/v2",
                escape_and_truncate(format)
            ),
            None => "not a lock: `apiVersion` is missing".to_owned(),
        };
        let error = Error::usage(message).with_file(path);
        if is_newer && self.newer_idp_version().is_none() {
            error.with_hint("install a newer version of idp")
        } else {
            self.add_recovery_hint(error)
        }
    }
}
