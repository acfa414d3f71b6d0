//! The events of a document, from which the builder creates a tree.
//!
//! A source reads the text of one document and either yields [`YamlEvent`]s or pushes them. Sources share no trait: a
//! source that parses recursively pushes events, while one that wraps a parser yields them. Currently, the only
//! source is `granit`. Any other must emit the same events, including spans, for each document that it reads, which
//! `differential` checks. It leaves other documents to `granit`, and must never accept one that `granit` rejects.
//!
//! The text passed to a source has no byte order mark at its start, and carriage returns only before line feeds;
//! `parse` rejects anything else. It may start with directives and a marker, and end with a marker.
//!
//! Only nodes are events. Comments, directives and markers aren't, because no reader of the tree needs them. The tags
//! of collections aren't either: a collection has the type of its syntax, whatever its tag, as in npm `yaml` without
//! custom tags.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Range;

use super::scalar::CoreSchemaType;

/// One event. Events follow the order of the text: a key, its value, the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct YamlEvent<'t> {
    pub(super) kind: YamlEventKind<'t>,
    /// Bytes of the document's text, without the properties (`&a`, `!!str`) before them. Findings point at them and
    /// edits replace them, so a source must set them exactly as [`YamlEventKind`] says.
    pub(super) span: Range<usize>,
}

/// The kind of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum YamlEventKind<'t> {
    /// A scalar. The span of a quoted scalar includes its quotes. The span of a block scalar starts at the first
    /// non-blank character below the `|` and ends at the next non-blank character after the scalar, so it includes the
    /// blank lines and indentation that follow. If there are only blank lines, the span is empty, at that end; or, at
    /// the end of the document, it starts at the `|`.
    ///
    /// An empty node is a plain scalar with an empty span: at the colon after a key, or else after the token before it.
    /// Its text is `~`, or empty if it has a tag.
    Scalar {
        /// The text with escapes resolved and lines folded, but not converted to a type.
        text: Cow<'t, str>,
        style: ScalarStyle,
        tag: Option<ScalarTag>,
        anchor: Option<AnchorId>,
    },
    /// The start of a list. The span of a flow list is its opening bracket. The span of a block list is empty, at the
    /// first dash; or at the first item if the list is at the column of its key, because such a list has no indentation
    /// of its own and therefore no token that starts it.
    SequenceStart {
        style: CollectionStyle,
        anchor: Option<AnchorId>,
    },
    /// The start of a mapping. The span of a flow mapping is its opening brace. Otherwise the span is empty, at the
    /// first key or its properties; or it is the `?` of a pair in a flow list.
    MappingStart {
        style: CollectionStyle,
        anchor: Option<AnchorId>,
    },
    /// The end of the innermost open collection. The span is its closing bracket or brace, or [`NO_SPAN`] if it has
    /// none: the builder decides where a block ends.
    CollectionEnd,
    /// `*name`: the node that most recently defined this anchor.
    Alias(AnchorId),
}

/// The span of a collection end that no bracket or brace marks.
pub(super) const NO_SPAN: Range<usize> = 0..0;

/// The number of an anchor in its document. A name that is defined again gets a new number.
pub(super) type AnchorId = NonZeroUsize;

/// How a scalar is written, as far as that affects its meaning.
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
    /// With dashes or keys on their own lines.
    Block,
    /// In brackets or braces.
    Flow,
}

/// The type that the tag of a scalar specifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarTag {
    /// `!!str`, `!!int` and so on, in any of their spellings.
    Core(CoreSchemaType),
    /// `!!binary`.
    Binary,
    /// Any other tag, including `!`.
    Other,
}
