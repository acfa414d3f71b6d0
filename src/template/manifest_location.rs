//! Where something is asked: a manifest, and the path of a value in it. Its line is looked up when somebody must be told.

use std::fmt::Display;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, RuleTier};
use crate::source::{Place, SourceFile};
use crate::yaml::{self, YamlNode};

/// A value of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ManifestLocation {
    source: Arc<SourceFile>,
    path: Vec<String>,
}

/// What is wrong with a template, each with its place.
pub(super) type Diagnostics = Vec<Diagnostic>;

impl ManifestLocation {
    /// The whole of `source`.
    pub(super) fn new(source: &Arc<SourceFile>) -> ManifestLocation {
        ManifestLocation {
            source: Arc::clone(source),
            path: Vec::new(),
        }
    }

    /// The value of this key, or the item of this number, below.
    pub(super) fn child_location(&self, part: impl Display) -> ManifestLocation {
        let mut spot = self.clone();
        spot.path.push(part.to_string());
        spot
    }

    /// The file.
    pub(super) fn file_name(&self) -> &str {
        &self.source.name
    }

    /// Where the value stands, to the end of its first line; what is not written stands where the nearest above it does.
    pub(super) fn resolve_place(&self) -> Place {
        let text = &self.source.text;
        let parsed = yaml::parse_yaml_document(text).ok();
        let root = parsed.as_ref().and_then(|(tree, _)| tree.root());
        let span = root.map_or(0..0, |root| find_deepest_yaml_node(root, &self.path).span());
        let line = text.get(span.clone()).and_then(|text| text.lines().next());
        Place::new(
            &self.source,
            span.start..span.start + line.map_or(0, str::len),
        )
    }

    /// A finding at this place.
    pub(super) fn build_diagnostic(
        &self,
        code: &'static str,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, RuleTier::Template, message).with_place(self.resolve_place())
    }
}

/// The node that `path` leads to, or as far as it leads.
fn find_deepest_yaml_node<'a, 't>(mut node: YamlNode<'a, 't>, path: &[String]) -> YamlNode<'a, 't> {
    for part in path {
        match find_child_node(node, part) {
            Some(child) => node = child,
            None => break,
        }
    }
    node
}

fn find_child_node<'a, 't>(node: YamlNode<'a, 't>, part: &str) -> Option<YamlNode<'a, 't>> {
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
        let source = SourceFile::new("t.yaml", "files:\n  - match: a\n  - {match: b, when: x}\n");
        let files = ManifestLocation::new(&source).child_location("files");
        let at = |spot: &ManifestLocation| spot.resolve_place().to_string();
        assert_eq!(
            at(&files.child_location(1).child_location("when")),
            "t.yaml:3:22"
        );
        assert_eq!(at(&files.child_location(0)), "t.yaml:2:5");
        assert_eq!(
            at(&files.child_location(0).child_location("when")),
            "t.yaml:2:5"
        );
    }
}
