//! What becomes of a list: which of its items stay, and what comes between them.

use serde_json::Value;

use super::assignment::AssignmentOperator;
use super::field_path::ListItemKind;
use super::value::FieldValue;
use crate::catalog::EntityRef;

/// A place in the list as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EditedListItem {
    /// The item of this number stays.
    Kept(usize),
    /// A new item.
    New(FieldValue),
}

/// How the items of a list are compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListItemComparison<'a> {
    /// What they are; `None` for a list that Backstage does not know, whose order may mean something.
    pub(super) items: Option<ListItemKind>,
    /// The namespace that a ref without one is in.
    pub(super) namespace: &'a str,
}

impl ListItemComparison<'_> {
    /// Whether an item of the file is the same as a value that was typed.
    pub(super) fn is_same(&self, there: &Value, typed: &FieldValue) -> bool {
        let text = |key: &str| there.get(key).and_then(Value::as_str);
        match (self.items, typed) {
            (Some(ListItemKind::Links), FieldValue::Object(pairs)) => {
                pairs.iter().all(|(key, value)| text(key) == Some(value))
            }
            (Some(ListItemKind::Refs(field)), FieldValue::Text(typed)) => {
                let kind = field.default_kind;
                let parse = |text| EntityRef::parse(text, kind, self.namespace).ok();
                let there = there.as_str().unwrap_or_default();
                there == typed || parse(there).is_some_and(|there| parse(typed) == Some(there))
            }
            (_, typed) => *there == typed.to_json(),
        }
    }
}

/// The list `there` after `operator` with `typed`.
pub(super) fn build_edited_list(
    there: &[Value],
    operator: AssignmentOperator,
    typed: Vec<FieldValue>,
    by: ListItemComparison<'_>,
) -> Vec<EditedListItem> {
    let all = || (0..there.len()).map(EditedListItem::Kept);
    match operator {
        AssignmentOperator::Set if by.items.is_none() => diff_lists_in_order(there, typed, by),
        AssignmentOperator::Set => {
            let first = |index: usize| {
                let found = typed.iter().find(|typed| by.is_same(&there[index], typed));
                found.is_some_and(|typed| {
                    !there[..index].iter().any(|there| by.is_same(there, typed))
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
            let stays =
                |index: &usize| !typed.iter().any(|typed| by.is_same(&there[*index], typed));
            (0..there.len())
                .filter(stays)
                .map(EditedListItem::Kept)
                .collect()
        }
    }
}

/// With those of `typed` that are not there, each once.
fn append_new_items(
    mut slots: Vec<EditedListItem>,
    there: &[Value],
    typed: Vec<FieldValue>,
    by: ListItemComparison<'_>,
) -> Vec<EditedListItem> {
    let mut new: Vec<FieldValue> = Vec::new();
    for typed in typed {
        let known = there.iter().any(|there| by.is_same(there, &typed));
        if !known && !new.iter().any(|new| by.is_same(&new.to_json(), &typed)) {
            new.push(typed);
        }
    }
    slots.extend(new.into_iter().map(EditedListItem::New));
    slots
}

/// What both have at their start and their end stays, and what is between is new.
fn diff_lists_in_order(
    there: &[Value],
    typed: Vec<FieldValue>,
    by: ListItemComparison<'_>,
) -> Vec<EditedListItem> {
    let same = |pair: &(&Value, &FieldValue)| by.is_same(pair.0, pair.1);
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

/// The values of the list as it is to be.
pub(super) fn edited_list_to_json(there: &[Value], slots: &[EditedListItem]) -> Value {
    let value = |slot: &EditedListItem| match slot {
        EditedListItem::Kept(index) => there[*index].clone(),
        EditedListItem::New(value) => value.to_json(),
    };
    slots.iter().map(value).collect()
}

/// Whether nothing would be different.
pub(super) fn is_list_unchanged(there: &[Value], slots: &[EditedListItem]) -> bool {
    slots
        .iter()
        .cloned()
        .eq((0..there.len()).map(EditedListItem::Kept))
}
