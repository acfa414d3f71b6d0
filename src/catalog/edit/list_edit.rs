//! Plans a list edit: which items stay, and which are added between them.

use serde_json::Value;

use super::assignment::AssignmentOperator;
use super::field_path::ListFieldItemKind;
use super::value::FieldValue;
use crate::catalog::EntityRef;

/// A slot in the edited list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EditedListItem {
    /// The existing item with this index.
    Kept(usize),
    /// A new item.
    New(FieldValue),
}

/// How the items of a list are compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListItemComparisonRules<'a> {
    /// The type of the items; `None` for a list that Backstage doesn't define, whose order may matter.
    pub(super) items: Option<ListFieldItemKind>,
    /// The namespace of a ref without one.
    pub(super) namespace: &'a str,
}

impl ListItemComparisonRules<'_> {
    /// Whether an item of the file equals a typed value.
    pub(super) fn is_same_item(&self, there: &Value, typed: &FieldValue) -> bool {
        let text = |key: &str| there.get(key).and_then(Value::as_str);
        match (self.items, typed) {
            (Some(ListFieldItemKind::Links), FieldValue::Object(pairs)) => {
                pairs.iter().all(|(key, value)| text(key) == Some(value))
            }
            (Some(ListFieldItemKind::Refs(field)), FieldValue::Text(typed)) => {
                let kind = field.default_kind;
                let parse = |text| EntityRef::parse(text, kind, self.namespace).ok();
                let there = there.as_str().unwrap_or_default();
                there == typed || parse(there).is_some_and(|there| parse(typed) == Some(there))
            }
            (_, typed) => *there == typed.to_json(),
        }
    }
}

/// Applies `operator` with `typed` to the list `there`.
pub(super) fn build_edited_list(
    there: &[Value],
    operator: AssignmentOperator,
    typed: Vec<FieldValue>,
    by: ListItemComparisonRules<'_>,
) -> Vec<EditedListItem> {
    let all = || (0..there.len()).map(EditedListItem::Kept);
    match operator {
        AssignmentOperator::Set if by.items.is_none() => {
            keep_common_prefix_suffix_items(there, typed, by)
        }
        AssignmentOperator::Set => {
            let first = |index: usize| {
                let found = typed
                    .iter()
                    .find(|typed| by.is_same_item(&there[index], typed));
                found.is_some_and(|typed| {
                    !there[..index]
                        .iter()
                        .any(|there| by.is_same_item(there, typed))
                })
            };
            let kept = (0..there.len())
                .filter(|index| first(*index))
                .map(EditedListItem::Kept);
            let kept: Vec<EditedListItem> = kept.collect();
            append_new_items(kept, there, typed, by)
        }
        AssignmentOperator::Add => append_new_items(all().collect(), there, typed, by),
        AssignmentOperator::Remove => {
            let stays = |index: &usize| {
                !typed
                    .iter()
                    .any(|typed| by.is_same_item(&there[*index], typed))
            };
            (0..there.len())
                .filter(stays)
                .map(EditedListItem::Kept)
                .collect()
        }
    }
}

/// Adds the items of `typed` that aren't in the list, each once.
fn append_new_items(
    mut slots: Vec<EditedListItem>,
    there: &[Value],
    typed: Vec<FieldValue>,
    by: ListItemComparisonRules<'_>,
) -> Vec<EditedListItem> {
    let mut new: Vec<FieldValue> = Vec::new();
    for typed in typed {
        let known = there.iter().any(|there| by.is_same_item(there, &typed));
        if !known
            && !new
                .iter()
                .any(|new| by.is_same_item(&new.to_json(), &typed))
        {
            new.push(typed);
        }
    }
    slots.extend(new.into_iter().map(EditedListItem::New));
    slots
}

/// Keeps the common start and end; everything between them is new.
fn keep_common_prefix_suffix_items(
    there: &[Value],
    typed: Vec<FieldValue>,
    by: ListItemComparisonRules<'_>,
) -> Vec<EditedListItem> {
    let same = |pair: &(&Value, &FieldValue)| by.is_same_item(pair.0, pair.1);
    let head = there.iter().zip(&typed).take_while(same).count();
    let (left, new) = (&there[head..], &typed[head..]);
    let tail = left
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(same)
        .count();
    let between = typed[head..typed.len() - tail]
        .iter()
        .cloned()
        .map(EditedListItem::New);
    (0..head)
        .map(EditedListItem::Kept)
        .chain(between)
        .chain((there.len() - tail..there.len()).map(EditedListItem::Kept))
        .collect()
}

/// The values of the edited list.
pub(super) fn edited_list_to_json(there: &[Value], slots: &[EditedListItem]) -> Value {
    let value = |slot: &EditedListItem| match slot {
        EditedListItem::Kept(index) => there[*index].clone(),
        EditedListItem::New(value) => value.to_json(),
    };
    slots.iter().map(value).collect()
}

/// Whether the edit changes nothing.
pub(super) fn is_list_unchanged(there: &[Value], slots: &[EditedListItem]) -> bool {
    slots
        .iter()
        .cloned()
        .eq((0..there.len()).map(EditedListItem::Kept))
}
