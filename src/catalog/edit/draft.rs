//! A file that is being changed.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use super::assignment::{Assignment, Operator};
use super::expectation::{Expectation, meets_expectations};
use super::field::{Field, Items, known};
use super::list::{self, Comparison};
use super::value::{Content, FieldValue};
use super::writer::{Edits, Refusal, Writer};
use crate::catalog::{Entity, Reference};
use crate::diagnostic::Edit;
use crate::error::{Error, Result};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::{Printable, brief};
use crate::source::{Place, Source};
use crate::yaml::{self, Entry, Node, quoted, quoted_like};

/// A file of the catalog and what is to be different in it.
pub struct Draft {
    source: Arc<Source>,
    /// The bytes of each of its documents.
    documents: Vec<Range<usize>>,
    /// The new text of documents that were changed, by number.
    changed: BTreeMap<usize, String>,
    edits: Vec<Edit>,
    expectations: Vec<(usize, Expectation)>,
}

/// So many documents of a file are read to find out how its lists are indented.
const SAMPLE: usize = 20;

impl Draft {
    /// Of the file that `entity` stands in; nothing is different yet.
    pub fn of(entity: &Entity) -> Draft {
        let chunks = yaml::documents(&entity.source.text).into_iter();
        let bytes = chunks.map(|chunk| chunk.offset..chunk.offset + chunk.text.len());
        Draft {
            source: Arc::clone(&entity.source),
            documents: bytes.collect(),
            changed: BTreeMap::new(),
            edits: Vec::new(),
            expectations: Vec::new(),
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

    /// Changes a field of an entity of this file. Gives a note where it has that value already.
    ///
    /// # Errors
    /// Usage (2) for a field that its kind does not have, and where the file writes it in a way that cannot be changed
    /// in place, with where it stands.
    pub fn assign(&mut self, entity: &Entity, assignment: &Assignment) -> Result<Option<String>> {
        let number = self.number_of(entity);
        let text = match self.changed.get(&number) {
            Some(text) => text.clone(),
            None => self.source.text[self.document_of(entity)].to_owned(),
        };
        let chunks = yaml::documents(&text);
        let Some((chunk, (tree, _))) = chunks
            .first()
            .and_then(|chunk| Some((chunk, chunk.parse().ok()?)))
        else {
            return Err(self.refusal(entity.place(), "it cannot be read"));
        };
        let Some(root) = tree.root() else {
            return Err(self.refusal(entity.place(), "it cannot be read"));
        };
        let type_ = entity.type_().map(|type_| type_.text);
        let kind = known(entity.kind(), type_);
        let writer = Writer::new(chunk.text, root, kind, None);
        let writer = match writer.list_indent(root) {
            Some(_) => writer,
            None => Writer::new(chunk.text, root, kind, self.list_indent()),
        };
        let change = Change {
            entity,
            type_,
            assignment,
            writer: &writer,
            root,
        };
        let done = change.make()?;
        let ends_in_lines = done.ends_in_lines();
        let edits = done.edits.map_err(|Refusal { at, why }| {
            let offset = self.documents[number].start + chunk.offset;
            let place = if self.changed.contains_key(&number) {
                entity.place()
            } else {
                Place::new(&self.source, offset + at.start..offset + at.end)
            };
            self.refusal(place, why)
        })?;
        let head = &text[..chunk.offset];
        let mut new = applied(chunk.text, edits).ok_or_else(|| self.unclear())?;
        if !chunk.text.ends_with('\n') {
            // The last line had no end, and has none; but that of a text of several lines belongs to it.
            new.truncate(new.trim_end_matches(['\r', '\n']).len());
            if ends_in_lines {
                new.push_str(writer.style.ending);
            }
        }
        let tail = &text[chunk.offset + chunk.text.len()..];
        let new = format!("{head}{new}{tail}");
        if let Some(expectation) = done.expectation {
            self.expectation(entity, expectation);
        }
        self.changed.insert(number, new);
        Ok(done.note)
    }

    /// Gives an entity of this file another name.
    ///
    /// # Errors
    /// As [`Draft::assign`].
    pub fn rename_itself(&mut self, entity: &Entity, name: &str) -> Result<()> {
        let field = Field::of(&["metadata", "name"]);
        let document = self.document_of(entity);
        let text = &self.source.text[document.clone()];
        let found = yaml::documents(text).into_iter().next();
        let parsed = found.and_then(|chunk| Some((chunk, chunk.parse().ok()?.0)));
        let Some((chunk, tree)) = &parsed else {
            return Err(self.refusal(entity.place(), "it cannot be read"));
        };
        let Some(root) = tree.root() else {
            return Err(self.refusal(entity.place(), "it cannot be read"));
        };
        let writer = Writer::new(chunk.text, root, None, None);
        let content = Content::One(FieldValue::text(name));
        let edits = writer
            .put(root, field.path(), &content)
            .map_err(|refusal| self.refusal(entity.place(), refusal.why))?;
        let base = document.start + chunk.offset;
        let moved = edits
            .into_iter()
            .map(|edit| Edit::replace(base + edit.span.start..base + edit.span.end, edit.text));
        let moved: Vec<Edit> = moved.collect();
        self.edits.extend(moved);
        self.expectation(
            entity,
            Expectation::Set(field.path().to_vec(), Some(name.into())),
        );
        Ok(())
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
            _ => Edit::replace(whole.span, quoted_like(written, &text)),
        };
        self.edits.push(edit);
        let path = reference.field.path.split('.').map(str::to_owned).collect();
        self.expectation(
            entity,
            Expectation::Swap(path, reference.text.to_owned(), text),
        );
        Ok(())
    }

    /// Takes the whole document of an entity away.
    pub fn remove(&mut self, entity: &Entity) {
        let document = self.document_of(entity);
        self.edits.push(Edit::replace(document, ""));
        self.expectation(entity, Expectation::Gone);
    }

    /// The text with every change; `None` when no document is left.
    ///
    /// # Errors
    /// Usage (2) when the result, read again, would not be what was meant, and nothing else.
    pub fn finish(mut self) -> Result<Option<String>> {
        let changed = std::mem::take(&mut self.changed);
        let mut edits = std::mem::take(&mut self.edits);
        for (number, text) in changed {
            edits.push(Edit::replace(self.documents[number].clone(), text));
        }
        let text = applied(&self.source.text, edits).ok_or_else(|| self.unclear())?;
        if meets_expectations(&self.source.text, &text, &self.expectations) {
            Ok((!yaml::documents(&text).is_empty()).then_some(text))
        } else {
            Err(self.unclear())
        }
    }

    fn expectation(&mut self, entity: &Entity, expectation: Expectation) {
        let document = self.document_of(entity);
        self.expectations.push((document.start, expectation));
    }

    /// How far in lists are in the first documents of the file.
    fn list_indent(&self) -> Option<usize> {
        let documents = yaml::documents(&self.source.text).into_iter().take(SAMPLE);
        documents.into_iter().find_map(|chunk| {
            let (tree, _) = chunk.parse().ok()?;
            let root = tree.root()?;
            Writer::new(chunk.text, root, None, None).list_indent(root)
        })
    }

    /// The number of the document of an entity.
    fn number_of(&self, entity: &Entity) -> usize {
        let start = entity.document.range().start;
        let after = self
            .documents
            .partition_point(|document| document.start <= start);
        after.saturating_sub(1)
    }

    /// The bytes of the document of an entity, its marker and what stands around it included.
    fn document_of(&self, entity: &Entity) -> Range<usize> {
        let document = self.documents.get(self.number_of(entity));
        document.cloned().unwrap_or_else(|| entity.document.range())
    }

    fn refusal(&self, place: Place, why: &str) -> Error {
        Error::usage(format!("cannot change {place}: {why}")).hint("change it by hand")
    }

    fn unclear(&self) -> Error {
        let file = Printable(&self.source.name);
        Error::usage(format!(
            "cannot change {file} without changing more than was asked for"
        ))
        .hint("change it by hand")
    }
}

/// `text` with `edits`; `None` where two overlap.
fn applied(text: &str, mut edits: Vec<Edit>) -> Option<String> {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    edits.dedup();
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in &edits {
        new.push_str(text.get(at..edit.span.start)?);
        new.push_str(&edit.text);
        at = edit.span.end;
    }
    new.push_str(text.get(at..)?);
    Some(new)
}

/// An assignment to an entity.
struct Change<'c> {
    entity: &'c Entity,
    type_: Option<&'c str>,
    assignment: &'c Assignment,
    writer: &'c Writer<'c>,
    root: Node<'c, 'c>,
}

/// What an assignment comes to.
struct Done {
    edits: Edits,
    /// What the document says afterwards; `None` where nothing is different.
    expectation: Option<Expectation>,
    note: Option<String>,
}

impl Done {
    fn refused(refusal: Refusal) -> Done {
        Done {
            edits: Err(refusal),
            expectation: None,
            note: None,
        }
    }

    /// Whether the new value may be the last of its document, and needs a line ending then.
    fn ends_in_lines(&self) -> bool {
        let lines = |value: &Value| value.as_str().is_some_and(|text| text.ends_with('\n'));
        matches!(&self.expectation, Some(Expectation::Set(_, Some(value))) if lines(value))
    }
}

impl Change<'_> {
    fn make(&self) -> Result<Done> {
        let field = self.assignment.field();
        let path = field.path();
        let there = path.iter().try_fold(self.root, |node, key| node.get(key));
        // What is there may go, though it should never have come.
        if !(self.assignment.clears() && there.is_some()) {
            field.check(self.entity.kind(), self.type_)?;
        }
        let items = field.items(self.entity.kind(), self.type_);
        let is_list = items.is_some()
            || there.is_some_and(Node::is_sequence)
            || (there.is_none() && self.assignment.operator() != Operator::Set && self.is_custom());
        if is_list {
            return self.list(items, there);
        }
        if self.assignment.clears() {
            return Ok(Done {
                edits: self.writer.take(self.root, path),
                expectation: Some(Expectation::Set(path.to_vec(), None)),
                note: None,
            });
        }
        let value = self.assignment.single()?;
        let expectation = Some(Expectation::Set(path.to_vec(), Some(value.to_json())));
        if there.is_some_and(|there| there.to_json() == value.to_json()) {
            return Ok(Done {
                edits: Ok(Vec::new()),
                expectation,
                note: None,
            });
        }
        Ok(Done {
            edits: self.writer.put(self.root, path, &Content::One(value)),
            expectation,
            note: None,
        })
    }

    /// Whether Backstage gives the field no meaning, so that it may well be a list.
    fn is_custom(&self) -> bool {
        let path = self.assignment.field().path();
        match (path, known(self.entity.kind(), self.type_)) {
            ([parent, key, ..], Some(kind)) if parent == "spec" => kind.shape(key).is_none(),
            ([parent, ..], None) => parent == "spec",
            ([parent, key, rest @ ..], _) if parent == "metadata" => {
                rest.is_empty() && !super::METADATA.contains(&key.as_str())
            }
            _ => false,
        }
    }

    fn list(&self, items: Option<Items>, there: Option<Node<'_, '_>>) -> Result<Done> {
        let field = self.assignment.field();
        let is_list = there.is_some_and(Node::is_sequence);
        let values: Vec<Value> = match there {
            Some(node) if is_list => node.items().map(Node::to_json).collect(),
            Some(node) if !node.is_null() => match self.only_item(node) {
                Some(value) => vec![value.to_json()],
                None if self.assignment.operator() == Operator::Set => Vec::new(),
                None => return Ok(Done::refused(self.writer.refusal(node, "it is not a list"))),
            },
            _ => Vec::new(),
        };
        let by = Comparison {
            items,
            namespace: self.entity.namespace(),
        };
        let typed = self.assignment.items(items)?;
        if let Some(title) = field.link() {
            return Ok(self.link(title, &values, &typed, there));
        }
        let note = self.note(&values, &typed, by);
        let slots = list::changed(&values, self.assignment.operator(), typed, by);
        let stays = is_list || there.is_none() || self.assignment.operator() != Operator::Set;
        let same = list::is_unchanged(&values, &slots) && stays;
        if same && !(slots.is_empty() && self.assignment.clears()) {
            return Ok(Done {
                edits: Ok(Vec::new()),
                expectation: None,
                note,
            });
        }
        Ok(self.relisted(&values, &slots, there))
    }

    fn relisted(
        &self,
        values: &[Value],
        slots: &[list::Slot],
        there: Option<Node<'_, '_>>,
    ) -> Done {
        let field = self.assignment.field();
        let path = field.path();
        let required = field.is_required(self.entity.kind(), self.type_);
        let new = list::values(values, slots);
        let done = |edits: Edits, value: Option<Value>| Done {
            edits,
            expectation: Some(Expectation::Set(path.to_vec(), value)),
            note: None,
        };
        let writer = self.writer;
        match there {
            _ if slots.is_empty() && !required => done(writer.take(self.root, path), None),
            Some(node) if node.is_sequence() && !values.is_empty() => {
                let edits = match self.entry() {
                    Some(entry) if slots.is_empty() => writer.emptied(entry),
                    Some(entry) => writer.relist(entry, slots),
                    None => Ok(Vec::new()),
                };
                done(edits, Some(new))
            }
            _ => {
                let value = |slot: &list::Slot| match slot {
                    list::Slot::New(value) => Some(value.clone()),
                    list::Slot::Kept(_) => there.and_then(|there| self.only_item(there)),
                };
                let content = Content::List(slots.iter().filter_map(value).collect());
                done(writer.put(self.root, path, &content), Some(new))
            }
        }
    }

    /// What stands in the place of a list, as its first item.
    fn only_item(&self, node: Node<'_, '_>) -> Option<FieldValue> {
        let commented = self.writer.written(node).contains(" #");
        match node.is_mapping() {
            true if commented => None,
            _ => FieldValue::of(node),
        }
    }

    /// The key of the field and its value.
    fn entry(&self) -> Option<Entry<'_, '_>> {
        let (key, parents) = self.assignment.field().path().split_last()?;
        let parent = parents
            .iter()
            .try_fold(self.root, |node, key| node.get(key));
        parent?.entry(key)
    }

    /// The one link with this title.
    fn link(
        &self,
        title: &str,
        values: &[Value],
        typed: &[FieldValue],
        there: Option<Node<'_, '_>>,
    ) -> Done {
        let titled = |value: &Value| value.get("title").and_then(Value::as_str) == Some(title);
        let found = values.iter().position(titled);
        let url = typed.first().and_then(|link| match link {
            FieldValue::Object(pairs) => pairs.first().map(|(_, url)| url.clone()),
            FieldValue::Text(_) => None,
        });
        let url = url.unwrap_or_default();
        let all = (0..values.len()).map(list::Slot::Kept);
        let node = found.and_then(|index| there.and_then(|there| there.items().nth(index)));
        match (found, node) {
            (Some(index), _) if url.is_empty() => {
                let slots: Vec<list::Slot> = all
                    .filter(|slot| *slot != list::Slot::Kept(index))
                    .collect();
                self.relisted(values, &slots, there)
            }
            (Some(index), Some(node)) => {
                let mut new = values.to_vec();
                if let Some(link) = new[index].as_object_mut() {
                    link.insert("url".to_owned(), url.as_str().into());
                }
                let same = new == values;
                let path = self.assignment.field().path().to_vec();
                let content = Content::One(FieldValue::Text(url));
                Done {
                    edits: if same {
                        Ok(Vec::new())
                    } else {
                        self.writer.put(node, &["url".to_owned()], &content)
                    },
                    expectation: Some(Expectation::Set(path, Some(Value::Array(new)))),
                    note: None,
                }
            }
            (Some(_), None) => {
                let link = there.and_then(|there| self.only_item(there));
                let link = link.map(|link| list::Slot::New(link.with("url", &url)));
                let slots: Vec<list::Slot> = link.into_iter().collect();
                self.relisted(values, &slots, there)
            }
            _ if url.is_empty() => Done {
                edits: Ok(Vec::new()),
                expectation: None,
                note: Some(format!(
                    "{} has no link titled \"{}\"",
                    self.name(),
                    brief(title)
                )),
            },
            _ => {
                let new = typed.iter().cloned().map(list::Slot::New);
                let slots: Vec<list::Slot> = all.chain(new).collect();
                self.relisted(values, &slots, there)
            }
        }
    }

    /// What is not done because it is so already.
    fn note(&self, values: &[Value], typed: &[FieldValue], by: Comparison<'_>) -> Option<String> {
        let there = |typed: &&FieldValue| values.iter().any(|value| by.same(value, typed));
        let adds = match self.assignment.operator() {
            Operator::Set => return None,
            Operator::Add => true,
            Operator::Remove => false,
        };
        let idle: Vec<&FieldValue> = typed.iter().filter(|typed| there(typed) == adds).collect();
        let names: Vec<String> = idle
            .iter()
            .map(|value| match value {
                FieldValue::Text(text) => format!("`{}`", brief(text)),
                FieldValue::Object(pairs) => {
                    format!("`{}`", brief(pairs.first().map_or("", |(_, text)| text)))
                }
            })
            .collect();
        let field = brief(&self.assignment.field().short());
        let verb = if adds { "already has" } else { "doesn't have" };
        let texts = values.iter().filter_map(Value::as_str);
        let near = match idle.first() {
            Some(FieldValue::Text(text)) if !adds => {
                did_you_mean(&nearest(text, texts)).map(|near| format!("; {near}"))
            }
            _ => None,
        };
        (!names.is_empty()).then(|| {
            format!(
                "{} {verb} {} in `{field}`{}",
                self.name(),
                names.join(", "),
                near.unwrap_or_default()
            )
        })
    }

    fn name(&self) -> String {
        Printable(&self.entity.reference().to_string()).to_string()
    }
}
