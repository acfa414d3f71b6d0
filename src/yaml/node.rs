//! Access to a node of a tree.

use std::ops::Range;

use serde_json::{Map, Number, Value};

use super::YamlTree;
use super::scalar::{YamlScalar, parse_plain_scalar};
use super::tree::{NodeContent, NodeId, YamlNodeData};

/// A node; copying it copies a reference. Aliases are resolved, so a node is never an alias, but its span is where the
/// alias is written.
#[derive(Clone, Copy, Debug)]
pub struct YamlNode<'a, 't> {
    pub(super) tree: &'a YamlTree<'t>,
    pub(super) id: NodeId,
}

/// A key of a mapping and its value.
#[derive(Clone, Copy, Debug)]
pub struct MappingEntry<'a, 't> {
    /// The key.
    pub key: YamlNode<'a, 't>,
    /// The value.
    pub value: YamlNode<'a, 't>,
}

impl<'t> YamlTree<'t> {
    /// The root; `None` if the document is empty.
    pub fn root(&self) -> Option<YamlNode<'_, 't>> {
        (!self.nodes.is_empty()).then_some(YamlNode { tree: self, id: 0 })
    }
}

impl<'a, 't> YamlNode<'a, 't> {
    /// The bytes of the document that it covers; for a quoted scalar, including its quotes.
    pub fn span(self) -> Range<usize> {
        let span = &self.node_data(self.id).span;
        span.start as usize..span.end as usize
    }

    /// The value, if it is a scalar.
    pub fn scalar(self) -> Option<YamlScalar<'a>> {
        match &self.resolved_data().content {
            NodeContent::Scalar { text, plain: true } => Some(parse_plain_scalar(text)),
            NodeContent::Scalar { text, plain: false } => Some(YamlScalar::Text(text)),
            _ => None,
        }
    }

    /// The text, if it is a string.
    pub fn as_str(self) -> Option<&'a str> {
        match self.scalar() {
            Some(YamlScalar::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether it is null, or left empty.
    pub fn is_null(self) -> bool {
        self.scalar() == Some(YamlScalar::Null)
    }

    /// Whether it is a mapping.
    pub fn is_mapping(self) -> bool {
        matches!(self.resolved_data().content, NodeContent::Mapping)
    }

    /// Whether it is a sequence.
    pub fn is_sequence(self) -> bool {
        matches!(self.resolved_data().content, NodeContent::Sequence)
    }

    /// The entries of a mapping, in order; empty for any other node.
    pub fn entries(self) -> impl Iterator<Item = MappingEntry<'a, 't>> {
        let first = if self.is_mapping() {
            self.resolved_data().first_child
        } else {
            None
        };
        std::iter::successors(first, move |key| {
            self.next_sibling_id(self.next_sibling_id(*key)?)
        })
        .filter_map(move |key| {
            Some(MappingEntry {
                key: self.node_with_id(key),
                value: self.node_with_id(self.next_sibling_id(key)?),
            })
        })
    }

    /// The items of a sequence, in order; empty for any other node.
    pub fn items(self) -> impl Iterator<Item = YamlNode<'a, 't>> {
        let first = if self.is_sequence() {
            self.resolved_data().first_child
        } else {
            None
        };
        std::iter::successors(first, move |item| self.next_sibling_id(*item))
            .map(move |id| self.node_with_id(id))
    }

    /// The value of `key`, if this is a mapping that has it.
    pub fn get(self, key: &str) -> Option<YamlNode<'a, 't>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// The entry of `key`, if this is a mapping that has it.
    pub fn entry(self, key: &str) -> Option<MappingEntry<'a, 't>> {
        self.entries()
            .find(|entry| entry.key.text_as_key() == Some(key))
    }

    /// The text of a key. Numbers and booleans are also keys, as in JavaScript, but their text is kept as written.
    pub fn text_as_key(self) -> Option<&'a str> {
        match &self.resolved_data().content {
            NodeContent::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The type name for messages: `null`, `boolean`, `number`, `string`, `list` or `object`.
    pub fn type_name(self) -> &'static str {
        match (&self.resolved_data().content, self.scalar()) {
            (NodeContent::Sequence, _) => "list",
            (NodeContent::Mapping, _) => "object",
            (_, Some(YamlScalar::Null)) => "null",
            (_, Some(YamlScalar::Bool(_))) => "boolean",
            (_, Some(YamlScalar::Number(_))) => "number",
            _ => "string",
        }
    }

    /// The value as JSON. Numbers without a JSON form (`.inf`, `.nan`) become null, as in JavaScript.
    pub fn to_json(self) -> Value {
        match self.scalar() {
            Some(YamlScalar::Null) => Value::Null,
            Some(YamlScalar::Bool(value)) => Value::Bool(value),
            Some(YamlScalar::Number(value)) => to_json_number(value),
            Some(YamlScalar::Text(text)) => Value::String(text.to_owned()),
            None if self.is_sequence() => self.items().map(YamlNode::to_json).collect(),
            None => {
                let pair =
                    |entry: MappingEntry<'a, 't>| (entry.key.to_json_key(), entry.value.to_json());
                Value::Object(self.entries().map(pair).collect::<Map<_, _>>())
            }
        }
    }

    /// The key as the name of a property in JavaScript: null is the empty string, `1.50` is `1.5`, and a mapping or list is its own YAML.
    fn to_json_key(self) -> String {
        match self.scalar() {
            None => self.to_flow_text(),
            Some(YamlScalar::Null) => String::new(),
            Some(YamlScalar::Bool(value)) => value.to_string(),
            Some(YamlScalar::Number(value)) if value.is_nan() => "NaN".to_owned(),
            Some(YamlScalar::Number(value)) if value.is_infinite() => {
                let sign = if value < 0.0 { "-" } else { "" };
                format!("{sign}Infinity")
            }
            Some(YamlScalar::Number(value)) => to_json_number(value).to_string(),
            Some(YamlScalar::Text(text)) => text.to_owned(),
        }
    }

    /// The YAML on one line, as the npm package `yaml` writes it for short collections of unquoted texts. A template that isn't in quotes is one:
    /// `{{ name }}` is a mapping whose key is the mapping `{ name }`.
    fn to_flow_text(self) -> String {
        if let Some(text) = self.text_as_key() {
            return text.to_owned();
        }
        let is_sequence = self.is_sequence();
        let parts: Vec<String> = if is_sequence {
            self.items().map(YamlNode::to_flow_text).collect()
        } else {
            self.entries().map(MappingEntry::to_flow_text).collect()
        };
        match (is_sequence, parts.join(", ")) {
            (true, text) if text.is_empty() => "[]".to_owned(),
            (true, text) => format!("[ {text} ]"),
            (false, text) if text.is_empty() => "{}".to_owned(),
            (false, text) => format!("{{ {text} }}"),
        }
    }

    /// The node itself, or the target of an alias.
    fn resolved_data(self) -> &'a YamlNodeData<'t> {
        self.node_data(self.alias_target_id())
    }

    pub(super) fn alias_target_id(self) -> NodeId {
        match self.node_data(self.id).content {
            NodeContent::Alias(target) => self.node_with_id(target).alias_target_id(),
            _ => self.id,
        }
    }

    fn next_sibling_id(self, id: NodeId) -> Option<NodeId> {
        self.node_data(id).next_sibling
    }

    fn node_with_id(self, id: NodeId) -> YamlNode<'a, 't> {
        YamlNode { id, ..self }
    }

    fn node_data(self, id: NodeId) -> &'a YamlNodeData<'t> {
        &self.tree.nodes[id as usize]
    }
}

impl MappingEntry<'_, '_> {
    fn to_flow_text(self) -> String {
        let key = self.key.to_flow_text();
        let has_no_value = self.value.is_null() && self.value.span().is_empty();
        if !has_no_value {
            format!("{key}: {}", self.value.to_flow_text())
        } else if self.key.scalar().is_none() {
            format!("? {key}")
        } else {
            key
        }
    }
}

fn to_json_number(value: f64) -> Value {
    const MAX_EXACT_INTEGER: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= MAX_EXACT_INTEGER {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return Value::Number(Number::from(value as i64));
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}
