//! Errors in YAML syntax.

use std::ops::Range;

/// An error in the text of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// The kind of error.
    pub kind: YamlErrorKind,
    /// The message, in one sentence.
    pub message: String,
    /// Bytes of the document's text.
    pub span: Range<usize>,
    /// The help.
    pub help: Option<String>,
    /// The fix, if there is exactly one correct fix: bytes of the document's text, and their replacement.
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

    /// Creates a syntax error.
    pub(super) fn syntax(span: Range<usize>, message: impl Into<String>) -> YamlError {
        YamlError::new(YamlErrorKind::Syntax, span, message)
    }
}

/// The kinds of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YamlErrorKind {
    /// Invalid YAML.
    Syntax,
    /// Invalid YAML because of unresolved merge conflict markers.
    MergeMarker,
    /// A duplicate key in a mapping.
    DuplicateKey,
    /// Aliases that expand to more than 100 nodes: npm `yaml`'s `maxAliasCount`.
    AliasBomb,
}
