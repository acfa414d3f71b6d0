//! Inserts a document into a multi-document file, in sorted order, without changing any other byte.

use crate::error::{Error, Result};
use crate::yaml::{self, YamlDocumentText};

/// Inserts `document` into `text` before the first document that sorts after it; `new` is its sort key: its kind and
/// its name.
///
/// Documents that are unsorted or can't be parsed stay in place.
///
/// # Errors
/// Usage (2) if nothing can follow the end of the file.
pub fn insert_yaml_document_sorted(
    text: &str,
    new: (&str, &str),
    document: &str,
) -> Result<String> {
    let documents = yaml::split_yaml_documents(text);
    let new = (new.0.to_owned(), new.1.to_owned());
    // The place is after the last document that sorts before it: correct in a sorted file, and sensible in any other.
    let before = documents
        .iter()
        .rposition(|chunk| parse_document_sort_key(*chunk).is_some_and(|key| key <= new));
    let at = match before.map_or(0, |index| index + 1) {
        0 => documents.first().map_or(text.len(), |first| first.offset),
        index => documents[index - 1].offset + documents[index - 1].text.len(),
    };
    let (head, tail) = text.split_at(at);
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let inserted = add_document_markers(head, &document.replace('\n', ending), tail, ending);
    let result = format!("{head}{inserted}{tail}");
    validate_one_document_added(text, &result)
}

/// The new document with the markers it needs between its neighbours.
fn add_document_markers(head: &str, document: &str, tail: &str, ending: &str) -> String {
    let mut inserted = String::new();
    let first = yaml::split_yaml_documents(head).is_empty();
    if !head.is_empty() && !head.ends_with('\n') {
        inserted.push_str(ending);
    }
    if !first && !head.trim_end().ends_with("\n---") {
        inserted.push_str("---");
        inserted.push_str(ending);
    }
    inserted.push_str(document);
    let marked = tail.starts_with("---") || tail.trim().is_empty();
    if !marked {
        inserted.push_str("---");
        inserted.push_str(ending);
    }
    inserted
}

fn parse_document_sort_key(chunk: YamlDocumentText<'_>) -> Option<(String, String)> {
    let (tree, _) = chunk.parse().ok()?;
    let root = tree.root()?;
    let kind = root.get("kind")?.as_str()?;
    Some((
        kind.to_owned(),
        root.get("metadata")?.get("name")?.as_str()?.to_owned(),
    ))
}

/// Checks that `after` has every document of `before`, and one more.
fn validate_one_document_added(before: &str, after: &str) -> Result<String> {
    let values = |text: &str| -> Vec<Option<serde_json::Value>> {
        let value = |chunk: &YamlDocumentText<'_>| {
            chunk
                .parse()
                .ok()
                .and_then(|(tree, _)| Some(tree.root()?.to_json()))
        };
        yaml::split_yaml_documents(text)
            .iter()
            .map(value)
            .filter(|value| *value != Some(serde_json::Value::Null))
            .collect()
    };
    let (old, new) = (values(before), values(after));
    let mut rest = new.iter();
    let kept = old.iter().all(|value| rest.any(|other| other == value));
    if kept && new.len() == old.len() + 1 {
        Ok(after.to_owned())
    } else {
        Err(Error::usage("cannot add a document to the catalog file")
            .with_hint("find the problem: idp catalog validate"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::NewComponent;
    use proptest::prelude::*;

    fn new_component(name: &str) -> NewComponent {
        NewComponent {
            name: name.to_owned(),
            description: "x".to_owned(),
            owner: "group:default/a".to_owned(),
            system: None,
            type_: "service".to_owned(),
            lifecycle: "production".to_owned(),
            annotations: std::collections::BTreeMap::new(),
            links: Vec::new(),
        }
    }

    fn insert_component(text: &str, name: &str) -> Result<String> {
        insert_yaml_document_sorted(text, ("Component", name), &new_component(name).to_yaml())
    }

    fn component_document(name: &str) -> String {
        format!("kind: Component\nmetadata: {{name: {name}}}\n")
    }

    fn document_names(text: &str) -> Vec<String> {
        let key = |chunk: &YamlDocumentText<'_>| Some(parse_document_sort_key(*chunk)?.1);
        yaml::split_yaml_documents(text)
            .iter()
            .filter_map(key)
            .collect()
    }

    #[test]
    fn the_place_is_sorted_and_comments_stay_with_their_document() {
        let text = format!(
            "# the catalog\n{}---\n# about c\n{}",
            component_document("a"),
            component_document("c")
        );
        let result = insert_component(&text, "b").unwrap();
        assert_eq!(document_names(&result), ["a", "b", "c"]);
        assert!(
            result.starts_with("# the catalog\nkind") && result.contains("---\n# about c\nkind")
        );
    }

    #[test]
    fn an_empty_file_gets_its_first_document() {
        assert_eq!(
            insert_component("", "a").unwrap(),
            new_component("a").to_yaml()
        );
        for nothing in ["# nothing yet\n", "---\n"] {
            assert_eq!(
                document_names(&insert_component(nothing, "a").unwrap()),
                ["a"]
            );
        }
    }

    #[test]
    fn a_file_without_a_final_newline_and_with_crlf_keeps_both() {
        let text = "kind: Component\r\nmetadata: {name: a}";
        let result = insert_component(text, "b").unwrap();
        assert!(result.starts_with(&format!("{text}\r\n---\r\napiVersion")));
        assert_eq!(document_names(&result), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn every_other_byte_stays(present in proptest::collection::btree_set("[a-y]{1,4}", 0..8), name in "z?[a-y]{1,4}z", marker in any::<bool>(), comment in "(# [a-z ]*\n)?") {
            let documents: Vec<String> = present.iter().map(|name| format!("{comment}{}", component_document(name))).collect();
            let text = format!("{}{}", if marker { "---\n" } else { "" }, documents.join("---\n"));
            let result = insert_component(&text, &name).unwrap();
            let mut expected: Vec<String> = present.iter().cloned().chain([name.clone()]).collect();
            expected.sort();
            prop_assert_eq!(document_names(&result), expected);
            let new = new_component(&name).to_yaml();
            // The insertion is the document and at most one marker, before or after it.
            let added = [format!("---\n{new}"), format!("{new}---\n"), new];
            let rests = added.iter().map(|added| result.replacen(added.as_str(), "", 1));
            prop_assert!(rests.into_iter().any(|rest| rest == text));
        }
    }
}
