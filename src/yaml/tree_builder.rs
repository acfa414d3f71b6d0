//! Builds a tree from events, and decides everything that events leave open: the value of a tagged scalar, duplicate
//! keys, the end of a block, its minimum indentation, and the targets of aliases.

use std::borrow::Cow;
use std::ops::Range;

use super::alias::{AliasError, YamlAnchors};
use super::error::{YamlError, YamlErrorKind};
use super::event::{
    AnchorId, CollectionStyle, NO_SPAN, ScalarStyle, ScalarTag, YamlEvent, YamlEventKind,
};
use super::indent::{find_underindented_flow_line, find_underindented_quoted_line};
use super::mapping_keys::DuplicateKeyDetector;
use super::scalar::CoreSchemaType;
use super::tree::{NodeContent, NodeId, YamlNodeData, YamlTree};
use super::version::YamlVersion;

/// The maximum number of errors to list per document.
const MAX_YAML_ERRORS: usize = 10_000;

/// A tree under construction. Events are pushed, so that their source may yield them or push them itself, and may stop
/// at anything it can't parse; the builder is then dropped.
pub(super) struct YamlTreeBuilder<'t> {
    text: &'t str,
    version: YamlVersion,
    tree: YamlTree<'t>,
    errors: Vec<YamlError>,
    anchors: YamlAnchors,
    open: Vec<OpenCollection<'t>>,
}

/// An open collection.
struct OpenCollection<'t> {
    node: NodeId,
    /// The column, in bytes, of a block collection's entries; only spaces and dashes come before them.
    column: Option<usize>,
    last: Option<NodeId>,
    /// The number of levels below it so far.
    height: usize,
    /// The keys so far, if it is a mapping.
    keys: Option<DuplicateKeyDetector<'t>>,
}

impl<'t> YamlTreeBuilder<'t> {
    /// A builder for events of `text`, which is shorter than 4 GiB.
    pub(super) fn new(text: &'t str, version: YamlVersion) -> Self {
        YamlTreeBuilder {
            text,
            version,
            tree: YamlTree::default(),
            errors: Vec::new(),
            anchors: YamlAnchors::default(),
            open: Vec::new(),
        }
    }

    /// Adds the next event.
    ///
    /// # Errors
    /// An error that leaves no usable tree.
    #[inline(always)]
    pub(super) fn push_event(&mut self, event: YamlEvent<'t>) -> Result<(), YamlError> {
        let YamlEvent { kind, span } = event;
        match kind {
            YamlEventKind::Scalar {
                text,
                style,
                tag,
                anchor,
            } => {
                if style == ScalarStyle::Quoted {
                    self.validate_indentation(find_underindented_quoted_line, &span)?;
                }
                let content = self.resolve_scalar(text, style, tag);
                let node = self.push_node(content, span);
                self.anchors.define(anchor, node, Some(0));
            }
            YamlEventKind::SequenceStart { style, anchor } => {
                self.begin_collection(NodeContent::Sequence, style, span, anchor);
            }
            YamlEventKind::MappingStart { style, anchor } => {
                self.begin_collection(NodeContent::Mapping, style, span, anchor);
            }
            YamlEventKind::CollectionEnd => self.end_collection(&span)?,
            YamlEventKind::Alias(anchor) => self.push_alias(anchor, span)?,
        }
        Ok(())
    }

    /// The tree, and the errors that don't prevent it.
    pub(super) fn finish(self) -> (YamlTree<'t>, Vec<YamlError>) {
        (self.tree, self.errors)
    }

    /// A tagged scalar has the type of its tag if that is a core schema type and its text is valid for it; otherwise it
    /// is a string. Source: npm `yaml`, `findScalarTagByName`.
    fn resolve_scalar(
        &self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        tag: Option<ScalarTag>,
    ) -> NodeContent<'t> {
        match tag {
            // The version matters only for scalars without a tag.
            None if style == ScalarStyle::Plain => {
                let (text, plain) = self.version.normalize_scalar(text);
                NodeContent::Scalar { text, plain }
            }
            // Bytes, which are an object in JavaScript.
            Some(ScalarTag::Binary) => NodeContent::Mapping,
            // Whatever its style: `!!int "1"` is a number.
            Some(ScalarTag::Core(core)) => NodeContent::Scalar {
                plain: core != CoreSchemaType::Str
                    && CoreSchemaType::type_of_plain_scalar(&text) == core,
                text,
            },
            None | Some(ScalarTag::Other) => NodeContent::Scalar { text, plain: false },
        }
    }

    fn begin_collection(
        &mut self,
        content: NodeContent<'t>,
        style: CollectionStyle,
        span: Range<usize>,
        anchor: Option<AnchorId>,
    ) {
        let keys = matches!(content, NodeContent::Mapping).then(DuplicateKeyDetector::new);
        let column = match style {
            CollectionStyle::Block => Some(self.block_collection_column(&content, span.start)),
            CollectionStyle::Flow => None,
        };
        let node = self.push_node(content, span);
        self.anchors.define(anchor, node, None);
        self.open.push(OpenCollection {
            node,
            column,
            last: None,
            height: 0,
            keys,
        });
    }

    /// The column of a block collection. A list can be at the column of the mapping around it; its event is then at
    /// its first item, not at its dash.
    fn block_collection_column(&self, content: &NodeContent<'t>, start: usize) -> usize {
        let line = self.text[..start]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let around = self.open.last().filter(|open| open.keys.is_some());
        let dash = |column: &usize| self.text.as_bytes().get(line + column) == Some(&b'-');
        match (content, around.and_then(|open| open.column).filter(dash)) {
            (NodeContent::Sequence, Some(column)) => column,
            _ => start - line,
        }
    }

    fn end_collection(&mut self, closing: &Range<usize>) -> Result<(), YamlError> {
        let Some(OpenCollection {
            node,
            column,
            last,
            height,
            ..
        }) = self.open.pop()
        else {
            return Ok(());
        };
        let end = last.map_or(0, |last| self.tree.nodes[last as usize].span.end);
        let data = &mut self.tree.nodes[node as usize];
        data.span.end = if *closing == NO_SPAN {
            end.max(data.span.start)
        } else {
            to_u32_offset(closing.end)
        };
        let whole = data.span.start as usize..data.span.end as usize;
        // The outermost brackets include the lines of all nested ones, so only they are checked.
        let within = self.open.last().is_some_and(|open| open.column.is_none());
        if column.is_none() && !within {
            self.validate_indentation(find_underindented_flow_line, &whole)?;
        }
        self.anchors.complete_anchored_collection(node, height);
        self.raise_height(height + 1);
        Ok(())
    }

    /// Checks that every line of `span` is indented more than the block around it; `find` returns the first that isn't.
    fn validate_indentation(
        &self,
        find: fn(&str, &Range<usize>, usize) -> Option<usize>,
        span: &Range<usize>,
    ) -> Result<(), YamlError> {
        let Some(column) = self.open.iter().rev().find_map(|open| open.column) else {
            return Ok(());
        };
        match find(self.text, span, column) {
            Some(start) => {
                let end = self.text[start..]
                    .find('\n')
                    .map_or(span.end, |length| start + length);
                let message = "this line is not indented more than the entry it belongs to";
                Err(YamlError {
                    help: Some(format!("indent it by {} spaces or more", column + 1)),
                    ..YamlError::syntax(start..end, message)
                })
            }
            None => Ok(()),
        }
    }

    fn push_alias(&mut self, anchor: AnchorId, span: Range<usize>) -> Result<(), YamlError> {
        match self
            .anchors
            .resolve_alias(&self.tree, anchor, self.open.len())
        {
            Some(Ok((target, height))) => {
                self.push_node(NodeContent::Alias(target), span);
                self.raise_height(height + 1);
                Ok(())
            }
            Some(Err(AliasError::Recursive)) => Err(YamlError::syntax(
                span,
                "an alias refers to a value that contains it",
            )),
            Some(Err(AliasError::TooMany)) => Err(YamlError::new(
                YamlErrorKind::AliasBomb,
                span,
                "aliases expand to more than 100 nodes",
            )),
            Some(Err(AliasError::TooDeep)) => {
                Err(YamlError::syntax(span, "aliases expand too deeply"))
            }
            None => Err(YamlError::syntax(span, "an alias without an anchor")),
        }
    }

    /// Records that a node of this height was added to the innermost collection.
    fn raise_height(&mut self, height: usize) {
        if let Some(open) = self.open.last_mut() {
            open.height = open.height.max(height);
        }
    }

    fn push_node(&mut self, content: NodeContent<'t>, span: Range<usize>) -> NodeId {
        let id = NodeId::try_from(self.tree.nodes.len()).unwrap_or(NodeId::MAX);
        if let Some(open) = self.open.last_mut() {
            let is_duplicate = open
                .keys
                .as_mut()
                .is_some_and(|keys| keys.track_duplicate_key(&content));
            if is_duplicate && self.errors.len() < MAX_YAML_ERRORS {
                self.errors
                    .push(duplicate_key_error(&content, span.clone()));
            }
            match open.last.replace(id) {
                Some(previous) => self.tree.nodes[previous as usize].next_sibling = Some(id),
                None => self.tree.nodes[open.node as usize].first_child = Some(id),
            }
        }
        self.tree.nodes.push(YamlNodeData {
            content,
            span: to_u32_offset(span.start)..to_u32_offset(span.end),
            first_child: None,
            next_sibling: None,
        });
        id
    }
}

fn duplicate_key_error(content: &NodeContent<'_>, span: Range<usize>) -> YamlError {
    let key = match content {
        NodeContent::Scalar { text, .. } => text,
        _ => "",
    };
    let message = format!(
        "duplicate key `{}`",
        crate::printable::escape_and_truncate(key)
    );
    YamlError::new(YamlErrorKind::DuplicateKey, span, message)
}

/// A tree stores offsets in half the bytes; the length of the text was checked, so they fit.
fn to_u32_offset(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}
