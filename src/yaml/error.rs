//! What can be wrong with YAML as such.

use std::ops::Range;

/// A fault of a document's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// What kind.
    pub kind: YamlErrorKind,
    /// One sentence.
    pub message: String,
    /// Bytes of the document's text.
    pub span: Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
    /// What makes it right, where there is exactly one right answer: bytes of the document's text, and what comes in
    /// their place.
    pub fix: Option<(Range<usize>, String)>,
}

impl YamlError {
    pub(super) fn new(
        kind: YamlErrorKind,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> YamlError {
        YamlError {
            kind,
            message: message.into(),
            span,
            help: None,
            fix: None,
        }
    }

    /// What keeps the text from being YAML.
    pub(super) fn syntax(span: Range<usize>, message: impl Into<String>) -> YamlError {
        YamlError::new(YamlErrorKind::Syntax, span, message)
    }
}

/// The kinds of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YamlErrorKind {
    /// It is not YAML.
    Syntax,
    /// It is not YAML, because a merge left both sides in it.
    MergeMarker,
    /// A key stands twice in one mapping.
    DuplicateKey,
    /// Aliases that would unfold to more than 100 nodes: npm `yaml`'s `maxAliasCount`.
    AliasBomb,
}
