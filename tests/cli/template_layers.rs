//! Templates composed of layers, and the errors for layers that don't fit.

use std::fmt::Write;
use std::path::Path;

use insta::assert_snapshot;
use walkdir::WalkDir;

use crate::support::{CommandOutput, Idp};

/// A copy of a template in `tests/fixtures`.
fn copy_fixture(name: &str) -> Idp {
    let idp = Idp::new();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    for entry in WalkDir::new(&fixture) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(&fixture).unwrap();
            let text = std::fs::read_to_string(entry.path()).unwrap();
            idp.write_file(path.to_str().unwrap(), &text);
        }
    }
    idp
}

/// A worker template with its own layers.
fn copy_worker_fixture() -> Idp {
    copy_fixture("worker")
}

fn run_new(idp: &Idp, more: &[&str]) -> CommandOutput {
    let command = [
        "new",
        "worker",
        "mill",
        "--owner",
        "payments",
        "--template",
        ".",
    ];
    idp.run([&command, more].concat())
}

/// The files that `idp new` would write, with their classes.
fn list_planned_files(idp: &Idp, more: &[&str]) -> String {
    let plan = run_new(idp, &[&["--dry-run", "-o", "json"], more].concat());
    let mut lines = String::new();
    for file in plan.assert_success().stdout_json()["files"]
        .as_array()
        .unwrap()
    {
        let (class, path) = (
            file["class"].as_str().unwrap(),
            file["path"].as_str().unwrap(),
        );
        writeln!(lines, "{class:<9} {path}").unwrap();
    }
    lines
}

#[test]
fn a_layer_is_there_as_its_condition_says() {
    let idp = copy_worker_fixture();
    assert_snapshot!(idp.run(["template", "lint", "."]), @"1 template, 0 errors");
    assert_snapshot!(list_planned_files(&idp, &[]), @"
    managed   .github/workflows/ci.yml
    managed   .github/workflows/deploy.yml
    generated .idp/lock.yaml
    managed   chart/templates/_component.tpl
    managed   chart/templates/database.yaml
    managed   migrations/1.sql
    merged    package.json
    seed      src/work.ts
    ");
    assert_snapshot!(list_planned_files(&idp, &["--set", "queue=kafka"]), @"
    managed   .github/workflows/ci.yml
    managed   .github/workflows/deploy.yml
    generated .idp/lock.yaml
    managed   chart/templates/_component.tpl
    merged    package.json
    seed      src/work.ts
    ");
    run_new(&idp, &["--set", "queue=kafka"]).assert_success();
    assert_snapshot!(idp.read_file("mill/src/work.ts"), @r#"
    export const grace = 60;
    import "./kafka";
    "#);
    let lock = idp.read_file("mill/.idp/lock.yaml");
    assert!(lock.contains("  package.json: merged "), "{lock}");
}

#[test]
fn a_layer_that_is_off_has_no_feature_and_asks_nothing() {
    let idp = copy_worker_fixture();
    let manifest = idp.read_file("worker/template.yaml");
    let manifest = manifest.replace(
        "  - process\n",
        "  - {layer: process, when: queue == postgres}\n",
    );
    let manifest = manifest.replace("[Test, {", "[{check: Test, when: queue == postgres}, {");
    idp.write_file("worker/template.yaml", &manifest);
    idp.write_file("worker/files/package.json", "{}\n");
    let chart = idp.read_file("_shared/chart/layer.yaml");
    idp.write_file(
        "_shared/chart/layer.yaml",
        &chart.replace("  features: [tracing]\n", ""),
    );
    assert_snapshot!(idp.run(["template", "lint", "."]), @"1 template, 0 errors");
    let kafka = ["--set", "queue=kafka", "--dry-run"];
    let off = run_new(&idp, &kafka).assert_success();
    assert!(!off.stderr.contains("tracing"), "{off}");
    let because = [
        "--without",
        "tracing",
        "--because",
        "nobody looks at it yet",
    ];
    let run = run_new(&idp, &[&because[..], &kafka].concat()).assert_exit_code(2);
    assert!(
        run.stderr
            .contains("with these answers, worker has no feature `tracing` to opt out of"),
        "{run}"
    );
    let all = [
        "--without",
        "observability",
        "--because",
        "nobody looks at it yet",
    ];
    let run = run_new(&idp, &[&all[..], &kafka].concat()).assert_success();
    assert!(!run.stdout.contains("opt-out"), "{run}");
    let run = run_new(&idp, &[&all[..], &["--dry-run"]].concat()).assert_success();
    assert!(run.stdout.contains("idp.dev/opt-out.tracing"), "{run}");
}

/// The file of the worker to change, the text to replace, its replacement, and the expected errors with their places.
const BROKEN_LAYER_CASES: &[(&str, &str, &str, &str)] = &[
    // A missing layer that another layer requires.
    (
        "worker/template.yaml",
        "  - process\n",
        "",
        "worker/template.yaml:15 template-manifest: `package.json` matches no file\n_shared/postgres/layer.yaml:5 template-requires: the layer `postgres` requires the layer `process`, which the template `worker` doesn't have\n_shared/chart/layer.yaml:5 template-requires: the layer `chart` requires the feature `tracing`, which the template `worker` doesn't have",
    ),
    // An unknown layer.
    (
        "worker/template.yaml",
        "  - chart\n",
        "  - char\n",
        "worker/template.yaml:9 template-manifest: no layer named `char`; did you mean `chart`?",
    ),
    // A duplicate layer.
    (
        "worker/template.yaml",
        "  - rollout\n",
        "  - rollout\n  - process\n",
        "worker/template.yaml:12 template-manifest: duplicate layer `process`",
    ),
    // An unknown key in the long form.
    (
        "worker/template.yaml",
        "chart-worker, when",
        "chart-worker, wen",
        "worker/template.yaml:10 template-manifest: layers[3]: unknown field `wen`; did you mean `when`?",
    ),
    // A required layer that is disabled.
    (
        "_shared/rollout/layer.yaml",
        "  files: [package.json]\n",
        "  layers: [postgres]\n",
        "_shared/rollout/layer.yaml:5 template-requires: the layer `rollout` requires the layer `postgres`, which `worker` has only when `queue == postgres`",
    ),
    // Layers that require each other.
    (
        "_shared/process/layer.yaml",
        "features:",
        "requires:\n  layers: [postgres]\nfeatures:",
        "_shared/process/layer.yaml:5 template-requires: the layers `process` and `postgres` require each other\n_shared/postgres/layer.yaml:5 template-requires: the layers `postgres` and `process` require each other",
    ),
    // A missing input.
    (
        "_shared/chart-worker/layer.yaml",
        "{name: queue, type: enum, values: [postgres]}",
        "broker",
        "_shared/chart-worker/layer.yaml:5 template-requires: the layer `chart-worker` requires the input `broker`, which the template `worker` doesn't have",
    ),
    // An input of the wrong type.
    (
        "_shared/chart-worker/layer.yaml",
        "type: enum, values: [postgres]",
        "type: list",
        "_shared/chart-worker/layer.yaml:5 template-requires: the layer `chart-worker` requires an input `queue` of type list, but it is of type enum",
    ),
    // An input that doesn't accept a required value.
    (
        "_shared/chart-worker/layer.yaml",
        "[postgres]",
        "[postgres, redis]",
        "_shared/chart-worker/layer.yaml:5 template-requires: the layer `chart-worker` requires an input `queue` that accepts `redis`, but it doesn't: `redis` is not one of postgres, kafka",
    ),
    // A missing feature.
    (
        "_shared/chart/layer.yaml",
        "[tracing]",
        "[alerts]",
        "_shared/chart/layer.yaml:5 template-requires: the layer `chart` requires the feature `alerts`, which the template `worker` doesn't have",
    ),
    // A missing file.
    (
        "_shared/rollout/layer.yaml",
        "[package.json]",
        "[Dockerfile]",
        "_shared/rollout/layer.yaml:5 template-requires: the layer `rollout` requires a file `Dockerfile`, which neither the template `worker` nor another of its layers has",
    ),
    // A required file that exists only for some answers.
    (
        "worker/template.yaml",
        "when: layers.chart}",
        "when: queue == postgres}",
        "_shared/chart/layer.yaml:6 template-requires: the layer `chart` requires a file `chart/templates/_component.tpl`, which neither the template `worker` nor another of its layers has",
    ),
    // A condition in a layer with an unknown name.
    (
        "_shared/chart/layer.yaml",
        "when: layers.postgres",
        "when: layers.postgre",
        "_shared/chart/layer.yaml:8 template-undefined-name: `when: layers.postgre` uses the unknown name `layers.postgre`; did you mean `layers.postgres`?",
    ),
    // A condition in a layer with an impossible value.
    (
        "_shared/chart/layer.yaml",
        "when: layers.postgres",
        "when: queue == none",
        "_shared/chart/layer.yaml:8 template-manifest: `when: queue == none` compares `queue` with `none`, which isn't one of its values",
    ),
    // A condition that refers to a later layer.
    (
        "worker/template.yaml",
        "when: queue == postgres",
        "when: layers.rollout",
        "worker/template.yaml:8 template-undefined-name: `when: layers.rollout` uses the unknown name `layers.rollout`",
    ),
    // A file that refers to an unknown layer.
    (
        "worker/files/src/work.ts.hbs",
        "#if layers.postgres",
        "#if layers.mysql",
        "worker/files/src/work.ts.hbs:4 template-undefined-name: unknown name `layers.mysql`",
    ),
    // A `without` that matches nothing.
    (
        "worker/template.yaml",
        "chart/templates/service.yaml",
        "chart/templates/ingress.yaml",
        "worker/template.yaml:12 template-manifest: `chart/templates/ingress.yaml` matches no layer file\nworker/template.yaml:10 template-manifest: _shared/chart/files/chart/templates/service.yaml and _shared/chart-worker/files/chart/templates/service.yaml both become chart/templates/service.yaml",
    ),
    // A rule of a layer that matches none of its files.
    (
        "_shared/chart/layer.yaml",
        "database.yaml",
        "databases.yaml",
        "_shared/chart/layer.yaml:8 template-manifest: `chart/templates/databases.yaml` matches no file",
    ),
    // The same file in two layers.
    (
        "worker/template.yaml",
        "without: ['chart/templates/service.yaml']\n",
        "",
        "worker/template.yaml:10 template-manifest: _shared/chart/files/chart/templates/service.yaml and _shared/chart-worker/files/chart/templates/service.yaml both become chart/templates/service.yaml",
    ),
    // A merged file without keys.
    (
        "worker/template.yaml",
        "class: seed",
        "class: merged",
        "worker/template.yaml:17 template-manifest: src/work.ts can't be `merged`: only JSON and YAML have keys",
    ),
    // A merged file with a duplicate key.
    (
        "_shared/process/files/package.json.hbs",
        "\"name\": {{name}},",
        "\"name\": {{name}}, \"name\": \"x\",",
        "package.json:2 template-output: a file with the class `merged` can't be merged: duplicate key `name`",
    ),
    // A conditional input without a default.
    (
        "_shared/postgres/layer.yaml",
        ", default: jobs",
        "",
        "_shared/postgres/layer.yaml:7 template-manifest: the input `schema` needs a default, because the template `worker` uses its layer with `when`",
    ),
    // An input with the name of another one.
    (
        "_shared/postgres/layer.yaml",
        "name: schema",
        "name: queue",
        "_shared/postgres/layer.yaml:7 template-manifest: the input name `queue` is already taken",
    ),
    // A required check that no job reports.
    (
        "worker/template.yaml",
        "checks: [Test,",
        "checks: [Tests,",
        "worker/template.yaml:19 template-forge: no workflow that runs on `pull_request` has a job named `Tests`",
    ),
    // A required check that is reported only for some answers.
    (
        "worker/template.yaml",
        "{check: Migrate, when: layers.postgres}",
        "Migrate",
        "worker/template.yaml:19 template-forge: no workflow that runs on `pull_request` has a job named `Migrate`",
    ),
    // A workflow that doesn't exist.
    (
        "worker/template.yaml",
        "deploy: deploy.yml",
        "deploy: release.yml",
        "worker/template.yaml:20 template-forge: the template renders no workflow .github/workflows/release.yml",
    ),
    // A workflow that can't be started.
    (
        "_shared/rollout/files/.github/workflows/deploy.yml",
        "workflow_dispatch",
        "push",
        "worker/template.yaml:20 template-forge: `idp new` can't start .github/workflows/deploy.yml: it has no `on: workflow_dispatch`",
    ),
    // An environment that no job deploys to.
    (
        "_shared/rollout/files/.github/workflows/deploy.yml",
        "staging: {environment: staging}",
        "staging: {}",
        "worker/template.yaml:21 template-forge: no job in .github/workflows/deploy.yml has `environment: staging`",
    ),
    // An environment that isn't listed.
    (
        "worker/template.yaml",
        "[staging, production]",
        "[staging]",
        "worker/template.yaml:20 template-forge: .github/workflows/deploy.yml deploys to `production`, which isn't in `environments`",
    ),
    // An unknown environment.
    (
        "worker/template.yaml",
        "[staging, production]",
        "[staging, prod]",
        "worker/template.yaml:21 template-forge: unknown environment `prod`: use staging or production",
    ),
    // Environments without a workflow.
    (
        "worker/template.yaml",
        "  deploy: deploy.yml\n",
        "",
        "worker/template.yaml:20 template-forge: `environments` requires a `deploy` workflow",
    ),
];

#[test]
fn whatever_does_not_fit_is_reported_where_it_is_asked() {
    for (file, from, to, expected) in BROKEN_LAYER_CASES {
        let idp = copy_worker_fixture();
        let text = idp.read_file(file);
        assert!(text.contains(from), "{file}: {from}");
        idp.write_file(file, &text.replace(from, to));
        let linted = idp
            .run(["template", "lint", ".", "-o", "json"])
            .assert_exit_code(1)
            .stdout_json();
        let mut found = Vec::new();
        for finding in linted["diagnostics"].as_array().unwrap() {
            let part = |key: &str| finding[key].as_str().unwrap().to_owned();
            let place = format!("{}:{}", part("file"), finding["line"]);
            found.push(format!("{place} {}: {}", part("code"), part("message")));
        }
        assert_eq!(found, expected.lines().collect::<Vec<_>>(), "{file}: {to}");
    }
}

#[test]
fn nothing_is_written_from_a_template_that_does_not_fit() {
    for (file, from, to, _) in BROKEN_LAYER_CASES {
        let idp = copy_worker_fixture();
        idp.write_file(file, &idp.read_file(file).replace(from, to));
        // Some cases fail only with the other answer.
        let answers = ["queue=postgres", "queue=kafka"].map(|answer| ["--set", answer]);
        let fails = |answer: &&[&str; 2]| {
            let plan = run_new(&idp, &[&answer[..], &["--dry-run"]].concat());
            plan.code == Some(2)
        };
        let answer = answers.iter().find(fails);
        let answer = answer.unwrap_or_else(|| panic!("{file}: {to}"));
        run_new(&idp, answer).assert_exit_code(2);
        assert!(!idp.path("mill").exists(), "{file}: {to}");
    }
}

/// What only a web service has.
const WEB: [&str; 7] = [
    "httpGet",
    "3000",
    "readyz",
    "playwright",
    "trace.http",
    "next.config",
    ".next/",
];

#[test]
fn a_worker_on_the_golden_layers_has_nothing_of_the_web() {
    let idp = copy_fixture("golden-worker");
    assert_snapshot!(idp.run(["template", "lint", "."]), @"1 template, 0 errors");
    let command = [
        "new",
        "mill",
        "grind",
        "--owner",
        "payments",
        "--template",
        ".",
    ];
    idp.run(command).assert_success();
    for entry in WalkDir::new(idp.path("grind")) {
        let entry = entry.unwrap();
        let path = entry.path();
        if entry.file_type().is_dir() || path.components().any(|part| part.as_os_str() == ".git") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let found: Vec<&str> = WEB.into_iter().filter(|word| text.contains(word)).collect();
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}
