//! Catalog files in real directories, among everything else that a repository contains.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::Idp;

fn component_yaml(name: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: production, owner: web}}\n"
    )
}

const LOCATION: &str = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {targets: [./catalog/a.yaml]}\n";

/// The code and the message of each finding.
fn validate_findings(idp: &Idp, words: &[&str]) -> Vec<String> {
    let words = ["catalog", "validate"].iter().chain(words);
    let report: Value = idp.run(words.chain(&["-o", "json"])).stdout_json();
    let findings = report["diagnostics"].as_array().unwrap();
    let said = |finding: &Value| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}: {}", text("severity"), text("code"), text("message"))
    };
    let groups = |line: &String| !line.contains("no valid Group in the catalog");
    findings.iter().map(said).filter(groups).collect()
}

#[test]
fn other_yaml_is_one_note() {
    let idp = Idp::new();
    idp.write_file("svc/catalog-info.yaml", &component_yaml("svc"));
    idp.write_file(".github/workflows/ci.yaml", "name: ci\non: push\n");
    idp.write_file("deploy/d.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: Bad_Name, annotations: {backstage.io/kubernetes-id: svc}}\n");
    idp.write_file(
        "chart/templates/x.yaml",
        "{{- if .Values.on }}\nname: x\n{{- end }}\n",
    );
    idp.write_file(
        "config.yaml",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  x: |\n    apiVersion: backstage.io/v1alpha1\n",
    );
    assert_eq!(
        validate_findings(&idp, &["."]),
        ["note not-a-catalog-file: 4 YAML files aren't catalog files"]
    );
    assert_eq!(
        validate_findings(&idp, &[".", "--strict"]),
        ["note not-a-catalog-file: 4 YAML files aren't catalog files"]
    );
    idp.run(["catalog", "validate", ".", "--strict"])
        .assert_success();
    // A file named on the command line is checked in any case.
    idp.run(["catalog", "validate", "deploy/d.yaml"])
        .assert_exit_code(1);
    assert_snapshot!(idp.run(["catalog", "validate", "deploy"]), @"
    [stderr]
    error: no catalog entities found
    help: 1 YAML file isn't a catalog file; specify a file to check it anyway
    [exit 2]
    ");
}

#[test]
fn of_a_mixed_file_only_entities_count() {
    let idp = Idp::new();
    idp.write_file(
        "all.yaml",
        &format!(
            "apiVersion: apps/v1\nkind: Deployment\n---\n{}---\nfoo: [\n",
            component_yaml("svc")
        ),
    );
    let report = idp
        .run(["catalog", "validate", ".", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(report["summary"]["documents"], 1);
    assert_eq!(validate_findings(&idp, &["."]), [""; 0]);
}

#[test]
fn everything_below_is_checked_and_what_no_location_reaches_is_named() {
    let idp = Idp::new();
    idp.write_file("catalog-info.yaml", LOCATION);
    idp.write_file("catalog/a.yaml", &component_yaml("a"));
    idp.write_file(
        "catalog/b.yml",
        &component_yaml("b").replace("{name: b}", "{name: 'b b'}"),
    );
    let expected = [
        "note unreached-file: no Location reaches 1 catalog file: catalog/b.yml",
        "error invalid-name: invalid name `b b`: use letters, digits, `-`, `_` and `.`, at most 63 characters, with a letter or digit at both ends",
    ];
    assert_eq!(validate_findings(&idp, &["."]), expected);
    // The same applies to the root of a platform, which can also make it an error.
    idp.write_file(
        "idp.yaml",
        "organisation: acme\nforge: local\nrules: {unreached-file: error}\n",
    );
    let error = expected[0].replace("note", "error");
    assert!(validate_findings(&idp, &["."]).contains(&error));
    assert_eq!(validate_findings(&idp, &[]), [error]);
}

#[test]
fn what_a_location_names_is_read_as_it_is() {
    let idp = Idp::new();
    idp.write_file("catalog-info.yaml", LOCATION);
    idp.write_file(
        "catalog/a.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n",
    );
    assert!(
        validate_findings(&idp, &["."])
            .iter()
            .any(|line| line.starts_with("error unknown-kind"))
    );
    // Without a root, a Location among the found files has the same effect.
    let idp = Idp::new();
    idp.write_file("z/all.yaml", LOCATION);
    idp.write_file(
        "z/catalog/a.yaml",
        &format!("foo: bar\n---\n{}", component_yaml("a")),
    );
    idp.write_file("z/b.yaml", &component_yaml("b"));
    let lines = validate_findings(&idp, &["."]);
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("error missing-field")),
        "{lines:#?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("no Location reaches 1 catalog file: z/b.yaml")),
        "{lines:#?}"
    );
}

#[test]
fn template_skeletons_are_no_entities() {
    let template = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: t}\nspec:\n  type: service\n  owner: web\n  parameters: []\n  steps:\n    - {id: a, action: 'fetch:template', input: {url: ./skeleton}}\n";
    let idp = Idp::new();
    idp.write_file("t/template.yaml", template);
    idp.write_file("t/skeleton/catalog-info.yaml", &component_yaml("plain"));
    idp.write_file(
        "other/catalog-info.yaml",
        &component_yaml("${{ values.name | dump }}"),
    );
    idp.write_file(
        "jinja/catalog-info.yml",
        "{%- if x %}\napiVersion: backstage.io/v1alpha1\n{%- endif %}\nkind: Component\n",
    );
    idp.write_file(
        "cookie/entity.yaml",
        &component_yaml("{{cookiecutter.name}}-service"),
    );
    assert_eq!(
        validate_findings(&idp, &["."]),
        ["note template-skeleton: 4 template skeletons not checked"]
    );
    assert_eq!(
        validate_findings(&idp, &["t"]),
        ["note template-skeleton: 1 template skeleton not checked"]
    );
    idp.run_git("", ["init", "--quiet"]);
    let list = idp
        .run(["catalog", "list", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(list["entities"].as_array().unwrap().len(), 1);
    assert_snapshot!(idp.run(["catalog", "validate", "t/skeleton"]), @"
    [stderr]
    error: no catalog entities found
    help: 1 template skeleton not checked; specify a file to check it anyway
    [exit 2]
    ");
    // Backstage reads what a Location reaches.
    idp.write_file(
        "catalog-info.yaml",
        &LOCATION.replace("./catalog/a.yaml", "./other/catalog-info.yaml"),
    );
    assert!(
        validate_findings(&idp, &["."])
            .iter()
            .any(|line| line.starts_with("error yaml-syntax"))
    );
}

#[test]
fn what_git_ignores_is_left_alone() {
    let idp = Idp::new();
    idp.run_git("", ["init", "--quiet"]);
    idp.write_file("catalog-info.yaml", &component_yaml("a"));
    idp.write_file("node_modules/b/catalog-info.yaml", "kind: nothing\n");
    idp.write_file(".gitignore", "node_modules/\n");
    assert_eq!(validate_findings(&idp, &["."]), [""; 0]);
    assert!(!validate_findings(&idp, &["node_modules"]).is_empty());
}

#[test]
fn a_root_without_a_location_leads_nowhere() {
    let idp = Idp::new();
    idp.write_file("catalog-info.yaml", &component_yaml("root"));
    idp.write_file("catalog/all.yaml", &LOCATION.replace("catalog/", ""));
    idp.write_file("catalog/a.yaml", &component_yaml("a"));
    assert!(validate_findings(&idp, &["."]).is_empty());
    // An unregistered copy isn't a second definition.
    idp.write_file("tests/expected.yaml", &component_yaml("a"));
    assert_eq!(
        validate_findings(&idp, &["."]),
        ["note unreached-file: no Location reaches 1 catalog file: tests/expected.yaml"]
    );
    idp.write_file("catalog/all.yaml", &LOCATION.replace("catalog/a", "*"));
    idp.write_file("catalog/b.yaml", &component_yaml("a"));
    assert!(
        validate_findings(&idp, &["."])
            .iter()
            .any(|line| line.contains("component:default/a is defined twice"))
    );
}

const TEAM: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: shop}\nspec: {type: team, children: []}\n";

#[test]
fn each_person_who_owns_something_is_one_finding() {
    let idp = Idp::new();
    let owned = |name: &str, person: &str| {
        component_yaml(name).replace("owner: web", &format!("owner: user:{person}"))
    };
    let user = "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ada}\nspec: {memberOf: [shop]}\n";
    let alone = user.replace("name: ada", "name: solo").replace("shop", "");
    let entities = [
        owned("a", "ada"),
        owned("b", "ada"),
        user.to_owned(),
        user.replace("name: ada", "name: bo"),
        owned("c", "bo"),
        owned("d", "solo"),
        alone,
        TEAM.to_owned(),
    ];
    idp.write_file("catalog-info.yaml", &entities.join("---\n"));
    assert_eq!(
        validate_findings(&idp, &["catalog-info.yaml"]),
        [
            "warning owner-is-user: the owner is a person: `user:ada` in 2 entities",
            "warning owner-is-user: the owner is a person: `user:bo`",
        ]
    );
}

/// The YAML files of a service repository aren't a catalog: workflows, a chart, the lock.
#[test]
fn a_service_has_no_catalog_of_its_own() {
    let idp = Idp::new();
    let new = ["new", "service", "till", "--owner", "payments", "-q"];
    idp.run(new).assert_success();
    let run = idp
        .run_in("till", ["catalog", "validate", "."])
        .assert_exit_code(2);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("no catalog entities found"), "{run}");
}
