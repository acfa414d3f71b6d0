//! The outlines of a tree and of its events, written in the same format so that they can be compared.

use std::collections::HashMap;
use std::ops::Range;

use crate::yaml::event::{AnchorId, NO_SPAN, ScalarStyle, ScalarTag, YamlEvent, YamlEventKind};
use crate::yaml::scalar::CoreSchemaType;
use crate::yaml::tree::{NodeContent, NodeId, YamlTree};

/// One line for each node reachable from the root: its number, depth, type and bytes.
pub(super) fn outline_tree(tree: &YamlTree<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if !tree.nodes.is_empty() {
        outline_node(tree, 0, 0, &mut lines);
    }
    lines
}

fn outline_node(tree: &YamlTree<'_>, id: NodeId, depth: usize, lines: &mut Vec<String>) {
    let data = &tree.nodes[id as usize];
    let what = match &data.content {
        NodeContent::Scalar { text, plain } => describe_scalar(text, *plain),
        NodeContent::Sequence => "sequence".to_owned(),
        NodeContent::Mapping => "mapping".to_owned(),
        NodeContent::Alias(target) => format!("alias of {target}"),
    };
    let span = data.span.start as usize..data.span.end as usize;
    lines.push(format!("{id} {depth} {what} {span:?}"));
    let mut child = data.first_child;
    while let Some(id) = child {
        outline_node(tree, id, depth + 1, lines);
        child = tree.nodes[id as usize].next_sibling;
    }
}

/// The expected outline of the tree of `events`, computed in the simplest way.
pub(super) fn outline_events(events: &[YamlEvent<'_>]) -> Vec<String> {
    let mut outline = EventOutline::default();
    for event in events {
        outline.push_event(event);
    }
    let lines = outline.nodes.iter().enumerate();
    lines
        .map(|(id, (depth, what, span))| format!("{id} {depth} {what} {span:?}"))
        .collect()
}

#[derive(Default)]
struct EventOutline {
    nodes: Vec<(usize, String, Range<usize>)>,
    open: Vec<usize>,
    by_anchor: HashMap<AnchorId, usize>,
}

impl EventOutline {
    fn push_event(&mut self, event: &YamlEvent<'_>) {
        let (what, anchor, is_collection) = match &event.kind {
            YamlEventKind::Scalar {
                text,
                style,
                tag,
                anchor,
            } => {
                let what = match tag {
                    None => describe_scalar(text, *style == ScalarStyle::Plain),
                    Some(ScalarTag::Binary) => "mapping".to_owned(),
                    Some(ScalarTag::Other | ScalarTag::Core(CoreSchemaType::Str)) => {
                        describe_scalar(text, false)
                    }
                    Some(ScalarTag::Core(core)) => {
                        describe_scalar(text, CoreSchemaType::type_of_plain_scalar(text) == *core)
                    }
                };
                (what, *anchor, false)
            }
            YamlEventKind::SequenceStart { anchor, .. } => ("sequence".to_owned(), *anchor, true),
            YamlEventKind::MappingStart { anchor, .. } => ("mapping".to_owned(), *anchor, true),
            YamlEventKind::Alias(anchor) => {
                (format!("alias of {}", self.by_anchor[anchor]), None, false)
            }
            YamlEventKind::CollectionEnd => return self.end_collection(&event.span),
        };
        let id = self.nodes.len();
        if let Some(anchor) = anchor {
            self.by_anchor.insert(anchor, id);
        }
        self.nodes.push((self.open.len(), what, event.span.clone()));
        if is_collection {
            self.open.push(id);
        }
    }

    /// A collection ends with its closing bracket or, without one, with the last node in it.
    fn end_collection(&mut self, closing: &Range<usize>) {
        let id = self.open.pop().unwrap();
        let end = if *closing == NO_SPAN {
            let within = self.nodes[id..].iter().map(|(_, _, span)| span.end);
            within.max().unwrap()
        } else {
            closing.end
        };
        let (_, _, span) = &mut self.nodes[id];
        span.end = end.max(span.start);
    }
}

fn describe_scalar(text: &str, plain: bool) -> String {
    let kind = if plain { "plain" } else { "text" };
    format!("{kind} {text:?}")
}
