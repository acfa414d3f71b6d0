use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;

fn merge_to_text(path: &str, base: &str, theirs: &str, ours: &str) -> String {
    let merge = three_way_merge_by_keys(path, base, theirs, ours).unwrap();
    let conflicts = merge.conflicts.iter();
    let conflicts = conflicts.map(|conflict| format!("conflict {}\n", conflict.key.join(".")));
    merge.text + &conflicts.collect::<String>()
}

const PACKAGE: &str = "{\n  \"name\": \"a\",\n  \"scripts\": {\n    \"build\": \"next build\",\n    \"old\": \"x\"\n  },\n  \"files\": [\n    \"a\"\n  ]\n}\n";

#[test]
fn keys_of_the_template_follow_it_and_all_others_stay() {
    let theirs = PACKAGE
        .replace("next build", "next build --turbo")
        .replace(",\n    \"old\": \"x\"", ",\n    \"lint\": \"biome\"")
        .replace("    \"a\"\n", "    \"a\",\n    \"b\"\n")
        .replace(
            "  \"files\"",
            "  \"engines\": {\n    \"node\": \"24\"\n  },\n  \"files\"",
        );
    let ours = "{\n\t\"private\": true,\n\t\"files\": [\"a\"],\n\t\"name\": \"a\",\n\t\"scripts\": {\n\t\t\"mine\": \"make\",\n\t\t\"old\": \"x\",\n\t\t\"build\": \"next build\"\n\t}\n}";
    insta::assert_snapshot!(merge_to_text("package.json", PACKAGE, &theirs, ours), @r#"
    {
    	"private": true,
    	"files": [
    		"a",
    		"b"
    	],
    	"name": "a",
    	"scripts": {
    		"mine": "make",
    		"build": "next build --turbo",
    		"lint": "biome"
    	},
    	"engines": {
    		"node": "24"
    	}
    }
    "#);
}

#[test]
fn what_both_changed_is_a_conflict_unless_it_is_the_same() {
    let theirs = PACKAGE
        .replace("next build", "vite build")
        .replace("\"a\"\n  ]", "\"b\"\n  ]");
    let ours = PACKAGE
        .replace("next build", "make")
        .replace("\"a\"\n  ]", "\"b\"\n  ]");
    let merge = three_way_merge_by_keys("package.json", PACKAGE, &theirs, &ours).unwrap();
    assert_eq!(merge.text, ours);
    let conflict = MergeConflict {
        key: vec!["scripts".to_owned(), "build".to_owned()],
        base: Some(json!("next build")),
        theirs: Some(json!("vite build")),
        ours: Some(json!("make")),
    };
    assert_eq!(merge.conflicts, [conflict]);
    // A key that the template removed and the team changed, and the other way round.
    let gone = PACKAGE.replace("    \"build\": \"next build\",\n", "");
    let conflicts = |theirs: &str, ours: &str| merge_to_text("p.json", PACKAGE, theirs, ours);
    assert!(conflicts(&gone, &ours).ends_with("conflict scripts.build\n"));
    assert!(conflicts(&theirs, &gone).contains("conflict scripts.build\n"));
    assert_eq!(conflicts(PACKAGE, &gone), gone);
}

#[test]
fn an_object_that_the_template_drops_leaves_what_is_the_teams() {
    let base = "{\"a\": 1, \"b\": {\"c\": 1, \"d\": 2}}";
    insta::assert_snapshot!(merge_to_text("p.json", base, "{\"a\": 1}", "{\"a\": 1, \"b\": {\"c\": 1, \"d\": 2, \"e\": 3}}"), @r#"{"a": 1, "b": {"e": 3}}"#);
    insta::assert_snapshot!(merge_to_text("p.json", base, "{\"a\": 1}", "{\"x\": 0, \"a\": 1, \"b\": {\"d\": 2}}"), @r#"{"x": 0, "a": 1}"#);
    insta::assert_snapshot!(merge_to_text("p.json", "{}", "{\"a\": {\"b\": [1]}}", "{ \"x\": {} }"), @r#"{ "a": {"b": [1]}, "x": {} }"#);
    insta::assert_snapshot!(merge_to_text("p.json", "{\n  \"x\": {}\n}\n", "{\n  \"x\": {\n    \"a\": [\n      1\n    ]\n  }\n}\n", "{\n    \"x\": {},\n    \"y\": 1\n}\n"), @r#"
    {
        "x": {
            "a": [
                1
            ]
        },
        "y": 1
    }
    "#);
}

const VALUES: &str = "# yaml-language-server: $schema=x\n# What the chart takes.\n\nimage: a   # pinned\n\n# How many\nreplicas:\n  # at least\n  min: 1\n  max: 3\n\nresources:\n  requests: {cpu: 100m, memory: 128Mi}\n  limits:\n    memory: 256Mi\n\nenv: []\n";

#[test]
fn yaml_keeps_its_comments_and_new_keys_bring_theirs() {
    let theirs = VALUES
        .replace("image: a ", "image: b ")
        .replace("  max: 3\n", "  max: 5\n  # how fast\n  step: 1\n")
        .replace("memory: 128Mi", "memory: 256Mi, disk: 1Gi")
        .replace(
            "env: []\n",
            "# where to\nroute:\n  host: x\n  paths:\n  - /\n  - /a\n\nenv: []\n",
        );
    let ours = VALUES
        .replace("image: a   # pinned", "image: a # ours")
        .replace("  min: 1\n", "  min: 2 # more\n")
        .replace(
            "env: []",
            "# why\nmore:\n    deep: |\n      # text\n      end",
        )
        .replace("limits:\n    memory", "limits:\n        memory");
    insta::assert_snapshot!(merge_to_text("values.yaml", VALUES, &theirs, &ours), @"
    # yaml-language-server: $schema=x
    # What the chart takes.

    image: b # ours

    # How many
    replicas:
      # at least
      min: 2 # more
      max: 5
      # how fast
      step: 1

    resources:
      requests: {cpu: 100m, memory: 256Mi, disk: 1Gi}
      limits:
            memory: 256Mi

    # where to
    route:
      host: x
      paths:
      - /
      - /a

    # why
    more:
        deep: |
          # text
          end
    ");
}

#[test]
fn yaml_loses_what_the_template_drops() {
    let theirs = VALUES
        .replace(
            "# How many\nreplicas:\n  # at least\n  min: 1\n  max: 3\n\n",
            "",
        )
        .replace("image: a   # pinned\n\n", "")
        .replace(
            "    memory: 256Mi\n",
            "    memory:\n      soft: 1\n      hard: 2\n",
        );
    let ours = VALUES
        .replace("  max: 3\n", "  max: 3\n  mine: x\n")
        .replace("env: []\n", "env: []");
    insta::assert_snapshot!(merge_to_text("values.yaml", VALUES, &theirs, &ours), @"
    # yaml-language-server: $schema=x
    # What the chart takes.

    # How many
    replicas:
      mine: x

    resources:
      requests: {cpu: 100m, memory: 128Mi}
      limits:
        memory:
          soft: 1
          hard: 2

    env: []
    ");
    let ours = VALUES.replace("env: []\n", "env: [] # x");
    let theirs = VALUES.to_owned() + "last: |\n  a\n  b\n";
    let text = merge_to_text("values.yaml", VALUES, &theirs, &ours);
    assert_eq!(text, ours + "\nlast: |\n  a\n  b");
}

#[test]
fn what_can_not_be_merged_says_why() {
    let why = |path: &str, ours: &str| {
        three_way_merge_by_keys(path, "a: 1\n", "a: 2\n", ours)
            .unwrap_err()
            .to_string()
    };
    insta::assert_snapshot!(why("a.yaml", "a: 1\na: 2\n"), @"a.yaml can't be merged: duplicate key `a`");
    insta::assert_snapshot!(why("a.yaml", "- a\n"), @"a.yaml can't be merged: it is not an object");
    insta::assert_snapshot!(why("a.yaml", "a: 1\n---\nb: 1\n"), @"a.yaml can't be merged: it has more than one document");
    insta::assert_snapshot!(why("a.md", "a: 1\n# x\n"), @"a.md (previous render) can't be merged: only JSON and YAML have keys");
    let why = |ours: &str| {
        three_way_merge_by_keys("a.json", "{\"a\": 1}", "{\"a\": 2}", ours)
            .unwrap_err()
            .to_string()
    };
    insta::assert_snapshot!(why("{\n  // why\n  \"a\": 1\n}"), @"a.json can't be merged: JSON can't have comments: remove them, or use the class `seed`");
    let emoji = "{\"a\": 1, \"b\": \"\\ud83d\\ude00 \\/\"}";
    assert_eq!(
        merge_to_text("a.json", "{\"a\": 1}", "{\"a\": 2}", emoji),
        emoji.replace('1', "2")
    );
    insta::assert_snapshot!(why("{\"a\": 1, \"a\": 1}"), @"a.json can't be merged: duplicate key `a`");
    insta::assert_snapshot!(why("{a: 1}"), @"a.json can't be merged: key must be a string at line 1 column 2");
}

#[test]
fn what_no_line_can_be_changed_in_is_left_to_people() {
    let base = "a: 1\nb: {c: 1}\n";
    let ours = "a: &x 1\nz: *x\nb: {c: 1}\n";
    let merge = three_way_merge_by_keys("a.yaml", base, "a: 2\nb: {c: 1}\n", ours).unwrap();
    assert_eq!((merge.text.as_str(), merge.conflicts.len()), (ours, 1));
    assert_eq!(merge.conflicts[0].key, ["a"]);
}

/// A JSON object with few possible keys, so that three of them share many.
fn arbitrary_object() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (0..3i32).prop_map(Json::from),
        "[ab:# \"\\\\é-]{0,3}".prop_map(Json::from),
        Just(json!([])),
        Just(json!([1, {"a": 2}])),
        Just(json!({})),
    ];
    let value = leaf.prop_recursive(3, 24, 4, |inner| {
        prop::collection::btree_map("[a-d]", inner, 0..4)
            .prop_map(|entries| Json::Object(Map::from_iter(entries)))
    });
    prop::collection::btree_map("[a-e]", value, 0..5)
        .prop_map(|entries| Json::Object(Map::from_iter(entries)))
}

fn serialize_variants(value: &Json) -> [(&'static str, String); 3] {
    [
        (
            "a.json",
            serde_json::to_string_pretty(value).unwrap() + "\n",
        ),
        ("a.json", value.to_string()),
        ("a.yaml", serde_yaml::to_string(value).unwrap()),
    ]
}

fn parse_value(path: &str, text: &str) -> Json {
    parse_merge_document(path, text)
        .unwrap_or_else(|fault| panic!("{}: {text}", fault.message))
        .value
}

proptest! {
    #[test]
    fn the_template_or_the_team_alone_is_followed(one in arbitrary_object(), other in arbitrary_object()) {
        for ((path, base), (_, changed)) in serialize_variants(&one).into_iter().zip(serialize_variants(&other)) {
            let here = three_way_merge_by_keys(path, &base, &base, &changed).unwrap();
            prop_assert_eq!((here.text, here.conflicts.len()), (changed.clone(), 0));
            // Not byte for byte the same as the base, so that it has to be rewritten.
            let moved = format!("{base}\n");
            let there = three_way_merge_by_keys(path, &base, &changed, &moved).unwrap();
            if there.conflicts.is_empty() {
                prop_assert_eq!(parse_value(path, &there.text), other.clone());
            } else {
                // The exception: no line of YAML remains to insert next to.
                prop_assert_eq!((path, there.text), ("a.yaml", moved));
            }
        }
    }

    #[test]
    fn merging_again_changes_nothing(base in arbitrary_object(), theirs in arbitrary_object(), ours in arbitrary_object()) {
        let (base, theirs) = (serialize_variants(&base), serialize_variants(&theirs));
        for (index, (path, ours)) in serialize_variants(&ours).into_iter().enumerate() {
            let (base, theirs) = (&base[index].1, &theirs[index].1);
            let once = three_way_merge_by_keys(path, base, theirs, &ours).unwrap();
            if once.conflicts.is_empty() {
                prop_assert_eq!(&three_way_merge_by_keys(path, base, theirs, &once.text).unwrap().text, &once.text);
                prop_assert_eq!(&three_way_merge_by_keys(path, theirs, theirs, &once.text).unwrap().text, &once.text);
            }
        }
    }
}
