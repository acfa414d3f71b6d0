//! Edits in every style that people write catalogs in.

use proptest::prelude::*;

use super::{Assignment, Field, FileDraft};
use crate::catalog::{Catalog, MemoryFiles};

fn read_catalog(text: &str) -> Catalog {
    let files = MemoryFiles::from_iter([("a.yaml", text)]);
    Catalog::read(&files, &["a.yaml".to_owned()]).unwrap()
}

/// Sets or removes a field of the first entity in `text`. Returns the new text or the error message.
fn set_field(text: &str, field: &str, value: Option<&str>) -> String {
    let assignment = match value {
        Some(value) => Assignment::from_field_and_text(Field::parse(field).unwrap(), value),
        None => Assignment::parse(&format!("{field}=")).unwrap(),
    };
    apply_assignments(text, &[assignment])
}

/// Applies assignments to the first entity in `text`. Returns the new text or the error message.
fn apply_assignments(text: &str, assignments: &[Assignment]) -> String {
    let catalog = read_catalog(text);
    let entity = &catalog.entities[0];
    let mut draft = FileDraft::for_file_of_entity(entity);
    let done = assignments
        .iter()
        .try_for_each(|assignment| draft.apply_assignment(entity, assignment).map(drop))
        .and_then(|()| draft.finish());
    match done {
        Ok(text) => text.unwrap_or_default(),
        Err(error) => format!("error: {error}"),
    }
}

const BLOCK: &str = "# ours\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a  # the name\n  annotations:\n    x: y\n\n    # about z\n    z: 'w'  # w\n  tags: [one]\nspec:\n  type: service # what\n  lifecycle: \"production\"\n  owner: team-a\n  dependsOn:\n  - resource:db\n";

/// The difference between two texts, without their common start and end.
fn format_difference(before: &str, after: &str) -> String {
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
    let changed =
        |field: &str, value: &str| format_difference(BLOCK, &set_field(BLOCK, field, Some(value)));
    insta::assert_snapshot!(changed("owner", "group:default/team-b"), @r#""team-a" -> "group:default/team-b""#);
    insta::assert_snapshot!(changed("lifecycle", "experimental"), @r#""production" -> "experimental""#);
    insta::assert_snapshot!(changed("annotation:z", "it's"), @r#""'w'" -> "\"it's\"""#);
    insta::assert_snapshot!(changed("type", "yes"), @r#""service" -> "\"yes\"""#);
}

#[test]
fn a_new_field_stands_where_people_would_write_it() {
    let changed =
        |field: &str, value: &str| format_difference(BLOCK, &set_field(BLOCK, field, Some(value)));
    insta::assert_snapshot!(changed("system", "shop"), @r#""" -> "system: shop\n  ""#);
    insta::assert_snapshot!(changed("title", "The A"), @r#""" -> "title: The A\n  ""#);
    insta::assert_snapshot!(changed("annotation:new", "1"), @r#""" -> "  new: \"1\"\n  ""#);
    insta::assert_snapshot!(changed("label:tier", "gold"), @r#""" -> "labels:\n    tier: gold\n  ""#);
    insta::assert_snapshot!(changed("spec.contact.email", "a@b.c"), @r#""" -> "  contact:\n    email: a@b.c\n""#);
}

#[test]
fn a_field_goes_with_its_line_and_an_empty_object_with_it() {
    let gone = |text: &str, field: &str| format_difference(text, &set_field(text, field, None));
    insta::assert_snapshot!(gone(BLOCK, "annotation:x"), @r#""    x: y\n" -> """#);
    let one = BLOCK.replace("    x: y\n\n    # about z\n", "");
    insta::assert_snapshot!(gone(&one, "annotation:z"), @r#""annotations:\n    z: 'w'  # w\n  " -> """#);
    insta::assert_snapshot!(gone(BLOCK, "system"), @r#""" -> """#);
}

#[test]
fn flow_crlf_and_the_end_of_a_file_are_no_trouble() {
    let flow = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: a, annotations: {x: y}}\nspec: {type: team, children: []}";
    insta::assert_snapshot!(format_difference(flow, &set_field(flow, "parent", Some("b"))), @r#""" -> "parent: b, ""#);
    insta::assert_snapshot!(format_difference(flow, &set_field(flow, "annotation:x", None)), @r#"", annotations: {x: y}" -> """#);
    insta::assert_snapshot!(format_difference(flow, &set_field(flow, "title", Some("A, {b}"))), @r#""" -> "title: \"A, {b}\", ""#);
    insta::assert_snapshot!(format_difference(flow, &set_field(flow, "label:k", Some("v"))), @r#""" -> "labels: {k: v}, ""#);
    let crlf = BLOCK.replace('\n', "\r\n");
    insta::assert_snapshot!(format_difference(&crlf, &set_field(&crlf, "system", Some("shop"))), @r#""" -> "system: shop\r\n  ""#);
    let open = BLOCK.trim_end();
    insta::assert_snapshot!(format_difference(open, &set_field(open, "spec.z", Some("1"))), @r#""" -> "\n  z: \"1\"""#);
    let folded = BLOCK.replace(
        "  annotations",
        "  description: >\n    long\n    text\n  annotations",
    );
    insta::assert_snapshot!(format_difference(&folded, &set_field(&folded, "description", Some("short"))), @r#"">\n    long\n    tex" -> "shor""#);
    insta::assert_snapshot!(format_difference(&folded, &set_field(&folded, "label:k", Some("v"))), @r#""" -> "labels:\n    k: v\n  ""#);
}

#[test]
fn what_cannot_be_changed_in_place_is_refused() {
    let alias = BLOCK.replace("team-a", "*o").replace("x: y", "x: &o y");
    insta::assert_snapshot!(set_field(&alias, "owner", Some("b")), @"error: cannot change a.yaml:15:10: the value is an alias");
    insta::assert_snapshot!(set_field(&alias, "annotation:x", Some("b")), @"error: cannot edit a.yaml without changing other content");
}

#[test]
fn a_document_goes_with_its_marker() {
    let other = BLOCK.replace("name: a", "name: b");
    let third = BLOCK.replace("name: a", "name: c");
    let text = format!("{BLOCK}---\n{other}---\n{third}");
    let without = |index: usize| {
        let catalog = read_catalog(&text);
        let entity = &catalog.entities[index];
        let mut draft = FileDraft::for_file_of_entity(entity);
        draft.remove_entity(entity);
        draft.finish().unwrap().unwrap()
    };
    assert_eq!(without(0), format!("---\n{other}---\n{third}"));
    assert_eq!(without(1), format!("{BLOCK}---\n{third}"));
    assert_eq!(without(2), format!("{BLOCK}---\n{other}"));
    let only = read_catalog(BLOCK);
    let mut draft = FileDraft::for_file_of_entity(&only.entities[0]);
    draft.remove_entity(&only.entities[0]);
    assert_eq!(draft.finish().unwrap(), None);
}

/// A component written in one of many ways.
fn document_strategy() -> impl Strategy<Value = String> {
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

/// The difference that `assignments` make to `text`.
fn format_changes(text: &str, assignments: &[&str]) -> String {
    let assignments: Vec<Assignment> = assignments
        .iter()
        .map(|text| Assignment::parse(text).unwrap())
        .collect();
    format_difference(text, &apply_assignments(text, &assignments))
}

const GROUP: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: web\nspec:\n  type: team\n  children: [] # none\n  members:\n  # the lead\n  - ada  # since 2020\n  - user:default/bruno\n  # that is all\n";

#[test]
fn items_of_a_block_come_and_go_by_line() {
    insta::assert_snapshot!(format_changes(GROUP, &["members+=zoe"]), @r#""" -> "- zoe\n  ""#);
    insta::assert_snapshot!(format_changes(GROUP, &["members-=User:ADA"]), @r#""ada  # since 2020\n  - " -> """#);
    insta::assert_snapshot!(format_changes(GROUP, &["members-=bruno", "members+=zoe"]), @r#""user:default/bruno" -> "zoe""#);
    insta::assert_snapshot!(format_changes(GROUP, &["members=bruno,zoe"]), @r#""ada  # since 2020\n  - user:default/bruno" -> "user:default/bruno\n  - zoe""#);
    insta::assert_snapshot!(format_changes(GROUP, &["members=bruno,ada"]), @r#""" -> """#);
    insta::assert_snapshot!(format_changes(GROUP, &["members-=ada,bruno"]), @r#""members:\n  # the lead\n  - ada  # since 2020\n  - user:default/bruno\n  " -> """#);
    insta::assert_snapshot!(format_changes(GROUP, &["children+=shop"]), @r##""[] # none" -> "# none\n  - shop""##);
    insta::assert_snapshot!(format_changes(GROUP, &["tags=go,http"]), @r#""" -> "  tags:\n  - go\n  - http\n""#);
    let children = GROUP.replace("children: [] # none", "children: # all\n    - shop # old");
    insta::assert_snapshot!(format_changes(&children, &["children-=shop"]), @r##""# all\n    - shop # old" -> "[] # all""##);
    insta::assert_snapshot!(format_changes(&children.replace('\n', "\r\n"), &["children+=b"]), @r#""" -> "  - b\r\n  ""#);
}

#[test]
fn items_between_brackets_come_and_go_in_place() {
    let flow = |members: &str| {
        GROUP.replace(
            "members:\n  # the lead\n  - ada  # since 2020\n  - user:default/bruno",
            &format!("members: {members}"),
        )
    };
    let text = flow("[ada, 'bruno']");
    insta::assert_snapshot!(format_changes(&text, &["members+=zoe"]), @r#""" -> ", 'zoe'""#);
    insta::assert_snapshot!(format_changes(&text, &["members-=ada"]), @r#""ada, " -> """#);
    insta::assert_snapshot!(format_changes(&text, &["members-=bruno"]), @r#"", 'bruno'" -> """#);
    insta::assert_snapshot!(format_changes(&text, &["members=x,y"]), @r#""ada, 'bruno" -> "'x', 'y""#);
    let lines = flow("[\n    ada, # lead\n    bruno # two\n  ]");
    insta::assert_snapshot!(format_changes(&lines, &["members+=zoe"]), @r#"" # two" -> ", # two\n    zoe""#);
    insta::assert_snapshot!(format_changes(&lines, &["members-=ada"]), @r#""ada, # lead\n    " -> """#);
    insta::assert_snapshot!(format_changes(&lines, &["members-=bruno"]), @r#""  bruno # two\n  " -> """#);
    let comma = flow("[\n    ada,\n    bruno, # two\n  ]");
    insta::assert_snapshot!(format_changes(&comma, &["members+=zoe"]), @r#""" -> "  zoe,\n  ""#);
}

#[test]
fn links_have_titles() {
    let text = BLOCK.replace(
        "  tags: [one]\n",
        "  links:\n    - url: https://a.example\n      title: A\n",
    );
    insta::assert_snapshot!(format_changes(&text, &["links+=https://b.example|The B"]), @r#""" -> "    - url: https://b.example\n      title: The B\n""#);
    insta::assert_snapshot!(format_changes(&text, &["link:A=https://c.example"]), @r#""a" -> "c""#);
    insta::assert_snapshot!(format_changes(&text, &["links-=https://a.example"]), @r#""  links:\n    - url: https://a.example\n      title: A\n" -> """#);
    insta::assert_snapshot!(format_changes(&text, &["link:A="]), @r#""  links:\n    - url: https://a.example\n      title: A\n" -> """#);
    insta::assert_snapshot!(format_changes(&text, &["link:B=https://b.example"]), @r#""" -> "    - url: https://b.example\n      title: B\n""#);
}

#[test]
fn a_definition_has_many_lines_or_is_a_placeholder() {
    let text = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: a}\nspec:\n    type: openapi\n    definition: # later\n      $text: ./a.yaml\n    owner: x\n";
    let long = Assignment::parse("definition=")
        .unwrap()
        .with_value_from_file("openapi: 3.0.0\n\ninfo:\n  title: A\n".to_owned());
    insta::assert_snapshot!(format_difference(text, &apply_assignments(text, std::slice::from_ref(&long))), @r##""# later\n      $text: ./a.yaml" -> "| # later\n        openapi: 3.0.0\n\n        info:\n          title: A""##);
    let once = apply_assignments(text, &[long]);
    insta::assert_snapshot!(format_changes(&once, &["definition=$text:./b.yaml"]), @r#"" | # later\n        openapi: 3.0.0\n\n        info:\n          title: A" -> "\n        $text: ./b.yaml""#);
    insta::assert_snapshot!(format_changes(&once, &["definition=short"]), @r#""| # later\n        openapi: 3.0.0\n\n        info:\n          title: A" -> "short""#);
}

#[test]
fn several_new_annotations_come_together() {
    let text = "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata:\n  name: a\nspec:\n  memberOf: []\n";
    insta::assert_snapshot!(format_changes(text, &["annotation:a=1", "annotation:b=2", "email=a@b.c", "displayName=A"]), @r#""spec:\n  memberOf: []" -> "  annotations:\n    a: \"1\"\n    b: \"2\"\nspec:\n  memberOf: []\n  profile:\n    email: a@b.c\n    displayName: A""#);
}

proptest! {
    /// `finish` compares the values with the expected change. Here, serde parses them and they are compared again:
    /// everything except the changed field must be the same.
    #[test]
    fn an_edit_is_what_was_meant_and_nothing_else(
        text in document_strategy(),
        field in prop_oneof![Just("owner"), Just("system"), Just("title"), Just("annotation:c"), Just("annotation:n/n"), Just("label:l"), Just("spec.x")],
        value in prop_oneof![Just(None), "[ -~é]{1,12}".prop_map(Some)],
    ) {
        let changed = set_field(&text, field, value.as_deref());
        prop_assert!(!changed.starts_with("error"), "{changed}");
        let parsed = |text: &str| -> serde_json::Value { serde_yaml::from_str(text).unwrap() };
        let (mut before, mut after) = (parsed(&text), parsed(&changed));
        let path: Vec<String> = Field::parse(field).unwrap().path_keys().to_vec();
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
            // An empty object counts as absent.
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

#[test]
fn json_stays_json() {
    let text = "{\"apiVersion\": \"backstage.io/v1alpha1\", \"kind\": \"Component\",\n \"metadata\": {\"name\": \"a\"},\n \"spec\": {\"type\": \"service\", \"owner\": null, \"dependsOn\": []}}\n";
    let assignments = [
        "title=A",
        "lifecycle=production",
        "owner=web",
        "tags+=go",
        "dependsOn+=resource:db",
        "metadata.annotations.x/y=z",
        "links+=url=https://a.example,title=Here",
    ];
    let assignments: Vec<Assignment> = assignments
        .iter()
        .map(|text| Assignment::parse(text).unwrap())
        .collect();
    let text = apply_assignments(text, &assignments);
    let json: Result<serde_json::Value, _> = serde_json::from_str(&text);
    assert!(json.is_ok(), "{text}");
}

/// Adding to a single value in place of a list keeps that value.
#[test]
fn one_value_in_the_place_of_a_list_becomes_its_first_item() {
    let changed = |metadata: &str, typed: &str| {
        let text = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n{metadata}spec: {{type: service, lifecycle: production, owner: a, dependsOn: x}}\n"
        );
        format_difference(
            &text,
            &apply_assignments(&text, &[Assignment::parse(typed).unwrap()]),
        )
    };
    insta::assert_snapshot!(changed("  tags: go\n", "tags+=http"), @r#"" go" -> "\n    - go\n    - http""#);
    insta::assert_snapshot!(changed("  tags: 'go' # lang\n", "tags+=http"), @r##""'go' # lang" -> "# lang\n    - go\n    - http""##);
    insta::assert_snapshot!(changed("  tags: 1.10\n", "tags+=http"), @r#"" 1.10" -> "\n    - \"1.10\"\n    - http""#);
    insta::assert_snapshot!(changed("  tags:\n", "tags+=http"), @r#""" -> "    - http\n""#);
    insta::assert_snapshot!(changed("  tags: go\n", "tags+=go"), @r#""" -> """#);
    insta::assert_snapshot!(changed("  tags: go\n", "tags-=http"), @r#""" -> """#);
    insta::assert_snapshot!(changed("  tags: go\n", "tags-=go"), @r#""  tags: go\n" -> """#);
    insta::assert_snapshot!(changed("  tags: go\n", "tags=http"), @r#"" go" -> "\n    - http""#);
    insta::assert_snapshot!(changed("  links: {url: https://a.b, title: A}\n", "links+=https://c.d"), @r#"" {url: https://a.b, title: A}" -> "\n    - url: https://a.b\n      title: A\n    - url: https://c.d""#);
    insta::assert_snapshot!(changed("  links:\n    url: https://a.b\n    title: A\n", "links+=https://c.d"), @r#""url: https://a.b\n    title: A" -> "- url: https://a.b\n      title: A\n    - url: https://c.d""#);
    insta::assert_snapshot!(changed("  links: {url: https://a.b, title: A}\n", "link:A=https://c.d"), @r#"" {url: https://a.b, title: A}" -> "\n    - url: https://c.d\n      title: A""#);
    insta::assert_snapshot!(changed("  links: {url: https://a.b, title: A}\n", "link:B=https://c.d"), @r#"" {url: https://a.b, title: A}" -> "\n    - url: https://a.b\n      title: A\n    - url: https://c.d\n      title: B""#);
    insta::assert_snapshot!(changed("  links: {url: https://a.b, title: A}\n", "link:A="), @r#""  links: {url: https://a.b, title: A}\n" -> """#);
    insta::assert_snapshot!(changed("  links: {url: {a: b}}\n", "links+=https://c.d"), @r#""apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  links: {url: {a: b}}\nspec: {type: service, lifecycle: production, owner: a, dependsOn: x}\n" -> "error: cannot change a.yaml:5:10: the value isn't a list""#);
    insta::assert_snapshot!(changed("", "dependsOn+=y"), @r#""x" -> "[x, \"y\"]""#);
}
