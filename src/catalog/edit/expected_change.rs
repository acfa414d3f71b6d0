//! What a change is meant to do to the values of a file, so that the result can be held against it.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::yaml::{self, YamlDocumentText};

/// One thing that is to be different.
#[derive(Clone, Debug)]
pub(super) enum ExpectedChange {
    /// This field has this value, or is not there.
    Set(Vec<String>, Option<Value>),
    /// Wherever this field, or its list, says the first, it says the second.
    ReplaceText(Vec<String>, String, String),
    /// The document is not there.
    RemoveDocument,
}

/// The values of the documents of `text`, by where each starts; `None` for what cannot be read.
pub(super) fn parse_document_values(text: &str) -> Vec<(usize, Option<Value>)> {
    let value = |chunk: &YamlDocumentText<'_>| {
        let (tree, _) = chunk.parse().ok()?;
        Some(tree.root().map_or(Value::Null, yaml::YamlNode::to_json))
    };
    let chunks = yaml::split_yaml_documents(text);
    chunks
        .iter()
        .map(|chunk| (chunk.offset, value(chunk)))
        .collect()
}

/// Whether `after` is `before` with `expectations`, each for the document that starts at an offset of `before`, and no more.
pub(super) fn has_only_expected_changes(
    before: &str,
    after: &str,
    expectations: &[(usize, ExpectedChange)],
) -> bool {
    let mut by_document: HashMap<usize, Vec<&ExpectedChange>> = HashMap::new();
    for (document, expectation) in expectations {
        by_document.entry(*document).or_default().push(expectation);
    }
    let mut wanted = Vec::new();
    for (offset, mut value) in parse_document_values(before) {
        let mut gone = false;
        for expectation in by_document.remove(&offset).unwrap_or_default() {
            match (expectation, value.as_mut()) {
                (ExpectedChange::RemoveDocument, _) => gone = true,
                (_, Some(value)) => apply_expected_change(expectation, value),
                // What cannot be read cannot be changed.
                (_, None) => return false,
            }
        }
        if !gone {
            wanted.push(value);
        }
    }
    let there = parse_document_values(after)
        .into_iter()
        .map(|(_, value)| value);
    // An empty document is none.
    let real = |value: &Option<Value>| *value != Some(Value::Null);
    there.filter(real).eq(wanted.into_iter().filter(real))
}

fn apply_expected_change(expectation: &ExpectedChange, value: &mut Value) {
    match expectation {
        ExpectedChange::Set(path, Some(new)) => set_json_path(value, path, new),
        ExpectedChange::Set(path, None) => remove_json_path(value, path),
        ExpectedChange::ReplaceText(path, from, to) => {
            let place = path.iter().try_fold(value, |value, key| value.get_mut(key));
            if let Some(place) = place {
                replace_json_text(place, from, to);
            }
        }
        ExpectedChange::RemoveDocument => {}
    }
}

fn set_json_path(value: &mut Value, path: &[String], new: &Value) {
    let [key, rest @ ..] = path else {
        *value = new.clone();
        return;
    };
    if value.is_null() {
        *value = Value::Object(Map::new());
    }
    if let Some(object) = value.as_object_mut() {
        set_json_path(object.entry(key.clone()).or_insert(Value::Null), rest, new);
    }
}

/// A mapping that is left empty by taking its last field is taken, too.
fn remove_json_path(value: &mut Value, path: &[String]) {
    let (Some((key, rest)), Some(object)) = (path.split_first(), value.as_object_mut()) else {
        return;
    };
    let Some(below) = object.get_mut(key) else {
        return;
    };
    let emptied = !rest.is_empty() && {
        let before = below.as_object().is_some_and(|below| !below.is_empty());
        remove_json_path(below, rest);
        before && below.as_object().is_some_and(Map::is_empty)
    };
    if rest.is_empty() || emptied {
        object.remove(key);
    }
}

fn replace_json_text(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) if text == from => to.clone_into(text),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| replace_json_text(item, from, to)),
        _ => {}
    }
}
