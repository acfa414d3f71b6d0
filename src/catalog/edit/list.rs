//! What becomes of a list: which of its items stay, and what comes between them.

use serde_json::Value;

use super::assignment::Operator;
use super::field::Items;
use super::value::FieldValue;
use crate::catalog::EntityRef;

/// A place in the list as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// The item of this number stays.
    Kept(usize),
    /// A new item.
    New(FieldValue),
}

/// How the items of a list are compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison<'a> {
    /// What they are; `None` for a list that Backstage does not know, whose order may mean something.
    pub(super) items: Option<Items>,
    /// The namespace that a ref without one is in.
    pub(super) namespace: &'a str,
}

impl Comparison<'_> {
    /// Whether an item of the file is the same as a value that was typed.
    pub(super) fn same(&self, there: &Value, typed: &FieldValue) -> bool {
        let text = |key: &str| there.get(key).and_then(Value::as_str);
        match (self.items, typed) {
            (Some(Items::Links), FieldValue::Object(pairs)) => {
                pairs.iter().all(|(key, value)| text(key) == Some(value))
            }
            (Some(Items::Refs(field)), FieldValue::Text(typed)) => {
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
pub(super) fn changed(
    there: &[Value],
    operator: Operator,
    typed: Vec<FieldValue>,
    by: Comparison<'_>,
) -> Vec<Slot> {
    let all = || (0..there.len()).map(Slot::Kept);
    match operator {
        Operator::Set if by.items.is_none() => in_order(there, typed, by),
        Operator::Set => {
            let first = |index: usize| {
                let found = typed.iter().find(|typed| by.same(&there[index], typed));
                found.is_some_and(|typed| !there[..index].iter().any(|there| by.same(there, typed)))
            };
            let kept = (0..there.len())
                .filter(|index| first(*index))
                .map(Slot::Kept);
            let kept: Vec<Slot> = kept.collect();
            with_new(kept, there, typed, by)
        }
        Operator::Add => with_new(all().collect(), there, typed, by),
        Operator::Remove => {
            let stays = |index: &usize| !typed.iter().any(|typed| by.same(&there[*index], typed));
            (0..there.len()).filter(stays).map(Slot::Kept).collect()
        }
    }
}

/// With those of `typed` that are not there, each once.
fn with_new(
    mut slots: Vec<Slot>,
    there: &[Value],
    typed: Vec<FieldValue>,
    by: Comparison<'_>,
) -> Vec<Slot> {
    let mut new: Vec<FieldValue> = Vec::new();
    for typed in typed {
        let known = there.iter().any(|there| by.same(there, &typed));
        if !known && !new.iter().any(|new| by.same(&new.to_json(), &typed)) {
            new.push(typed);
        }
    }
    slots.extend(new.into_iter().map(Slot::New));
    slots
}

/// What both have at their start and their end stays, and what is between is new.
fn in_order(there: &[Value], typed: Vec<FieldValue>, by: Comparison<'_>) -> Vec<Slot> {
    let same = |pair: &(&Value, &FieldValue)| by.same(pair.0, pair.1);
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
        .map(Slot::New);
    (0..head)
        .map(Slot::Kept)
        .chain(between)
        .chain((there.len() - tail..there.len()).map(Slot::Kept))
        .collect()
}

/// The values of the list as it is to be.
pub(super) fn values(there: &[Value], slots: &[Slot]) -> Value {
    let value = |slot: &Slot| match slot {
        Slot::Kept(index) => there[*index].clone(),
        Slot::New(value) => value.to_json(),
    };
    slots.iter().map(value).collect()
}

/// Whether nothing would be different.
pub(super) fn is_unchanged(there: &[Value], slots: &[Slot]) -> bool {
    slots.iter().cloned().eq((0..there.len()).map(Slot::Kept))
}
