//! The output formats of `idp catalog validate` besides text and JSON, and what it fixes.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::Idp;

/// A catalog with two findings that have exactly one correct fix, and one that has none.
const FAULTY: &str = "\
# ours
apiVersion: backstage.io/v1alpha1
kind: component
metadata:
  name: checkout
  tags: [Java, ok]  # both
spec:
  type: service
  lifecycle: production
  owner: payments
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments}
spec: {type: team, children: [nobody]}
";

fn create_faulty_catalog() -> Idp {
    let idp = Idp::new();
    idp.write_file("catalog-info.yaml", FAULTY);
    idp
}

#[test]
fn a_dry_run_shows_what_would_be_mended() {
    let idp = create_faulty_catalog();
    assert_snapshot!(idp.run(["catalog", "validate", "--fix", "--dry-run"]), @"
    --- a/catalog-info.yaml
    +++ b/catalog-info.yaml
    @@ -1,9 +1,9 @@
     # ours
     apiVersion: backstage.io/v1alpha1
    -kind: component
    +kind: Component
     metadata:
       name: checkout
    -  tags: [Java, ok]  # both
    +  tags: [java, ok]  # both
     spec:
       type: service
       lifecycle: production
    error[unknown-kind]: unknown kind `component`
     --> catalog-info.yaml:3:7
      |
    3 | kind: component
      |       ^^^^^^^^^ did you mean `Component`?
      |
      = more: idp explain unknown-kind

    error[invalid-tag]: invalid tag `Java`: use lower-case letters, digits, `:`, `+` and `#`, in words separated by a single `-`
     --> catalog-info.yaml:6:10
      |
    6 |   tags: [Java, ok]  # both
      |          ^^^^ write `java`
      |
      = more: idp explain invalid-tag

    warning[dangling-ref]: group `nobody` not found
      --> catalog-info.yaml:15:31
       |
    15 | spec: {type: team, children: [nobody]}
       |                               ^^^^^^
       |
       = more: idp explain dangling-ref

    2 errors, 1 warning ([N] ms)
    --fix would fix 2 findings in 1 file
    [exit 1]
    ");
    assert_eq!(idp.read_file("catalog-info.yaml"), FAULTY);
}

#[test]
fn fix_mends_what_has_one_right_answer() {
    let idp = create_faulty_catalog();
    assert_snapshot!(idp.run(["catalog", "validate", "--fix"]), @"
    fixed 2 findings in 1 file: catalog-info.yaml
    warning[dangling-ref]: group `nobody` not found
      --> catalog-info.yaml:15:31
       |
    15 | spec: {type: team, children: [nobody]}
       |                               ^^^^^^
       |
       = more: idp explain dangling-ref

    0 errors, 1 warning ([N] ms)
    ");
    let fixed = FAULTY
        .replace("kind: component", "kind: Component")
        .replace("Java", "java");
    assert_eq!(idp.read_file("catalog-info.yaml"), fixed);
    let again = idp.run(["catalog", "validate", "--fix"]);
    assert!(again.stdout.starts_with("warning["), "{again}");
}

#[test]
fn fix_says_in_json_what_it_did() {
    let idp = create_faulty_catalog();
    let report = idp
        .run(["catalog", "validate", "--fix", "--dry-run", "-o", "json"])
        .stdout_json();
    assert_snapshot!(report["fixed"], @r#"{"files":["catalog-info.yaml"],"findings":2}"#);
    assert_snapshot!(report["diagnostics"][0]["fix"], @r#"{"column":7,"endColumn":16,"endLine":3,"line":3,"text":"Component"}"#);
    let left = idp
        .run(["catalog", "validate", "--fix", "-o", "json"])
        .stdout_json();
    assert_eq!(left["fixed"], report["fixed"]);
    assert_eq!(left["summary"]["errors"], 0);
}

#[test]
fn a_commit_cannot_be_mended() {
    assert_snapshot!(Idp::new().run(["catalog", "validate", "--fix"]), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: can't change files: the catalog is read from a commit
    help: run this command in a clone of the platform: git clone [ROOT]/idp/platform.git
    [exit 2]
    ");
}

#[test]
fn sarif_names_rules_places_and_fixes() {
    let idp = create_faulty_catalog();
    std::fs::create_dir_all(idp.path("deep er")).unwrap();
    idp.write_file("deep er/catalog-info.yaml", FAULTY);
    assert_eq!(idp.run_shell("git init -q").code, Some(0));
    let run = idp.run_in("deep er", ["catalog", "validate", "-o", "sarif"]);
    assert_eq!(run.code, Some(1));
    let log: Value = serde_json::from_str(&run.stdout).unwrap();
    let log = &log["runs"][0];
    let rules = log["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["dangling-ref", "invalid-tag", "unknown-kind"]);
    let result = &log["results"][0];
    assert_snapshot!(result["message"]["text"], @r#""unknown kind `component`; did you mean `Component`?""#);
    assert_snapshot!(result["locations"][0], @r#"{"logicalLocations":[{"fullyQualifiedName":"component:default/checkout","kind":"object"}],"physicalLocation":{"artifactLocation":{"uri":"deep%20er/catalog-info.yaml","uriBaseId":"%SRCROOT%"},"region":{"endColumn":16,"endLine":3,"startColumn":7,"startLine":3}}}"#);
    assert_snapshot!(result["fixes"][0], @r#"{"artifactChanges":[{"artifactLocation":{"uri":"deep%20er/catalog-info.yaml","uriBaseId":"%SRCROOT%"},"replacements":[{"deletedRegion":{"endColumn":16,"endLine":3,"startColumn":7,"startLine":3},"insertedContent":{"text":"Component"}}]}]}"#);
}

#[test]
fn in_github_actions_findings_are_annotations() {
    let idp = create_faulty_catalog().with_env("GITHUB_ACTIONS", "true");
    assert_snapshot!(idp.run(["catalog", "validate"]), @"
    ::error file=catalog-info.yaml,line=3,endLine=3,col=7,endColumn=16,title=unknown-kind::unknown kind `component`; did you mean `Component`?
    ::error file=catalog-info.yaml,line=6,endLine=6,col=10,endColumn=14,title=invalid-tag::invalid tag `Java`: use lower-case letters, digits, `:`, `+` and `#`, in words separated by a single `-`; write `java`
    ::warning file=catalog-info.yaml,line=15,endLine=15,col=31,endColumn=37,title=dangling-ref::group `nobody` not found
    2 errors, 1 warning ([N] ms)
    [exit 1]
    ");
    assert!(
        idp.run(["catalog", "validate", "-o", "text"])
            .stdout
            .starts_with("error[")
    );
    let other = idp.run(["template", "lint", "-o", "github"]);
    assert_snapshot!(other, @"
    [stderr]
    error: invalid value `github` for `--output <FORMAT>`
    help: possible values: text, json
    help: idp template lint --help
    [exit 2]
    ");
}

#[test]
fn what_stands_in_an_endless_line_is_named_and_not_drawn() {
    let idp = Idp::new();
    let tags: String = (0..1_000).map(|number| format!("t{number}, ")).collect();
    let text = format!(
        "{{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {{name: a, tags: [{tags}Bad]}}, spec: {{type: team, children: []}}}}\n"
    );
    idp.write_file("catalog-info.yaml", &text);
    assert_snapshot!(idp.run(["catalog", "validate", "--tier", "format"]), @"
    error[invalid-tag]: invalid tag `Bad`: use lower-case letters, digits, `:`, `+` and `#`, in words separated by a single `-`
    --> catalog-info.yaml:1:5967
     = write `bad`
     = more: idp explain invalid-tag

    1 error, 0 warnings ([N] ms)
    1 finding with an automatic fix: add --fix
    [exit 1]
    ");
}

#[test]
fn in_a_repository_without_a_catalog_there_is_nothing_to_validate() {
    let idp = Idp::new();
    idp.run_git("", ["init", "--quiet", "app"]);
    idp.write_file("app/src/main.rs", "fn main() {}\n");
    assert_snapshot!(idp.run_in("app/src", ["catalog", "validate"]), @"
    [stderr]
    error: this repository has no catalog files
    help: a catalog file is catalog-info.yaml, or a YAML file with `apiVersion: backstage.io/v1alpha1`
    help: run this command in the platform repository, or add --platform <PATH|URL>
    help: try it on this machine: --platform practice
    [exit 2]
    ");
    idp.run_in("app/src", ["catalog", "fmt"])
        .assert_exit_code(2);
    assert!(!idp.idp_home().exists());
    idp.run_in("app", ["catalog", "validate", "--platform", "practice"])
        .assert_success();
}
