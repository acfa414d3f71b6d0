//! The expected effect of a change on the values of a file, to verify the result.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::yaml::{self, YamlDocumentText};

/// One expected difference.
#[derive(Clone, Debug)]
pub(super) enum ExpectedDocumentChange {
    /// The field has this value, or is absent.
    Set(Vec<String>, Option<Value>),
    /// The first string is replaced with the second in this field or its list.
    ReplaceText(Vec<String>, String, String),
    /// The document is removed.
    RemoveDocument,
}

/// The values of the documents of `text` by start offset; `None` if a document can't be parsed.
pub(super) fn parse_all_yaml_documents(text: &str) -> Vec<(usize, Option<Value>)> {
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

/// Whether `after` differs from `before` only by `expectations`, each for the document at an offset of `before`.
pub(super) fn has_only_expected_changes(
    before: &str,
    after: &str,
    expectations: &[(usize, ExpectedDocumentChange)],
) -> bool {
    let mut by_document: HashMap<usize, Vec<&ExpectedDocumentChange>> = HashMap::new();
    for (document, expectation) in expectations {
        by_document.entry(*document).or_default().push(expectation);
    }
    let mut wanted = Vec::new();
    for (offset, mut value) in parse_all_yaml_documents(before) {
        let mut gone = false;
        for expectation in by_document.remove(&offset).unwrap_or_default() {
            match (expectation, value.as_mut()) {
                (ExpectedDocumentChange::RemoveDocument, _) => gone = true,
                (_, Some(value)) => apply_expected_change_to_json(expectation, value),
                // A document that can't be parsed can't be changed.
                (_, None) => return false,
            }
        }
        if !gone {
            wanted.push(value);
        }
    }
    let there = parse_all_yaml_documents(after)
        .into_iter()
        .map(|(_, value)| value);
    // Empty documents are ignored.
    let real = |value: &Option<Value>| *value != Some(Value::Null);
    there.filter(real).eq(wanted.into_iter().filter(real))
}

fn apply_expected_change_to_json(expectation: &ExpectedDocumentChange, value: &mut Value) {
    match expectation {
        ExpectedDocumentChange::Set(path, Some(new)) => set_json_path(value, path, new),
        ExpectedDocumentChange::Set(path, None) => remove_json_path(value, path),
        ExpectedDocumentChange::ReplaceText(path, from, to) => {
            let place = path.iter().try_fold(value, |value, key| value.get_mut(key));
            if let Some(place) = place {
                replace_matching_json_strings(place, from, to);
            }
        }
        ExpectedDocumentChange::RemoveDocument => {}
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

/// A mapping that becomes empty when its last field is removed is removed, too.
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

fn replace_matching_json_strings(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) if text == from => to.clone_into(text),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| replace_matching_json_strings(item, from, to)),
        _ => {}
    }
}
