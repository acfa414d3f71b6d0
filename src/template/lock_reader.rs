//! Reading a lock, of this format or of the one that 0.1.0 wrote. A lock that can't be read whole isn't read at all: whoever
//! took no notice of a key would answer, upgrade or measure something else than what the lock says.

use std::collections::BTreeMap;
use std::path::Path;

use semver::Version;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::Value;

use super::input::InputValue;
use super::lock_file::{LockFile, LockFileEntry, LockFileKind};
use super::opt_out::OptOut;
use super::rel_path::RelPath;
use crate::catalog::{EntityRef, EntityRefBuf};
use crate::error::{Error, Result};
use crate::idp_version::{IDP_VERSION, format_upgrade_hint, parse_newer_version};
use crate::input_file::{MAX_SETTINGS_BYTES, SymlinkPolicy, read_text_file};
use crate::printable::escape_and_truncate;
use crate::source::{SourceFile, strip_byte_order_mark};
use crate::yaml::deserialize_yaml;

/// A lock of any format that this `idp` reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParsedLockFile {
    /// With everything that a render needs.
    Current(Box<LockFile>),
    /// Written by 0.1.0. The service can be found in its catalog by it, but not be rendered again.
    Legacy(Box<LegacyLockFile>),
}

/// A lock as 0.1.0 wrote it, `idp.dev/v1`. What it doesn't have: the title and the team of the owner, the organisation, the
/// repository, delivery, environments, layers, and the digests of template, layers and files. So there is no way to make
/// built-in values of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LegacyLockFile {
    #[serde(rename = "apiVersion")]
    _api_version: String,
    #[serde(rename = "kind")]
    _kind: LockFileKind,
    /// Which template, in which version.
    pub template: LegacyLockFileTemplate,
    /// The platform that the service is registered with: `practice`, or a URL.
    pub platform: String,
    /// The full ref of the service.
    pub entity: EntityRefBuf,
    /// The answer to every input, and beside them `name`, `description`, `owner` and, if it has one, `system`.
    pub inputs: BTreeMap<String, InputValue>,
    /// The features that it leaves out.
    #[serde(default)]
    pub opt_outs: Vec<OptOut>,
    /// Every file of the pristine render but the lock; no digest says whether the list is complete.
    pub files: BTreeMap<RelPath, LockFileEntry>,
}

/// A template by its name and version alone, as 0.1.0 wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegacyLockFileTemplate {
    /// Such as `service`.
    pub name: String,
    /// Such as `1.0.0`.
    pub version: String,
}

/// What every format has, however new it is; the rest of a newer one is not looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LockFileHeader {
    #[serde(default)]
    api_version: Value,
    /// The version of `idp` that wrote it.
    #[serde(default)]
    idp: Value,
}

/// What stands before the number of a format.
const LOCK_FORMAT_PREFIX: &str = "idp.dev/v";
/// How to get back what was written.
const RESTORE_LOCK_HINT: &str = "restore it: git checkout HEAD -- .idp/lock.yaml";

impl ParsedLockFile {
    /// The lock of the service repository at `root`; `None` where it has none.
    ///
    /// # Errors
    /// As [`ParsedLockFile::parse`]; usage (2) for what is no regular text file; io (7) where it can't be read.
    pub fn read(root: &Path) -> Result<Option<ParsedLockFile>> {
        let path = root.join(LockFile::LOCK_FILE_PATH);
        let text = read_text_file(&path, MAX_SETTINGS_BYTES, SymlinkPolicy::Refuse)?;
        text.map(|text| ParsedLockFile::parse(&path.display().to_string(), &text))
            .transpose()
    }

    /// Reads the text of the lock at `path`.
    ///
    /// # Errors
    /// Usage (2) where it isn't a lock, has an unknown key, was truncated or edited, or has a format that this `idp` doesn't
    /// know: then with the version of `idp` that does.
    pub fn parse(path: &str, text: &str) -> Result<ParsedLockFile> {
        let fault = match parse_lock_document::<LockFile>(path, text) {
            Ok(lock) if lock.has_intact_file_list()? => {
                return Ok(ParsedLockFile::Current(Box::new(lock)));
            }
            Ok(_) => {
                Error::usage("`files` was edited: it doesn't match `filesDigest`").with_file(path)
            }
            Err(fault) => fault,
        };
        // Only now the header: the usual lock is read once, by every query in a service repository.
        let Ok(header) = serde_yaml::from_str::<LockFileHeader>(strip_byte_order_mark(text)) else {
            return Err(fault.with_hint(RESTORE_LOCK_HINT));
        };
        match header.lock_format_version() {
            Some(1) => parse_lock_document(path, text)
                .map(|lock| ParsedLockFile::Legacy(Box::new(lock)))
                .map_err(|fault| header.add_recovery_hint(fault)),
            Some(2) => Err(header.add_recovery_hint(fault)),
            _ => Err(header.build_unknown_format_error(path)),
        }
    }

    /// The platform that the service is registered with: `practice`, or a URL.
    pub fn platform(&self) -> &str {
        match self {
            ParsedLockFile::Current(lock) => &lock.platform,
            ParsedLockFile::Legacy(lock) => &lock.platform,
        }
    }

    /// The ref of the service in the catalog of its platform.
    pub fn entity(&self) -> EntityRef<'_> {
        match self {
            ParsedLockFile::Current(lock) => lock.entity.as_entity_ref(),
            ParsedLockFile::Legacy(lock) => lock.entity.as_entity_ref(),
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
        parse_newer_version(self.idp.as_str()?)
    }

    /// What to do about a lock that can't be read: a newer `idp` may read it, else it was damaged after it was written.
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
