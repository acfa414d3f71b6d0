//! All output of `-o json` matches its published schema.

use serde_json::Value;

use crate::serve::Server;
use crate::support::Idp;

fn load_schema(file: &str) -> jsonschema::Validator {
    let path = format!(
        "{}/docs/reference/schemas/{file}.schema.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

pub(crate) fn assert_fits_schema(file: &str, value: &Value) {
    let faults: Vec<String> = load_schema(file)
        .iter_errors(value)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{file}: {faults:#?}\n{value:#}");
    assert_eq!(value["schemaVersion"], 1);
}

#[test]
fn every_output_fits_its_schema() {
    let idp = Idp::new();
    let new = ["new", "service", "checkout", "--owner", "payments"];
    let description = "service: {name: promo, owner: payments, type: service, system: {}}\n";
    idp.write_file("opslevel.yml", description);
    let dry: Vec<&str> = new.into_iter().chain(["--dry-run"]).collect();
    for (file, arguments) in [
        ("new-plan", &dry[..]),
        ("new", &new[..]),
        ("who-owns", &["who-owns", "checkout", "group:payments"]),
        ("catalog-list", &["catalog", "list"]),
        ("catalog-list", &["catalog", "list", "--relations"]),
        ("catalog-list", &["catalog", "search", "pay"]),
        ("catalog-show", &["catalog", "show", "ledger", "payments"]),
        ("catalog-diff", &["catalog", "diff", "HEAD~1"]),
        ("catalog-edit", &["catalog", "set", "ledger", "title=Books"]),
        (
            "catalog-export-platform-values",
            &["catalog", "export", "platform-values"],
        ),
        ("catalog-graph", &["catalog", "graph"]),
        (
            "catalog-import",
            &["catalog", "import", "--from", "opslevel.yml", "--dry-run"],
        ),
        ("catalog-unowned", &["catalog", "unowned"]),
        ("who-owns", &["who-owns", "ledger", "--why", "--history"]),
        ("catalog-validate", &["catalog", "validate"]),
        ("template-list", &["template", "list"]),
        ("template-show", &["template", "show", "service"]),
        (
            "template-new",
            &["template", "new", "web", "--from", "service"],
        ),
        ("template-lint", &["template", "lint"]),
        (
            "init",
            &[
                "init",
                "own",
                "--organisation",
                "acme",
                "--owner",
                "web",
                "--dry-run",
            ],
        ),
        ("explain", &["explain", "owner-not-found"]),
        ("explain-all", &["explain", "--all"]),
        ("completions", &["completions", "bash"]),
    ] {
        let run = idp
            .run(arguments.iter().chain(&["-o", "json"]))
            .assert_success();
        assert_eq!(run.stderr, "", "{arguments:?}");
        assert_fits_schema(file, &run.stdout_json());
    }
}

#[test]
fn a_server_reports_itself_as_its_schema_says() {
    let server = Server::start(&Idp::new(), &[]);
    assert_fits_schema("catalog-serve", server.report());
}

#[test]
fn findings_and_failures_fit_theirs() {
    let idp = Idp::new();
    idp.write_file("a.yaml", "kind: Component\n");
    let run = idp.run(["catalog", "validate", "a.yaml", "-o", "json"]);
    assert_fits_schema("catalog-validate", &run.assert_exit_code(1).stdout_json());
    let run = idp
        .run(["who-owns", "nobody-knows", "-o", "json"])
        .assert_exit_code(3);
    assert_fits_schema("who-owns", &run.stdout_json());
    assert_fits_schema("error", &serde_json::from_str(&run.stderr).unwrap());
    let run = idp
        .run(["new", "service", "-o", "json"])
        .assert_exit_code(2);
    assert_eq!(run.stdout, "");
    assert_fits_schema("error", &serde_json::from_str(&run.stderr).unwrap());
}

#[test]
fn what_we_read_fits_the_schemas_for_editors() {
    let read = |path: &str| -> Value {
        let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
        serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    for (file, example) in [
        ("idp-yaml", "src/platform/practice/idp.yaml"),
        ("layer-yaml", "golden-templates/_shared/rollout/layer.yaml"),
        (
            "case-yaml",
            "golden-templates/service/tests/without-observability/case.yaml",
        ),
        ("template-yaml", "golden-templates/service/template.yaml"),
    ] {
        let value = read(example);
        assert!(load_schema(file).is_valid(&value), "{example}");
        let mut misspelt = value;
        misspelt["unknownKey"] = Value::Bool(true);
        assert!(
            !load_schema(file).is_valid(&misspelt),
            "{file} takes anything"
        );
    }
}
