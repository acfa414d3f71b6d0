//! The version of this `idp`, compared with the version that wrote a file.

use semver::Version;

/// The version of this `idp`.
pub const IDP_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version `writer`, if it is newer than this `idp`; `None` otherwise, or if it is invalid.
pub fn parse_version_if_newer(writer: &str) -> Option<Version> {
    let version = Version::parse(writer).ok()?;
    let own = Version::parse(IDP_VERSION).ok()?;
    (version > own).then_some(version)
}

/// The hint for a file that the newer version `writer` wrote and this `idp` can't read.
pub fn format_upgrade_hint(writer: &Version) -> String {
    format!("written by idp {writer}, but this is idp {IDP_VERSION}: install idp {writer} or later")
}
