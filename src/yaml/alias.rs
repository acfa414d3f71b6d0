//! Aliases, counted as in npm `yaml`, so that `a: &a [x, x]`, `b: &b [*a, *a]`, … can't grow exponentially.

use std::collections::HashMap;

use super::event::AnchorId;
use super::tree::{NodeContent, NodeId, YamlTree};

/// npm `yaml`'s `maxAliasCount`.
const MAX_ALIAS_COUNT: u64 = 100;

/// The maximum depth of a document with its aliases expanded; the parser stops at 255 levels of text.
const MAX_ALIAS_DEPTH: usize = 512;

/// The anchors of one document.
#[derive(Default)]
pub(super) struct YamlAnchors {
    by_number: HashMap<AnchorId, YamlAnchor>,
    /// From the node to the number of its anchor.
    number_by_node: HashMap<NodeId, AnchorId>,
}

#[derive(Clone, Copy)]
struct YamlAnchor {
    node: NodeId,
    /// The number of levels below it, including through aliases; `None` while it's being read.
    height: Option<usize>,
    /// The number of uses so far: the node itself and its aliases.
    uses: u64,
    weight: u64,
}

/// Why an alias is invalid.
pub(super) enum AliasError {
    /// It refers to a node that contains it.
    Recursive,
    /// It would expand to too many nodes.
    TooMany,
    /// It would expand to too many levels.
    TooDeep,
}

impl YamlAnchors {
    /// Records that `node` has the anchor `number`, if any; the height of a collection is known only when it is closed.
    pub(super) fn define(&mut self, number: Option<AnchorId>, node: NodeId, height: Option<usize>) {
        if let Some(number) = number {
            self.by_number.insert(
                number,
                YamlAnchor {
                    node,
                    height,
                    uses: 1,
                    weight: 0,
                },
            );
            self.number_by_node.insert(node, number);
        }
    }

    /// Records the height of the anchored collection `node`, which is now complete.
    pub(super) fn complete_anchored_collection(&mut self, node: NodeId, height: usize) {
        if let Some(anchor) = self
            .number_by_node
            .get(&node)
            .and_then(|number| self.by_number.get_mut(number))
        {
            anchor.height = Some(height);
        }
    }

    /// The target of alias `number` at depth `depth`, and its height; `None` if the anchor doesn't exist.
    pub(super) fn resolve_alias(
        &mut self,
        tree: &YamlTree<'_>,
        number: AnchorId,
        depth: usize,
    ) -> Option<Result<(NodeId, usize), AliasError>> {
        let mut anchor = *self.by_number.get(&number)?;
        let Some(height) = anchor.height else {
            return Some(Err(AliasError::Recursive));
        };
        if depth + height > MAX_ALIAS_DEPTH {
            return Some(Err(AliasError::TooDeep));
        }
        anchor.uses += 1;
        if anchor.weight == 0 {
            anchor.weight = self.compute_alias_weight(tree, anchor.node);
        }
        self.by_number.insert(number, anchor);
        Some(
            if anchor.uses.saturating_mul(anchor.weight) > MAX_ALIAS_COUNT {
                Err(AliasError::TooMany)
            } else {
                Ok((anchor.node, height))
            },
        )
    }

    /// The largest weight below a node: 1 for a scalar, uses times weight for an alias. npm `yaml`, `getAliasCount`.
    fn compute_alias_weight(&self, tree: &YamlTree<'_>, node: NodeId) -> u64 {
        let data = &tree.nodes[node as usize];
        match data.content {
            NodeContent::Scalar { .. } => 1,
            NodeContent::Alias(target) => {
                let anchor = self
                    .number_by_node
                    .get(&target)
                    .and_then(|number| self.by_number.get(number));
                anchor.map_or(1, |anchor| anchor.uses.saturating_mul(anchor.weight))
            }
            NodeContent::Sequence | NodeContent::Mapping => {
                let children = std::iter::successors(data.first_child, |child| {
                    tree.nodes[*child as usize].next_sibling
                });
                children
                    .map(|child| self.compute_alias_weight(tree, child))
                    .max()
                    .unwrap_or(0)
            }
        }
    }
}
