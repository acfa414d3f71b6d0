//! A file that is being changed.

use std::ops::Range;
use std::sync::Arc;

use super::field::{Field, METADATA};
use super::wish::{Wish, came_true};
use crate::catalog::kind::Kind;
use crate::catalog::{Entity, Reference};
use crate::diagnostic::Edit;
use crate::error::{Error, Result};
use crate::source::{Place, Source};
use crate::yaml::{self, Entry, Node, double_quoted, quoted};

/// A file of the catalog and what is to be different in it.
pub struct Draft {
    source: Arc<Source>,
    /// The bytes of each of its documents.
    documents: Vec<Range<usize>>,
    edits: Vec<Edit>,
    wishes: Vec<(usize, Wish)>,
}

impl Draft {
    /// Of the file that `entity` stands in; nothing is different yet.
    pub fn of(entity: &Entity) -> Draft {
        let chunks = yaml::documents(&entity.source.text).into_iter();
        let bytes = chunks.map(|chunk| chunk.offset..chunk.offset + chunk.text.len());
        Draft {
            source: Arc::clone(&entity.source),
            documents: bytes.collect(),
            edits: Vec::new(),
            wishes: Vec::new(),
        }
    }

    /// The path of the file, as it was read.
    pub fn file(&self) -> &str {
        &self.source.name
    }

    /// Its text before.
    pub fn before(&self) -> &str {
        &self.source.text
    }

    /// Gives `field` of an entity of this file a value, or takes it away.
    ///
    /// # Errors
    /// Usage (2) where the file writes it in a way that cannot be changed in place, with where it stands.
    pub fn set(&mut self, entity: &Entity, field: &Field, value: Option<&str>) -> Result<()> {
        let (tree, _) = yaml::parse(entity.document())
            .map_err(|_| self.refusal(entity.place(), "it cannot be read"))?;
        let Some(root) = tree.root() else {
            return Err(self.refusal(entity.place(), "it cannot be read"));
        };
        let writer = Writer {
            draft: self,
            base: entity.document.range().start,
            entity,
        };
        let edit = match value {
            Some(value) => writer.put(root, field.path(), value)?,
            None => writer.take(root, field.path())?,
        };
        self.edits.extend(edit);
        let path = field.path().to_vec();
        self.wish(entity, Wish::Set(path, value.map(str::to_owned)));
        Ok(())
    }

    /// Gives an entity of this file another name.
    ///
    /// # Errors
    /// As [`Draft::set`].
    pub fn rename_itself(&mut self, entity: &Entity, name: &str) -> Result<()> {
        self.set(entity, &Field::of(&["metadata", "name"]), Some(name))
    }

    /// Lets a reference of an entity of this file name something else, which is called `name`; kind and namespace stay
    /// as they are written.
    ///
    /// # Errors
    /// Usage (2) where it is written through an alias or as an object.
    pub fn rename(&mut self, entity: &Entity, reference: Reference<'_>, name: &str) -> Result<()> {
        let start = reference.text.rfind([':', '/']).map_or(0, |at| at + 1);
        let text = format!("{}{name}", &reference.text[..start]);
        let whole = reference.place();
        let bare = reference.text_span();
        let inside = whole.span.start <= bare.start && bare.end <= whole.span.end;
        let written = self.source.text.get(whole.span.clone()).unwrap_or_default();
        let edit = match self.source.text.get(bare.clone()) == Some(reference.text) {
            true if !inside => return Err(self.refusal(whole, "an alias stands for it")),
            // Between quotes, or where the new text means itself, the rest stays as it is.
            true if bare != whole.span || quoted(&text) == text => {
                Edit::replace(bare.start + start..bare.end, name)
            }
            _ if written.starts_with(['*', '{', '-']) || written.contains('\n') => {
                return Err(self.refusal(whole, "it is not written as one text"));
            }
            _ => Edit::replace(whole.span, rewritten(written, &text)),
        };
        self.edits.push(edit);
        let path = reference.field.path.split('.').map(str::to_owned).collect();
        self.wish(entity, Wish::Swap(path, reference.text.to_owned(), text));
        Ok(())
    }

    /// Takes the whole document of an entity away.
    pub fn remove(&mut self, entity: &Entity) {
        let document = self.document_of(entity);
        self.edits.push(Edit::replace(document, ""));
        self.wish(entity, Wish::Gone);
    }

    /// The text with every change; `None` when no document is left.
    ///
    /// # Errors
    /// Usage (2) when the result, read again, would not be what was meant, and nothing else.
    pub fn finish(mut self) -> Result<Option<String>> {
        self.edits
            .sort_by_key(|edit| (edit.span.start, edit.span.end));
        self.edits.dedup();
        let mut text = String::with_capacity(self.source.text.len());
        let mut at = 0;
        for edit in &self.edits {
            let kept = self.source.text.get(at..edit.span.start);
            text.push_str(kept.ok_or_else(|| self.unclear())?);
            text.push_str(&edit.text);
            at = edit.span.end;
        }
        text.push_str(&self.source.text[at..]);
        match came_true(&self.source.text, &text, &self.wishes) {
            true => Ok((!yaml::documents(&text).is_empty()).then_some(text)),
            false => Err(self.unclear()),
        }
    }

    fn wish(&mut self, entity: &Entity, wish: Wish) {
        let document = self.document_of(entity);
        self.wishes.push((document.start, wish));
    }

    /// The bytes of the document of an entity, its marker and what stands around it included.
    fn document_of(&self, entity: &Entity) -> Range<usize> {
        let span = entity.document.range();
        let after = self
            .documents
            .partition_point(|document| document.start <= span.start);
        let document = after
            .checked_sub(1)
            .and_then(|index| self.documents.get(index));
        document.cloned().unwrap_or(span)
    }

    fn refusal(&self, place: Place, why: &str) -> Error {
        Error::usage(format!("cannot change {place}: {why}")).hint("change it by hand")
    }

    fn unclear(&self) -> Error {
        let file = crate::printable::Printable(&self.source.name);
        Error::usage(format!(
            "cannot change {file} without changing more than was asked for"
        ))
        .hint("change it by hand")
    }
}

/// Finds where a value of one document is written.
struct Writer<'d> {
    draft: &'d Draft,
    /// Where the document starts in its file.
    base: usize,
    entity: &'d Entity,
}

impl Writer<'_> {
    fn put(&self, node: Node<'_, '_>, path: &[String], value: &str) -> Result<Option<Edit>> {
        let [key, rest @ ..] = path else {
            return Ok(None);
        };
        match (node.entry(key), rest) {
            (Some(entry), []) => self.replace(entry, value).map(Some),
            (Some(entry), rest) if entry.value.is_mapping() => self.put(entry.value, rest, value),
            (Some(entry), rest) if entry.value.is_null() => {
                let indent = self.column(entry.key) + 2;
                let at = self.line_end(self.span(entry.key).end);
                Ok(Some(Edit::insert(at, self.block(rest, value, indent))))
            }
            (Some(entry), _) => Err(self.refusal(entry.value, "it is no object")),
            (None, _) => self.add(node, path, value).map(Some),
        }
    }

    fn replace(&self, entry: Entry<'_, '_>, value: &str) -> Result<Edit> {
        let span = self.span(entry.value);
        let between = self.text().get(self.span(entry.key).end..span.start);
        let header = between
            .filter(|between| between.contains('\n'))
            .and_then(|between| between.find(['|', '>']));
        if let Some(header) = header {
            let start = self.span(entry.key).end + header;
            return Ok(Edit::replace(start..self.end(entry), quoted(value)));
        }
        let written = &self.text()[span.clone()];
        match entry.value.scalar().is_some() && !written.starts_with('*') {
            true => {
                let blank = if written.is_empty() { " " } else { "" };
                let text = format!("{blank}{}", rewritten(written, value));
                Ok(Edit::replace(span, text))
            }
            false => Err(self.refusal(entry.value, "it is not written as one text")),
        }
    }

    /// A key that is not there, after the one that people write before it.
    fn add(&self, node: Node<'_, '_>, path: &[String], value: &str) -> Result<Edit> {
        let key = path.first().map(String::as_str).unwrap_or_default();
        let Some(before) = self.neighbour(node, key) else {
            return Err(self.refusal(node, "there is no place for it"));
        };
        let end = self.end(before);
        if self.is_flow(node) {
            let inner: String = path
                .iter()
                .skip(1)
                .map(|key| format!("{{{}: ", quoted(key)))
                .collect();
            let close = "}".repeat(path.len() - 1);
            return Ok(Edit::insert(
                end,
                format!(", {}: {inner}{}{close}", quoted(key), quoted(value)),
            ));
        }
        let lines = self.block(path, value, self.column(before.key));
        Ok(Edit::insert(self.line_end(end), lines))
    }

    /// The lines of nested keys and a value, after the end of a line.
    fn block(&self, path: &[String], value: &str, indent: usize) -> String {
        let ending = if self.text().contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let line = |(depth, key): (usize, &String)| {
            let indent = indent + 2 * depth;
            let value = match depth + 1 == path.len() {
                true => format!(" {}", quoted(value)),
                false => String::new(),
            };
            format!("{ending}{:indent$}{}:{value}", "", quoted(key))
        };
        path.iter().enumerate().map(line).collect()
    }

    /// The entry after which `key` belongs: the last of those that come before it in the field's order, else the last.
    fn neighbour<'a, 't>(&self, node: Node<'a, 't>, key: &str) -> Option<Entry<'a, 't>> {
        let spec = Kind::stock(self.entity.kind())
            .map(Kind::field_names)
            .unwrap_or_default();
        let orders = [METADATA.to_vec(), spec];
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

    fn take(&self, node: Node<'_, '_>, path: &[String]) -> Result<Option<Edit>> {
        let [key, rest @ ..] = path else {
            return Ok(None);
        };
        let Some(entry) = node.entry(key) else {
            return Ok(None);
        };
        let alone = |node: Node<'_, '_>| node.entries().count() == 1;
        match rest {
            [only] if entry.value.entry(only).is_some() && alone(entry.value) => {
                self.cut(node, entry).map(Some)
            }
            [] => self.cut(node, entry).map(Some),
            rest => self.take(entry.value, rest),
        }
    }

    fn cut(&self, node: Node<'_, '_>, entry: Entry<'_, '_>) -> Result<Edit> {
        let text = self.text();
        let (key, end) = (self.span(entry.key), self.end(entry));
        if self.is_flow(node) {
            let after = &text[end..];
            let comma = after.trim_start().starts_with(',');
            let before = text[..key.start].trim_end();
            return Ok(match comma {
                true => {
                    let comma = end + after.find(',').unwrap_or(0) + 1;
                    let blank = text[comma..].len() - text[comma..].trim_start_matches(' ').len();
                    Edit::replace(key.start..comma + blank, "")
                }
                false => Edit::replace(before.trim_end_matches(',').len()..end, ""),
            });
        }
        let start = text[..key.start]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        if !text[start..key.start].trim().is_empty() {
            return Err(self.refusal(entry.key, "its line starts with something else"));
        }
        let newline = text[end..].find('\n');
        let end = newline.map_or(text.len(), |newline| end + newline + 1);
        Ok(Edit::replace(start..end, ""))
    }

    /// Where an entry ends; the parser counts blank lines and the next indentation to the text of several lines.
    fn end(&self, entry: Entry<'_, '_>) -> usize {
        let start = self.span(entry.key).start;
        let end = self.span(entry.value).end.max(self.span(entry.key).end);
        start + self.text()[start..end].trim_end().len()
    }

    /// Before the end of the line that byte `at` is on.
    fn line_end(&self, at: usize) -> usize {
        let rest = &self.text()[at..];
        let length = rest.find('\n').unwrap_or(rest.len());
        at + rest[..length].trim_end_matches('\r').len()
    }

    fn column(&self, node: Node<'_, '_>) -> usize {
        let start = self.span(node).start;
        let line = self.text()[..start]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        self.text()[line..start].chars().count()
    }

    fn is_flow(&self, node: Node<'_, '_>) -> bool {
        self.text()[self.span(node)].starts_with('{')
    }

    fn span(&self, node: Node<'_, '_>) -> Range<usize> {
        let span = node.span();
        self.base + span.start..self.base + span.end
    }

    fn text(&self) -> &str {
        &self.draft.source.text
    }

    fn refusal(&self, node: Node<'_, '_>, why: &str) -> Error {
        let place = Place::new(&self.draft.source, self.span(node));
        self.draft.refusal(place, why)
    }
}

/// `value` in the style of what was written before, where that can hold it.
fn rewritten(written: &str, value: &str) -> String {
    let plain = |character: char| !character.is_control() && character != '\'';
    match written.chars().next() {
        Some('\'') if value.chars().all(plain) => format!("'{value}'"),
        Some('\'' | '"') => double_quoted(value),
        _ => quoted(value),
    }
}
