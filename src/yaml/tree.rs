//! One document as a flat arena: every node knows its span, its first child and its next sibling.

use std::borrow::Cow;
use std::ops::Range;

/// The tree of one document. Scalars borrow from the text where nothing had to be unescaped.
#[derive(Clone, Debug, Default)]
pub struct YamlTree<'t> {
    pub(super) nodes: Vec<YamlNodeData<'t>>,
}

/// The index of a node in its tree.
pub(super) type NodeId = u32;

/// A node. Children of a mapping alternate: key, value, key, value.
#[derive(Clone, Debug)]
pub(super) struct YamlNodeData<'t> {
    pub(super) content: NodeContent<'t>,
    pub(super) span: Range<u32>,
    pub(super) first_child: Option<NodeId>,
    pub(super) next_sibling: Option<NodeId>,
}

/// The content of a node.
#[derive(Clone, Debug)]
pub(super) enum NodeContent<'t> {
    /// A scalar; `plain` ones are typed by their text.
    Scalar {
        text: Cow<'t, str>,
        plain: bool,
    },
    Sequence,
    Mapping,
    /// The target of an alias; always an earlier node.
    Alias(NodeId),
}
