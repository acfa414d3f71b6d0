//! What can be wrong with YAML as such.

use std::ops::Range;

/// A fault of a document's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind.
    pub kind: FaultKind,
    /// One sentence.
    pub message: String,
    /// Bytes of the document's text.
    pub span: Range<usize>,
}

/// The kinds of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is not YAML.
    Syntax,
    /// It is not YAML, because a merge left both sides in it.
    MergeMarker,
    /// A key stands twice in one mapping.
    DuplicateKey,
    /// Aliases that would unfold to more than 100 nodes: npm `yaml`'s `maxAliasCount`.
    AliasBomb,
}
