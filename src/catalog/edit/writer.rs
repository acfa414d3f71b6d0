//! Where a value of one document is written, and what must change there.

use std::ops::Range;

use super::field::METADATA;
use super::value::{Content, Style, Yaml};
use crate::catalog::kind::Kind;
use crate::diagnostic::Edit;
use crate::yaml::{Entry, Node, double_quoted, quoted, quoted_like};

/// The order of the fields of an entity, and of a profile.
const ENVELOPE: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];
const PROFILE: [&str; 3] = ["displayName", "email", "picture"];

/// Why a text cannot be changed in place, and where.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) at: Range<usize>,
    pub(super) why: &'static str,
}

pub(super) type Edits = Result<Vec<Edit>, Refusal>;

/// One document.
#[derive(Clone, Copy)]
pub(super) struct Writer<'d> {
    pub(super) text: &'d str,
    pub(super) kind: Option<&'static Kind>,
    pub(super) style: Style,
}

impl<'d> Writer<'d> {
    /// For the document `text`, whose tree has this `root`; `list` is how far in lists are elsewhere in the file.
    pub(super) fn new(
        text: &'d str,
        root: Node<'_, '_>,
        kind: Option<&'static Kind>,
        list: Option<usize>,
    ) -> Writer<'d> {
        let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let style = Style {
            step: 2,
            list: 2,
            ending,
            json: false,
        };
        let plain = Writer { text, kind, style };
        let json = plain.is_flow(root) && plain.is_json(root);
        let list = plain.list_indent(root).or(list).unwrap_or(2);
        let step = plain.step(root).unwrap_or(2);
        Writer {
            style: Style {
                step,
                list,
                ending,
                json,
            },
            ..plain
        }
    }

    /// How much further in the keys of `metadata` or `spec` are.
    fn step(&self, root: Node<'_, '_>) -> Option<usize> {
        root.entries().find_map(|entry| {
            let inner = entry.value.entries().next()?;
            let block =
                !self.is_flow(entry.value) && self.text[..self.start(inner.key)].contains('\n');
            let (outer, inner) = (self.column(entry.key), self.column(inner.key));
            (block && inner > outer).then(|| inner - outer)
        })
    }

    /// How much further in than their keys the lists of this document are.
    pub(super) fn list_indent(&self, node: Node<'_, '_>) -> Option<usize> {
        node.entries().find_map(|entry| {
            let value = entry.value;
            if value.is_sequence() && !self.is_flow(value) {
                let dash = self.dash(self.after_key(entry))?;
                let indent = dash - self.line_start(dash);
                return indent.checked_sub(self.column(entry.key));
            }
            self.list_indent(value)
        })
    }

    /// Gives the value at `path` below `node` a new content.
    pub(super) fn put(&self, node: Node<'_, '_>, path: &[String], content: &Content) -> Edits {
        let [key, rest @ ..] = path else {
            return Ok(Vec::new());
        };
        match (node.entry(key), rest) {
            (Some(entry), []) => self.replace(node, entry, content),
            (Some(entry), rest) if entry.value.is_mapping() => self.put(entry.value, rest, content),
            (Some(entry), rest) if entry.value.is_null() && !self.is_flow(node) => {
                let indent = self.column(entry.key) + self.style.step;
                let below = self.nested(rest, content, indent);
                self.write(
                    entry,
                    &Yaml {
                        inline: String::new(),
                        lines: below,
                    },
                )
            }
            (Some(entry), _) => Err(self.refusal(entry.value, "it is not an object")),
            (None, _) => self.add(node, path, content),
        }
    }

    fn replace(&self, parent: Node<'_, '_>, entry: Entry<'_, '_>, content: &Content) -> Edits {
        let written = self.written(entry.value);
        if written.starts_with('*') {
            return Err(self.refusal(entry.value, "it is an alias of a value elsewhere"));
        }
        let one = match content {
            Content::One(super::FieldValue::Text(text)) => Some(text),
            _ => None,
        };
        if let Some(text) =
            one.filter(|text| !text.contains('\n') && written.starts_with(['\'', '"']))
        {
            return Ok(vec![Edit::replace(
                self.span(entry.value),
                quoted_like(written, text),
            )]);
        }
        if self.is_flow(parent) {
            let blank = if written.is_empty() { " " } else { "" };
            let value = match self.is_json(parent) {
                true => content.json(),
                false => content.flow(),
            };
            let text = format!("{blank}{value}");
            return Ok(vec![Edit::replace(self.span(entry.value), text)]);
        }
        self.write(entry, &content.block(self.column(entry.key), self.style))
    }

    /// Writes `yaml` in place of the value of an entry of a block.
    pub(super) fn write(&self, entry: Entry<'_, '_>, yaml: &Yaml) -> Edits {
        let key = self.span(entry.key).end;
        let (start, end) = (self.span(entry.value).start, self.end(entry));
        let line_end = self.line_end(key);
        let between = self.text.get(key..start).unwrap_or_default();
        let header = between
            .find('\n')
            .and_then(|newline| between[..newline].find(['|', '>']));
        let blank = if yaml.inline.is_empty() { "" } else { " " };
        let head = self.after_key(entry);
        if let Some(header) = header {
            let start = key + header;
            let text = format!("{}{}", yaml.inline, yaml.lines);
            let start = if yaml.inline.is_empty() { head } else { start };
            return Ok(vec![Edit::replace(start..end.max(start), text)]);
        }
        if start > line_end && end > line_end {
            let inline = Edit::insert(head, format!("{blank}{}", yaml.inline));
            return Ok(vec![
                inline,
                Edit::replace(line_end..end, yaml.lines.clone()),
            ]);
        }
        let end = end.max(head);
        let value = Edit::replace(head..end, format!("{blank}{}", yaml.inline));
        Ok(vec![
            value,
            Edit::insert(self.line_end(end), yaml.lines.clone()),
        ])
    }

    /// Behind the colon of an entry, and behind what names or types its value there.
    pub(super) fn after_key(&self, entry: Entry<'_, '_>) -> usize {
        let key = self.span(entry.key).end;
        key + self.head(&self.text[key..self.line_end(key)])
    }

    /// The first dash at or after `from`, where only blank lines and comments come before it.
    pub(super) fn dash(&self, from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = &self.text[at..];
            at += rest.len() - rest.trim_start().len();
            let rest = &self.text[at..];
            if rest.starts_with('#') {
                at = self.next_line(at);
            } else {
                return rest.starts_with('-').then_some(at);
            }
        }
    }

    /// The bytes of `: &anchor !tag` at the start of what follows a key, without the blank after it.
    fn head(&self, after: &str) -> usize {
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

    /// A key that is not there, after the one that people write before it.
    fn add(&self, node: Node<'_, '_>, path: &[String], content: &Content) -> Edits {
        let key = path.first().map(String::as_str).unwrap_or_default();
        let before = self.neighbour(node, key);
        if self.is_flow(node) {
            return Ok(vec![self.add_in_flow(node, before, path, content)]);
        }
        let Some(before) = before else {
            return Err(self.refusal(node, "there is no place for it"));
        };
        let lines = self.nested(path, content, self.column(before.key));
        Ok(vec![Edit::insert(self.line_end(self.end(before)), lines)])
    }

    /// The same between braces, with quotes where its neighbours have them.
    fn add_in_flow(
        &self,
        node: Node<'_, '_>,
        before: Option<Entry<'_, '_>>,
        path: &[String],
        content: &Content,
    ) -> Edit {
        let (at, comma) = match before {
            Some(before) => (self.end(before), ", "),
            None => (self.start(node) + 1, ""),
        };
        let is_json = self.is_json(node);
        let key = |key: &String| match is_json {
            true => double_quoted(key),
            false => quoted(key),
        };
        let value = match is_json {
            true => content.json(),
            false => content.flow(),
        };
        let keys: Vec<String> = path.iter().map(|part| format!("{}: ", key(part))).collect();
        let close = "}".repeat(path.len() - 1);
        Edit::insert(at, format!("{comma}{}{value}{close}", keys.join("{")))
    }

    /// Whether the keys of a mapping between braces are quoted as in JSON; those of an empty one would be where the
    /// document is JSON.
    pub(super) fn is_json(&self, node: Node<'_, '_>) -> bool {
        let quotes = |entry: Entry<'_, '_>| self.written(entry.key).starts_with('"');
        match node.entries().next() {
            Some(_) => node.entries().all(quotes),
            None => self.style.json,
        }
    }

    /// The lines of nested keys and a value, after the end of a line.
    fn nested(&self, path: &[String], content: &Content, indent: usize) -> String {
        let line = |(depth, key): (usize, &String)| {
            let indent = indent + self.style.step * depth;
            let yaml = if depth + 1 == path.len() {
                content.block(indent, self.style)
            } else {
                Yaml::default()
            };
            let blank = if yaml.inline.is_empty() { "" } else { " " };
            format!(
                "{}{:indent$}{}:{blank}{}{}",
                self.style.ending,
                "",
                quoted(key),
                yaml.inline,
                yaml.lines
            )
        };
        path.iter().enumerate().map(line).collect()
    }

    /// The entry after which `key` belongs: the last of those that come before it in the field's order, else the last.
    fn neighbour<'a, 't>(&self, node: Node<'a, 't>, key: &str) -> Option<Entry<'a, 't>> {
        let spec = self.kind.map(Kind::field_names).unwrap_or_default();
        let orders = [METADATA.to_vec(), spec, PROFILE.to_vec(), ENVELOPE.to_vec()];
        let rank = |name: &str| {
            orders.iter().find_map(|order| {
                order
                    .contains(&key)
                    .then(|| order.iter().position(|known| *known == name))?
            })
        };
        let own = rank(key);
        let before = |entry: &Entry<'a, 't>| {
            let name = entry.key.key_text().unwrap_or_default();
            rank(name).zip(own).is_some_and(|(rank, own)| rank < own)
        };
        let ranked = node.entries().filter(before).last();
        ranked.or_else(|| node.entries().last())
    }

    /// Takes the value at `path` below `node` away; an object that would be left empty goes with it.
    pub(super) fn take(&self, node: Node<'_, '_>, path: &[String]) -> Edits {
        let [key, rest @ ..] = path else {
            return Ok(Vec::new());
        };
        let Some(entry) = node.entry(key) else {
            return Ok(Vec::new());
        };
        let alone = |node: Node<'_, '_>| node.entries().count() == 1;
        match rest {
            [only] if entry.value.entry(only).is_some() && alone(entry.value) => {
                self.cut(node, entry).map(|edit| vec![edit])
            }
            [] => self.cut(node, entry).map(|edit| vec![edit]),
            rest => self.take(entry.value, rest),
        }
    }

    /// Takes every item of the list of `entry` away, and leaves `[]` behind its key.
    pub(super) fn emptied(&self, entry: Entry<'_, '_>) -> Edits {
        if self.is_flow(entry.value) {
            return Ok(vec![Edit::replace(self.span(entry.value), "[]")]);
        }
        let mut edits = self.relist(entry, &[])?;
        edits.push(Edit::insert(self.after_key(entry), " []"));
        Ok(edits)
    }

    fn cut(&self, node: Node<'_, '_>, entry: Entry<'_, '_>) -> Result<Edit, Refusal> {
        let text = self.text;
        let (key, end) = (self.span(entry.key), self.end(entry));
        if self.is_flow(node) {
            let after = &text[end..];
            let comma = after.trim_start().starts_with(',');
            let before = text[..key.start].trim_end();
            return Ok(if comma {
                let comma = end + after.find(',').unwrap_or(0) + 1;
                let blank = text[comma..].len() - text[comma..].trim_start_matches(' ').len();
                Edit::replace(key.start..comma + blank, "")
            } else {
                Edit::replace(before.trim_end_matches(',').len()..end, "")
            });
        }
        let start = self.line_start(key.start);
        if !text[start..key.start].trim().is_empty() {
            return Err(self.refusal(entry.key, "its line starts with something else"));
        }
        Ok(Edit::replace(start..self.next_line(end), ""))
    }

    /// Where an entry ends; the parser counts blank lines and the next indentation to the text of several lines.
    pub(super) fn end(&self, entry: Entry<'_, '_>) -> usize {
        let start = self.span(entry.key).start;
        let end = self.span(entry.value).end.max(self.span(entry.key).end);
        start + self.text[start..end].trim_end().len()
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Before the end of the line that byte `at` is on.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let length = rest.find('\n').unwrap_or(rest.len());
        at + rest[..length].trim_end_matches('\r').len()
    }

    /// After the end of the line that byte `at` is on.
    pub(super) fn next_line(&self, at: usize) -> usize {
        let newline = self.text[at..].find('\n');
        newline.map_or(self.text.len(), |newline| at + newline + 1)
    }

    pub(super) fn column(&self, node: Node<'_, '_>) -> usize {
        let start = self.start(node);
        self.text[self.line_start(start)..start].chars().count()
    }

    pub(super) fn is_flow(&self, node: Node<'_, '_>) -> bool {
        self.written(node).starts_with(['{', '['])
    }

    pub(super) fn written(&self, node: Node<'_, '_>) -> &'d str {
        self.text.get(self.span(node)).unwrap_or_default()
    }

    pub(super) fn start(&self, node: Node<'_, '_>) -> usize {
        self.span(node).start
    }

    pub(super) fn span(&self, node: Node<'_, '_>) -> Range<usize> {
        node.span()
    }

    pub(super) fn refusal(&self, node: Node<'_, '_>, why: &'static str) -> Refusal {
        Refusal {
            at: self.span(node),
            why,
        }
    }
}
