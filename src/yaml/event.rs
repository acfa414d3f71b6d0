//! The events of a document, from which the builder creates a tree.
//!
//! A source reads the text of one document, and either yields [`YamlEvent`]s or pushes them; there is no trait, because a
//! source that goes through the text by recursion pushes, and one that wraps a parser yields. Today there is one source,
//! `granit`. Another must emit the same events, spans included, for every document that it reads; `differential`
//! compares them. What it doesn't read, it leaves to the first: it must never accept what that refuses.
//!
//! The text that a source gets has no byte order mark at its start and no carriage return but before a line feed: `parse`
//! refuses these. It may start with directives and a marker, and end with one.
//!
//! Only nodes are events. Comments, directives and markers aren't: no reader of the tree asks for them. The tags of
//! collections aren't either: a collection is what it looks like, whatever its tag says, as in npm `yaml` without
//! custom tags.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Range;

use super::scalar::CoreSchemaType;

/// One event, in the order of the text: a key, its value, the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct YamlEvent<'t> {
    pub(super) kind: YamlEventKind<'t>,
    /// Bytes of the document's text, without properties (`&a`, `!!str`) before them. See [`YamlEventKind`] for what they
    /// cover: findings point at them and edits replace them, so a source can't choose.
    pub(super) span: Range<usize>,
}

/// What an event is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum YamlEventKind<'t> {
    /// A scalar. The span of a quoted one includes its quotes. That of a block scalar starts at its first character that
    /// isn't blank, below the `|`, and ends at the first character that isn't blank after it: the blank lines and the
    /// indentation that follow are in it. Of one with nothing but blank lines, only that end is left; or, at the end of
    /// the document, all from its `|`.
    ///
    /// A node left empty is a plain scalar with an empty span: at the colon after a key, else after the token before it.
    /// Its text is `~`, or nothing if it has a tag.
    Scalar {
        /// Escapes resolved and lines folded, but not typed.
        text: Cow<'t, str>,
        style: ScalarStyle,
        tag: Option<ScalarTag>,
        anchor: Option<AnchorId>,
    },
    /// The start of a list. Of one in brackets, the span is its bracket. Of a block list it is empty, and at the first
    /// dash; but at the first item if the list stands at the column of its key, because such a list has no indentation
    /// of its own and thus no token that starts it.
    SequenceStart {
        style: CollectionStyle,
        anchor: Option<AnchorId>,
    },
    /// The start of a mapping. Of one in braces, the span is its brace. Else it is empty and at the first key, or at the
    /// properties of that key; or it is the `?` of a pair in a flow list.
    MappingStart {
        style: CollectionStyle,
        anchor: Option<AnchorId>,
    },
    /// The end of the innermost collection that is open. The span is its closing bracket or brace, or [`NOWHERE`] if it
    /// has none: where a block ends is for the builder to say.
    CollectionEnd,
    /// `*name`, the node that last defined this anchor.
    Alias(AnchorId),
}

/// The span of an end that no character marks.
pub(super) const NO_SPAN: Range<usize> = 0..0;

/// The number of an anchor in its document. A name that is defined again gets another number.
pub(super) type AnchorId = NonZeroUsize;

/// How a scalar is written, as far as that decides what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarStyle {
    /// Typed by its text, unless it has a tag.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// After `|` or `>`.
    Block,
}

/// How a collection is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CollectionStyle {
    /// By dashes or keys on lines of their own.
    Block,
    /// In brackets or braces.
    Flow,
}

/// What the tag of a scalar asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarTag {
    /// `!!str`, `!!int` and so on, in any of their spellings.
    Core(CoreSchemaType),
    /// `!!binary`.
    Binary,
    /// Any other, also `!`.
    Other,
}
