//! A document on its way to a text: keys with values, in the order in which they are written.

use std::fmt::Write;

use super::edit::{FieldContent, YamlStyle};
use super::{FieldValue, format_catalog_text};
use crate::yaml::quote_if_needed;

/// A document that is to be written.
#[derive(Clone, Debug, Default)]
pub(super) struct YamlDocumentDraft {
    root: Vec<(String, DraftNode)>,
}

/// A value, or keys with values, in the order in which they are written.
#[derive(Clone, Debug)]
enum DraftNode {
    Value(FieldContent),
    Mapping(Vec<(String, DraftNode)>),
}

/// As `fmt` and `idp new` write a catalog.
const CATALOG_YAML_STYLE: YamlStyle = YamlStyle {
    mapping_indent: 2,
    list_indent: 2,
    ending: "\n",
    is_json: false,
};

impl YamlDocumentDraft {
    /// Sets the field at `path` to `content`; a new field stands behind the others of its mapping.
    pub(super) fn set_field(&mut self, path: &[&str], content: FieldContent) {
        insert_node(&mut self.root, path, DraftNode::Value(content));
    }

    /// As [`YamlDocumentDraft::set_field`], with a text.
    pub(super) fn set_text_field(&mut self, path: &[&str], text: &str) {
        self.set_field(path, FieldContent::One(FieldValue::Text(text.to_owned())));
    }

    /// The list at `path`, if there is one.
    pub(super) fn list(&self, path: &[&str]) -> Option<&[FieldValue]> {
        match find_node(&self.root, path) {
            Some(DraftNode::Value(FieldContent::List(list))) => Some(list),
            _ => None,
        }
    }

    /// Whether there is something at `path`.
    pub(super) fn contains(&self, path: &[&str]) -> bool {
        find_node(&self.root, path).is_some()
    }

    /// One YAML document, newline at the end, no marker at the start. Every parser reads the same text back.
    pub(super) fn to_yaml(&self) -> String {
        let mut yaml = String::new();
        write_mapping(&mut yaml, &self.root, 0);
        format_catalog_text(&yaml)
    }
}

fn insert_node(keys: &mut Vec<(String, DraftNode)>, path: &[&str], branch: DraftNode) {
    let Some((key, rest)) = path.split_first() else {
        return;
    };
    let at = match keys.iter().position(|(known, _)| known == key) {
        Some(at) => at,
        None => {
            keys.push(((*key).to_owned(), DraftNode::Mapping(Vec::new())));
            keys.len() - 1
        }
    };
    let (_, there) = &mut keys[at];
    match (there, rest) {
        (there, []) => *there = branch,
        (DraftNode::Mapping(below), rest) => insert_node(below, rest, branch),
        (there, rest) => {
            let mut below = Vec::new();
            insert_node(&mut below, rest, branch);
            *there = DraftNode::Mapping(below);
        }
    }
}

fn find_node<'k>(keys: &'k [(String, DraftNode)], path: &[&str]) -> Option<&'k DraftNode> {
    let (key, rest) = path.split_first()?;
    let (_, found) = keys.iter().find(|(known, _)| known == key)?;
    match (found, rest) {
        (found, []) => Some(found),
        (DraftNode::Mapping(below), rest) => find_node(below, rest),
        (DraftNode::Value(_), _) => None,
    }
}

fn write_mapping(yaml: &mut String, keys: &[(String, DraftNode)], indent: usize) {
    for (key, branch) in keys {
        let key = quote_if_needed(key);
        match branch {
            DraftNode::Value(content) => {
                let value = content.to_block_yaml(indent, CATALOG_YAML_STYLE);
                let blank = if value.inline.is_empty() { "" } else { " " };
                let _ = writeln!(
                    yaml,
                    "{:indent$}{key}:{blank}{}{}",
                    "", value.inline, value.lines
                );
            }
            DraftNode::Mapping(below) => {
                let _ = writeln!(yaml, "{:indent$}{key}:", "");
                write_mapping(yaml, below, indent + 2);
            }
        }
    }
}
