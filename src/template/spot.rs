//! Where something is asked: a manifest, and the path of a value in it. Its line is looked up when somebody must be told.

use std::fmt::Display;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Tier};
use crate::source::{Place, Source};
use crate::yaml::{self, Node};

/// A value of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    source: Arc<Source>,
    path: Vec<String>,
}

/// What is wrong with a template, each with its place.
pub(super) type Faults = Vec<Diagnostic>;

impl Spot {
    /// The whole of `source`.
    pub(super) fn new(source: &Arc<Source>) -> Spot {
        Spot {
            source: Arc::clone(source),
            path: Vec::new(),
        }
    }

    /// The value of this key, or the item of this number, below.
    pub(super) fn below(&self, part: impl Display) -> Spot {
        let mut spot = self.clone();
        spot.path.push(part.to_string());
        spot
    }

    /// The file.
    pub(super) fn file(&self) -> &str {
        &self.source.name
    }

    /// Where the value stands, to the end of its first line; what is not written stands where the nearest above it does.
    pub(super) fn place(&self) -> Place {
        let text = &self.source.text;
        let parsed = yaml::parse(text).ok();
        let root = parsed.as_ref().and_then(|(tree, _)| tree.root());
        let span = root.map_or(0..0, |root| nearest(root, &self.path).span());
        let line = text.get(span.clone()).and_then(|text| text.lines().next());
        Place::new(
            &self.source,
            span.start..span.start + line.map_or(0, str::len),
        )
    }

    /// A finding at this place.
    pub(super) fn fault(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, Tier::Template, message).at(self.place())
    }
}

/// The node that `path` leads to, or as far as it leads.
fn nearest<'a, 't>(mut node: Node<'a, 't>, path: &[String]) -> Node<'a, 't> {
    for part in path {
        match child(node, part) {
            Some(child) => node = child,
            None => break,
        }
    }
    node
}

fn child<'a, 't>(node: Node<'a, 't>, part: &str) -> Option<Node<'a, 't>> {
    match part.parse() {
        Ok(index) if node.is_sequence() => node.items().nth(index),
        _ => node.get(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_path() {
        let source = Source::new("t.yaml", "files:\n  - match: a\n  - {match: b, when: x}\n");
        let files = Spot::new(&source).below("files");
        let at = |spot: &Spot| spot.place().to_string();
        assert_eq!(at(&files.below(1).below("when")), "t.yaml:3:22");
        assert_eq!(at(&files.below(0)), "t.yaml:2:5");
        assert_eq!(at(&files.below(0).below("when")), "t.yaml:2:5");
    }
}
