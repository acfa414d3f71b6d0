//! Builds a document: keys with values, in the order in which they are written.

use std::fmt::Write;

use super::edit::{FieldValueOrList, YamlStyle};
use super::{FieldValue, format_catalog_text};
use crate::yaml::quote_yaml_if_needed;

/// A document to write.
#[derive(Clone, Debug, Default)]
pub(super) struct YamlDocumentBuilder {
    root: Vec<(String, YamlBuilderNode)>,
}

/// A value, or keys with values, in the order in which they are written.
#[derive(Clone, Debug)]
enum YamlBuilderNode {
    Value(FieldValueOrList),
    Mapping(Vec<(String, YamlBuilderNode)>),
}

/// The style in which `fmt` and `idp new` write a catalog.
const CATALOG_YAML_STYLE: YamlStyle = YamlStyle {
    mapping_indent: 2,
    list_indent: 2,
    ending: "\n",
    is_json: false,
};

impl YamlDocumentBuilder {
    /// Sets the field at `path` to `content`; a new field is added after the other fields of its mapping.
    pub(super) fn set_field(&mut self, path: &[&str], content: FieldValueOrList) {
        insert_node_at_key_path(&mut self.root, path, YamlBuilderNode::Value(content));
    }

    /// Like [`YamlDocumentBuilder::set_field`], but with a string.
    pub(super) fn set_text_field(&mut self, path: &[&str], text: &str) {
        self.set_field(
            path,
            FieldValueOrList::One(FieldValue::Text(text.to_owned())),
        );
    }

    /// The list at `path`, if any.
    pub(super) fn list_at_path(&self, path: &[&str]) -> Option<&[FieldValue]> {
        match find_draft_node_at_path(&self.root, path) {
            Some(YamlBuilderNode::Value(FieldValueOrList::List(list))) => Some(list),
            _ => None,
        }
    }

    /// Whether `path` exists.
    pub(super) fn contains(&self, path: &[&str]) -> bool {
        find_draft_node_at_path(&self.root, path).is_some()
    }

    /// One YAML document, newline at the end, no marker at the start. Every parser reads the same text back.
    pub(super) fn to_yaml(&self) -> String {
        let mut yaml = String::new();
        write_mapping(&mut yaml, &self.root, 0);
        format_catalog_text(&yaml)
    }
}

fn insert_node_at_key_path(
    keys: &mut Vec<(String, YamlBuilderNode)>,
    path: &[&str],
    branch: YamlBuilderNode,
) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    let at = match keys.iter().position(|(known, _)| known == key) {
        Some(at) => at,
        None => {
            keys.push(((*key).to_owned(), YamlBuilderNode::Mapping(Vec::new())));
            keys.len() - 1
        }
    };
    let (_, there) = &mut keys[at];
    match (there, rest) {
        (there, []) => *there = branch,
        (YamlBuilderNode::Mapping(below), rest) => insert_node_at_key_path(below, rest, branch),
        (there, rest) => {
            let mut below = Vec::new();
            insert_node_at_key_path(&mut below, rest, branch);
            *there = YamlBuilderNode::Mapping(below);
        }
    }
}

fn find_draft_node_at_path<'k>(
    keys: &'k [(String, YamlBuilderNode)],
    path: &[&str],
) -> Option<&'k YamlBuilderNode> {
    let (key, rest) = path.split_first()?;
    let (_, found) = keys.iter().find(|(known, _)| known == key)?;
    match (found, rest) {
        (found, []) => Some(found),
        (YamlBuilderNode::Mapping(below), rest) => find_draft_node_at_path(below, rest),
        (YamlBuilderNode::Value(_), _) => None,
    }
}

fn write_mapping(yaml: &mut String, keys: &[(String, YamlBuilderNode)], indent: usize) {
    for (key, branch) in keys {
        let key = quote_yaml_if_needed(key);
        match branch {
            YamlBuilderNode::Value(content) => {
                let value = content.to_block_yaml(indent, CATALOG_YAML_STYLE);
                let blank = if value.inline.is_empty() { "" } else { " " };
                let _ = writeln!(
                    yaml,
                    "{:indent$}{key}:{blank}{}{}",
                    "", value.inline, value.lines
                );
            }
            YamlBuilderNode::Mapping(below) => {
                let _ = writeln!(yaml, "{:indent$}{key}:", "");
                write_mapping(yaml, below, indent + 2);
            }
        }
    }
}
