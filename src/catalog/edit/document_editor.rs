//! Finds where a value is written in a document, and the edits that change it.

use std::ops::Range;

use super::field_path::METADATA_FIELD_ORDER;
use super::value::{FieldValueOrList, YamlFragment, YamlStyle};
use crate::catalog::kind::EntityKind;
use crate::diagnostic::TextEdit;
use crate::yaml::{MappingEntry, YamlNode, double_quote, quote_like, quote_yaml_if_needed};

/// The order of the fields of an entity, and of a profile.
const ENVELOPE_FIELD_ORDER: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];
const PROFILE_FIELD_ORDER: [&str; 3] = ["displayName", "email", "picture"];

/// Why a value can't be edited in place, and where.
#[derive(Debug)]
pub(super) struct EditRefusal {
    pub(super) at: Range<usize>,
    pub(super) why: &'static str,
}

pub(super) type EditResult = Result<Vec<TextEdit>, EditRefusal>;

/// One document.
#[derive(Clone, Copy)]
pub(super) struct YamlDocumentEditor<'d> {
    pub(super) text: &'d str,
    pub(super) kind: Option<&'static EntityKind>,
    pub(super) style: YamlStyle,
}

impl<'d> YamlDocumentEditor<'d> {
    /// Creates an editor for the document `text` with the tree `root`; `list` is the list indentation elsewhere in the
    /// file.
    pub(super) fn new(
        text: &'d str,
        root: YamlNode<'_, '_>,
        kind: Option<&'static EntityKind>,
        list: Option<usize>,
    ) -> YamlDocumentEditor<'d> {
        let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let style = YamlStyle {
            mapping_indent: 2,
            list_indent: 2,
            ending,
            is_json: false,
        };
        let plain = YamlDocumentEditor { text, kind, style };
        let json = plain.is_flow_collection(root) && plain.has_json_keys(root);
        let list = plain.find_list_indent(root).or(list).unwrap_or(2);
        let step = plain.find_mapping_indent(root).unwrap_or(2);
        YamlDocumentEditor {
            style: YamlStyle {
                mapping_indent: step,
                list_indent: list,
                ending,
                is_json: json,
            },
            ..plain
        }
    }

    /// The additional indentation of the keys of `metadata` or `spec`.
    fn find_mapping_indent(&self, root: YamlNode<'_, '_>) -> Option<usize> {
        root.entries().find_map(|entry| {
            let inner = entry.value.entries().next()?;
            let block = !self.is_flow_collection(entry.value)
                && self.text[..self.node_start(inner.key)].contains('\n');
            let (outer, inner) = (self.node_column(entry.key), self.node_column(inner.key));
            (block && inner > outer).then(|| inner - outer)
        })
    }

    /// The additional indentation of lists relative to their keys.
    pub(super) fn find_list_indent(&self, node: YamlNode<'_, '_>) -> Option<usize> {
        node.entries().find_map(|entry| {
            let value = entry.value;
            if value.is_sequence() && !self.is_flow_collection(value) {
                let dash = self.find_list_dash(self.offset_after_key(entry))?;
                let indent = dash - self.line_start(dash);
                return indent.checked_sub(self.node_column(entry.key));
            }
            self.find_list_indent(value)
        })
    }

    /// Replaces the value at `path` below `node`.
    pub(super) fn set_value_at_path(
        &self,
        node: YamlNode<'_, '_>,
        path: &[String],
        content: &FieldValueOrList,
    ) -> EditResult {
        let [key, rest @ ..] = path else {
            return Ok(Vec::new());
        };
        match (node.entry(key), rest) {
            (Some(entry), []) => self.replace_entry_value(node, entry, content),
            (Some(entry), rest) if entry.value.is_mapping() => {
                self.set_value_at_path(entry.value, rest, content)
            }
            (Some(entry), rest) if entry.value.is_null() && !self.is_flow_collection(node) => {
                let indent = self.node_column(entry.key) + self.style.mapping_indent;
                let below = self.render_nested_keys(rest, content, indent);
                self.replace_value_with_fragment(
                    entry,
                    &YamlFragment {
                        inline: String::new(),
                        lines: below,
                    },
                )
            }
            (Some(entry), _) => {
                Err(self.build_edit_refusal(entry.value, "the value isn't an object"))
            }
            (None, _) => self.insert_field(node, path, content),
        }
    }

    fn replace_entry_value(
        &self,
        parent: YamlNode<'_, '_>,
        entry: MappingEntry<'_, '_>,
        content: &FieldValueOrList,
    ) -> EditResult {
        let written = self.node_text(entry.value);
        if written.starts_with('*') {
            return Err(self.build_edit_refusal(entry.value, "the value is an alias"));
        }
        let one = match content {
            FieldValueOrList::One(super::FieldValue::Text(text)) => Some(text),
            _ => None,
        };
        if let Some(text) =
            one.filter(|text| !text.contains('\n') && written.starts_with(['\'', '"']))
        {
            return Ok(vec![TextEdit::new_replacement(
                self.node_span(entry.value),
                quote_like(written, text),
            )]);
        }
        if self.is_flow_collection(parent) {
            let blank = if written.is_empty() { " " } else { "" };
            let value = if self.has_json_keys(parent) {
                content.to_json_text()
            } else {
                content.to_flow_yaml()
            };
            let text = format!("{blank}{value}");
            return Ok(vec![TextEdit::new_replacement(
                self.node_span(entry.value),
                text,
            )]);
        }
        self.replace_value_with_fragment(
            entry,
            &content.to_block_yaml(self.node_column(entry.key), self.style),
        )
    }

    /// Replaces the value of a block entry with `yaml`.
    pub(super) fn replace_value_with_fragment(
        &self,
        entry: MappingEntry<'_, '_>,
        yaml: &YamlFragment,
    ) -> EditResult {
        let key = self.node_span(entry.key).end;
        let (start, end) = (self.node_span(entry.value).start, self.entry_end(entry));
        let line_end = self.line_end(key);
        let between = self.text.get(key..start).unwrap_or_default();
        let header = between
            .find('\n')
            .and_then(|newline| between[..newline].find(['|', '>']));
        let blank = if yaml.inline.is_empty() { "" } else { " " };
        let head = self.offset_after_key(entry);
        if let Some(header) = header {
            let start = key + header;
            let text = format!("{}{}", yaml.inline, yaml.lines);
            let start = if yaml.inline.is_empty() { head } else { start };
            return Ok(vec![TextEdit::new_replacement(start..end.max(start), text)]);
        }
        if start > line_end && end > line_end {
            let inline = TextEdit::insertion(head, format!("{blank}{}", yaml.inline));
            return Ok(vec![
                inline,
                TextEdit::new_replacement(line_end..end, yaml.lines.clone()),
            ]);
        }
        let end = end.max(head);
        let value = TextEdit::new_replacement(head..end, format!("{blank}{}", yaml.inline));
        Ok(vec![
            value,
            TextEdit::insertion(self.line_end(end), yaml.lines.clone()),
        ])
    }

    /// The offset after the colon of an entry and after any anchor or tag of its value.
    pub(super) fn offset_after_key(&self, entry: MappingEntry<'_, '_>) -> usize {
        let key = self.node_span(entry.key).end;
        key + self.anchor_and_tag_len(&self.text[key..self.line_end(key)])
    }

    /// Finds the first dash at or after `from`, if only blank lines and comments precede it.
    pub(super) fn find_list_dash(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = &self.text[at..];
            at += rest.len() - rest.trim_start().len();
            let rest = &self.text[at..];
            if rest.starts_with('#') {
                at = self.next_line_start(at);
            } else {
                return rest.starts_with('-').then_some(at);
            }
        }
    }

    /// The length of `: &anchor !tag` at the start of the text after a key, without the space that follows.
    fn anchor_and_tag_len(&self, after: &str) -> usize {
        let colon = after.find(':').map_or(0, |colon| colon + 1);
        let mut at = colon;
        loop {
            let rest = &after[at..];
            let word = rest.trim_start_matches(' ');
            let length = word.find([' ', '\r', '\n']).unwrap_or(word.len());
            if !word.starts_with(['&', '!']) {
                return at;
            }
            at += rest.len() - word.len() + length;
        }
    }

    /// Inserts a missing key after its usual predecessor.
    fn insert_field(
        &self,
        node: YamlNode<'_, '_>,
        path: &[String],
        content: &FieldValueOrList,
    ) -> EditResult {
        let key = path.first().map(String::as_str).unwrap_or_default();
        let before = self.find_entry_to_insert_after(node, key);
        if self.is_flow_collection(node) {
            return Ok(vec![
                self.insert_into_flow_mapping(node, before, path, content),
            ]);
        }
        let Some(before) = before else {
            return Err(self.build_edit_refusal(node, "no place to insert the field"));
        };
        let lines = self.render_nested_keys(path, content, self.node_column(before.key));
        Ok(vec![TextEdit::insertion(
            self.line_end(self.entry_end(before)),
            lines,
        )])
    }

    /// Inserts a key between braces, quoted like its neighbours.
    fn insert_into_flow_mapping(
        &self,
        node: YamlNode<'_, '_>,
        before: Option<MappingEntry<'_, '_>>,
        path: &[String],
        content: &FieldValueOrList,
    ) -> TextEdit {
        let (at, comma) = match before {
            Some(before) => (self.entry_end(before), ", "),
            None => (self.node_start(node) + 1, ""),
        };
        let is_json = self.has_json_keys(node);
        let key = |key: &String| {
            if is_json {
                double_quote(key)
            } else {
                quote_yaml_if_needed(key)
            }
        };
        let value = if is_json {
            content.to_json_text()
        } else {
            content.to_flow_yaml()
        };
        let keys: Vec<String> = path.iter().map(|part| format!("{}: ", key(part))).collect();
        let close = "}".repeat(path.len() - 1);
        TextEdit::insertion(at, format!("{comma}{}{value}{close}", keys.join("{")))
    }

    /// Whether the keys of a flow mapping are quoted as in JSON; for an empty mapping, whether the document is JSON.
    pub(super) fn has_json_keys(&self, node: YamlNode<'_, '_>) -> bool {
        let quotes = |entry: MappingEntry<'_, '_>| self.node_text(entry.key).starts_with('"');
        match node.entries().next() {
            Some(_) => node.entries().all(quotes),
            None => self.style.is_json,
        }
    }

    /// Renders the lines of nested keys and a value, to insert after the end of a line.
    fn render_nested_keys(
        &self,
        path: &[String],
        content: &FieldValueOrList,
        indent: usize,
    ) -> String {
        let line = |(depth, key): (usize, &String)| {
            let indent = indent + self.style.mapping_indent * depth;
            let yaml = if depth + 1 == path.len() {
                content.to_block_yaml(indent, self.style)
            } else {
                YamlFragment::default()
            };
            let blank = if yaml.inline.is_empty() { "" } else { " " };
            format!(
                "{}{:indent$}{}:{blank}{}{}",
                self.style.ending,
                "",
                quote_yaml_if_needed(key),
                yaml.inline,
                yaml.lines
            )
        };
        path.iter().enumerate().map(line).collect()
    }

    /// Finds the entry after which `key` belongs: the last of its usual predecessors, or else the last entry.
    fn find_entry_to_insert_after<'a, 't>(
        &self,
        node: YamlNode<'a, 't>,
        key: &str,
    ) -> Option<MappingEntry<'a, 't>> {
        let spec = self.kind.map(EntityKind::field_names).unwrap_or_default();
        let orders = [
            METADATA_FIELD_ORDER.to_vec(),
            spec,
            PROFILE_FIELD_ORDER.to_vec(),
            ENVELOPE_FIELD_ORDER.to_vec(),
        ];
        let rank = |name: &str| {
            orders.iter().find_map(|order| {
                order
                    .contains(&key)
                    .then(|| order.iter().position(|known| *known == name))?
            })
        };
        let own = rank(key);
        let before = |entry: &MappingEntry<'a, 't>| {
            let name = entry.key.text_as_key().unwrap_or_default();
            rank(name).zip(own).is_some_and(|(rank, own)| rank < own)
        };
        let ranked = node.entries().filter(before).last();
        ranked.or_else(|| node.entries().last())
    }

    /// Removes the value at `path` below `node`, together with any object that would be left empty.
    pub(super) fn remove_value_at_path(
        &self,
        node: YamlNode<'_, '_>,
        path: &[String],
    ) -> EditResult {
        let [key, rest @ ..] = path else {
            return Ok(Vec::new());
        };
        let Some(entry) = node.entry(key) else {
            return Ok(Vec::new());
        };
        let alone = |node: YamlNode<'_, '_>| node.entries().count() == 1;
        match rest {
            [only] if entry.value.entry(only).is_some() && alone(entry.value) => {
                self.remove_entry(node, entry).map(|edit| vec![edit])
            }
            [] => self.remove_entry(node, entry).map(|edit| vec![edit]),
            rest => self.remove_value_at_path(entry.value, rest),
        }
    }

    /// Removes every item of the list of `entry` and leaves `[]` after its key.
    pub(super) fn clear_list(&self, entry: MappingEntry<'_, '_>) -> EditResult {
        if self.is_flow_collection(entry.value) {
            return Ok(vec![TextEdit::new_replacement(
                self.node_span(entry.value),
                "[]",
            )]);
        }
        let mut edits = self.rewrite_list(entry, &[])?;
        edits.push(TextEdit::insertion(self.offset_after_key(entry), " []"));
        Ok(edits)
    }

    fn remove_entry(
        &self,
        node: YamlNode<'_, '_>,
        entry: MappingEntry<'_, '_>,
    ) -> Result<TextEdit, EditRefusal> {
        let text = self.text;
        let (key, end) = (self.node_span(entry.key), self.entry_end(entry));
        if self.is_flow_collection(node) {
            let after = &text[end..];
            let comma = after.trim_start().starts_with(',');
            let before = text[..key.start].trim_end();
            return Ok(if comma {
                let comma = end + after.find(',').unwrap_or(0) + 1;
                let blank = text[comma..].len() - text[comma..].trim_start_matches(' ').len();
                TextEdit::new_replacement(key.start..comma + blank, "")
            } else {
                TextEdit::new_replacement(before.trim_end_matches(',').len()..end, "")
            });
        }
        let start = self.line_start(key.start);
        if !text[start..key.start].trim().is_empty() {
            return Err(self.build_edit_refusal(entry.key, "the line has other content before it"));
        }
        Ok(TextEdit::new_replacement(
            start..self.next_line_start(end),
            "",
        ))
    }

    /// The end of an entry; the parser includes blank lines and the next indentation in a block scalar.
    pub(super) fn entry_end(&self, entry: MappingEntry<'_, '_>) -> usize {
        let start = self.node_span(entry.key).start;
        let end = self
            .node_span(entry.value)
            .end
            .max(self.node_span(entry.key).end);
        start + self.text[start..end].trim_end().len()
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The offset before the line ending at byte `at`.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let length = rest.find('\n').unwrap_or(rest.len());
        at + rest[..length].trim_end_matches('\r').len()
    }

    /// The offset after the line ending at byte `at`.
    pub(super) fn next_line_start(&self, at: usize) -> usize {
        let newline = self.text[at..].find('\n');
        newline.map_or(self.text.len(), |newline| at + newline + 1)
    }

    pub(super) fn node_column(&self, node: YamlNode<'_, '_>) -> usize {
        let start = self.node_start(node);
        self.text[self.line_start(start)..start].chars().count()
    }

    pub(super) fn is_flow_collection(&self, node: YamlNode<'_, '_>) -> bool {
        self.node_text(node).starts_with(['{', '['])
    }

    pub(super) fn node_text(&self, node: YamlNode<'_, '_>) -> &'d str {
        self.text.get(self.node_span(node)).unwrap_or_default()
    }

    pub(super) fn node_start(&self, node: YamlNode<'_, '_>) -> usize {
        self.node_span(node).start
    }

    pub(super) fn node_span(&self, node: YamlNode<'_, '_>) -> Range<usize> {
        node.span()
    }

    pub(super) fn build_edit_refusal(
        &self,
        node: YamlNode<'_, '_>,
        why: &'static str,
    ) -> EditRefusal {
        EditRefusal {
            at: self.node_span(node),
            why,
        }
    }
}
