//! What a change is meant to do to the values of a file, so that the result can be held against it.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::yaml::{self, Chunk};

/// One thing that is to be different.
#[derive(Clone, Debug)]
pub(super) enum Expectation {
    /// This field has this value, or is not there.
    Set(Vec<String>, Option<Value>),
    /// Wherever this field, or its list, says the first, it says the second.
    Swap(Vec<String>, String, String),
    /// The document is not there.
    Gone,
}

/// The values of the documents of `text`, by where each starts; `None` for what cannot be read.
pub(super) fn values(text: &str) -> Vec<(usize, Option<Value>)> {
    let value = |chunk: &Chunk<'_>| {
        let (tree, _) = chunk.parse().ok()?;
        Some(tree.root().map_or(Value::Null, yaml::Node::to_json))
    };
    let chunks = yaml::documents(text);
    chunks
        .iter()
        .map(|chunk| (chunk.offset, value(chunk)))
        .collect()
}

/// Whether `after` is `before` with `expectations`, each for the document that starts at an offset of `before`, and no more.
pub(super) fn meets_expectations(
    before: &str,
    after: &str,
    expectations: &[(usize, Expectation)],
) -> bool {
    let mut by_document: HashMap<usize, Vec<&Expectation>> = HashMap::new();
    for (document, expectation) in expectations {
        by_document.entry(*document).or_default().push(expectation);
    }
    let mut wanted = Vec::new();
    for (offset, mut value) in values(before) {
        let mut gone = false;
        for expectation in by_document.remove(&offset).unwrap_or_default() {
            match (expectation, value.as_mut()) {
                (Expectation::Gone, _) => gone = true,
                (_, Some(value)) => fulfil(expectation, value),
                // What cannot be read cannot be changed.
                (_, None) => return false,
            }
        }
        if !gone {
            wanted.push(value);
        }
    }
    let there = values(after).into_iter().map(|(_, value)| value);
    // An empty document is none.
    let real = |value: &Option<Value>| *value != Some(Value::Null);
    there.filter(real).eq(wanted.into_iter().filter(real))
}

fn fulfil(expectation: &Expectation, value: &mut Value) {
    match expectation {
        Expectation::Set(path, Some(new)) => put(value, path, new),
        Expectation::Set(path, None) => take(value, path),
        Expectation::Swap(path, from, to) => {
            let place = path.iter().try_fold(value, |value, key| value.get_mut(key));
            if let Some(place) = place {
                swap(place, from, to);
            }
        }
        Expectation::Gone => {}
    }
}

fn put(value: &mut Value, path: &[String], new: &Value) {
    let [key, rest @ ..] = path else {
        *value = new.clone();
        return;
    };
    if value.is_null() {
        *value = Value::Object(Map::new());
    }
    if let Some(object) = value.as_object_mut() {
        put(object.entry(key.clone()).or_insert(Value::Null), rest, new);
    }
}

/// A mapping that is left empty by taking its last field is taken, too.
fn take(value: &mut Value, path: &[String]) {
    let (Some((key, rest)), Some(object)) = (path.split_first(), value.as_object_mut()) else {
        return;
    };
    let Some(below) = object.get_mut(key) else {
        return;
    };
    let emptied = !rest.is_empty() && {
        let before = below.as_object().is_some_and(|below| !below.is_empty());
        take(below, rest);
        before && below.as_object().is_some_and(Map::is_empty)
    };
    if rest.is_empty() || emptied {
        object.remove(key);
    }
}

fn swap(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) if text == from => to.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| swap(item, from, to)),
        _ => {}
    }
}
