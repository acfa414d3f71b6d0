//! A file as a tree lists it.

use git2::Oid;

/// A regular file of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFile {
    /// From the root of the repository, `/` between parts.
    pub path: String,
    /// Whether git's executable bit is set.
    pub executable: bool,
    /// The blob that holds its bytes.
    pub blob: Oid,
}
