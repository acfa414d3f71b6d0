//! `idp catalog fmt`.

use insta::assert_snapshot;

use crate::support::Idp;

const UNTIDY: &str = "kind: Group\napiVersion: backstage.io/v1alpha1\nspec:\n  children: []\n  # as in the chart\n  type: 'team'\nmetadata:\n  name: \"a\"\n";
const TIDY: &str = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: a\nspec:\n  # as in the chart\n  type: team\n  children: []\n";

#[test]
fn files_are_written_the_one_way() {
    let idp = Idp::new();
    idp.write_file("catalog-info.yaml", UNTIDY);
    assert_snapshot!(idp.run(["catalog", "fmt", "--check"]), @"
    would format catalog-info.yaml
    would format 1 of 1 file
    [exit 1]
    ");
    assert_snapshot!(idp.run(["catalog", "fmt", "--dry-run"]), @r#"
    --- a/catalog-info.yaml
    +++ b/catalog-info.yaml
    @@ -1,8 +1,8 @@
    +apiVersion: backstage.io/v1alpha1
     kind: Group
    -apiVersion: backstage.io/v1alpha1
    +metadata:
    +  name: a
     spec:
    +  # as in the chart
    +  type: team
       children: []
    -  # as in the chart
    -  type: 'team'
    -metadata:
    -  name: "a"
    would format 1 of 1 file
    "#);
    assert_eq!(idp.read_file("catalog-info.yaml"), UNTIDY);
    assert_snapshot!(idp.run(["catalog", "fmt", "-o", "json"]), @r#"
    {
      "schemaVersion": 1,
      "platform": {
        "address": "[ROOT]/here",
        "practice": false,
        "commit": null,
        "fetchedAt": null
      },
      "files": 1,
      "changed": [
        "catalog-info.yaml"
      ],
      "written": true,
      "skipped": []
    }
    "#);
    assert_eq!(idp.read_file("catalog-info.yaml"), TIDY);
    assert_snapshot!(idp.run(["catalog", "fmt"]), @"1 file, nothing to format");
}

#[test]
fn a_faulty_document_stays_and_the_others_are_written() {
    let idp = Idp::new();
    let faulty = "kind: System\nkind: 'System'\n";
    idp.write_file("a/1.yaml", &format!("{faulty}---\n{UNTIDY}"));
    idp.write_file("a/2.yaml", TIDY);
    assert_snapshot!(idp.run(["catalog", "fmt", "a"]), @"
    formatted a/1.yaml
    formatted 1 of 2 files
    ");
    assert_eq!(idp.read_file("a/1.yaml"), format!("{faulty}---\n{TIDY}"));
}

#[test]
fn what_idp_writes_is_written_so() {
    let idp = Idp::new();
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\ncatalog: {root: catalog/all.yaml, components: catalog/components}\n");
    idp.write_file("catalog/all.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: all\nspec:\n  targets:\n    - ./**/*.yaml\n");
    idp.run([
        "catalog",
        "add",
        "web",
        "--kind",
        "group",
        "type=team",
        "title=The: web",
        "spec.profile.email=a@b.c",
        "--no-commit",
    ])
    .assert_success();
    assert_snapshot!(idp.run(["catalog", "fmt", "--check", "."]), @"2 files, nothing to format");
}

#[test]
fn a_commit_cannot_be_written() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["catalog", "fmt", "--platform", "practice"]), @"
    [stderr]
    platform  practice (local) · nothing leaves this machine
    error: can't change files: the catalog is read from a commit
    help: run this command in a clone of the platform: git clone [ROOT]/idp/platform.git
    [exit 2]
    ");
}

#[test]
fn what_is_not_yaml_is_named() {
    let idp = Idp::new();
    idp.write_file("a/1.yaml", TIDY);
    idp.write_file("a/2.yaml", "a: [\n");
    idp.write_file("a/3.yaml", &format!("<<<<<<< ours\n{TIDY}"));
    idp.write_file(
        "a/4.yaml",
        &format!("{TIDY}---\nkind: Group\nkind: Group\n"),
    );
    let files = ["a/1.yaml", "a/2.yaml", "a/3.yaml", "a/4.yaml"];
    let run = |option: &'static str| idp.run(["catalog", "fmt", option].into_iter().chain(files));
    assert_snapshot!(run("--check"), @"
    skipped a/2.yaml: invalid YAML; see idp catalog validate
    skipped a/3.yaml: invalid YAML; see idp catalog validate
    skipped part of a/4.yaml: invalid YAML; see idp catalog validate
    2 files, nothing to format
    [exit 1]
    ");
    let json = run("-ojson").assert_success().stdout_json();
    assert_eq!(
        json["skipped"],
        serde_json::json!(["a/2.yaml", "a/3.yaml", "a/4.yaml"])
    );
    // The files of a platform, which a Location refers to.
    idp.write_file(
        "idp.yaml",
        "organisation: acme\nforge: local\ncatalog: {root: all.yaml}\n",
    );
    idp.write_file("all.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: all\nspec:\n  targets:\n    - ./a/*.yaml\n");
    let run = idp.run(["catalog", "fmt", "--check"]).assert_exit_code(1);
    assert!(run.stdout.contains("skipped a/2.yaml"), "{run}");
}
