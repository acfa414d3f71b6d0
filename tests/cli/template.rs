//! `idp template`, and custom templates.

use insta::assert_snapshot;

use crate::support::Idp;

const MANIFEST: &str = "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: tool, title: A tool, description: A small tool, version: 0.1.0}\nentity: {type: tool, lifecycle: production}\n";

#[test]
fn the_golden_templates_are_listed_shown_and_proved() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["template", "list"]), @"
    NAME      VERSION  TITLE
    platform  1.0.0    Platform repository
    service   1.0.0    Next.js + PostgreSQL
    [stderr]
    platform  practice (local) · nothing leaves this machine
    ");
    assert_snapshot!(idp.run(["template", "show", "service", "-q"]), @"
    service 1.0.0 · Next.js + PostgreSQL
    A web service with a page and an API, a chart, pipelines, and observability from the first request

    INPUT         TYPE             DEFAULT
    database      postgres | none  postgres  Which database does it use?
                                             Choose none to leave out migrations, the connection pool and the related parts of the chart
    browserTests  boolean          false     Add browser tests?
                                             Adds Playwright and a minute to every CI run
    delivery      operator | api   operator  What creates the dashboard and alerts in Datadog?
                                             The Datadog Operator in the cluster, or the deploy job through the Datadog API with its own keys
    cloud         eks | gke | aks  eks       Where does the cluster run?
                                             Sets how the deploy job signs in; it exchanges GitHub's identity token, so no key is stored
    techdocs      boolean          false     Add Backstage TechDocs pages?
                                             Adds mkdocs.yml and a first page in docs/

    FEATURE                                       WITHOUT IT
    tracing    OpenTelemetry tracing and metrics  Without it, you can't see where a slow or failing request spent its time
    dashboard  Datadog dashboard                  Without it, you can't see the service's traffic, errors, latency and saturation in one place
    alerts     Datadog monitors and SLO           Without them, no one is paged when the service fails, slows down or disappears

    LAYER           WHEN                  REQUIRES
    node            always                -
      The base of every Node.js process - configuration, logging, startup, shutdown and build
    postgres        database == postgres  layer node
      PostgreSQL - migrations, and connections that don't lose requests
    telemetry       always                layer node
      OpenTelemetry traces and metrics
    telemetry-next  always                layer telemetry
                                          file platform/http.ts
      Code loaded before a Next.js server - telemetry without the noise, and files from another build during a rollout
    browser-tests   browserTests          layer node
      Playwright tests of the built service in a browser
    image           always                layer node
      The container image for a Node.js process
    chart           always                input cloud (eks, gke, aks)
                                          features tracing, dashboard, alerts
                                          file chart/templates/component-*.yaml
      The Helm chart for any process; a component-*.yaml file makes it a web service or a worker
    chart-web       always                input cloud (gke)
                                          layer chart
      Chart parts that only web services need - ports, probes, routes, scaling
    datadog         always                layer chart
      A Datadog dashboard and monitors for any process, applied with the chart by the Datadog Operator, and a runbook
    datadog-web     always                layers chart-web, datadog
      Datadog dashboard rows, monitors and an SLO for HTTP requests
    rollout         always                layers image, chart, datadog
      Checks for every pull request, and one image, built on merge and rolled out by digest to staging, then production
    hygiene         always                -
      Code owners, repository rules, dependency updates and TechDocs pages

    idp new service <NAME> --owner <GROUP>
    ");
    assert_snapshot!(idp.run(["template", "lint", "-q"]), @"2 templates, 0 errors");
}

#[test]
fn a_template_from_a_directory_keeps_bytes_modes_and_dotfiles() {
    let idp = Idp::new();
    idp.write_file("tools/tool/template.yaml", MANIFEST);
    idp.write_file("tools/tool/files/.hidden/raw.txt", "{{ not rendered }}");
    idp.write_file("tools/tool/files/.gitignore.hbs", "{{name}}.log\n");
    std::fs::write(idp.path("tools/tool/files/binary"), [0, 159, 146, 150]).unwrap();
    idp.write_file("tools/tool/files/bin/run.sh", "#!/bin/sh\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(
            idp.path("tools/tool/files/bin/run.sh"),
            std::fs::Permissions::from_mode(0o755),
        )
        .unwrap();
    }
    idp.run([
        "new",
        "tool",
        "x",
        "--owner",
        "platform",
        "--template",
        "tools",
    ])
    .assert_success();
    assert_eq!(idp.read_file("x/.hidden/raw.txt"), "{{ not rendered }}");
    assert_eq!(idp.read_file("x/.gitignore"), "x.log\n");
    assert_eq!(
        std::fs::read(idp.path("x/binary")).unwrap(),
        [0, 159, 146, 150]
    );
    #[cfg(unix)]
    assert!(
        idp.run_git("x", ["ls-tree", "-r", "HEAD"])
            .contains("100755 blob")
    );
    let owned = idp
        .run(["who-owns", "x", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(owned["results"][0]["type"], "tool");
}

#[test]
fn every_fault_of_a_template_is_reported_before_anything_is_written() {
    let idp = Idp::new();
    idp.write_file("tool/template.yaml", MANIFEST);
    idp.write_file(
        "tool/files/a.yaml.hbs",
        "a: {{nmae}}\nb: {{#if owner.nam}}x{{/if}}\n",
    );
    idp.write_file("tool/files/b.txt.hbs", "{{description}}\n{{{name}}}\n");
    assert_snapshot!(idp.run(["new", "tool", "x", "--owner", "platform", "--template", "tool"]), @"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    template  tool 0.1.0 · A tool
    error[template-undefined-name]: unknown name `nmae`
     --> tool/files/a.yaml.hbs:1:6
      |
    1 | a: {{nmae}}
      |      ^^^^ did you mean `name`?
      |
      = more: idp explain template-undefined-name

    error[template-undefined-name]: unknown name `owner.nam`
     --> tool/files/a.yaml.hbs:2:10
      |
    2 | b: {{#if owner.nam}}x{{/if}}
      |          ^^^^^^^^^ did you mean `owner.name`, `owner.team` or `owner.ref`?
      |
      = more: idp explain template-undefined-name

    error[template-placement]: `description` can contain any text, which can't be quoted in this file type
     --> tool/files/b.txt.hbs:1:3
      |
    1 | {{description}}
      |   ^^^^^^^^^^^
      |
      = more: idp explain template-placement

    error[template-forbidden]: `{{{…}}}` would write an unescaped value
     --> tool/files/b.txt.hbs:2:1
      |
    2 | {{{name}}}
      | ^^^^^^^^^
      |
      = more: idp explain template-forbidden

    error: template tool has 4 errors
    [exit 2]
    ");
    assert!(!idp.path("x").exists());
    idp.run(["template", "lint", "tool"]).assert_exit_code(1);
}

#[test]
fn a_value_that_would_break_out_of_its_place_is_found_by_lint() {
    let idp = Idp::new();
    idp.write_file("tool/template.yaml", MANIFEST);
    idp.write_file("tool/files/a.yaml.hbs", "a: |\n  {{description}}\n");
    assert_snapshot!(idp.run(["template", "lint", "tool"]), @"
    error[template-leak]: a value escapes its context: two renders differ in more than the value
     --> a.yaml:1:1
      |
    1 | a: |
      | ^
      |
      = more: idp explain template-leak

    1 template, 1 error
    [exit 1]
    ");
}

#[test]
fn a_manifest_with_a_fault_says_where() {
    let idp = Idp::new();
    idp.write_file("tool/template.yaml", &MANIFEST.replace("entity", "entiti"));
    assert_snapshot!(idp.run(["template", "show", "tool", "--template", "tool"]), @"
    [stderr]
    error[template-manifest]: unknown field `entiti`; did you mean `entity`?
     --> tool/template.yaml:4:1
      |
    4 | entiti: {type: tool, lifecycle: production}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = more: idp explain template-manifest

    error: invalid tool/template.yaml
    [exit 2]
    ");
}

#[cfg(unix)]
#[test]
fn links_and_paths_that_lead_out_are_refused() {
    let idp = Idp::new();
    idp.write_file("tool/template.yaml", MANIFEST);
    std::fs::create_dir_all(idp.path("tool/files")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", idp.path("tool/files/passwd")).unwrap();
    assert_snapshot!(idp.run(["template", "lint", "tool"]), @"
    [stderr]
    error: [ROOT]/here/tool/files/passwd is not a regular file
    help: replace it with a regular file: templates can't contain links
    [exit 2]
    ");
    std::fs::remove_file(idp.path("tool/files/passwd")).unwrap();
    for name in ["aux.txt", "git~1", "a:b"] {
        idp.write_file(&format!("tool/files/{name}"), "x");
        idp.run([
            "new",
            "tool",
            "x",
            "--owner",
            "platform",
            "--template",
            "tool",
        ])
        .assert_exit_code(2);
        std::fs::remove_file(idp.path(&format!("tool/files/{name}"))).unwrap();
    }
    idp.write_file("tool/files/README.md", "x");
    idp.write_file("tool/files/readme.md", "x");
    assert_snapshot!(idp.run(["new", "tool", "x", "--owner", "platform", "--template", "tool"]), @"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    template  tool 0.1.0 · A tool
    error: the template has both README.md and readme.md
    help: rename one of them: on some file systems one would overwrite the other
    [exit 2]
    ");
}

/// The files of a service: every path with its class, and `*` if it is executable.
fn list_planned_files(arguments: &[&str]) -> String {
    let always = ["new", "service", "x", "--owner", "payments", "--dry-run"];
    let plan = Idp::new()
        .run(always.iter().chain(&["-o", "json"]).chain(arguments))
        .assert_success()
        .stdout_json();
    let line = |file: &serde_json::Value| {
        let runs = if file["executable"] == true { "*" } else { "" };
        let text = |key: &str| file[key].as_str().unwrap().to_owned();
        format!("{:<9} {}{runs}", text("class"), text("path"))
    };
    let lines: Vec<String> = plan["files"].as_array().unwrap().iter().map(line).collect();
    lines.join("\n")
}

#[test]
fn what_a_team_will_change_is_its_own_and_the_rest_is_merged() {
    let all = list_planned_files(&[]);
    let own = all.lines().filter(|line| !line.starts_with("managed"));
    assert_snapshot!(own.collect::<Vec<_>>().join("\n"), @"
    seed      .github/CODEOWNERS
    seed      .gitignore
    generated .idp/lock.yaml
    seed      .npmrc
    seed      README.md
    merged    biome.json
    seed      chart/values-production.yaml
    seed      chart/values-staging.yaml
    merged    chart/values.yaml
    merged    compose.yaml
    seed      docs/runbook.md
    seed      migrations/0001-note.ts
    seed      next.config.ts
    seed      package-lock.json
    merged    package.json
    seed      src/app/(demo)/api/notes/route.ts
    seed      src/app/(demo)/notes.test.ts
    seed      src/app/(demo)/notes.ts
    seed      src/app/(demo)/page.tsx
    seed      src/app/error.tsx
    seed      src/app/globals.css
    seed      src/app/layout.tsx
    seed      src/app/not-found.tsx
    seed      src/env.ts
    merged    tsconfig.json
    ");
}

#[test]
fn without_a_database_what_belongs_to_it_is_gone() {
    let with = list_planned_files(&[]);
    let without = list_planned_files(&["--set", "database=none"]);
    let gone = with.lines().filter(|line| !without.contains(line));
    assert_snapshot!(gone.collect::<Vec<_>>().join("\n"), @"
    managed   chart/templates/database.yaml
    seed      migrations/0001-note.ts
    managed   platform/migrate.ts
    managed   platform/postgres.ts
    seed      src/app/(demo)/api/notes/route.ts
    seed      src/app/(demo)/notes.test.ts
    seed      src/app/(demo)/notes.ts
    ");
    let new = without.lines().filter(|line| !with.contains(line));
    assert_snapshot!(new.collect::<Vec<_>>().join("\n"), @"
    seed      src/app/(demo)/api/greeting/route.ts
    seed      src/app/(demo)/greeting.test.ts
    seed      src/app/(demo)/greeting.ts
    ");
}

#[test]
fn what_a_manifest_says_must_be_possible() {
    let idp = Idp::new();
    let inputs = "inputs:\n  - {name: size, type: enum, title: Size?, values: [small, large], default: small}\n";
    for (more, fault) in [
        (
            "files: [{match: 'nothere/**', class: seed}]\n",
            "`nothere/**` matches no file",
        ),
        (
            "next: [{title: a, text: b, when: size == smal}]\n",
            "compares `size` with `smal`, which isn't one of its values; did you mean `small`?",
        ),
        (
            "next: [{title: a, text: b, when: sise == small}]\n",
            "uses the unknown name `sise`; did you mean `size`?",
        ),
    ] {
        idp.write_file("tool/template.yaml", &format!("{MANIFEST}{inputs}{more}"));
        idp.write_file("tool/files/a.txt", "a\n");
        let run = idp.run(["template", "lint", "tool"]).assert_exit_code(1);
        assert!(run.stdout.contains(fault), "{run}");
    }
    idp.write_file("tool/template.yaml", MANIFEST);
    for (file, fault) in [
        ("files/{{name}}.txt", "file names are not rendered"),
        ("files/.idp/lock.yaml", "`.idp` is reserved for idp"),
    ] {
        idp.write_file(&format!("tool/{file}"), "a\n");
        let run = idp.run(["template", "lint", "tool"]).assert_exit_code(1);
        assert!(run.stdout.contains(fault), "{run}");
        std::fs::remove_file(idp.path(&format!("tool/{file}"))).unwrap();
    }
}

#[test]
fn a_list_keeps_its_items_and_a_title_its_hands_off_the_terminal() {
    let idp = Idp::new();
    let inputs = "inputs:\n  - {name: tags, type: list, title: Tags?, default: []}\n";
    let manifest = MANIFEST.replace("title: A tool", r#"title: "A\e[31m tool""#);
    idp.write_file("tool/template.yaml", &format!("{manifest}{inputs}"));
    idp.write_file("tool/files/a.yaml.hbs", "tags: {{tags}}\n");
    idp.write_file("v.yaml", "tags: ['a, b', c]\n");
    let run = idp.run([
        "new",
        "tool",
        "x",
        "--owner",
        "payments",
        "--template",
        "tool",
        "--values",
        "v.yaml",
    ]);
    assert!(run.stderr.contains("A^[[31m tool"), "{run}");
    assert_eq!(idp.read_file("x/a.yaml"), "tags: [\"a, b\", c]\n");
    let lock: serde_json::Value = serde_yaml::from_str(&idp.read_file("x/.idp/lock.yaml")).unwrap();
    assert_eq!(lock["inputs"]["tags"], serde_json::json!(["a, b", "c"]));
}

#[test]
fn inputs_that_name_a_group_are_answered_from_the_catalog() {
    let idp = Idp::new();
    let inputs = "inputs:\n  - {name: reviewers, type: group, title: Who reviews?, default: 'group:default/platform'}\n";
    idp.write_file("tool/template.yaml", &format!("{MANIFEST}{inputs}"));
    idp.write_file("tool/files/a.yaml.hbs", "reviewers: {{reviewers}}\n");
    let new = |answer: &str| {
        let set = format!("reviewers={answer}");
        idp.run([
            "new",
            "tool",
            "x",
            "--owner",
            "payments",
            "--template",
            "tool",
            "-q",
            "--set",
            &set,
        ])
    };
    assert_snapshot!(new("storefrnt"), @"
    [stderr]
    error: no group named `storefrnt`
    help: did you mean `storefront`?
    help: change the value of --set reviewers=…
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]
    ");
    new("user:ada").assert_exit_code(2);
    new("storefront").assert_success();
    assert_eq!(idp.read_file("x/a.yaml"), "reviewers: storefront\n");
}

#[test]
fn a_template_is_started_tested_and_tried() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["template", "new", "worker"]), @"
    + worker/template.yaml
    + worker/files/README.md.hbs
    + worker/tests/default/case.yaml

    lint       idp template lint worker
    test       idp template test worker
    use        idp new worker <NAME> --owner <GROUP> --template worker
    ");
    assert_snapshot!(idp.run(["template", "lint", "worker"]), @"1 template, 0 errors");
    assert_snapshot!(idp.run(["template", "test", "worker"]), @"
    TEMPLATE  CASE     RESULT
    worker    default  ok      1 file
    ");
    assert_snapshot!(idp.read_file("worker/tests/default/expected/README.md"), @"
    # example

    The example worker

    Only employees can use it.

    platform owns it.
    ");
    idp.run([
        "new",
        "worker",
        "x",
        "--owner",
        "payments",
        "--template",
        "worker",
    ])
    .assert_success();
    assert!(idp.path("x/README.md").is_file());
    assert_snapshot!(idp.run(["template", "new", "worker"]), @"
    [stderr]
    error: [ROOT]/here/worker already exists
    [exit 6]
    ");
    assert_snapshot!(idp.run(["template", "new", "Worker"]), @"
    [stderr]
    error: invalid template name `Worker`: use only lower-case letters, digits and `-`
    help: did you mean `worker`?
    [exit 2]
    ");
    idp.write_file("platform/idp.yaml", "organisation: acme\nforge: local\n");
    idp.run(["-C", "platform", "template", "new", "worker"])
        .assert_success();
    assert!(
        idp.path("platform/templates/worker/template.yaml")
            .is_file()
    );
    idp.run(["-C", "platform", "template", "test"])
        .assert_success();
}

#[test]
fn a_copied_golden_template_is_tested_and_used() {
    let idp = Idp::new();
    let created = idp
        .run(["template", "new", "web", "--from", "service", "-q"])
        .assert_success();
    let (_, next) = created.stdout.split_once("\n\n").unwrap();
    assert_snapshot!(next, @"
    layers     12, shared with other templates and not copied
    lint       idp template lint web
    test       idp template test web
    use        idp new web <NAME> --owner <GROUP> --template web
    ");
    let original = include_str!("../../golden-templates/service/template.yaml");
    assert_eq!(
        idp.read_file("web/template.yaml"),
        original.replace("name: service\n", "name: web\n")
    );
    let golden = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/golden-templates/service/files"
    );
    assert_eq!(
        list_files(&idp.path("web/files")),
        list_files(golden.as_ref())
    );
    assert_snapshot!(idp.run(["template", "lint", "web"]), @"1 template, 0 errors");
    assert_snapshot!(idp.run(["template", "test", "web"]), @"
    TEMPLATE  CASE                   RESULT
    web       default                ok      49 files
    web       no-database            ok      47 files
    web       promotion              ok      52 files
    web       without-observability  ok      49 files
    ");
    let new = ["new", "web", "svc", "--owner", "payments"];
    idp.run(new.iter().chain(&["--template", "web"]))
        .assert_success();
    assert!(idp.path("svc/chart/Chart.yaml").is_file());
}

#[test]
fn lint_checks_the_templates_of_the_directory() {
    let idp = Idp::new();
    idp.run(["template", "new", "tool"]).assert_success();
    idp.write_file("tool/files/broken.md.hbs", "{{nosuch}}\n");
    for folder in ["", "tool"] {
        let linted = idp.run_in(folder, ["template", "lint"]);
        assert!(linted.stdout.contains("1 template, 1 error"), "{linted}");
    }
    let elsewhere = idp.run_in("tool/files", ["template", "lint"]);
    assert!(
        elsewhere.stdout.contains("2 templates, 0 errors"),
        "{elsewhere}"
    );
}

#[test]
fn a_copy_of_the_same_name_overrides_the_embedded_template() {
    let idp = Idp::new();
    idp.write_file("platform/idp.yaml", "organisation: acme\nforge: local\n");
    let copy = ["template", "new", "service", "--from", "service"];
    let json = idp
        .run(
            ["-C", "platform"]
                .iter()
                .chain(&copy)
                .chain(&["-o", "json"]),
        )
        .assert_success()
        .stdout_json();
    assert_eq!(json["from"], "service");
    assert_eq!(json["directory"], "templates/service");
    assert_eq!(json["files"][0], "template.yaml");
    assert_eq!(json["layers"][0], "node");
    // The copy is identical to the original, byte for byte, including the expected trees.
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/golden-templates/service");
    let copied = idp.path("platform/templates/service");
    assert_eq!(list_files(&copied), list_files(golden.as_ref()));
    for file in list_files(&copied) {
        let original = std::fs::read(std::path::Path::new(golden).join(&file)).unwrap();
        assert_eq!(
            std::fs::read(copied.join(&file)).unwrap(),
            original,
            "{file}"
        );
    }
    let manifest = idp.read_file("platform/templates/service/template.yaml");
    idp.write_file(
        "platform/templates/service/template.yaml",
        &manifest.replace("title: Next.js + PostgreSQL", "title: Ours"),
    );
    let listed = idp
        .run(["-C", "platform", "template", "list", "--platform", "."])
        .assert_success();
    assert!(listed.stdout.contains("Ours"), "{listed}");
    idp.run(["-C", "platform"].iter().chain(&copy))
        .assert_exit_code(6);
}

/// A platform with the template `tool`, which has a layer of the platform, a test case, a binary file and a script.
fn write_platform_with_tool(idp: &Idp) {
    idp.write_file("platform/idp.yaml", "organisation: acme\nforge: local\n");
    idp.write_file(
        "platform/templates/tool/template.yaml",
        &format!("{MANIFEST}layers: [audit]\n"),
    );
    idp.write_file("platform/templates/tool/files/bin/run.sh", "#!/bin/sh\n");
    idp.write_file("platform/templates/tool/tests/default/case.yaml", "{}\n");
    idp.write_file(
        "platform/templates/_shared/audit/layer.yaml",
        "apiVersion: idp.dev/v1\nkind: Layer\nmetadata: {name: audit, description: An audit log}\n",
    );
    idp.write_file(
        "platform/templates/_shared/audit/files/audit.txt.hbs",
        "{{name}}\n",
    );
    let files = idp.path("platform/templates/tool/files");
    std::fs::write(files.join("logo"), [0, 159, 146, 150]).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(files.join("bin/run.sh"), executable).unwrap();
    }
}

#[test]
fn a_copied_platform_template_keeps_bytes_and_modes_and_shares_layers() {
    let idp = Idp::new();
    write_platform_with_tool(&idp);
    let copy = ["-C", "platform", "template", "new", "gadget"];
    assert_snapshot!(idp.run(copy.iter().chain(&["--from", "tool", "--platform", ".", "-q"])), @"
    + templates/gadget/template.yaml
    + templates/gadget/files/bin/run.sh
    + templates/gadget/files/logo
    + templates/gadget/tests/default/case.yaml

    layers     1, shared with other templates and not copied
    lint       idp -C platform --platform . template lint templates/gadget
    test       idp -C platform --platform . template test templates/gadget
    use        idp -C platform --platform . new gadget <NAME> --owner <GROUP> --template templates/gadget
    ");
    let copied = idp.path("platform/templates/gadget");
    assert_eq!(
        list_files(&copied.join("tests/default/expected")),
        ["audit.txt", "bin/run.sh", "logo"]
    );
    assert_eq!(
        idp.read_file("platform/templates/gadget/tests/default/expected/audit.txt"),
        "gadget\n"
    );
    assert_eq!(
        std::fs::read(copied.join("files/logo")).unwrap(),
        [0, 159, 146, 150]
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let script = copied.join("files/bin/run.sh").metadata().unwrap();
        assert_eq!(script.permissions().mode() & 0o111, 0o111);
    }
    idp.run(["template", "lint", "platform"]).assert_success();
    idp.run(["template", "test", "platform/templates/gadget"])
        .assert_success();
}

#[test]
fn a_copy_that_fails_leaves_nothing() {
    let idp = Idp::new();
    write_platform_with_tool(&idp);
    let before = list_files(&idp.path(""));
    let copy = [
        "template",
        "new",
        "gadget",
        "--platform",
        "platform",
        "-q",
        "--from",
    ];
    assert_snapshot!(idp.run(copy.iter().chain(&["tol"])), @"
    [stderr]
    error: no template named `tol`
    help: did you mean `tool`?
    [exit 3]
    ");
    assert_snapshot!(idp.run(copy.iter().chain(&["tool"])), @"
    [stderr]
    error: template `tool` uses the layer `audit`, but [ROOT]/here/_shared/audit doesn't exist
    help: run the command in a clone of the platform, whose templates/_shared has the layer
    [exit 2]
    ");
    idp.write_file(
        "platform/templates/tool/tests/default/case.yaml",
        "inputs: {size: small}\n",
    );
    assert_snapshot!(idp.run(copy.iter().chain(&["tool", "platform/templates/gadget"])), @"
    [stderr]
    error: gadget/tests/default/case.yaml: unknown input `size`; the template has no inputs
    [exit 2]
    ");
    assert_eq!(list_files(&idp.path("")), before);
}

#[test]
fn the_golden_templates_render_what_is_expected_of_them() {
    let templates = concat!(env!("CARGO_MANIFEST_DIR"), "/golden-templates");
    assert_snapshot!(Idp::new().run(["template", "test", templates]), @"
    TEMPLATE  CASE                   RESULT
    platform  default                ok      26 files
    platform  github                 ok      35 files
    service   default                ok      49 files
    service   no-database            ok      47 files
    service   promotion              ok      52 files
    service   without-observability  ok      49 files
    ");
}

#[test]
fn one_byte_of_an_expected_tree_is_enough() {
    let idp = Idp::new();
    idp.run(["template", "new", "worker"]).assert_success();
    let readme = "worker/tests/default/expected/README.md";
    let right = idp.read_file(readme);
    idp.write_file(readme, &right.replace("Employees", "employees"));
    idp.write_file("worker/tests/default/expected/more.txt", "gone\n");
    idp.write_file("worker/files/logo", "new\n");
    assert_snapshot!(idp.run(["template", "test", "worker"]), @"
    --- /dev/null
    +++ b/worker/tests/default/expected/logo
    @@ -0,0 +1 @@
    +new
    --- a/worker/tests/default/expected/more.txt
    +++ /dev/null
    @@ -1 +0,0 @@
    -gone

    TEMPLATE  CASE     RESULT
    worker    default  differs  2 files, 2 differ

    to accept the rendered files: idp template test worker --update
    [exit 1]
    ");
}

#[test]
fn an_update_writes_the_expected_tree_and_nothing_else() {
    let idp = Idp::new();
    idp.run(["template", "new", "worker"]).assert_success();
    let readme = "worker/tests/default/expected/README.md";
    let right = idp.read_file(readme);
    idp.write_file(readme, "wrong");
    idp.write_file("worker/tests/default/expected/more.txt", "gone\n");
    let json = idp
        .run(["template", "test", "worker", "-o", "json"])
        .assert_exit_code(1)
        .stdout_json();
    assert_eq!(json["cases"][0]["result"], "differs");
    let idp = idp.with_env("UPDATE", "1");
    assert_snapshot!(idp.run(["template", "test", "worker"]), @r"
    --- a/worker/tests/default/expected/README.md
    +++ b/worker/tests/default/expected/README.md
    @@ -1 +1,7 @@
    -wrong
    \ No newline at end of file
    +# example
    +
    +The example worker
    +
    +Only employees can use it.
    +
    +platform owns it.
    --- a/worker/tests/default/expected/more.txt
    +++ /dev/null
    @@ -1 +0,0 @@
    -gone

    TEMPLATE  CASE     RESULT
    worker    default  written  1 file, 2 differ
    ");
    assert_eq!(idp.read_file(readme), right);
    assert!(!idp.path("worker/tests/default/expected/more.txt").exists());
    let idp = idp.with_env("UPDATE", "0");
    idp.run(["template", "test", "worker"]).assert_success();
    let left: Vec<_> = std::fs::read_dir(idp.path("worker/tests/default"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

/// The files of a folder and those below it, sorted.
fn list_files(folder: &std::path::Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let path = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).unwrap();
        path.to_str().unwrap().replace('\\', "/")
    };
    let mut files: Vec<String> = files.map(path).collect();
    files.sort();
    files
}

#[test]
fn a_case_with_a_base_keeps_what_differs_from_it() {
    let idp = Idp::new().with_env("UPDATE", "1");
    idp.run(["template", "new", "worker"]).assert_success();
    idp.write_file("worker/files/NOTICE", "The same for everybody.\n");
    let manifest = idp.read_file("worker/template.yaml");
    let input = "inputs:\n  - {name: docs, title: Docs, type: boolean, default: true}\n";
    let file = "files:\n  - {match: docs/**, when: docs}\n";
    let manifest = manifest
        .replace("inputs:\n", input)
        .replace("files:\n", file);
    idp.write_file("worker/template.yaml", &manifest);
    idp.write_file("worker/files/docs/index.md", "# Docs\n");
    idp.write_file(
        "worker/tests/bare/case.yaml",
        "base: default\nname: bare\ninputs: {docs: false}\n",
    );
    idp.run(["template", "test", "worker"]).assert_success();
    let bare = idp.path("worker/tests/bare");
    assert_eq!(
        list_files(&bare),
        ["absent.txt", "case.yaml", "expected/README.md"]
    );
    assert_eq!(
        idp.read_file("worker/tests/bare/absent.txt"),
        "docs/index.md\n"
    );

    // A change to the base also applies to the other case, which needs no update.
    idp.write_file("worker/files/NOTICE", "Still the same for everybody.\n");
    idp.run(["template", "test", "worker"]).assert_success();
    assert_eq!(
        list_files(&bare),
        ["absent.txt", "case.yaml", "expected/README.md"]
    );
    let idp = idp.with_env("UPDATE", "0");
    idp.run(["template", "test", "worker"]).assert_success();

    // Missing, additional and different files are reported as in a complete tree.
    idp.write_file("worker/tests/bare/absent.txt", "NOTICE\n");
    assert_snapshot!(idp.run(["template", "test", "worker", "--case", "bare"]).assert_exit_code(1), @"
    --- /dev/null
    +++ b/worker/tests/bare/expected/NOTICE
    @@ -0,0 +1 @@
    +Still the same for everybody.
    --- a/worker/tests/bare/expected/docs/index.md
    +++ /dev/null
    @@ -1 +0,0 @@
    -# Docs

    TEMPLATE  CASE  RESULT
    worker    bare  differs  2 files, 2 differ

    to accept the rendered files: idp template test worker --case bare --update
    [exit 1]
    ");

    // An update removes a file that the base has as well, even if the tree matches.
    idp.write_file("worker/tests/bare/absent.txt", "docs/index.md\n");
    idp.write_file(
        "worker/tests/bare/expected/NOTICE",
        "Still the same for everybody.\n",
    );
    idp.run(["template", "test", "worker"]).assert_success();
    idp.run(["template", "test", "worker", "--update"])
        .assert_success();
    assert_eq!(
        list_files(&bare),
        ["absent.txt", "case.yaml", "expected/README.md"]
    );

    // Git doesn't track empty folders, and a case can differ only by absent files.
    let same = "name: worker\nowner: platform\n";
    idp.write_file("worker/tests/default/case.yaml", same);
    idp.write_file(
        "worker/tests/bare/case.yaml",
        &format!("base: default\n{same}inputs: {{docs: false}}\n"),
    );
    idp.run(["template", "test", "worker", "--update"])
        .assert_success();
    assert_eq!(list_files(&bare), ["absent.txt", "case.yaml"]);
    assert!(!bare.join("expected").exists());
    idp.run(["template", "test", "worker"]).assert_success();

    // An update removes paths that match no file.
    idp.write_file("worker/tests/bare/absent.txt", "docs/index.md\nelsewhere\n");
    idp.run(["template", "test", "worker", "--update"])
        .assert_success();
    assert_eq!(
        idp.read_file("worker/tests/bare/absent.txt"),
        "docs/index.md\n"
    );

    // Without a base, the case stores the complete tree.
    idp.write_file(
        "worker/tests/bare/case.yaml",
        "name: bare\ninputs: {docs: false}\n",
    );
    idp.run(["template", "test", "worker", "--update"])
        .assert_success();
    assert_eq!(
        list_files(&bare),
        ["case.yaml", "expected/NOTICE", "expected/README.md"]
    );
}

#[test]
fn a_base_is_a_whole_case_of_the_same_template() {
    let idp = Idp::new();
    idp.run(["template", "new", "worker"]).assert_success();
    idp.write_file("worker/tests/bare/case.yaml", "base: elsewhere\n");
    assert_snapshot!(idp.run(["template", "test", "worker"]), @"
    [stderr]
    error: the base `elsewhere` of the case `bare` is not a case of this template
    help: use a case without a base, or remove `base` to store the whole tree
    [exit 2]
    ");
    idp.write_file("worker/tests/bare/case.yaml", "base: second\n");
    idp.write_file("worker/tests/second/case.yaml", "base: default\n");
    assert_snapshot!(idp.run(["template", "test", "worker", "--case", "bare"]), @"
    [stderr]
    error: the base `second` of the case `bare` has a base of its own
    help: use a case without a base, or remove `base` to store the whole tree
    [exit 2]
    ");
    idp.write_file("worker/tests/bare/case.yaml", "base: bare\n");
    idp.run(["template", "test", "worker"]).assert_exit_code(2);
}

#[cfg(unix)]
#[test]
fn a_mode_is_part_of_an_expected_tree() {
    use std::os::unix::fs::PermissionsExt;
    let idp = Idp::new();
    idp.run(["template", "new", "worker"]).assert_success();
    let readme = idp.path("worker/tests/default/expected/README.md");
    std::fs::set_permissions(&readme, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_snapshot!(idp.run(["template", "test", "worker"]), @"
    worker/tests/default/expected/README.md: mode 100755 → 100644

    TEMPLATE  CASE     RESULT
    worker    default  differs  1 file, 1 differs

    to accept the rendered files: idp template test worker --update
    [exit 1]
    ");
    std::fs::remove_file(&readme).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", &readme).unwrap();
    assert_snapshot!(idp.run(["template", "test", "worker"]), @"
    [stderr]
    error: [ROOT]/here/worker/tests/default/expected/README.md is not a regular file
    [exit 2]
    ");
}

#[test]
fn a_case_says_what_idp_new_would_be_told() {
    let idp = Idp::new();
    idp.run(["template", "new", "worker"]).assert_success();
    let case = "worker/tests/default/case.yaml";
    idp.write_file(case, "inputs: {audience: everybody}\n");
    assert_snapshot!(idp.run(["template", "test", "worker"]), @"
    --- a/worker/tests/default/expected/README.md
    +++ b/worker/tests/default/expected/README.md
    @@ -1,7 +1,7 @@
    -# example
    +# worker
     
    -The example worker
    +The worker worker
     
    -Only employees can use it.
    +Anyone can use it.
     
     platform owns it.

    TEMPLATE  CASE     RESULT
    worker    default  differs  1 file, 1 differs

    to accept the rendered files: idp template test worker --update
    [exit 1]
    ");
    idp.write_file(case, "inputs: {audience: nobody, colour: red}\n");
    assert_snapshot!(idp.run(["template", "test", "worker"]), @"
    [stderr]
    error: worker/tests/default/case.yaml: unknown input `colour`; known inputs: audience; `audience`: `nobody` is not one of everybody, employees
    [exit 2]
    ");
}

#[test]
fn a_case_that_makes_no_sense_says_where() {
    let idp = Idp::new();
    idp.run(["template", "new", "worker"]).assert_success();
    let case = "worker/tests/default/case.yaml";
    idp.write_file(case, "nmae: x\n");
    assert_snapshot!(idp.run(["template", "test", "worker"]), @"
    [stderr]
    error[template-manifest]: unknown field `nmae`; did you mean `name`?
     --> worker/tests/default/case.yaml:1:1
      |
    1 | nmae: x
      | ^^^^^^^
      |
      = more: idp explain template-manifest

    error: invalid worker/tests/default/case.yaml
    [exit 2]
    ");
    idp.write_file(
        case,
        "without: {features: [alerts], because: it is only a load test, since: 2026-11-25}\n",
    );
    assert_snapshot!(idp.run(["template", "test", "worker"]), @"
    [stderr]
    error: worker/tests/default/case.yaml: no feature named `alerts`
    help: the template has no features
    [exit 2]
    ");
    assert_snapshot!(idp.run(["template", "test", "worker", "--case", "other"]), @"
    [stderr]
    error: no test case named `other`
    help: test cases: default
    [exit 3]
    ");
    std::fs::remove_dir_all(idp.path("worker/tests")).unwrap();
    assert_snapshot!(idp.run(["template", "test", "worker"]), @"
    [stderr]
    error: no test cases found
    help: create <template>/tests/<case>/case.yaml
    [exit 2]
    ");
    assert_snapshot!(idp.run(["template", "test", "nowhere"]), @"
    [stderr]
    error: [ROOT]/here/nowhere is not a directory
    [exit 2]
    ");
}

#[cfg(unix)]
#[test]
fn a_script_that_windows_broke_is_a_finding() {
    use std::os::unix::fs::PermissionsExt;
    let idp = Idp::new();
    idp.write_file("tool/template.yaml", MANIFEST);
    idp.write_file("tool/files/bin/copied.sh", "#!/bin/sh\r\necho x\r\n");
    idp.write_file("tool/files/run.sh.hbs", "#!/bin/sh\r\necho {{name}}\r\n");
    idp.write_file("tool/files/marked.sh", "\u{feff}#!/bin/sh\necho x\n");
    for path in ["bin/copied.sh", "run.sh.hbs", "marked.sh"] {
        let path = idp.path(&format!("tool/files/{path}"));
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    idp.write_file("tool/files/mixed.txt", "one\r\ntwo\n");
    idp.write_file("tool/files/windows.txt", "one\r\ntwo\r\n");
    let run = idp
        .run(["template", "lint", "tool", "-o", "json"])
        .assert_exit_code(1);
    let report = run.stdout_json();
    let findings = report["diagnostics"].as_array().unwrap().iter();
    let shown = findings.map(|finding| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!(
            "{} {} {}:{} {}",
            text("severity"),
            text("code"),
            text("file"),
            finding["line"],
            text("message")
        )
    });
    assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @"
    error template-line-endings tool/files/bin/copied.sh:1 the line that names the interpreter ends with a carriage return, so the script can't be executed
    error template-line-endings tool/files/marked.sh:1 the script starts with a byte order mark, so it can't be executed
    warning template-line-endings tool/files/mixed.txt:1 the file has mixed line endings: 1 of its 2 lines end with a carriage return
    error template-line-endings tool/files/run.sh.hbs:1 the line that names the interpreter ends with a carriage return, so the script can't be executed
    ");
}

#[cfg(unix)]
#[test]
fn a_script_that_is_broken_once_it_is_rendered_is_a_finding() {
    use std::os::unix::fs::PermissionsExt;
    let idp = Idp::new();
    idp.write_file("tool/template.yaml", MANIFEST);
    let commented = "{{!-- license --}}\r\n#!/bin/sh\r\necho {{name}}\r\n";
    idp.write_file("tool/files/commented.sh.hbs", commented);
    let chosen = "{{#if true}}\n#!/bin/sh\r\n{{else}}\n#!/bin/sh\n{{/if}}\necho x\n";
    idp.write_file(
        "tool/files/chosen.sh.hbs",
        &chosen.replace("{{#if true}}", "{{#if (eq name \"probe\")}}"),
    );
    let wide: Vec<u8> = "\u{feff}#!/bin/sh\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    std::fs::write(idp.path("tool/files/wide.sh"), wide).unwrap();
    idp.write_file("tool/files/icon.bin", "a\0\r\nb\n");
    for path in ["commented.sh.hbs", "chosen.sh.hbs", "wide.sh"] {
        let path = idp.path(&format!("tool/files/{path}"));
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let run = idp.run(["template", "lint", "tool"]).assert_exit_code(1);
    let shown = run.stdout.lines();
    let shown = shown.filter(|line| line.contains("[template-") || line.contains("-->"));
    assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @"
    warning[template-line-endings]: the file has mixed line endings: 1 of its 6 lines end with a carriage return
     --> tool/files/chosen.sh.hbs:1:1
    error[template-line-endings]: the script is UTF-16, so it can't be executed
    --> tool/files/wide.sh:1:1
    error[template-line-endings]: the line that names the interpreter ends with a carriage return, so the script can't be executed
     --> chosen.sh:1:1
    error[template-line-endings]: the line that names the interpreter ends with a carriage return, so the script can't be executed
     --> commented.sh:1:1
    ");
}

#[test]
fn the_second_of_two_byte_order_marks_is_named() {
    let idp = Idp::new();
    idp.write_file(
        "p/idp.yaml",
        "\u{feff}\u{feff}organisation: acme\nforge: local\n",
    );
    assert_snapshot!(idp.run_in("p", ["catalog", "list"]), @r#"
    [stderr]
    error[platform-config]: a second byte order mark; remove it
     --> idp.yaml:1:1
      |
    1 | \u{feff}organisation: acme
      | ^
      |
      = more: idp explain platform-config

    error: invalid idp.yaml
    [exit 2]
    "#);
    idp.write_file("p/idp.yaml", "organisation: acme\nforge: local\n");
    let group = |name: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\nspec: {{type: team, children: []}}\n"
        )
    };
    let joined = format!("{}\u{feff}---\n{}", group("a"), group("b"));
    idp.write_file("p/catalog-info.yaml", &joined);
    assert_snapshot!(idp.run_in("p", ["catalog", "validate"]), @r#"
    error[yaml-syntax]: a byte order mark inside the file
     --> catalog-info.yaml:5:1
      |
    5 | \u{feff}---
      | ^ remove the byte order mark
      |
      = more: idp explain yaml-syntax

    1 error, 0 warnings ([N] ms)
    1 finding with an automatic fix: add --fix
    [exit 1]
    "#);
    // Columns are counted as in an editor.
    idp.write_file(
        "p/catalog-info.yaml",
        &format!("\u{feff}{}", group("a").replace("apiVersion", "apiversion")),
    );
    assert_snapshot!(idp.run_in("p", ["catalog", "validate"]), @"
    error[missing-field]: missing `apiVersion`
     --> catalog-info.yaml:1:1
      |
    1 | apiversion: backstage.io/v1alpha1
      | ^^^^^^^^^^ did you mean `apiVersion`?
      |
      = more: idp explain missing-field

    error[unknown-root-field]: unknown top-level field `apiversion`
     --> catalog-info.yaml:1:1
      |
    1 | apiversion: backstage.io/v1alpha1
      | ^^^^^^^^^^ did you mean `apiVersion`?
      |
      = more: idp explain unknown-root-field

    2 errors, 0 warnings ([N] ms)
    1 finding with an automatic fix: add --fix
    [exit 1]
    ");
}

#[test]
fn a_template_says_what_to_do_about_an_encoding() {
    let idp = Idp::new();
    idp.write_file("tool/template.yaml", MANIFEST);
    idp.write_file(
        "tool/files/package.json.hbs",
        "\u{feff}{\"name\": {{name}}}\n",
    );
    assert_snapshot!(idp.run(["template", "lint", "tool"]), @r#"
    error[template-output]: JSON can't start with a byte order mark
     --> package.json:1:1
      |
    1 | \u{feff}{"name": "probe"}
      | ^
      |
      = help: save the file as UTF-8 without a byte order mark
      = more: idp explain template-output

    1 template, 1 error
    [exit 1]
    "#);
    std::fs::write(idp.path("tool/files/package.json.hbs"), b"\xff\xfea\0").unwrap();
    let run = idp.run(["template", "lint", "tool"]).assert_exit_code(1);
    assert!(run.stdout.contains("is UTF-16; save it as UTF-8"), "{run}");
    idp.write_file("p/idp.yaml", "organisation: acme\nforge: local\n");
    std::fs::write(idp.path("p/new.yaml"), b"\xff\xfea\0").unwrap();
    let run = idp
        .run_in("p", ["catalog", "add", "-f", "new.yaml"])
        .assert_exit_code(2);
    assert!(
        run.stderr.contains("new.yaml is UTF-16; save it as UTF-8"),
        "{run}"
    );
}

#[test]
fn the_platform_that_has_the_templates_is_named() {
    let idp = Idp::new();
    for question in [&["template", "list"][..], &["template", "show", "service"]] {
        let run = idp.run(question).assert_success();
        assert!(run.stderr.contains("platform  practice (local)"), "{run}");
        let json = idp
            .run(question.iter().chain(&["-o", "json"]))
            .assert_success();
        assert_eq!(json.stdout_json()["platform"]["practice"], true, "{json}");
    }
    idp.write_file("tool/template.yaml", MANIFEST);
    let lint = ["template", "lint", "tool"];
    let run = idp.run(lint);
    assert!(!run.stderr.contains("practice"), "{run}");
    let json = idp.run(lint.iter().chain(&["-o", "json"])).stdout_json();
    assert_eq!(json["platform"], serde_json::Value::Null, "{json}");
}

#[test]
fn a_byte_order_mark_is_no_part_of_what_idp_reads() {
    let idp = Idp::new();
    idp.write_file("tool/template.yaml", &format!("\u{feff}{MANIFEST}layers: [mine]\ninputs:\n  - {{name: size, title: Size, type: string, default: s}}\n"));
    idp.write_file(
        "_shared/mine/layer.yaml",
        "\u{feff}apiVersion: idp.dev/v1\nkind: Layer\nmetadata: {name: mine, description: Mine}\n",
    );
    idp.write_file("tool/files/a.yaml.hbs", "size: {{size}}\n");
    idp.write_file("values.yaml", "\u{feff}size: large\r\nowner: platform\r\n");
    idp.write_file("../idp/config.yaml", "\u{feff}platform: file:///nowhere\n");
    idp.run(["template", "lint", "tool"]).assert_success();
    let new = [
        "new",
        "tool",
        "lathe",
        "--template",
        "tool",
        "--values",
        "values.yaml",
    ];
    idp.run(new.iter().chain(&["--platform", "practice"]))
        .assert_success();
    let lock = idp.read_file("lathe/.idp/lock.yaml");
    assert!(lock.contains("large"), "{lock}");
    idp.write_file(
        "p/idp.yaml",
        "\u{feff}organisation: acme\r\nforge: local\r\n",
    );
    idp.write_file("p/catalog-info.yaml", "\u{feff}apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n");
    idp.run_in("p", ["catalog", "validate"]).assert_success();
    std::fs::write(idp.path("p/idp.yaml"), b"\xff\xfeo\0r\0").unwrap();
    let run = idp.run_in("p", ["catalog", "list"]).assert_exit_code(2);
    assert!(
        run.stderr.contains("idp.yaml is UTF-16; save it as UTF-8"),
        "{run}"
    );
}

#[cfg(unix)]
#[test]
fn the_first_handle_of_a_list_may_have_a_byte_order_mark() {
    let idp = Idp::new();
    let line = format!(
        "printf '\\357\\273\\277ledger\\r\\n' | {} who-owns - --platform practice -o csv",
        env!("CARGO_BIN_EXE_idp")
    );
    let run = idp.run_shell(&line).assert_success();
    assert!(run.stdout.contains("ledger"), "{run}");
}

/// Paths that are distinct on one file system can collide on another. This is detected before anything is written.
#[test]
fn files_that_would_overwrite_each_other_are_found() {
    for [one, other] in [
        ["a.txt", "a.txt.hbs"],
        ["README.md", "readme.md"],
        ["Dir/x", "dir/y"],
        ["caf\u{e9}.txt", "cafe\u{301}.txt"],
    ] {
        let idp = Idp::new();
        idp.write_file("tools/tool/template.yaml", MANIFEST);
        idp.write_file(&format!("tools/tool/files/{one}"), "x");
        idp.write_file(&format!("tools/tool/files/{other}"), "y");
        let listed = std::fs::read_dir(idp.path("tools/tool/files"))
            .unwrap()
            .count();
        if listed < 2 {
            continue; // This file system is one of those.
        }
        let lint = idp.run(["template", "lint", "tools"]).assert_exit_code(1);
        let words = format!("{}{}", lint.stdout, lint.stderr);
        assert!(words.contains("both"), "{one} {other}: {lint}");
        let new = [
            "new",
            "tool",
            "x",
            "--owner",
            "platform",
            "--template",
            "tools",
        ];
        let refused = idp.run(new).assert_exit_code(2);
        assert!(refused.stderr.contains("both"), "{one} {other}: {refused}");
        assert!(!idp.path("x").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_template_is_not_started_behind_a_link() {
    let idp = Idp::new();
    idp.write_file("idp.yaml", "organisation: acme\nforge: local\n");
    let link = "git init -q && mkdir ../outside && ln -s ../outside templates";
    assert_eq!(idp.run_shell(link).code, Some(0));
    assert_snapshot!(idp.run(["template", "new", "tool"]), @"
    [stderr]
    error: templates is a symbolic link; idp doesn't write through links
    help: use the file or folder it points to
    [exit 6]
    ");
    assert_eq!(idp.run_shell("ls ../outside").stdout, "");
}
