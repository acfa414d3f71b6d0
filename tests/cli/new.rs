//! `idp new`, from the command to the registered repository.

use insta::assert_snapshot;

use crate::support::Idp;

#[test]
fn a_service_is_made_pushed_and_registered_in_one_command() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["new", "service", "checkout", "--owner", "payments"]), @r#"
    Created checkout in [N] s.

      Run it     cd checkout && docker compose up --wait
      No Docker  needs Node.js 24 and PostgreSQL; see README.md, "Run it"
      Deploy it  nothing is deployed from here; .github/workflows/deploy.yml lists what a real deployment needs
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
      ✓ check      name is free, group:default/payments has 3 members [N] ms
      ✓ render     50 files [N] ms
      ✓ commit     [COMMIT] checkout: service 1.0.0 [N] ms
      ✓ create     [ROOT]/idp/forge/acme/checkout.git [N] ms
      ✓ push       main and its pristine ref [N] ms
      ✓ register   catalog/components/checkout.yaml ([COMMIT]) [N] ms
    "#);
}

#[test]
fn what_is_printed_as_repository_is_what_was_written() {
    let idp = Idp::new();
    let made = idp
        .run([
            "new", "service", "checkout", "--owner", "payments", "-o", "json",
        ])
        .assert_success()
        .stdout_json();
    let repository = made["repository"].as_str().unwrap();
    idp.run_git("", ["clone", "--quiet", repository, "again"]);
    let head = idp.run_git("checkout", ["rev-parse", "HEAD"]);
    assert_eq!(idp.run_git("again", ["rev-parse", "HEAD"]), head);
    assert_eq!(idp.run_git("checkout", ["status", "--porcelain"]), "");
    assert_eq!(
        idp.run_git("checkout", ["rev-list", "--count", "HEAD"]),
        "1"
    );
    let refs = idp.run_git("", ["ls-remote", repository]);
    assert!(
        refs.contains(&format!("{head}\trefs/idp/pristine/{head}")),
        "{refs}"
    );
    assert_eq!(
        made["directory"],
        idp.path("checkout")
            .canonicalize()
            .unwrap()
            .to_str()
            .unwrap()
    );
}

#[test]
fn the_lock_knows_every_file_by_its_blob() {
    let idp = Idp::new();
    idp.run(["new", "service", "checkout", "--owner", "payments"])
        .assert_success();
    let lock: serde_json::Value =
        serde_yaml::from_str(&idp.read_file("checkout/.idp/lock.yaml")).unwrap();
    assert_eq!(lock["platform"], "practice");
    let files = lock["files"].as_object().unwrap();
    let tracked = idp.run_git("checkout", ["ls-files"]);
    assert_eq!(files.len() + 1, tracked.lines().count());
    for (path, pristine) in files {
        let (_, blob) = pristine.as_str().unwrap().split_once(' ').unwrap();
        assert_eq!(
            idp.run_git("checkout", ["hash-object", path]),
            blob,
            "{path}"
        );
    }
}

#[test]
fn the_same_command_again_is_a_conflict_and_changes_nothing() {
    let idp = Idp::new();
    idp.run(["new", "service", "checkout", "--owner", "payments"])
        .assert_success();
    let before = idp.run_git(idp.idp_home().join("platform.git"), ["rev-parse", "main"]);
    assert_snapshot!(idp.run(["new", "service", "checkout", "--owner", "payments"]), @"
    [stderr]
    platform  practice (local, 6 services, 3 teams) · nothing leaves this machine
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
    error: component:default/checkout already exists in catalog/components/checkout.yaml:4:9
    help: idp who-owns checkout
    help: to change it: idp catalog set checkout <FIELD=VALUE>
    help: to get its files: git clone file://[ROOT]/idp/forge/acme/checkout.git
    help: or choose another name
    [exit 6]
    ");
    assert_eq!(
        idp.run_git(idp.idp_home().join("platform.git"), ["rev-parse", "main"]),
        before
    );
}

#[test]
fn leaving_something_out_needs_a_reason_which_is_recorded() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["new", "service", "promo", "--owner", "storefront", "--without", "alerts"]), @r#"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    error: opting out of alerts requires a reason
    help: add --because "load test, gone in two weeks"    (ends after 90 days; change with --until)
    [exit 2]
    "#);
    let reason = [
        "--without",
        "tracing",
        "--because",
        "load test, gone in two weeks",
    ];
    idp.run(
        ["new", "service", "promo", "--owner", "storefront"]
            .iter()
            .chain(&reason),
    )
    .assert_success();
    let lock: serde_json::Value =
        serde_yaml::from_str(&idp.read_file("promo/.idp/lock.yaml")).unwrap();
    assert_eq!(lock["optOuts"][0]["until"], "2027-02-21");
    assert!(
        idp.read_file("promo/chart/values.yaml")
            .contains(r#"reason: "load test, gone in two weeks""#)
    );
    let entity = idp.run_git(
        idp.idp_home().join("platform.git"),
        ["show", "main:catalog/components/promo.yaml"],
    );
    assert!(
        entity.contains(
            r#"idp.dev/opt-out.tracing: "until 2027-02-21: load test, gone in two weeks""#
        ),
        "{entity}"
    );
}

#[test]
fn a_dry_run_shows_everything_and_changes_nothing() {
    let idp = Idp::new();
    let run = idp
        .run([
            "new",
            "service",
            "checkout",
            "--owner",
            "payments",
            "--dry-run",
        ])
        .assert_success();
    for part in [
        "├── chart/",
        "  owner: group:default/payments",
        "would create    file://",
        "Nothing was changed",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run}");
    }
    assert!(!idp.path("checkout").exists());
    idp.run(["who-owns", "checkout"]).assert_exit_code(3);
    let plan = idp
        .run([
            "new",
            "service",
            "checkout",
            "--owner",
            "payments",
            "--dry-run",
            "-o",
            "json",
        ])
        .assert_success()
        .stdout_json();
    assert!(
        plan["files"]
            .as_array()
            .unwrap()
            .iter()
            .any(|file| file["path"] == ".idp/lock.yaml")
    );
}

#[test]
fn the_plan_is_what_is_done() {
    let idp = Idp::new();
    let arguments = [
        "new", "service", "checkout", "--owner", "payments", "-o", "json",
    ];
    let plan = idp
        .run(arguments.iter().chain(&["--dry-run"]))
        .assert_success()
        .stdout_json();
    let made = idp.run(arguments).assert_success().stdout_json();
    for same in ["name", "entity", "directory", "repository", "template"] {
        assert_eq!(plan[same], made[same]);
    }
    let planned: Vec<&str> = plan["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        idp.run_git("checkout", ["ls-files"])
            .lines()
            .collect::<Vec<_>>(),
        planned
    );
}

#[test]
fn missing_answers_without_a_terminal_are_one_error() {
    assert_snapshot!(Idp::new().run(["new", "service"]), @"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    error: required values are missing, and idp can't prompt for them here: name, owner
    help: add NAME --owner GROUP to the command
    help: available groups: payments, platform, storefront
    [exit 2]
    ");
}

#[test]
fn an_unknown_owner_or_template_gets_the_nearest() {
    let idp = Idp::new();
    assert_snapshot!(idp.run(["new", "service", "checkout", "--owner", "paymnets"]), @"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    error: no group named `paymnets`
    help: did you mean `payments`?
    help: this is the practice platform; to use your organisation's: idp connect <URL>, or --platform <PATH|URL>
    [exit 3]
    ");
    assert_snapshot!(idp.run(["new", "servcie", "checkout", "--owner", "payments"]), @"
    [stderr]
    error: no template named `servcie`
    help: did you mean `service`?
    [exit 3]
    ");
    assert_snapshot!(idp.run(["new", "service", "checkout", "--owner", "payments", "--set", "databse=none"]), @"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    error: unknown input `databse`; did you mean `database`?
    [exit 2]
    ");
    assert_snapshot!(idp.run(["new", "service", "checkout", "--owner", "payments", "--set", "database=nope"]), @"
    [stderr]
    platform  practice (local, 5 services, 3 teams) · nothing leaves this machine
    error: `database`: `nope` is not one of postgres, none; did you mean `none`?
    [exit 2]
    ");
}

#[test]
fn answers_come_from_a_values_file_too() {
    let idp = Idp::new();
    idp.write_file(
        "v.yaml",
        "owner: payments\nsystem: money\ndescription: Takes money\ndatabase: none\n",
    );
    idp.run(["new", "service", "checkout", "--values", "v.yaml"])
        .assert_success();
    assert!(!idp.path("checkout/migrations").exists());
    let entity = idp.run_git(
        idp.idp_home().join("platform.git"),
        ["show", "main:catalog/components/checkout.yaml"],
    );
    assert_snapshot!(idp.redact(&entity), @"
    apiVersion: backstage.io/v1alpha1
    kind: Component
    metadata:
      name: checkout
      description: Takes money
      annotations:
        idp.dev/repository: file://[ROOT]/idp/forge/acme/checkout.git
        idp.dev/template: service@1.0.0
    spec:
      type: service
      lifecycle: experimental
      owner: group:default/payments
      system: system:default/money
    ");
}

#[test]
fn the_registration_says_who_and_from_what() {
    let idp = Idp::new()
        .with_env("GIT_AUTHOR_NAME", "Ada")
        .with_env("GIT_AUTHOR_EMAIL", "ada@acme.example");
    let idp = idp
        .with_env("GIT_COMMITTER_NAME", "Ada")
        .with_env("GIT_COMMITTER_EMAIL", "ada@acme.example");
    idp.run(["new", "service", "checkout", "--owner", "payments"])
        .assert_success();
    let log = idp.run_git(
        idp.idp_home().join("platform.git"),
        ["log", "-1", "--format=%an%n%B", "main"],
    );
    let log = regex::Regex::new(r"Idp-Run: \S+")
        .unwrap()
        .replace(&log, "Idp-Run: [RUN]")
        .into_owned();
    assert_snapshot!(log, @"
    Ada
    catalog: add component:default/checkout

    Idp-Run: [RUN]
    Idp-Template: service@1.0.0
    Idp-Actor: Ada <ada@acme.example>
    ");
}

#[test]
fn an_empty_directory_that_one_stands_in_is_filled() {
    let idp = Idp::new();
    std::fs::create_dir_all(idp.path("here")).unwrap();
    let arguments = ["new", "service", "checkout", "--owner", "payments"];
    let run = idp
        .run_in("here", arguments.iter().chain(&["--dir", "."]))
        .assert_success();
    assert!(run.stdout.contains("cd . && docker compose"), "{run}");
    assert_eq!(idp.run_git("here", ["status", "--porcelain"]), "");
    assert!(idp.path("here/README.md").is_file());
}

#[test]
fn answers_are_not_lost_without_a_word() {
    let idp = Idp::new();
    idp.write_file(
        "v.yaml",
        "owner: payments\ndatabase: none\ndatabase: postgres\n",
    );
    assert_snapshot!(idp.run(["new", "service", "x", "--values", "v.yaml", "-q"]), @r#"
    [stderr]
    error[values-file]: duplicate key `database`
     --> v.yaml:3:1
      |
    3 | database: postgres
      | ^^^^^^^^
      |
      = more: idp explain values-file

    error: v.yaml is not a valid mapping of inputs
    [exit 2]
    "#);
    let twice = ["--set", "cloud=eks", "--set", "cloud=gke"];
    let new = ["new", "service", "x", "--owner", "payments", "-q"];
    assert_snapshot!(idp.run(new.iter().chain(&twice)), @"
    [stderr]
    error: `cloud` is set more than once
    help: keep one of them; an input that is a list takes all its values at once: --set cloud=a,b
    [exit 2]
    ");
    assert_snapshot!(idp.run(["new", "service", "x", "--values", "nowhere.yaml", "-q"]), @"
    [stderr]
    error: [ROOT]/here/nowhere.yaml not found
    [exit 2]
    ");
    assert!(!idp.path("x").exists());
}

#[test]
fn a_quiet_run_says_where_the_repository_is_and_nothing_else() {
    let idp = Idp::new();
    let run = idp.run(["new", "service", "x", "--owner", "payments", "-q"]);
    assert_snapshot!(run, @"file://[ROOT]/idp/forge/acme/x.git");
}

#[test]
fn where_the_catalog_is_broken_what_is_not_found_may_be_there() {
    let idp = Idp::new();
    idp.write_file(
        "idp.yaml",
        "organisation: acme\nforge: local\ncatalog: {file: catalog.yaml}\n",
    );
    idp.write_file("catalog.yaml", "kind: Component\nmetadata: {name: [}\n");
    assert_snapshot!(idp.run(["who-owns", "x"]), @"
    [stderr]
    error: no entity named `x`
    help: list entities: idp catalog list
    help: parts of the catalog are invalid: idp catalog validate
    [exit 3]
    ");
}

#[test]
fn a_namespace_that_kubernetes_refuses_is_refused_before_anything_is_created() {
    let idp = ["AUTHOR", "COMMITTER"]
        .iter()
        .fold(Idp::new(), |idp, role| {
            idp.with_env(&format!("GIT_{role}_NAME"), "Ada")
                .with_env(&format!("GIT_{role}_EMAIL"), "ada@acme.example")
        });
    idp.write_file("platform/catalog.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: web}\nspec: {type: team, children: []}\n");
    idp.run_git("platform", ["init", "--quiet", "--initial-branch=main"]);
    let new = |environment: &str, namespace: &str, name: &str| {
        idp.write_file("platform/idp.yaml", &format!("organisation: acme\nforge: local\ncatalog: {{file: catalog.yaml}}\nenvironments: {{{environment}: {{variables: {{NAMESPACE: '{namespace}'}}}}}}\n"));
        idp.run_git("platform", ["add", "--all"]);
        idp.run_git("platform", ["commit", "--quiet", "--message", "p"]);
        let clone = "rm -rf hub && git clone -q --bare platform hub/platform.git";
        assert_eq!(idp.run_shell(clone).code, Some(0));
        let new = ["new", "service", name, "--owner", "web", "-q"];
        idp.run(new.iter().chain(&["--platform", "hub/platform.git"]))
    };
    let long = "s".repeat(50);
    assert_snapshot!(new("production", "a-very-long-prefix-{name}-production", &long), @"
    [stderr]
    error: invalid Kubernetes namespace `a-very-long-prefix-ssssssssssssssssssssssssssssssssssssssssssssssssss-production` for production: a namespace can have at most 63 characters, and this one has 80
    help: choose a shorter name, or change `environments.production.variables.NAMESPACE` in idp.yaml
    [exit 2]
    ");
    assert_snapshot!(new("staging", "Shop_{name}", "shop"), @"
    [stderr]
    error: invalid Kubernetes namespace `Shop_shop` for staging: a namespace can contain only lower-case letters, digits and `-`, and must start and end with a letter or digit
    help: change `environments.staging.variables.NAMESPACE` in idp.yaml
    [exit 2]
    ");
    assert!(!idp.path("shop").exists());
    assert!(!idp.path("hub/forge").exists());
    new("production", "{name}-production", "shop").assert_success();
}
