//! The version of this `idp`, beside that of the one which wrote a file.

use semver::Version;

/// The version of this `idp`.
pub const IDP_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version `writer`, if this `idp` is older; `None` too for what is no version.
pub fn parse_newer_version(writer: &str) -> Option<Version> {
    let version = Version::parse(writer).ok()?;
    let own = Version::parse(IDP_VERSION).ok()?;
    (version > own).then_some(version)
}

/// What to do about a file that the newer version `writer` wrote and this `idp` can't read.
pub fn format_upgrade_hint(writer: &Version) -> String {
    format!("idp {writer} wrote it, and this is idp {IDP_VERSION}: install idp {writer} or later")
}
