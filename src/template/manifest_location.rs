//! The location of a value: a manifest, and the path in it. The line is looked up only when an error is reported.

use std::fmt::Display;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, RuleTier};
use crate::source::{Place, SourceFile};
use crate::yaml::{self, YamlNode};

/// A value of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ManifestValueLocation {
    source: Arc<SourceFile>,
    path: Vec<String>,
}

/// The errors of a template, each with its place.
pub(super) type Diagnostics = Vec<Diagnostic>;

impl ManifestValueLocation {
    /// The whole of `source`.
    pub(super) fn new(source: &Arc<SourceFile>) -> ManifestValueLocation {
        ManifestValueLocation {
            source: Arc::clone(source),
            path: Vec::new(),
        }
    }

    /// The location of the value at this key or index.
    pub(super) fn join_key_or_index(&self, part: impl Display) -> ManifestValueLocation {
        let mut spot = self.clone();
        spot.path.push(part.to_string());
        spot
    }

    /// The file.
    pub(super) fn file_name(&self) -> &str {
        &self.source.name
    }

    /// The place of the value, up to the end of its first line. For a missing value, the place of its nearest ancestor.
    pub(super) fn resolve_place(&self) -> Place {
        let text = &self.source.text;
        let parsed = yaml::parse_yaml_document(text).ok();
        let root = parsed.as_ref().and_then(|(tree, _)| tree.root());
        let span = root.map_or(0..0, |root| {
            find_deepest_node_on_path(root, &self.path).span()
        });
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

/// The node at `path`, or its nearest existing ancestor.
fn find_deepest_node_on_path<'a, 't>(
    mut node: YamlNode<'a, 't>,
    path: &[String],
) -> YamlNode<'a, 't> {
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
        let files = ManifestValueLocation::new(&source).join_key_or_index("files");
        let at = |spot: &ManifestValueLocation| spot.resolve_place().to_string();
        assert_eq!(
            at(&files.join_key_or_index(1).join_key_or_index("when")),
            "t.yaml:3:22"
        );
        assert_eq!(at(&files.join_key_or_index(0)), "t.yaml:2:5");
        assert_eq!(
            at(&files.join_key_or_index(0).join_key_or_index("when")),
            "t.yaml:2:5"
        );
    }
}
