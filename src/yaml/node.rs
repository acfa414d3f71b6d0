//! A node of a tree, as one asks it.

use std::ops::Range;

use serde_json::{Map, Number, Value};

use super::Tree;
use super::scalar::{Scalar, plain};
use super::tree::{Content, Data, Id};

/// A node; copying it copies a reference. Aliases are followed, so a node is never one, but its span is where it is
/// used.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a, 't> {
    pub(super) tree: &'a Tree<'t>,
    pub(super) id: Id,
}

/// A key of a mapping and its value.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a, 't> {
    /// The key.
    pub key: Node<'a, 't>,
    /// The value.
    pub value: Node<'a, 't>,
}

impl<'t> Tree<'t> {
    /// The root; `None` when the document holds nothing.
    pub fn root(&self) -> Option<Node<'_, 't>> {
        (!self.nodes.is_empty()).then_some(Node { tree: self, id: 0 })
    }
}

impl<'a, 't> Node<'a, 't> {
    /// The bytes of the document it covers: of a quoted scalar with its quotes.
    pub fn span(self) -> Range<usize> {
        let span = &self.data(self.id).span;
        span.start as usize..span.end as usize
    }

    /// The value, if it is a scalar.
    pub fn scalar(self) -> Option<Scalar<'a>> {
        match &self.target().content {
            Content::Scalar { text, plain: true } => Some(plain(text)),
            Content::Scalar { text, plain: false } => Some(Scalar::Text(text)),
            _ => None,
        }
    }

    /// The text, if it is a string.
    pub fn as_str(self) -> Option<&'a str> {
        match self.scalar() {
            Some(Scalar::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether it is null, or left empty.
    pub fn is_null(self) -> bool {
        self.scalar() == Some(Scalar::Null)
    }

    /// Whether it is a mapping.
    pub fn is_mapping(self) -> bool {
        matches!(self.target().content, Content::Mapping)
    }

    /// Whether it is a sequence.
    pub fn is_sequence(self) -> bool {
        matches!(self.target().content, Content::Sequence)
    }

    /// The entries of a mapping, in order; of anything else none.
    pub fn entries(self) -> impl Iterator<Item = Entry<'a, 't>> {
        let first = if self.is_mapping() {
            self.target().first
        } else {
            None
        };
        std::iter::successors(first, move |key| self.after(self.after(*key)?)).filter_map(
            move |key| {
                Some(Entry {
                    key: self.with(key),
                    value: self.with(self.after(key)?),
                })
            },
        )
    }

    /// The items of a sequence, in order; of anything else none.
    pub fn items(self) -> impl Iterator<Item = Node<'a, 't>> {
        let first = if self.is_sequence() {
            self.target().first
        } else {
            None
        };
        std::iter::successors(first, move |item| self.after(*item)).map(move |id| self.with(id))
    }

    /// The value of `key`, if it is a mapping that has it.
    pub fn get(self, key: &str) -> Option<Node<'a, 't>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// The entry of `key`, if it is a mapping that has it.
    pub fn entry(self, key: &str) -> Option<Entry<'a, 't>> {
        self.entries()
            .find(|entry| entry.key.key_text() == Some(key))
    }

    /// The text a key is known by: numbers and booleans as JavaScript would turn them into one, kept as written here.
    pub fn key_text(self) -> Option<&'a str> {
        match &self.target().content {
            Content::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// `null`, `boolean`, `number`, `string`, `list` or `object`, as people call what they wrote.
    pub fn type_name(self) -> &'static str {
        match (&self.target().content, self.scalar()) {
            (Content::Sequence, _) => "list",
            (Content::Mapping, _) => "object",
            (_, Some(Scalar::Null)) => "null",
            (_, Some(Scalar::Bool(_))) => "boolean",
            (_, Some(Scalar::Number(_))) => "number",
            _ => "string",
        }
    }

    /// The value as JSON. Numbers without a JSON form (`.inf`, `.nan`) become null, as in JavaScript.
    pub fn to_json(self) -> Value {
        match self.scalar() {
            Some(Scalar::Null) => Value::Null,
            Some(Scalar::Bool(value)) => Value::Bool(value),
            Some(Scalar::Number(value)) => json_number(value),
            Some(Scalar::Text(text)) => Value::String(text.to_owned()),
            None if self.is_sequence() => self.items().map(Node::to_json).collect(),
            None => {
                let pair = |entry: Entry<'a, 't>| {
                    (
                        entry.key.key_text().unwrap_or_default().to_owned(),
                        entry.value.to_json(),
                    )
                };
                Value::Object(self.entries().map(pair).collect::<Map<_, _>>())
            }
        }
    }

    /// The node itself, or what it stands for if it is an alias.
    fn target(self) -> &'a Data<'t> {
        self.data(self.target_id())
    }

    pub(super) fn target_id(self) -> Id {
        match self.data(self.id).content {
            Content::Alias(target) => self.with(target).target_id(),
            _ => self.id,
        }
    }

    fn after(self, id: Id) -> Option<Id> {
        self.data(id).next
    }

    fn with(self, id: Id) -> Node<'a, 't> {
        Node { id, ..self }
    }

    fn data(self, id: Id) -> &'a Data<'t> {
        &self.tree.nodes[id as usize]
    }
}

fn json_number(value: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return Value::Number(Number::from(value as i64));
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}
