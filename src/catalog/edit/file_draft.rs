//! A catalog file with pending changes.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use super::assignment::{Assignment, AssignmentOperator};
use super::document_editor::{EditRefusal, EditResult, YamlDocumentEditor};
use super::expected_change::{ExpectedDocumentChange, has_only_expected_changes};
use super::field_path::{Field, ListFieldItemKind, find_kind_ignoring_case};
use super::list_edit::{self, ListItemComparisonRules};
use super::value::{FieldValue, FieldValueOrList};
use crate::catalog::{Entity, Reference};
use crate::diagnostic::TextEdit;
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate};
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::source::{Place, SourceFile};
use crate::yaml::{self, MappingEntry, YamlNode, quote_like, quote_yaml_if_needed};

/// A file of the catalog and the changes to apply to it.
pub struct FileDraft {
    source: Arc<SourceFile>,
    /// The byte range of each document.
    documents: Vec<Range<usize>>,
    /// The new text of each changed document, by number.
    changed: BTreeMap<usize, String>,
    edits: Vec<TextEdit>,
    expectations: Vec<(usize, ExpectedDocumentChange)>,
}

/// The number of documents to check for the indentation of lists.
const INDENT_SAMPLE_DOCUMENT_COUNT: usize = 20;

impl FileDraft {
    /// Creates a draft of the file that contains `entity`, without changes.
    pub fn for_file_of_entity(entity: &Entity) -> FileDraft {
        let chunks = yaml::split_yaml_documents(&entity.source.text).into_iter();
        let bytes = chunks.map(|chunk| chunk.offset..chunk.offset + chunk.text.len());
        FileDraft {
            source: Arc::clone(&entity.source),
            documents: bytes.collect(),
            changed: BTreeMap::new(),
            edits: Vec::new(),
            expectations: Vec::new(),
        }
    }

    /// The path of the file.
    pub fn path(&self) -> &str {
        &self.source.name
    }

    /// The original text.
    pub fn original_text(&self) -> &str {
        &self.source.text
    }

    /// Whether the document of `entity` differs from the original one.
    pub fn changes_entity(&self, entity: &Entity) -> bool {
        let changed = self.changed.get(&self.document_index(entity));
        changed.is_some_and(|text| *text != self.source.text[self.document_range(entity)])
    }

    /// Changes a field of an entity in this file. Returns a note if the field already has that value.
    ///
    /// # Errors
    /// Usage (2) for a field that the kind doesn't have, or if the value can't be edited in place; the message has its
    /// place.
    pub fn apply_assignment(
        &mut self,
        entity: &Entity,
        assignment: &Assignment,
    ) -> Result<Option<String>> {
        let number = self.document_index(entity);
        let text = match self.changed.get(&number) {
            Some(text) => text.clone(),
            None => self.source.text[self.document_range(entity)].to_owned(),
        };
        let chunks = yaml::split_yaml_documents(&text);
        let Some((chunk, (tree, _))) = chunks
            .first()
            .and_then(|chunk| Some((chunk, chunk.parse().ok()?)))
        else {
            return Err(
                self.not_editable_error(entity.name_place(), "the document can't be parsed")
            );
        };
        let Some(root) = tree.root() else {
            return Err(
                self.not_editable_error(entity.name_place(), "the document can't be parsed")
            );
        };
        let type_ = entity.type_().map(|type_| type_.text);
        let kind = find_kind_ignoring_case(entity.kind(), type_);
        let writer = YamlDocumentEditor::new(chunk.text, root, kind, None);
        let writer = match writer.find_list_indent(root) {
            Some(_) => writer,
            None => YamlDocumentEditor::new(chunk.text, root, kind, self.find_list_indent()),
        };
        let change = EntityAssignment {
            entity,
            type_,
            assignment,
            writer: &writer,
            root,
        };
        let done = change.plan_assignment()?;
        let ends_in_lines = done.new_value_ends_with_newline();
        let edits = done.edits.map_err(|EditRefusal { at, why }| {
            let offset = self.documents[number].start + chunk.offset;
            let place = if self.changed.contains_key(&number) {
                entity.name_place()
            } else {
                Place::new(&self.source, offset + at.start..offset + at.end)
            };
            self.not_editable_error(place, why)
        })?;
        let head = &text[..chunk.offset];
        let mut new =
            apply_text_edits(chunk.text, edits).ok_or_else(|| self.unintended_change_error())?;
        if !chunk.text.ends_with('\n') {
            // The last line had no line ending, so none is added, except after a block scalar, where the line ending is
            // part of the text.
            new.truncate(new.trim_end_matches(['\r', '\n']).len());
            if ends_in_lines {
                new.push_str(writer.style.ending);
            }
        }
        let tail = &text[chunk.offset + chunk.text.len()..];
        let new = format!("{head}{new}{tail}");
        if let Some(expectation) = done.expectation {
            self.push_expected_change(entity, expectation);
        }
        self.changed.insert(number, new);
        Ok(done.note)
    }

    /// Renames an entity in this file.
    ///
    /// # Errors
    /// As [`FileDraft::apply_assignment`].
    pub fn rename_entity(&mut self, entity: &Entity, name: &str) -> Result<()> {
        let field = Field::from_keys(&["metadata", "name"]);
        let document = self.document_range(entity);
        let text = &self.source.text[document.clone()];
        let found = yaml::split_yaml_documents(text).into_iter().next();
        let parsed = found.and_then(|chunk| Some((chunk, chunk.parse().ok()?.0)));
        let Some((chunk, tree)) = &parsed else {
            return Err(
                self.not_editable_error(entity.name_place(), "the document can't be parsed")
            );
        };
        let Some(root) = tree.root() else {
            return Err(
                self.not_editable_error(entity.name_place(), "the document can't be parsed")
            );
        };
        let writer = YamlDocumentEditor::new(chunk.text, root, None, None);
        let content = FieldValueOrList::One(FieldValue::from_text(name));
        let edits = writer
            .set_value_at_path(root, field.path_keys(), &content)
            .map_err(|refusal| self.not_editable_error(entity.name_place(), refusal.why))?;
        let base = document.start + chunk.offset;
        let moved = edits.into_iter().map(|edit| {
            TextEdit::new_replacement(base + edit.span.start..base + edit.span.end, edit.text)
        });
        let moved: Vec<TextEdit> = moved.collect();
        self.edits.extend(moved);
        self.push_expected_change(
            entity,
            ExpectedDocumentChange::Set(field.path_keys().to_vec(), Some(name.into())),
        );
        Ok(())
    }

    /// Changes the name in a reference of an entity in this file to `name`; kind and namespace stay as written.
    ///
    /// # Errors
    /// Usage (2) if the reference is written as an alias or an object.
    pub fn rename_reference(
        &mut self,
        entity: &Entity,
        reference: Reference<'_>,
        name: &str,
    ) -> Result<()> {
        let start = reference.text.rfind([':', '/']).map_or(0, |at| at + 1);
        let text = format!("{}{name}", &reference.text[..start]);
        let whole = reference.place();
        let bare = reference.text_span();
        let inside = whole.span.start <= bare.start && bare.end <= whole.span.end;
        let written = self.source.text.get(whole.span.clone()).unwrap_or_default();
        let edit = match self.source.text.get(bare.clone()) == Some(reference.text) {
            true if !inside => return Err(self.not_editable_error(whole, "the value is an alias")),
            // If the value is quoted, or the new text needs no quotes, only the name is replaced.
            true if bare != whole.span || quote_yaml_if_needed(&text) == text => {
                TextEdit::new_replacement(bare.start + start..bare.end, name)
            }
            _ if written.starts_with(['*', '{', '-']) || written.contains('\n') => {
                return Err(self.not_editable_error(whole, "the value isn't a simple string"));
            }
            _ => TextEdit::new_replacement(whole.span, quote_like(written, &text)),
        };
        self.edits.push(edit);
        let path = reference.field.path.split('.').map(str::to_owned).collect();
        self.push_expected_change(
            entity,
            ExpectedDocumentChange::ReplaceText(path, reference.text.to_owned(), text),
        );
        Ok(())
    }

    /// Removes the document of an entity.
    pub fn remove_entity(&mut self, entity: &Entity) {
        let document = self.document_range(entity);
        self.edits.push(TextEdit::new_replacement(document, ""));
        self.push_expected_change(entity, ExpectedDocumentChange::RemoveDocument);
    }

    /// Returns the text with every change; `None` if no document is left.
    ///
    /// # Errors
    /// Usage (2) if the result, parsed again, doesn't have exactly the expected changes.
    pub fn finish(mut self) -> Result<Option<String>> {
        let changed = std::mem::take(&mut self.changed);
        let mut edits = std::mem::take(&mut self.edits);
        for (number, text) in changed {
            edits.push(TextEdit::new_replacement(
                self.documents[number].clone(),
                text,
            ));
        }
        let text = apply_text_edits(&self.source.text, edits)
            .ok_or_else(|| self.unintended_change_error())?;
        if has_only_expected_changes(&self.source.text, &text, &self.expectations) {
            Ok((!yaml::split_yaml_documents(&text).is_empty()).then_some(text))
        } else {
            Err(self.unintended_change_error())
        }
    }

    fn push_expected_change(&mut self, entity: &Entity, expectation: ExpectedDocumentChange) {
        let document = self.document_range(entity);
        self.expectations.push((document.start, expectation));
    }

    /// The indentation of lists in the first documents of the file.
    fn find_list_indent(&self) -> Option<usize> {
        let documents = yaml::split_yaml_documents(&self.source.text)
            .into_iter()
            .take(INDENT_SAMPLE_DOCUMENT_COUNT);
        documents.into_iter().find_map(|chunk| {
            let (tree, _) = chunk.parse().ok()?;
            let root = tree.root()?;
            YamlDocumentEditor::new(chunk.text, root, None, None).find_list_indent(root)
        })
    }

    /// The number of the document of an entity.
    fn document_index(&self, entity: &Entity) -> usize {
        let start = entity.document_span.to_range().start;
        let after = self
            .documents
            .partition_point(|document| document.start <= start);
        after.saturating_sub(1)
    }

    /// The byte range of the document of an entity, including its marker and the text around it.
    fn document_range(&self, entity: &Entity) -> Range<usize> {
        let document = self.documents.get(self.document_index(entity));
        document
            .cloned()
            .unwrap_or_else(|| entity.document_span.to_range())
    }

    fn not_editable_error(&self, place: Place, why: &str) -> Error {
        Error::usage(format!("cannot change {place}: {why}")).with_hint("edit it by hand")
    }

    fn unintended_change_error(&self) -> Error {
        let file = Printable(&self.source.name);
        Error::usage(format!("cannot edit {file} without changing other content"))
            .with_hint("edit it by hand")
    }
}

/// Applies `edits` to `text`; `None` if two overlap.
fn apply_text_edits(text: &str, mut edits: Vec<TextEdit>) -> Option<String> {
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
struct EntityAssignment<'c> {
    entity: &'c Entity,
    type_: Option<&'c str>,
    assignment: &'c Assignment,
    writer: &'c YamlDocumentEditor<'c>,
    root: YamlNode<'c, 'c>,
}

/// The planned effect of an assignment.
struct AssignmentPlan {
    edits: EditResult,
    /// The expected content of the document afterwards; `None` if nothing changes.
    expectation: Option<ExpectedDocumentChange>,
    note: Option<String>,
}

impl AssignmentPlan {
    fn from_refusal(refusal: EditRefusal) -> AssignmentPlan {
        AssignmentPlan {
            edits: Err(refusal),
            expectation: None,
            note: None,
        }
    }

    /// Whether the new value may end its document, and so needs a line ending.
    fn new_value_ends_with_newline(&self) -> bool {
        let lines = |value: &Value| value.as_str().is_some_and(|text| text.ends_with('\n'));
        matches!(&self.expectation, Some(ExpectedDocumentChange::Set(_, Some(value))) if lines(value))
    }
}

impl EntityAssignment<'_> {
    fn plan_assignment(&self) -> Result<AssignmentPlan> {
        let field = self.assignment.field();
        let path = field.path_keys();
        let there = path.iter().try_fold(self.root, |node, key| node.get(key));
        // An existing value may be removed even if the field isn't valid for the kind.
        if !(self.assignment.removes_field() && there.is_some()) {
            field.validate_for_kind(self.entity.kind(), self.type_)?;
        }
        let items = field.list_item_kind(self.entity.kind(), self.type_);
        let is_list = items.is_some()
            || there.is_some_and(YamlNode::is_sequence)
            || (there.is_none()
                && self.assignment.operator() != AssignmentOperator::Set
                && self.is_custom_field());
        if is_list {
            return self.plan_list_assignment(items, there);
        }
        if self.assignment.removes_field() {
            return Ok(AssignmentPlan {
                edits: self.writer.remove_value_at_path(self.root, path),
                expectation: Some(ExpectedDocumentChange::Set(path.to_vec(), None)),
                note: None,
            });
        }
        let value = self.assignment.to_single_value()?;
        let expectation = Some(ExpectedDocumentChange::Set(
            path.to_vec(),
            Some(value.to_json()),
        ));
        if there.is_some_and(|there| there.to_json() == value.to_json()) {
            return Ok(AssignmentPlan {
                edits: Ok(Vec::new()),
                expectation,
                note: None,
            });
        }
        Ok(AssignmentPlan {
            edits: self
                .writer
                .set_value_at_path(self.root, path, &FieldValueOrList::One(value)),
            expectation,
            note: None,
        })
    }

    /// Whether the field has no meaning in Backstage, so it may be a list.
    fn is_custom_field(&self) -> bool {
        let path = self.assignment.field().path_keys();
        match (
            path,
            find_kind_ignoring_case(self.entity.kind(), self.type_),
        ) {
            ([parent, key, ..], Some(kind)) if parent == "spec" => kind.field_type(key).is_none(),
            ([parent, ..], None) => parent == "spec",
            ([parent, key, rest @ ..], _) if parent == "metadata" => {
                rest.is_empty() && !super::METADATA_FIELD_ORDER.contains(&key.as_str())
            }
            _ => false,
        }
    }

    fn plan_list_assignment(
        &self,
        items: Option<ListFieldItemKind>,
        there: Option<YamlNode<'_, '_>>,
    ) -> Result<AssignmentPlan> {
        let field = self.assignment.field();
        let is_list = there.is_some_and(YamlNode::is_sequence);
        let values: Vec<Value> = match there {
            Some(node) if is_list => node.items().map(YamlNode::to_json).collect(),
            Some(node) if !node.is_null() => match self.existing_value_as_list_item(node) {
                Some(value) => vec![value.to_json()],
                None if self.assignment.operator() == AssignmentOperator::Set => Vec::new(),
                None => {
                    return Ok(AssignmentPlan::from_refusal(
                        self.writer
                            .build_edit_refusal(node, "the value isn't a list"),
                    ));
                }
            },
            _ => Vec::new(),
        };
        let by = ListItemComparisonRules {
            items,
            namespace: self.entity.namespace(),
        };
        let typed = self.assignment.parse_list_items(items)?;
        if let Some(title) = field.link_title() {
            return Ok(self.plan_link_assignment(title, &values, &typed, there));
        }
        let note = self.format_unchanged_note(&values, &typed, by);
        let slots = list_edit::build_edited_list(&values, self.assignment.operator(), typed, by);
        let stays =
            is_list || there.is_none() || self.assignment.operator() != AssignmentOperator::Set;
        let same = list_edit::is_list_unchanged(&values, &slots) && stays;
        if same && !(slots.is_empty() && self.assignment.removes_field()) {
            return Ok(AssignmentPlan {
                edits: Ok(Vec::new()),
                expectation: None,
                note,
            });
        }
        Ok(self.plan_list_rewrite(&values, &slots, there))
    }

    fn plan_list_rewrite(
        &self,
        values: &[Value],
        slots: &[list_edit::EditedListItem],
        there: Option<YamlNode<'_, '_>>,
    ) -> AssignmentPlan {
        let field = self.assignment.field();
        let path = field.path_keys();
        let required = field.is_required_for_kind(self.entity.kind(), self.type_);
        let new = list_edit::edited_list_to_json(values, slots);
        let done = |edits: EditResult, value: Option<Value>| AssignmentPlan {
            edits,
            expectation: Some(ExpectedDocumentChange::Set(path.to_vec(), value)),
            note: None,
        };
        let writer = self.writer;
        match there {
            _ if slots.is_empty() && !required => {
                done(writer.remove_value_at_path(self.root, path), None)
            }
            Some(node) if node.is_sequence() && !values.is_empty() => {
                let edits = match self.find_field_entry() {
                    Some(entry) if slots.is_empty() => writer.clear_list(entry),
                    Some(entry) => writer.rewrite_list(entry, slots),
                    None => Ok(Vec::new()),
                };
                done(edits, Some(new))
            }
            _ => {
                let value = |slot: &list_edit::EditedListItem| match slot {
                    list_edit::EditedListItem::New(value) => Some(value.clone()),
                    list_edit::EditedListItem::Kept(_) => {
                        there.and_then(|there| self.existing_value_as_list_item(there))
                    }
                };
                let content = FieldValueOrList::List(slots.iter().filter_map(value).collect());
                done(
                    writer.set_value_at_path(self.root, path, &content),
                    Some(new),
                )
            }
        }
    }

    /// Converts a single value in place of a list to the first item of that list.
    fn existing_value_as_list_item(&self, node: YamlNode<'_, '_>) -> Option<FieldValue> {
        let commented = self.writer.node_text(node).contains(" #");
        if node.is_mapping() && commented {
            None
        } else {
            FieldValue::from_yaml_node(node)
        }
    }

    /// The key of the field and its value.
    fn find_field_entry(&self) -> Option<MappingEntry<'_, '_>> {
        let (key, parents) = self.assignment.field().path_keys().split_last()?;
        let parent = parents
            .iter()
            .try_fold(self.root, |node, key| node.get(key));
        parent?.entry(key)
    }

    /// Plans an assignment to the link with this title.
    fn plan_link_assignment(
        &self,
        title: &str,
        values: &[Value],
        typed: &[FieldValue],
        there: Option<YamlNode<'_, '_>>,
    ) -> AssignmentPlan {
        let titled = |value: &Value| value.get("title").and_then(Value::as_str) == Some(title);
        let found = values.iter().position(titled);
        let url = typed.first().and_then(|link| match link {
            FieldValue::Object(pairs) => pairs.first().map(|(_, url)| url.clone()),
            FieldValue::Text(_) => None,
        });
        let url = url.unwrap_or_default();
        let all = (0..values.len()).map(list_edit::EditedListItem::Kept);
        let node = found.and_then(|index| there.and_then(|there| there.items().nth(index)));
        match (found, node) {
            (Some(index), _) if url.is_empty() => {
                let slots: Vec<list_edit::EditedListItem> = all
                    .filter(|slot| *slot != list_edit::EditedListItem::Kept(index))
                    .collect();
                self.plan_list_rewrite(values, &slots, there)
            }
            (Some(index), Some(node)) => {
                let mut new = values.to_vec();
                if let Some(link) = new[index].as_object_mut() {
                    link.insert("url".to_owned(), url.as_str().into());
                }
                let same = new == values;
                let path = self.assignment.field().path_keys().to_vec();
                let content = FieldValueOrList::One(FieldValue::Text(url));
                AssignmentPlan {
                    edits: if same {
                        Ok(Vec::new())
                    } else {
                        self.writer
                            .set_value_at_path(node, &["url".to_owned()], &content)
                    },
                    expectation: Some(ExpectedDocumentChange::Set(path, Some(Value::Array(new)))),
                    note: None,
                }
            }
            (Some(_), None) => {
                let link = there.and_then(|there| self.existing_value_as_list_item(there));
                let link = link
                    .map(|link| list_edit::EditedListItem::New(link.with_text_at_key("url", &url)));
                let slots: Vec<list_edit::EditedListItem> = link.into_iter().collect();
                self.plan_list_rewrite(values, &slots, there)
            }
            _ if url.is_empty() => AssignmentPlan {
                edits: Ok(Vec::new()),
                expectation: None,
                note: Some(format!(
                    "{} has no link titled `{}`",
                    self.printable_entity_ref(),
                    escape_and_truncate(title)
                )),
            },
            _ => {
                let new = typed.iter().cloned().map(list_edit::EditedListItem::New);
                let slots: Vec<list_edit::EditedListItem> = all.chain(new).collect();
                self.plan_list_rewrite(values, &slots, there)
            }
        }
    }

    /// A note about items that are already present or already absent.
    fn format_unchanged_note(
        &self,
        values: &[Value],
        typed: &[FieldValue],
        by: ListItemComparisonRules<'_>,
    ) -> Option<String> {
        let there = |typed: &&FieldValue| values.iter().any(|value| by.is_same_item(value, typed));
        let adds = match self.assignment.operator() {
            AssignmentOperator::Set => return None,
            AssignmentOperator::Add => true,
            AssignmentOperator::Remove => false,
        };
        let idle: Vec<&FieldValue> = typed.iter().filter(|typed| there(typed) == adds).collect();
        let names: Vec<String> = idle
            .iter()
            .map(|value| match value {
                FieldValue::Text(text) => format!("`{}`", escape_and_truncate(text)),
                FieldValue::Object(pairs) => {
                    format!(
                        "`{}`",
                        escape_and_truncate(pairs.first().map_or("", |(_, text)| text))
                    )
                }
            })
            .collect();
        let field = escape_and_truncate(&self.assignment.field().shortest_spelling());
        let verb = if adds { "already has" } else { "doesn't have" };
        let texts = values.iter().filter_map(Value::as_str);
        let near = match idle.first() {
            Some(FieldValue::Text(text)) if !adds => {
                format_did_you_mean(&find_similar_names(text, texts))
                    .map(|near| format!("; {near}"))
            }
            _ => None,
        };
        (!names.is_empty()).then(|| {
            format!(
                "{} {verb} {} in `{field}`{}",
                self.printable_entity_ref(),
                names.join(", "),
                near.unwrap_or_default()
            )
        })
    }

    fn printable_entity_ref(&self) -> String {
        Printable(&self.entity.entity_ref().to_string()).to_string()
    }
}
