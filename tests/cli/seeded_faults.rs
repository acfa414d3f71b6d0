//! A catalog with twenty errors in five files: one run reports all of them, and fixes those with one correct fix.

use insta::assert_snapshot;

use crate::support::Idp;

const FILES: [(&str, &str); 5] = [
    (
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: all\nspec:\n  targets:\n    - ./groups.yaml\n    - ./services.yaml\n    - ./more.yaml\n    - ./apis.yaml\n    - ./gone.yaml\n",
    ),
    (
        "groups.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: payments\nspec:\n  type: team\n  parent: money\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: money\nspec:\n  type: department\n  parent: payments\n  children: []\n---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata:\n  name: ada\nspec:\n  profile: {displayName: Ada}\n",
    ),
    (
        "services.yaml",
        "# the shop\napiVersion: backstage.io/v1alpha1\nkind: component\nmetadata:\n  name: cart\n  lables: {tier: one}\n  tags: [Java]\nspec:\n  type: service\n  lifecycle: production\n  owner: payments\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: checkout\nspec:\n  type: service\n  lifecycle: prodcution\n  owner: paymnets  # who else\n  dependson: [component:cart]\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: Checkout\n  annotations:\n    build: 42\nspec:\n  type: service\n  lifecycle: production\n  owner: payments\n",
    ),
    (
        "more.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: search\n  name: find\nspec: {}\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: [broken\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: has space\nspec:\n  type: service\n  lifecycle: production\n  owner: \"Team A!!\"\n",
    ),
    (
        "apis.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: orders\n  links:\n    - url: e.com/x\n    - url: javascript:alert(1)\nspec:\n  type: openapi\n  lifecycle: production\n  owner: component:default/checkout\n  definition: {openapi: 3.1.0}\n",
    ),
];

fn create_seeded_catalog() -> Idp {
    let idp = Idp::new();
    for (file, text) in FILES {
        idp.write_file(file, text);
    }
    idp
}

/// Place, code, and whether it can be fixed.
fn format_finding(finding: &serde_json::Value) -> String {
    let text = |key: &str| finding[key].as_str().unwrap_or_default();
    let place = format!("{}:{}:{}", text("file"), finding["line"], finding["column"]);
    let fix = if finding["fix"].is_null() {
        ""
    } else {
        " (fix)"
    };
    format!("{place} {}{fix}", text("code"))
}

#[test]
fn twenty_faults_are_twenty_findings() {
    let run = create_seeded_catalog().run(["catalog", "validate", "-o", "json"]);
    let report = run.stdout_json();
    let findings = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(format_finding);
    let findings: Vec<String> = findings.collect();
    assert_snapshot!(findings.join("\n"), @"
    apis.yaml:6:12 invalid-link
    apis.yaml:7:12 unsafe-link
    apis.yaml:11:10 owner-wrong-kind
    apis.yaml:12:15 wrong-type
    catalog-info.yaml:11:7 location-target-missing
    groups.yaml:6:3 missing-field (fix)
    groups.yaml:7:11 group-cycle
    groups.yaml:23:3 missing-field (fix)
    more.yaml:5:3 duplicate-key
    more.yaml:11:9 yaml-syntax
    more.yaml:16:9 invalid-name
    more.yaml:20:10 owner-not-found
    services.yaml:3:7 unknown-kind (fix)
    services.yaml:6:3 near-miss-key (fix)
    services.yaml:7:10 invalid-tag (fix)
    services.yaml:19:14 lifecycle-unknown
    services.yaml:20:10 owner-not-found
    services.yaml:21:3 near-miss-key (fix)
    services.yaml:26:9 duplicate-entity
    services.yaml:28:12 wrong-type (fix)
    ");
    assert_eq!((findings.len(), run.code), (20, Some(1)));
}

#[test]
fn what_can_be_mended_is_and_no_other_line_changes() {
    let idp = create_seeded_catalog();
    let init =
        "git init -q && git add --all && git -c user.name=a -c user.email=a@b.c commit -qm x";
    assert_eq!(idp.run_shell(init).code, Some(0));
    idp.run(["catalog", "validate", "--fix"])
        .assert_exit_code(1);
    assert_snapshot!(idp.run_shell("git diff --unified=0 | grep '^[-+]' | grep -v '^---\\|^+++'"), @r#"
    +  children: []
    +  memberOf: []
    -kind: component
    +kind: Component
    -  lables: {tier: one}
    -  tags: [Java]
    +  labels: {tier: one}
    +  tags: [java]
    -  dependson: [component:cart]
    +  dependsOn: [component:cart]
    -    build: 42
    +    build: "42"
    "#);
}
