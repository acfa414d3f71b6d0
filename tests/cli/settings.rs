//! The settings in `idp.yaml` that affect checks, and the flags that do.

use insta::assert_snapshot;

use crate::support::Idp;

const PLATFORM: &str = "organisation: acme\nforge: local\n";

/// A platform with a component that causes two warnings, and the owner of that component.
fn create_platform(settings: &str) -> Idp {
    let idp = Idp::new();
    idp.write_file("idp.yaml", &format!("{PLATFORM}{settings}"));
    idp.write_file(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: checkout\nspec:\n  type: service\n  lifecycle: live\n  owner: user:default/ada\n---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata:\n  name: ada\nspec:\n  memberOf: [web]\n---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: web\nspec:\n  type: team\n  children: []\n",
    );
    idp
}

/// Severity and code of every finding, and the exit code.
fn validate_codes(idp: &Idp, arguments: &[&str]) -> String {
    let run = idp.run(
        ["catalog", "validate", "-o", "json"]
            .iter()
            .chain(arguments),
    );
    let report = run.stdout_json();
    let findings = report["diagnostics"].as_array().unwrap().iter();
    let mut lines: Vec<String> = findings
        .map(|finding| {
            format!(
                "{} {}",
                finding["severity"].as_str().unwrap(),
                finding["code"].as_str().unwrap()
            )
        })
        .collect();
    lines.push(format!("exit {}", run.code.unwrap()));
    lines.join("\n")
}

#[test]
fn rules_are_as_bad_as_the_platform_says() {
    assert_snapshot!(validate_codes(&create_platform(""), &[]), @"
    warning lifecycle-unknown
    warning owner-is-user
    exit 0
    ");
    let severe = create_platform(
        "rules:\n  owner-is-user: error\n  lifecycle-unknown: off\n  without-system: warning\n",
    );
    assert_snapshot!(validate_codes(&severe, &[]), @"
    warning without-system
    error owner-is-user
    exit 1
    ");
}

#[test]
fn a_file_is_checked_as_its_platform_says() {
    let idp = create_platform("rules: {owner-is-user: error, lifecycle-unknown: off}\n");
    assert_snapshot!(validate_codes(&idp, &["catalog-info.yaml"]), @"
    error owner-is-user
    exit 1
    ");
}

#[test]
fn strict_makes_warnings_errors_and_tier_chooses_rules() {
    let idp = create_platform("");
    assert_snapshot!(validate_codes(&idp, &["--strict"]), @"
    error lifecycle-unknown
    error owner-is-user
    exit 1
    ");
    assert_snapshot!(validate_codes(&idp, &["--tier", "format", "--tier", "graph"]), @"exit 0");
    assert_snapshot!(validate_codes(&idp, &["--tier", "policy", "--strict"]), @"
    error lifecycle-unknown
    error owner-is-user
    exit 1
    ");
}

#[test]
fn words_are_those_of_the_organisation() {
    let idp = create_platform(
        "rules: {owner-is-user: off}\ntaxonomy:\n  lifecycles: [live, gone]\n  types:\n    component: [web]\n",
    );
    assert_snapshot!(validate_codes(&idp, &[]), @"
    warning type-unknown
    exit 0
    ");
}

#[test]
fn what_lives_elsewhere_is_not_missed() {
    let idp = create_platform(
        "external:\n  refs: ['Group:Legacy/*']\n  catalogs: [hr.yaml]\nrules: {owner-is-user: off}\n",
    );
    let component = |name: &str, owner: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"
        )
    };
    let group = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: here\nspec:\n  type: team\n  children: []\n";
    let catalog = [
        component("a", "group:legacy/old"),
        component("b", "Sales"),
        component("c", "group:other/old"),
        group.to_owned(),
    ];
    idp.write_file("catalog-info.yaml", &catalog.join("---\n"));
    idp.write_file("hr.yaml", &group.replace("here", "sales"));
    assert_snapshot!(idp.run(["catalog", "validate"]), @r#"
    error[owner-not-found]: group `other/old` not found
      --> catalog-info.yaml:26:10
       |
    26 |   owner: group:other/old
       |          ^^^^^^^^^^^^^^^
       |
       = more: idp explain owner-not-found

    1 error, 0 warnings ([N] ms)
    [exit 1]
    "#);
}

#[test]
fn settings_that_make_no_sense_have_a_place() {
    for settings in [
        "rules: {owner-is-usr: off}\n",
        "rules: {owner-is-user: loud}\n",
        "external: {refs: ['group:[']}\n",
        "external: {catalogs: [../hr.yaml]}\n",
        "external: {catalogs: [hr.yaml]}\n",
    ] {
        let run = create_platform(settings).run(["catalog", "validate"]);
        assert_eq!(run.code, Some(2), "{settings}{run}");
        assert_eq!(run.stdout, "");
    }
    let misspelt = create_platform("rules:\n  owner-is-user: off\n  owner-not-fond: warning\n");
    assert_snapshot!(misspelt.run(["catalog", "validate"]), @"
    [stderr]
    error[platform-config]: rules: unknown rule `owner-not-fond`; did you mean `owner-not-found`?
     --> idp.yaml:5:3
      |
    5 |   owner-not-fond: warning
      |   ^^^^^^^^^^^^^^^^^^^^^^^
      |
      = more: idp explain platform-config

    error: invalid idp.yaml
    [exit 2]
    ");
}

#[test]
fn kinds_for_ai_are_there_where_the_platform_says_so() {
    let head = "apiVersion: backstage.io/v1alpha1\nkind: ";
    let spec = "spec:\n  lifecycle: production\n  owner: a\n";
    let catalog = [
        format!("{head}Group\nmetadata: {{name: a}}\nspec: {{type: team, children: []}}\n"),
        format!(
            "{head}API\nmetadata: {{name: mcp}}\n{spec}  type: mcp-server\n  remotes: [{{type: sse, url: 'https://a/'}}]\n"
        ),
        format!(
            "{head}AiResource\nmetadata: {{name: review}}\n{spec}  type: skill\n  dependsOn: [lint]\n  allowedTools: [Read]\n"
        ),
        format!(
            "{head}AiResource\nmetadata: {{name: lint}}\n{spec}  type: rule\n  category: style\n"
        ),
        format!(
            "{head}AiResource\nmetadata: {{name: all}}\n{spec}  type: plugin\n  skills: [review]\n"
        ),
    ];
    let with = |settings: &str| {
        let idp = create_platform(settings);
        idp.write_file("catalog-info.yaml", &catalog.join("---\n"));
        idp
    };
    assert_snapshot!(validate_codes(&with(""), &[]), @"
    error missing-field
    error unknown-kind
    error unknown-kind
    error unknown-kind
    exit 1
    ");
    let ai = with("catalog: {aiKinds: true}\n");
    assert_snapshot!(validate_codes(&ai, &[]), @"
    error wrong-type
    error missing-field
    exit 1
    ");
    assert_snapshot!(validate_codes(&ai, &["catalog-info.yaml"]), @"
    error wrong-type
    error missing-field
    exit 1
    ");
    assert_snapshot!(ai.run(["catalog", "graph", "all"]), @"
    airesource:default/all
    └─ hasPart airesource:default/review
       └─ dependsOn airesource:default/lint
    ");
}
