//! `idp new` on GitHub.

use idp::cancellation::CancellationToken;
use idp::error::ErrorKind;
use idp::forge::{
    Forge, GitHub, GitHubHost, GitHubNetworkRoute, GitHubToken, ProposalSpec, ProposalState,
    ProposalUpdate, ProxySettings, RepositoryDefaults, RequestObserver,
};
use insta::assert_snapshot;

use crate::fake::{ENVIRONMENTS, FakeGitHub, TOKEN};
use crate::support::Idp;

const NEW: [&str; 5] = ["new", "service", "checkout", "--owner", "payments"];

#[test]
fn a_service_gets_everything_in_one_command() {
    let github = FakeGitHub::new(ENVIRONMENTS);
    let idp = github.signed_in_user();
    let run = idp.run(NEW);
    assert_snapshot!(run, @r#"
    Created checkout in [N] s.

      Run it     cd checkout && docker compose up --wait
      No Docker  needs Node.js 24 and PostgreSQL; see README.md, "Run it"
      Deploy it  merge to main to deploy to production; the top of .github/workflows/deploy.yml lists the one-time setup
      deploy     http://127.0.0.1:[PORT]/acme/checkout/actions/workflows/deploy.yml
      trust      repo:acme@1/checkout@102:environment:<staging|production>
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams) · from its repository
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
      ✓ check      name is free, group:default/payments has 0 members [N] ms
      ✓ render     50 files [N] ms
      ✓ commit     [COMMIT] checkout: service 1.0.0 [N] ms
      ✓ create     http://127.0.0.1:[PORT]/acme/checkout [N] ms
      ✓ push       main and its pristine ref [N] ms
      ✓ settings   team payments, staging and production, 6 variables [N] ms
      ✓ register   catalog/components/checkout.yaml ([COMMIT]) [N] ms
      ✓ deploy     http://127.0.0.1:[PORT]/acme/checkout/actions/workflows/deploy.yml [N] ms
    "#);
    // Independent requests run concurrently, so their order varies.
    let mut requests = github.requests();
    requests.sort();
    assert!(requests.len() <= 25, "{}", requests.len());
    assert_snapshot!(requests.join("\n"), @"
    GET /orgs/acme
    GET /orgs/acme/teams/payments
    GET /repos/acme/checkout
    GET /repos/acme/checkout/actions/oidc/customization/sub
    GET /repos/acme/checkout/codeowners/errors
    PATCH /repos/acme/checkout
    POST /orgs/acme/repos
    POST /repos/acme/checkout/actions/variables
    POST /repos/acme/checkout/actions/variables
    POST /repos/acme/checkout/actions/variables
    POST /repos/acme/checkout/actions/workflows/deploy.yml/dispatches
    POST /repos/acme/checkout/environments/production/deployment-branch-policies
    POST /repos/acme/checkout/environments/production/variables
    POST /repos/acme/checkout/environments/production/variables
    POST /repos/acme/checkout/environments/staging/deployment-branch-policies
    POST /repos/acme/checkout/environments/staging/variables
    POST /repos/acme/checkout/environments/staging/variables
    POST /repos/acme/checkout/rulesets
    PUT /orgs/acme/teams/payments/repos/acme/checkout
    PUT /repos/acme/checkout/actions/permissions/workflow
    PUT /repos/acme/checkout/environments/production
    PUT /repos/acme/checkout/environments/staging
    PUT /repos/acme/checkout/topics
    PUT /repos/acme/checkout/vulnerability-alerts
    ");
}

#[test]
fn what_a_new_repository_gets() {
    let github = FakeGitHub::new(ENVIRONMENTS);
    github.signed_in_user().run(NEW).assert_success();
    let made = github.snapshot_json();
    let made = made["acme/checkout"].as_object().unwrap();
    let lines = made.iter().map(|(what, value)| format!("{what}: {value}"));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
    alerts: true
    dispatches: [{"inputs":null,"ref":"main","workflow":"deploy.yml"}]
    environments: {"production":{"branches":[{"name":"main","type":"branch"}],"settings":{"branches":{"custom_branch_policies":true,"protected_branches":false},"preventSelfReview":null,"reviewers":null},"variables":{"AWS_ROLE_ARN":"arn:aws:iam::2:role/production","CLUSTER":"production-1"}},"staging":{"branches":[{"name":"main","type":"branch"}],"settings":{"branches":{"custom_branch_policies":true,"protected_branches":false},"preventSelfReview":null,"reviewers":null},"variables":{"AWS_ROLE_ARN":"arn:aws:iam::1:role/staging","CLUSTER":"staging-1"}}}
    pulls: []
    refs: ["pristine checkout: service 1.0.0, 50 files","refs/heads/main checkout: service 1.0.0, 50 files"]
    rulesets: [{"bypass":[],"conditions":{"ref_name":{"exclude":[],"include":["~DEFAULT_BRANCH"]}},"enforcement":"active","name":"idp: default branch","rules":[{"type":"deletion"},{"type":"non_fast_forward"},{"parameters":{"dismiss_stale_reviews_on_push":true,"require_code_owner_review":true,"require_last_push_approval":true,"required_approving_review_count":1,"required_review_thread_resolution":true},"type":"pull_request"},{"parameters":{"do_not_enforce_on_create":true,"required_status_checks":[{"context":"Lint, test, build"},{"context":"Chart"},{"context":"Dependencies"},{"context":"Image"}],"strict_required_status_checks_policy":false},"type":"required_status_checks"}],"target":"branch"}]
    settings: {"allow_auto_merge":true,"allow_merge_commit":false,"allow_rebase_merge":false,"allow_squash_merge":true,"allow_update_branch":true,"auto_init":false,"delete_branch_on_merge":true,"description":"The checkout service","has_projects":false,"has_wiki":false,"squash_merge_commit_message":"PR_BODY","squash_merge_commit_title":"PR_TITLE","visibility":"private"}
    teams: {"payments":"maintain"}
    topics: ["idp","payments"]
    variables: {"AWS_REGION":"eu-central-1","DEPLOY_READY":"true","NAMESPACE":"checkout"}
    workflowToken: ["read",false]
    "#);
}

/// Runs `idp new` with this plan and `approval`. Returns what it said, the reviewers and the deploy workflow.
fn run_new_with_approval(
    plan: &'static str,
    approval: &str,
) -> (String, serde_json::Value, String) {
    let github = FakeGitHub::new(&format!(
        "environments:\n  production: {{approval: {approval}}}\n"
    ));
    github.with_state(|state| state.set_visible_plan(plan));
    let idp = github.signed_in_user();
    let run = idp.run(NEW).assert_success();
    let of_approval = |line: &&str| line.trim_start().starts_with("approv");
    let said: Vec<String> = [&run.stdout, &run.stderr]
        .iter()
        .flat_map(|text| text.lines().filter(of_approval).map(str::to_owned))
        .collect();
    let made = github.snapshot_json();
    let production = &made["acme/checkout"]["environments"]["production"]["settings"];
    let workflow = idp.read_file("checkout/.github/workflows/deploy.yml");
    (said.join("\n"), production["reviewers"].clone(), workflow)
}

#[test]
fn a_plan_with_reviewers_has_the_owner_review_each_deployment() {
    let (said, reviewers, workflow) = run_new_with_approval("enterprise", "owner");
    assert_snapshot!(said, @"approval  payments reviews each deployment to production");
    assert_eq!(reviewers, serde_json::json!([{"type": "Team", "id": 11}]));
    assert!(!workflow.contains("promote"), "{workflow}");
}

#[test]
fn a_plan_without_reviewers_has_the_owner_merge_a_pull_request() {
    let (said, reviewers, workflow) = run_new_with_approval("team", "owner");
    assert_snapshot!(said, @"approval  payments merges a pull request before each deployment to production · no reviewers: the team plan supports reviewers only in public repositories");
    assert_eq!(reviewers, serde_json::Value::Null);
    assert!(workflow.contains("promote.mjs"), "{workflow}");
}

#[test]
fn a_plan_without_environments_gets_none_and_deploys_nothing() {
    let free = |tells: bool, approval: &str| {
        let github = FakeGitHub::new(&format!("{ENVIRONMENTS}    approval: {approval}\n"));
        github.with_state(|state| {
            if tells {
                state.set_visible_plan("free")
            } else {
                state.plan = "free"
            }
        });
        let run = github.signed_in_user().run(NEW).assert_success();
        let made = github.snapshot_json();
        let checkout = &made["acme/checkout"];
        assert_eq!(checkout["environments"], serde_json::json!({}));
        assert!(!run.stdout.contains("trust"), "{run}");
        assert_eq!(checkout["dispatches"], serde_json::json!([]));
        assert!(
            checkout["variables"].get("DEPLOY_READY").is_none(),
            "{checkout}"
        );
        let shown = run.to_string();
        let told = |line: &&str| {
            let words = ["warning", "deploy ", "settings "];
            words.iter().any(|word| line.contains(word))
        };
        shown.lines().filter(told).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(free(true, "none"), @"
      Deploy it  merge to main to deploy to production; the top of .github/workflows/deploy.yml lists the one-time setup
    warning: nothing can be deployed: the free plan supports environments only in public repositories
      ✓ settings   team payments [N] ms
    warning: main is not protected: 127.0.0.1:[PORT]: Upgrade to GitHub Pro or make this repository public to enable this feature. (403)
    ");
    assert_snapshot!(free(false, "reviewers"), @"
      Deploy it  merge to main to deploy to production; the top of .github/workflows/deploy.yml lists the one-time setup
      ✓ settings   team payments [N] ms
      ✓ deploy     not started [N] ms
    warning: the organisation's plan doesn't support the environment staging: 127.0.0.1:[PORT]: Fail to create protected rule, please ensure billing plan include protected branch gate. (422)
    warning: the organisation's plan doesn't support the environment production: 127.0.0.1:[PORT]: Fail to create protected rule, please ensure billing plan include protected branch gate. (422)
    warning: main is not protected: 127.0.0.1:[PORT]: Upgrade to GitHub Pro or make this repository public to enable this feature. (403)
    warning: deploys are disabled; after you fix the problems above, enable them: gh variable set DEPLOY_READY --body true --repo 127.0.0.1:[PORT]/acme/checkout
    ");
}

#[test]
fn staging_that_nobody_can_approve_is_refused() {
    let github = FakeGitHub::new("environments:\n  staging: {approval: owner}\n");
    github.with_state(|state| state.set_visible_plan("team"));
    assert_snapshot!(github.signed_in_user().run(NEW).assert_exit_code(2), @"
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams) · from its repository
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
    error: deployments to staging can't require reviewers: the team plan supports reviewers only in public repositories
    help: set `environments.staging.approval` in idp.yaml to none
    [exit 2]
    ");
}

#[test]
fn a_platform_may_decide_how_the_owner_approves() {
    let (said, reviewers, workflow) = run_new_with_approval("enterprise", "pull-request");
    assert_snapshot!(said, @"approval  payments merges a pull request before each deployment to production");
    assert_eq!(reviewers, serde_json::Value::Null);
    assert!(workflow.contains("promote.mjs"), "{workflow}");
}

#[test]
fn a_cloud_can_know_the_workflows_by_what_the_catalog_says() {
    let trusted = |subjects: bool| {
        let github = FakeGitHub::new("");
        github.with_state(|state| state.has_oidc_subjects = subjects);
        let idp = github.signed_in_user();
        let made = idp
            .run(NEW.iter().chain(&["-o", "json"]))
            .assert_success()
            .stdout_json();
        let platform = github.repository_path("platform");
        let entity = idp.run_git(&platform, ["show", "main:catalog/components/checkout.yaml"]);
        let annotation = entity.lines().find(|line| line.contains("oidc-subject"));
        format!("{}\n{}", made["subject"], annotation.unwrap().trim())
    };
    assert_snapshot!(trusted(true), @r#"
    "repo:acme@1/checkout@102"
    idp.dev/oidc-subject: repo:acme@1/checkout@102
    "#);
    // An Enterprise Server doesn't report the subject.
    assert_snapshot!(trusted(false), @r#"
    "repo:acme/checkout"
    idp.dev/oidc-subject: repo:acme/checkout
    "#);
}

/// Naming an environment in a workflow creates it, without any protection.
#[test]
fn what_has_no_environments_is_trusted_by_no_cloud() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    idp.write_file(
        "templates/tool/template.yaml",
        "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: tool, title: Tool, description: A tool, version: 1.0.0}\nentity: {type: tool, lifecycle: production}\n",
    );
    idp.write_file("templates/tool/files/README.md", "A tool.\n");
    let made = idp.run([
        "new",
        "tool",
        "lathe",
        "--owner",
        "payments",
        "--template",
        "templates",
        "-o",
        "json",
    ]);
    assert_eq!(
        made.assert_success().stdout_json()["subject"],
        serde_json::Value::Null
    );
}

/// Settings with this `approval` for production, and with an App that proposes deployments.
fn approval_settings(approval: &str) -> String {
    format!("github: {{promoter: 7}}\n{ENVIRONMENTS}    approval: {approval}\n")
}

/// The settings require every request that a run can make.
#[test]
fn a_run_sends_few_requests() {
    for approval in ["owner", "pull-request"] {
        let github = FakeGitHub::new(&approval_settings(approval));
        github.signed_in_user().run(NEW).assert_success();
        let requests = github.requests();
        assert!(requests.len() <= 25, "{}: {requests:#?}", requests.len());
    }
}

#[test]
fn only_the_app_writes_what_it_proposes() {
    let github = FakeGitHub::new(&approval_settings("pull-request"));
    github.signed_in_user().run(NEW).assert_success();
    let made = github.snapshot_json();
    let rulesets = made["acme/checkout"]["rulesets"].as_array().unwrap();
    let ours = rulesets
        .iter()
        .find(|rules| rules["name"] == "idp: proposals");
    assert_snapshot!(ours.unwrap(), @r#"{"bypass":[{"actor_id":7,"actor_type":"Integration","bypass_mode":"always"}],"conditions":{"ref_name":{"exclude":[],"include":["refs/heads/promote/*"]}},"enforcement":"active","name":"idp: proposals","rules":[{"type":"creation"},{"type":"update"},{"type":"deletion"}],"target":"branch"}"#);

    let reviewed = FakeGitHub::new(&approval_settings("reviewers"));
    reviewed.signed_in_user().run(NEW).assert_success();
    let made = reviewed.snapshot_json();
    assert_eq!(
        made["acme/checkout"]["rulesets"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn a_plan_says_how_deployments_will_be_approved() {
    let github = FakeGitHub::new("environments:\n  production: {approval: owner}\n");
    github.with_state(|state| state.set_visible_plan("team"));
    let plan = github
        .signed_in_user()
        .run(NEW.iter().chain(&["--dry-run", "-o", "json"]))
        .assert_success()
        .stdout_json();
    assert_snapshot!(plan["approvals"], @r#"{"production":"pull-request","staging":"none"}"#);
}

#[test]
fn a_template_that_tells_the_forge_nothing_gets_no_checks_and_no_deployment() {
    let github = FakeGitHub::new(ENVIRONMENTS);
    let idp = github.signed_in_user();
    let manifest = "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: tool, title: A tool, description: A tool, version: 0.1.0}\n";
    idp.write_file("tool/template.yaml", manifest);
    let workflow = "on: [pull_request, workflow_dispatch]\njobs: {test: {environment: staging}}\n";
    for file in ["ci.yml", "deploy.yml"] {
        idp.write_file(&format!("tool/files/.github/workflows/{file}"), workflow);
    }
    let new = [
        "new",
        "tool",
        "x",
        "--owner",
        "payments",
        "--template",
        "tool",
    ];
    let run = idp.run(new.iter().chain(&["--dry-run"])).assert_success();
    for line in [
        "checks    none required: `forge` in template tool doesn't list any",
        "deploy    none: `forge` in template tool doesn't set a deploy workflow",
    ] {
        assert!(run.stderr.contains(line), "{run}");
    }
    assert!(!run.stdout.contains("environments"), "{run}");
    assert!(!run.stdout.contains("dispatches"), "{run}");
    let told = "forge: {checks: [test], deploy: deploy.yml, environments: [staging]}\n";
    idp.write_file("tool/template.yaml", &format!("{manifest}{told}"));
    let run = idp.run(new.iter().chain(&["--dry-run"])).assert_success();
    assert!(!run.stderr.contains("names no"), "{run}");
    assert!(run.stdout.contains("environments/staging"), "{run}");
    assert!(!run.stdout.contains("environments/production"), "{run}");
    assert!(
        run.stdout.contains("workflows/deploy.yml/dispatches"),
        "{run}"
    );
}

#[test]
fn a_dry_run_names_every_request_that_would_change_something() {
    let github = FakeGitHub::new(&approval_settings("pull-request"));
    let idp = github.signed_in_user();
    let plan = idp
        .run(NEW.iter().chain(&["--dry-run", "-o", "json"]))
        .assert_success()
        .stdout_json();
    assert!(
        github
            .requests()
            .iter()
            .all(|request| request.starts_with("GET "))
    );
    assert_eq!(plan["unchecked"], serde_json::json!([]));
    let planned = plan["requests"].as_array().unwrap().iter();
    let mut planned: Vec<&str> = planned.map(|request| request.as_str().unwrap()).collect();
    let shown = idp.run(NEW.iter().chain(&["--dry-run"])).assert_success();
    assert!(
        shown
            .stdout
            .contains("would request   POST /orgs/acme/repos"),
        "{shown}"
    );
    idp.run(NEW).assert_success();
    let mut made = github.requests();
    made.retain(|request| !request.starts_with("GET "));
    planned.sort_unstable();
    made.sort_unstable();
    assert_eq!(planned, made);
}

/// A single-file catalog for which two registrations were proposed, and the first was merged.
fn create_conflicting_registration() -> (FakeGitHub, Idp) {
    let github = FakeGitHub::with_single_catalog_file("registration: pull-request\n");
    let idp = github.signed_in_user();
    for name in ["cart", "checkout"] {
        idp.run(["new", "service", name, "--owner", "payments"])
            .assert_success();
    }
    assert!(github.merge_registration(&idp, "cart"));
    (github, idp)
}

#[test]
fn in_a_catalog_of_one_file_a_pull_request_comes_onto_the_newest_tip() {
    let (github, idp) = create_conflicting_registration();
    assert!(
        !github.merge_registration(&idp, "checkout"),
        "both are new in the same place"
    );
    assert_snapshot!(idp.run(["catalog", "rebase-pr", "checkout"]), @"rebased idp/register/checkout onto the latest catalog ([COMMIT])");
    assert_snapshot!(idp.run(["catalog", "rebase-pr", "checkout"]), @"idp/register/checkout is already up to date");
    assert!(github.merge_registration(&idp, "checkout"));
    let idp = idp.with_env("IDP_CLOCK", "2026-11-23T13:00:00Z");
    idp.run(["who-owns", "cart"]).assert_success();
    idp.run(["who-owns", "checkout"]).assert_success();
    assert_snapshot!(idp.run(["catalog", "rebase-pr", "nothing"]), @"
    [stderr]
    error: no pending registration of `nothing` on branch idp/register/nothing
    [exit 3]
    ");
}

#[test]
fn what_reviewers_added_to_a_registration_is_not_lost() {
    let (github, idp) = create_conflicting_registration();
    let clone = format!(
        "git clone -q {} reviewed && cd reviewed && git checkout -q idp/register/checkout && echo '* @acme/payments' > CODEOWNERS && git add CODEOWNERS && git commit -qm more && git push -q",
        github.repository_path("platform").display()
    );
    assert_eq!(idp.run_shell(&clone).code, Some(0));
    assert_snapshot!(idp.run(["catalog", "rebase-pr", "checkout"]).assert_exit_code(6), @"
    [stderr]
    error: idp/register/checkout changes more than `checkout`: CODEOWNERS
    help: merge it in a clone: git merge origin/main
    [exit 6]
    ");
}

/// Acts as the runner of the platform's workflow: waits for a dispatch, and runs it as an app with the permissions.
fn play_workflow_runner(
    github: &FakeGitHub,
    app: &Idp,
    conclusion: &str,
) -> Option<crate::support::CommandOutput> {
    let inputs = loop {
        let asked = github.with_state(|state| {
            let run = state.repositories["acme/platform"].workflow_runs.first();
            run.map(|run| run["inputs"].clone())
        });
        match asked {
            Some(inputs) => break inputs,
            None => std::thread::sleep(std::time::Duration::from_millis(20)),
        }
    };
    app.write_file("values.json", inputs["values"].as_str().unwrap());
    let template = inputs["template"].as_str().unwrap();
    let made = (conclusion == "success").then(|| {
        app.run([
            "new",
            template,
            "--values",
            "values.json",
            "--create",
            "direct",
            "--yes",
        ])
    });
    github.with_state(|state| {
        let platform = state.repositories.get_mut("acme/platform").unwrap();
        let run = &mut platform.workflow_runs[0];
        run["status"] = "completed".into();
        run["conclusion"] = conclusion.into();
        run["steps"] = serde_json::json!([
            {"name": "Set up job", "conclusion": "success"},
            {"name": "idp new", "conclusion": conclusion},
        ]);
    });
    made
}

#[test]
fn where_people_may_not_a_workflow_of_the_platform_makes_it() {
    let github = FakeGitHub::new("create: dispatch\n");
    // Only the app can create repositories.
    github.with_state(|state| state.scopes = Some("repo, read:org".to_owned()));
    let (idp, app) = (github.signed_in_user(), github.signed_in_user());
    let reason = [
        "--without",
        "alerts",
        "--because",
        "load test: \"gone\" in two weeks",
        "--set",
        "database=none",
    ];
    let run = std::thread::scope(|scope| {
        let asked = scope.spawn(|| idp.run(NEW.iter().chain(&reason)));
        github.with_state(|state| state.scopes = None);
        play_workflow_runner(&github, &app, "success")
            .unwrap()
            .assert_success();
        asked.join().unwrap()
    });
    assert_snapshot!(run, @"
    Created checkout in [N] s.

      Run it     cd checkout && docker compose up --wait
      No Docker  cd checkout && npm ci && npm run dev    (needs Node.js 24)
      Deploy it  merge to main to deploy to production; the top of .github/workflows/deploy.yml lists the one-time setup
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams) · from its repository
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard: on · alerts: off
      ✓ order      https://github.test/acme/platform/actions/idp-new.yml [N] ms
        ✓ Set up job
        ✓ idp new
      ✓ workflow   succeeded [N] ms
      ✓ clone      [ROOT]/here/checkout [N] ms
    ");
    let head = idp.run_git("checkout", ["rev-parse", "HEAD"]);
    assert_eq!(app.run_git("checkout", ["rev-parse", "HEAD"]), head);
    assert!(
        idp.read_file("checkout/.idp/lock.yaml")
            .contains("load test")
    );
    idp.run(["who-owns", "checkout"]).assert_success();
    let runs = idp
        .run(["runs", "list", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(runs["runs"][0]["state"], "done");
}

#[test]
fn a_workflow_that_fails_is_said_to_have_failed_and_can_be_followed_again() {
    let github = FakeGitHub::new("create: dispatch\n");
    let (idp, app) = (github.signed_in_user(), github.signed_in_user());
    let run = std::thread::scope(|scope| {
        let asked = scope.spawn(|| idp.run(NEW));
        play_workflow_runner(&github, &app, "failure");
        asked.join().unwrap()
    });
    assert_snapshot!(run, @"
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams) · from its repository
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
      ✓ order      https://github.test/acme/platform/actions/idp-new.yml [N] ms
        ✓ Set up job
        ✗ idp new
    error: the platform workflow did not succeed: failure
    help: watch it: https://github.test/acme/platform/actions/idp-new.yml
    help: resume the run: idp runs resume [RUN]
    [exit 5]
    ");
    // The workflow was rerun by hand on GitHub, and succeeded.
    github.with_state(|state| {
        let platform = state.repositories.get_mut("acme/platform").unwrap();
        platform.workflow_runs[0]["status"] = "queued".into();
        platform.workflow_runs[0]["steps"] = serde_json::json!([]);
    });
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| idp.run(NEW).assert_success());
        play_workflow_runner(&github, &app, "success")
            .unwrap()
            .assert_success();
        asked.join().unwrap()
    });
    assert_eq!(
        github.with_state(|state| state.repositories["acme/platform"].workflow_runs.len()),
        1
    );
}

#[test]
fn a_workflow_that_was_started_is_not_forgotten() {
    let github = FakeGitHub::new("create: dispatch\n");
    let (idp, app) = (github.signed_in_user(), github.signed_in_user());
    github.inject_fault(crate::fake::InjectedFault::with_status(
        "GET",
        "/actions/runs/",
        404,
    ));
    idp.run(NEW).assert_exit_code(3);
    let runs = idp
        .run(["runs", "list", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(runs["runs"][0]["last"], "order");
    play_workflow_runner(&github, &app, "success")
        .unwrap()
        .assert_success();
    idp.run(NEW).assert_success();
    assert_eq!(
        github.count_requests("POST /repos/acme/platform/actions/workflows/idp-new.yml/dispatches"),
        1
    );
}

#[test]
fn a_platform_without_the_workflow_is_said_to_need_it() {
    let github = FakeGitHub::new("create: dispatch\n");
    let idp = github.signed_in_user();
    github.inject_fault(crate::fake::InjectedFault::with_status(
        "POST",
        "/dispatches",
        404,
    ));
    assert_snapshot!(idp.run(NEW), @"
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams) · from its repository
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
    error: cannot start the platform workflow idp-new.yml: 127.0.0.1:[PORT]: Something went wrong (404)
    help: it doesn't exist, or the token from GH_ENTERPRISE_TOKEN can't see it
    help: the platform needs .github/workflows/idp-new.yml, and the token needs permission to start it
    [exit 3]
    ");
    assert_eq!(
        idp.run(["runs", "list"]).assert_success().stdout,
        "no runs found\n"
    );
}

#[test]
fn a_workflow_that_may_have_been_started_is_not_forgotten() {
    let github = FakeGitHub::new("create: dispatch\n");
    let (idp, app) = (github.signed_in_user(), github.signed_in_user());
    github.inject_fault(crate::fake::InjectedFault::on_request(
        "POST",
        "/dispatches",
        crate::fake::FaultEffect::ProcessThenRespond(502),
    ));
    github.inject_fault(crate::fake::InjectedFault::with_status(
        "GET",
        "/workflows/idp-new.yml/runs",
        404,
    ));
    idp.run(NEW).assert_exit_code(5);
    play_workflow_runner(&github, &app, "success")
        .unwrap()
        .assert_success();
    idp.run(NEW).assert_success();
    assert_eq!(
        github.count_requests("POST /repos/acme/platform/actions/workflows/idp-new.yml/dispatches"),
        1
    );
}

#[test]
fn a_dry_run_needs_no_token_and_says_what_it_did_not_check() {
    let github = FakeGitHub::new(ENVIRONMENTS);
    let platform = github.repository_path("platform").display().to_string();
    let signed_in = github
        .signed_in_user()
        .with_env("IDP_PLATFORM", &platform)
        .run(NEW.iter().chain(&["--dry-run", "-o", "json"]));
    let asked = github.requests().len();
    // A platform that can be read without a token, such as a public repository.
    let idp = github.signed_out_user().with_env("IDP_PLATFORM", &platform);
    let plan = idp
        .run(NEW.iter().chain(&["--dry-run", "-o", "json"]))
        .assert_success()
        .stdout_json();
    assert_eq!(github.requests().len(), asked, "nothing is asked");
    let known = signed_in.assert_success().stdout_json();
    for key in ["files", "requests", "repository", "entity", "steps"] {
        assert_eq!(plan[key], known[key], "{key}");
    }
    let shown = idp.run(NEW.iter().chain(&["--dry-run"])).assert_success();
    let unchecked = shown
        .stdout
        .lines()
        .filter(|line| line.starts_with("not checked"));
    assert_snapshot!(unchecked.collect::<Vec<_>>().join("\n"), @"
    not checked     the name acme/checkout is available
    not checked     the team payments in acme exists and is visible
    not checked     your token can create repositories in acme
    not checked     the plan of acme supports environments and reviewers
    ");
    // The owner and the template are checked before the token.
    idp.run(["new", "service", "x", "--owner", "nobody"])
        .assert_exit_code(3);
    idp.run(["new", "nothing", "x", "--owner", "payments"])
        .assert_exit_code(3);
    idp.run(NEW).assert_exit_code(4);
}

/// A clone of the fake's platform with unpushed changes.
fn create_dirty_clone(github: &FakeGitHub) -> Idp {
    let idp = github.signed_in_user().with_env("IDP_PLATFORM", "");
    let header = format!(
        "http.extraHeader=Authorization: token {}",
        crate::fake::TOKEN
    );
    idp.run_git(
        "",
        [
            "-c",
            &header,
            "clone",
            "--quiet",
            &github.platform_url(),
            "p",
        ],
    );
    idp.write_file("p/templates/tool/template.yaml", "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: tool, title: Tool, description: A tool, version: 1.0.0}\nentity: {type: tool, lifecycle: production}\n");
    idp.write_file("p/templates/tool/files/README.md", "A tool.\n");
    idp.write_file("p/idp.yaml", "organisation: acme\nforge: local\n");
    idp
}

#[test]
fn what_is_here_and_not_pushed_is_said_to_be_so() {
    let github = FakeGitHub::new("");
    let idp = create_dirty_clone(&github);
    let new = [
        "new",
        "tool",
        "lathe",
        "--owner",
        "payments",
        "--dry-run",
        "--dir",
        "../lathe",
    ];
    assert_snapshot!(idp.run_in("p", new).assert_exit_code(3), @"
    [stderr]
    error: template `tool` is in this clone but not on origin/main
    help: commit and push it, or add --template templates/tool
    [exit 3]
    ");
    let doctor = idp.run_in("p", ["doctor"]);
    let told = doctor
        .stdout
        .lines()
        .skip_while(|line| !line.contains("unpushed"));
    assert_snapshot!(told.take(4).collect::<Vec<_>>().join("\n"), @"
    ! unpushed  idp.yaml in this clone differs from the one on origin/main, which idp new uses
                to use your version, commit it, then git pull and git push
    ! unpushed  template `tool` is in this clone but not on origin/main
                commit and push it, or add --template templates/tool
    ");
    let shown = idp
        .run_in("p", new.iter().chain(&["--template", "templates/tool"]))
        .assert_success();
    assert!(
        shown
            .stderr
            .contains("warning: idp.yaml in this clone differs"),
        "{shown}"
    );
    assert!(shown.stdout.contains("would request"), "{shown}");
}

#[test]
fn a_change_of_the_catalog_waits_in_one_pull_request() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let set = ["catalog", "set", "group:payments", "title=Money"];
    assert_snapshot!(idp.run(set.iter().chain(&["--pr"])), @"
    changed 1 entity in 1 file ([COMMIT]), in https://github.test/acme/platform/pull/102
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git · pull request from idp/edit/group-default-payments-title-money-faae2696 to main
    ");
    let pulls = |github: &FakeGitHub| github.snapshot_json()["acme/platform"]["pulls"].clone();
    let first = pulls(&github);
    assert_snapshot!(first[0]["body"].as_str().unwrap(), @"
    - `catalog/groups.yaml` (+1 -0)

    Entities:

    - `group:default/payments`
    ");
    // The same command finds its own pull request, even if the response was lost or the platform has changed.
    idp.run(["catalog", "set", "group:storefront", "title=Shop"])
        .assert_success();
    let again = idp
        .run(set.iter().chain(&["--pr", "-o", "json"]))
        .assert_success()
        .stdout_json();
    assert_eq!(
        again["pullRequest"], "https://github.test/acme/platform/pull/102",
        "{again:#}"
    );
    assert_eq!(pulls(&github).as_array().map(Vec::len), Some(1));
    // Another change gets another pull request.
    idp.run(["catalog", "set", "group:payments", "title=Coins", "--pr"])
        .assert_success();
    assert_eq!(pulls(&github).as_array().map(Vec::len), Some(2));
}

#[test]
fn where_registrations_wait_changes_do_too() {
    let github = FakeGitHub::new("registration: pull-request\n");
    let idp = github.signed_in_user();
    let set = ["catalog", "set", "group:payments", "title=Money"];
    let run = idp.run(set).assert_success();
    assert!(run.stdout.contains("/acme/platform/pull/"), "{run}");
    let run = idp.run(set.iter().chain(&["--push"])).assert_success();
    assert!(run.stdout.contains("pushed to main of "), "{run}");
}

/// The forge of the library, for operations that no command uses yet.
fn open_forge(github: &FakeGitHub) -> GitHub {
    let host = GitHubHost::from_url(&github.url()).unwrap();
    let defaults = RepositoryDefaults {
        visibility: "private",
        created_by_workflow: false,
        promoter_app_id: None,
    };
    let observer = RequestObserver {
        on_wait: Box::new(|_| ()),
        on_request: Box::new(|_| ()),
    };
    let route = GitHubNetworkRoute::build_route_to_host(host, &ProxySettings::default()).unwrap();
    let token = GitHubToken::new(TOKEN.into(), "GH_TOKEN".to_owned()).unwrap();
    GitHub::new(
        route,
        token,
        "acme",
        defaults,
        &CancellationToken::default(),
        observer,
    )
    .unwrap()
}

#[test]
fn proposals_are_found_listed_and_updated() {
    let github = FakeGitHub::new("");
    let (idp, platform) = (github.signed_in_user(), github.repository_path("platform"));
    let (forge, url) = (open_forge(&github), github.platform_url());
    let proposals = forge.proposals().unwrap();
    let tip = idp.run_git(&platform, ["rev-parse", "main"]);
    for branch in ["one", "two", "three"] {
        idp.run_git(
            &platform,
            ["update-ref", &format!("refs/heads/{branch}"), "main"],
        );
        let opened = proposals.open_proposal(&ProposalSpec {
            url: &url,
            branch,
            commit: &tip,
            base: "main",
            title: branch,
            body: "",
        });
        assert_eq!(opened.unwrap().branch, branch);
    }
    github.with_state(|state| {
        state.page_size = 1;
        let platform = state.repositories.get_mut("acme/platform").unwrap();
        platform.pulls[0]["state"] = "closed".into();
    });
    let found = |branch| {
        proposals
            .find_newest_proposal_from_branch(&url, branch)
            .unwrap()
    };
    assert_eq!(found("one").unwrap().state, ProposalState::Closed);
    assert_eq!(found("none"), None);
    let open = proposals.list_open_proposals(&url).unwrap();
    let branches: Vec<&str> = open.iter().map(|open| open.branch.as_str()).collect();
    assert_eq!(branches, ["three", "two"]);

    let update = ProposalUpdate {
        title: "two, again",
        body: "More.",
    };
    let updated = proposals.update_proposal(&url, open[1].number, &update);
    assert_eq!(updated.unwrap(), open[1]);
    let pulls = github.with_state(|state| state.repositories["acme/platform"].pulls.clone());
    assert_eq!(
        (&pulls[1]["title"], &pulls[1]["body"]),
        (&"two, again".into(), &"More.".into())
    );
    let missing = proposals.update_proposal(&url, 1, &update).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    assert!(!proposals.handles_repository_url("https://gitlab.example/acme/platform.git"));
}
