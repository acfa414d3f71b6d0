//! A file in a git tree.

use git2::Oid;

/// A regular file of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFile {
    /// Relative to the root of the repository, with `/` as the separator.
    pub path: String,
    /// Whether git's executable bit is set.
    pub executable: bool,
    /// The blob with its content.
    pub blob: Oid,
}
