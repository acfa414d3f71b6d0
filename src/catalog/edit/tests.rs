//! Edits in every style that people write catalogs in.

use proptest::prelude::*;

use super::{Draft, Field};
use crate::catalog::{Catalog, Memory};

fn catalog(text: &str) -> Catalog {
    let files = Memory::from_iter([("a.yaml", text)]);
    Catalog::read(&files, &["a.yaml".to_owned()]).unwrap()
}

/// `text` with a field of its first entity set or taken, or why not.
fn set(text: &str, field: &str, value: Option<&str>) -> String {
    let catalog = catalog(text);
    let entity = &catalog.entities[0];
    let mut draft = Draft::of(entity);
    let done = draft
        .set(entity, &Field::parse(field).unwrap(), value)
        .and_then(|()| draft.finish());
    match done {
        Ok(text) => text.unwrap_or_default(),
        Err(error) => format!("error: {error}"),
    }
}

const BLOCK: &str = "# ours\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a  # the name\n  annotations:\n    x: y\n\n    # about z\n    z: 'w'  # w\n  tags: [one]\nspec:\n  type: service # what\n  lifecycle: \"production\"\n  owner: team-a\n  dependsOn:\n  - resource:db\n";

/// What is different between two texts: the middle of each.
fn difference(before: &str, after: &str) -> String {
    let same = |one: &mut dyn Iterator<Item = (char, char)>| {
        one.take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum::<usize>()
    };
    let head = same(&mut before.chars().zip(after.chars()));
    let (before, after) = (&before[head..], &after[head..]);
    let tail = same(&mut before.chars().rev().zip(after.chars().rev()));
    format!(
        "{:?} -> {:?}",
        &before[..before.len() - tail],
        &after[..after.len() - tail]
    )
}

#[test]
fn a_value_keeps_its_quotes_and_its_comment() {
    let changed = |field: &str, value: &str| difference(BLOCK, &set(BLOCK, field, Some(value)));
    insta::assert_snapshot!(changed("owner", "group:default/team-b"), @r#""team-a" -> "group:default/team-b""#);
    insta::assert_snapshot!(changed("lifecycle", "experimental"), @r#""production" -> "experimental""#);
    insta::assert_snapshot!(changed("annotation:z", "it's"), @r#""'w'" -> "\"it's\"""#);
    insta::assert_snapshot!(changed("type", "yes"), @r#""service" -> "\"yes\"""#);
}

#[test]
fn a_new_field_stands_where_people_would_write_it() {
    let changed = |field: &str, value: &str| difference(BLOCK, &set(BLOCK, field, Some(value)));
    insta::assert_snapshot!(changed("system", "shop"), @r#""" -> "system: shop\n  ""#);
    insta::assert_snapshot!(changed("title", "The A"), @r#""" -> "title: The A\n  ""#);
    insta::assert_snapshot!(changed("annotation:new", "1"), @r#""" -> "  new: \"1\"\n  ""#);
    insta::assert_snapshot!(changed("label:tier", "gold"), @r#""" -> "labels:\n    tier: gold\n  ""#);
    insta::assert_snapshot!(changed("spec.profile.email", "a@b.c"), @r#""" -> "  profile:\n    email: a@b.c\n""#);
}

#[test]
fn a_field_goes_with_its_line_and_an_empty_object_with_it() {
    let gone = |text: &str, field: &str| difference(text, &set(text, field, None));
    insta::assert_snapshot!(gone(BLOCK, "annotation:x"), @r#""    x: y\n" -> """#);
    let one = BLOCK.replace("    x: y\n\n    # about z\n", "");
    insta::assert_snapshot!(gone(&one, "annotation:z"), @r#""annotations:\n    z: 'w'  # w\n  " -> """#);
    insta::assert_snapshot!(gone(BLOCK, "system"), @r#""" -> """#);
}

#[test]
fn flow_crlf_and_the_end_of_a_file_are_no_trouble() {
    let flow = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a, annotations: {x: y}}\nspec: {type: team, children: []}";
    insta::assert_snapshot!(difference(flow, &set(flow, "parent", Some("b"))), @r#""" -> "parent: b, ""#);
    insta::assert_snapshot!(difference(flow, &set(flow, "annotation:x", None)), @r#"", annotations: {x: y}" -> """#);
    insta::assert_snapshot!(difference(flow, &set(flow, "title", Some("A, {b}"))), @r#""" -> "title: \"A, {b}\", ""#);
    insta::assert_snapshot!(difference(flow, &set(flow, "label:k", Some("v"))), @r#""" -> "labels: {k: v}, ""#);
    let crlf = BLOCK.replace('\n', "\r\n");
    insta::assert_snapshot!(difference(&crlf, &set(&crlf, "system", Some("shop"))), @r#""" -> "system: shop\r\n  ""#);
    let open = BLOCK.trim_end();
    insta::assert_snapshot!(difference(open, &set(open, "spec.z", Some("1"))), @r#""" -> "\n  z: \"1\"""#);
    let folded = BLOCK.replace(
        "  annotations",
        "  description: >\n    long\n    text\n  annotations",
    );
    insta::assert_snapshot!(difference(&folded, &set(&folded, "description", Some("short"))), @r#"">\n    long\n    tex" -> "shor""#);
    insta::assert_snapshot!(difference(&folded, &set(&folded, "label:k", Some("v"))), @r#""" -> "labels:\n    k: v\n  ""#);
}

#[test]
fn what_cannot_be_changed_in_place_is_refused() {
    let alias = BLOCK.replace("team-a", "*o").replace("x: y", "x: &o y");
    insta::assert_snapshot!(set(&alias, "owner", Some("b")), @"error: cannot change a.yaml:15:10: it is not written as one text");
    insta::assert_snapshot!(set(&alias, "annotation:x", Some("b")), @"error: cannot change a.yaml without changing more than was asked for");
    insta::assert_snapshot!(set(BLOCK, "spec.dependsOn", Some("b")), @"error: cannot change a.yaml:17:5: it is not written as one text");
}

#[test]
fn a_document_goes_with_its_marker() {
    let other = BLOCK.replace("name: a", "name: b");
    let third = BLOCK.replace("name: a", "name: c");
    let text = format!("{BLOCK}---\n{other}---\n{third}");
    let without = |index: usize| {
        let catalog = catalog(&text);
        let entity = &catalog.entities[index];
        let mut draft = Draft::of(entity);
        draft.remove(entity);
        draft.finish().unwrap().unwrap()
    };
    assert_eq!(without(0), format!("---\n{other}---\n{third}"));
    assert_eq!(without(1), format!("{BLOCK}---\n{third}"));
    assert_eq!(without(2), format!("{BLOCK}---\n{other}"));
    let only = catalog(BLOCK);
    let mut draft = Draft::of(&only.entities[0]);
    draft.remove(&only.entities[0]);
    assert_eq!(draft.finish().unwrap(), None);
}

/// A component written in one of many ways.
fn documents() -> impl Strategy<Value = String> {
    let quote = |text: &'static str| {
        prop_oneof![
            Just(text.to_owned()),
            Just(format!("'{text}'")),
            Just(format!("\"{text}\"")),
        ]
    };
    let comment = prop_oneof![Just(""), Just("  # why"), Just(" # it's: [odd")];
    let annotations = prop_oneof![
        Just("".to_owned()),
        Just("  annotations: {a: b, c: d}\n".to_owned()),
        Just(
            "  annotations:\n      a: b\n      # of c\n      c: |\n        d\n        e\n"
                .to_owned()
        ),
        Just("  annotations: # none yet\n".to_owned()),
    ];
    let ending = prop_oneof![Just("\n"), Just("\r\n")];
    let marker = prop_oneof![Just(""), Just("---\n"), Just("# head\n---\n")];
    let parts = (
        quote("team-a"),
        comment,
        annotations,
        marker,
        ending,
        any::<bool>(),
    );
    parts.prop_map(|(owner, comment, annotations, marker, ending, open)| {
        let text = format!("{marker}apiVersion: backstage.io/v1alpha1\nkind: Component{comment}\nmetadata:\n  name: a\n{annotations}spec:{comment}\n    type: service\n    lifecycle: production\n    owner: {owner}{comment}\n");
        let text = text.replace('\n', ending);
        if open { text.trim_end().to_owned() } else { text }
    })
}

proptest! {
    /// `finish` holds the values against what was meant; serde holds them against each other once more, and everything
    /// before and behind the change is the same.
    #[test]
    fn an_edit_is_what_was_meant_and_nothing_else(
        text in documents(),
        field in prop_oneof![Just("owner"), Just("system"), Just("title"), Just("annotation:c"), Just("annotation:n/n"), Just("label:l"), Just("spec.x")],
        value in prop_oneof![Just(None), "[ -~é]{1,12}".prop_map(Some)],
    ) {
        let changed = set(&text, field, value.as_deref());
        prop_assert!(!changed.starts_with("error"), "{changed}");
        let parsed = |text: &str| -> serde_json::Value { serde_yaml::from_str(text).unwrap() };
        let (mut before, mut after) = (parsed(&text), parsed(&changed));
        let path: Vec<String> = Field::parse(field).unwrap().path().to_vec();
        let pointer: Vec<&str> = path.iter().map(String::as_str).collect();
        let (last, parents) = pointer.split_last().unwrap();
        let take = |value: &mut serde_json::Value| {
            let parent = parents.iter().try_fold(value, |value, key| value.get_mut(*key));
            parent.and_then(|parent| parent.as_object_mut()?.remove(*last))
        };
        let written = take(&mut after);
        take(&mut before);
        prop_assert_eq!(written, value.map(serde_json::Value::String));
        let tidy = |mut value: serde_json::Value| {
            // Whether an empty object is left or not is no difference.
            for key in ["annotations", "labels"] {
                if value["metadata"][key].is_null() || value["metadata"][key] == serde_json::json!({}) {
                    value["metadata"].as_object_mut().unwrap().remove(key);
                }
            }
            value
        };
        prop_assert_eq!(tidy(before), tidy(after));
    }
}
