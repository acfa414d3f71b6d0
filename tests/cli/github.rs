//! `idp new` on GitHub.

use insta::assert_snapshot;

use crate::fake::{ENVIRONMENTS, GitHub};
use crate::support::Idp;

const NEW: [&str; 5] = ["new", "service", "checkout", "--owner", "payments"];

#[test]
fn a_service_gets_everything_in_one_command() {
    let github = GitHub::new(ENVIRONMENTS);
    let idp = github.user();
    let run = idp.run(NEW);
    assert_snapshot!(run, @"
    checkout is yours, [N] s.

      run it     cd checkout && docker compose up --wait
      no Docker  cd checkout && npm ci && export DATABASE_URL=postgres://… && npm run db:migrate && npm run dev
      ship it    merge to main for production; .github/workflows/deploy.yml says at its top what it needs once
      deploy     http://127.0.0.1:[PORT]/acme/checkout/actions/workflows/deploy.yml
      trust      repo:acme@1/checkout@102:environment:<staging|production>
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams) · as its repository has it
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
      ✓ check      name is free, group:default/payments has 0 members [N] ms
      ✓ render     50 files [N] ms
      ✓ commit     [COMMIT] checkout: service 1.0.0 [N] ms
      ✓ create     http://127.0.0.1:[PORT]/acme/checkout [N] ms
      ✓ push       main and its pristine ref [N] ms
      ✓ settings   team payments, staging and production, 6 variables [N] ms
      ✓ register   catalog/components/checkout.yaml ([COMMIT]) [N] ms
      ✓ deploy     http://127.0.0.1:[PORT]/acme/checkout/actions/workflows/deploy.yml [N] ms
    ");
    // Independent calls are under way together, in no order.
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
    let github = GitHub::new(ENVIRONMENTS);
    github.user().run(NEW).success();
    let made = github.everything();
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

/// A service of the fake that `plan` pays for, with `approval` in `idp.yaml`: what `idp new` said, and the repository.
fn approved(plan: &'static str, approval: &str) -> (String, serde_json::Value, String) {
    let github = GitHub::new(&format!(
        "environments:\n  production: {{approval: {approval}}}\n"
    ));
    github.state(|state| state.tells(plan));
    let idp = github.user();
    let run = idp.run(NEW).success();
    let of_approval = |line: &&str| line.trim_start().starts_with("approv");
    let said: Vec<String> = [&run.stdout, &run.stderr]
        .iter()
        .flat_map(|text| text.lines().filter(of_approval).map(str::to_owned))
        .collect();
    let made = github.everything();
    let production = &made["acme/checkout"]["environments"]["production"]["settings"];
    let workflow = idp.read("checkout/.github/workflows/deploy.yml");
    (said.join("\n"), production["reviewers"].clone(), workflow)
}

#[test]
fn a_plan_with_reviewers_has_the_owner_review_each_deployment() {
    let (said, reviewers, workflow) = approved("enterprise", "owner");
    assert_snapshot!(said, @"
      approve    a review of each deployment to production, by payments
    approval  payments reviews each deployment to production
    ");
    assert_eq!(reviewers, serde_json::json!([{"type": "Team", "id": 11}]));
    assert!(!workflow.contains("promote"), "{workflow}");
}

#[test]
fn a_plan_without_reviewers_has_the_owner_merge_a_pull_request() {
    let (said, reviewers, workflow) = approved("team", "owner");
    assert_snapshot!(said, @"
      approve    a pull request proposes each deployment to production; the GitHub App that opens it is named in .github/workflows/deploy.yml
    approval  payments merges a pull request before a deployment to production · no reviewers: the plan team has reviewers in public repositories only
    ");
    assert_eq!(reviewers, serde_json::Value::Null);
    assert!(workflow.contains("promote.mjs"), "{workflow}");
}

#[test]
fn a_plan_without_environments_gets_none_and_deploys_nothing() {
    let free = |tells: bool, approval: &str| {
        let github = GitHub::new(&format!("{ENVIRONMENTS}    approval: {approval}\n"));
        github.state(|state| match tells {
            true => state.tells("free"),
            false => state.plan = "free",
        });
        let run = github.user().run(NEW).success();
        let made = github.everything();
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
    warning: nothing can be deployed: the plan free has environments in public repositories only
      ✓ settings   team payments [N] ms
    warning: nothing protects main: 127.0.0.1:[PORT]: Upgrade to GitHub Pro or make this repository public to enable this feature. (403)
    ");
    assert_snapshot!(free(false, "reviewers"), @"
      ✓ settings   team payments [N] ms
      ✓ deploy     not started [N] ms
    warning: the organisation's plan leaves out the environment staging: 127.0.0.1:[PORT]: Fail to create protected rule, please ensure billing plan include protected branch gate. (422)
    warning: the organisation's plan leaves out the environment production: 127.0.0.1:[PORT]: Fail to create protected rule, please ensure billing plan include protected branch gate. (422)
    warning: nothing protects main: 127.0.0.1:[PORT]: Upgrade to GitHub Pro or make this repository public to enable this feature. (403)
    warning: nothing is deployed; once that is mended: gh variable set DEPLOY_READY --body true --repo 127.0.0.1:[PORT]/acme/checkout
    ");
}

#[test]
fn staging_that_nobody_can_approve_is_refused() {
    let github = GitHub::new("environments:\n  staging: {approval: owner}\n");
    github.state(|state| state.tells("team"));
    assert_snapshot!(github.user().run(NEW).failure(2), @"
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams) · as its repository has it
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
    error: nobody can review what goes to staging: the plan team has reviewers in public repositories only
    help: in the platform's idp.yaml, environments.staging.approval: none
    [exit 2]
    ");
}

#[test]
fn a_platform_may_decide_how_the_owner_approves() {
    let (said, reviewers, workflow) = approved("enterprise", "pull-request");
    assert_snapshot!(said, @"
      approve    a pull request proposes each deployment to production; the GitHub App that opens it is named in .github/workflows/deploy.yml
    approval  payments merges a pull request before a deployment to production
    ");
    assert_eq!(reviewers, serde_json::Value::Null);
    assert!(workflow.contains("promote.mjs"), "{workflow}");
}

#[test]
fn a_cloud_can_know_the_workflows_by_what_the_catalog_says() {
    let trusted = |subjects: bool| {
        let github = GitHub::new("");
        github.state(|state| state.subjects = subjects);
        let idp = github.user();
        let made = idp.run(NEW.iter().chain(&["-o", "json"])).success().json();
        let platform = github.repository("platform");
        let entity = idp.git(&platform, ["show", "main:catalog/components/checkout.yaml"]);
        let annotation = entity.lines().find(|line| line.contains("oidc-subject"));
        format!("{}\n{}", made["subject"], annotation.unwrap().trim())
    };
    assert_snapshot!(trusted(true), @r#"
    "repo:acme@1/checkout@102"
    idp.dev/oidc-subject: repo:acme@1/checkout@102
    "#);
    // An Enterprise Server does not say it.
    assert_snapshot!(trusted(false), @r#"
    "repo:acme/checkout"
    idp.dev/oidc-subject: repo:acme/checkout
    "#);
}

/// One makes an environment by naming it in a workflow, and such a one lets anybody in.
#[test]
fn what_has_no_environments_is_trusted_by_no_cloud() {
    let github = GitHub::new("");
    let idp = github.user();
    idp.write(
        "templates/tool/template.yaml",
        "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: tool, title: Tool, description: A tool, version: 1.0.0}\nentity: {type: tool, lifecycle: production}\n",
    );
    idp.write("templates/tool/files/README.md", "A tool.\n");
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
    assert_eq!(made.success().json()["subject"], serde_json::Value::Null);
}

/// Settings with which production waits for what `approval` says, and an App proposes.
fn approved_by(approval: &str) -> String {
    format!("github: {{promoter: 7}}\n{ENVIRONMENTS}    approval: {approval}\n")
}

/// With every question that a run can have.
#[test]
fn a_run_sends_few_requests() {
    for approval in ["owner", "pull-request"] {
        let github = GitHub::new(&approved_by(approval));
        github.user().run(NEW).success();
        let requests = github.requests();
        assert!(requests.len() <= 25, "{}: {requests:#?}", requests.len());
    }
}

#[test]
fn only_the_app_writes_what_it_proposes() {
    let github = GitHub::new(&approved_by("pull-request"));
    github.user().run(NEW).success();
    let made = github.everything();
    let rulesets = made["acme/checkout"]["rulesets"].as_array().unwrap();
    let ours = rulesets
        .iter()
        .find(|rules| rules["name"] == "idp: proposals");
    assert_snapshot!(ours.unwrap(), @r#"{"bypass":[{"actor_id":7,"actor_type":"Integration","bypass_mode":"always"}],"conditions":{"ref_name":{"exclude":[],"include":["refs/heads/promote/*"]}},"enforcement":"active","name":"idp: proposals","rules":[{"type":"creation"},{"type":"update"},{"type":"deletion"}],"target":"branch"}"#);

    let reviewed = GitHub::new(&approved_by("reviewers"));
    reviewed.user().run(NEW).success();
    let made = reviewed.everything();
    assert_eq!(
        made["acme/checkout"]["rulesets"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn a_plan_says_how_deployments_will_be_approved() {
    let github = GitHub::new("environments:\n  production: {approval: owner}\n");
    github.state(|state| state.tells("team"));
    let plan = github
        .user()
        .run(NEW.iter().chain(&["--dry-run", "-o", "json"]))
        .success()
        .json();
    assert_snapshot!(plan["approvals"], @r#"{"production":"pull-request","staging":"none"}"#);
}

#[test]
fn a_template_that_tells_the_forge_nothing_gets_no_checks_and_no_deployment() {
    let github = GitHub::new(ENVIRONMENTS);
    let idp = github.user();
    let manifest = "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: tool, title: A tool, description: A tool, version: 0.1.0}\n";
    idp.write("tool/template.yaml", manifest);
    let workflow = "on: [pull_request, workflow_dispatch]\njobs: {test: {environment: staging}}\n";
    for file in ["ci.yml", "deploy.yml"] {
        idp.write(&format!("tool/files/.github/workflows/{file}"), workflow);
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
    let run = idp.run(new.iter().chain(&["--dry-run"])).success();
    for line in [
        "checks    none is required: `forge` of the template tool names none",
        "deploy    nothing: `forge` of the template tool names no workflow for it",
    ] {
        assert!(run.stderr.contains(line), "{run}");
    }
    assert!(!run.stdout.contains("environments"), "{run}");
    assert!(!run.stdout.contains("dispatches"), "{run}");
    let told = "forge: {checks: [test], deploy: deploy.yml, environments: [staging]}\n";
    idp.write("tool/template.yaml", &format!("{manifest}{told}"));
    let run = idp.run(new.iter().chain(&["--dry-run"])).success();
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
    let github = GitHub::new(&approved_by("pull-request"));
    let idp = github.user();
    let plan = idp
        .run(NEW.iter().chain(&["--dry-run", "-o", "json"]))
        .success()
        .json();
    assert!(
        github
            .requests()
            .iter()
            .all(|request| request.starts_with("GET "))
    );
    assert_eq!(plan["unchecked"], serde_json::json!([]));
    let planned = plan["requests"].as_array().unwrap().iter();
    let mut planned: Vec<&str> = planned.map(|request| request.as_str().unwrap()).collect();
    let shown = idp.run(NEW.iter().chain(&["--dry-run"])).success();
    assert!(
        shown
            .stdout
            .contains("would request   POST /orgs/acme/repos"),
        "{shown}"
    );
    idp.run(NEW).success();
    let mut made = github.requests();
    made.retain(|request| !request.starts_with("GET "));
    planned.sort_unstable();
    made.sort_unstable();
    assert_eq!(planned, made);
}

/// A catalog of one file for which two registrations were proposed, and the first was merged.
fn one_of_two_merged() -> (GitHub, Idp) {
    let github = GitHub::with_one_file("registration: pull-request\n");
    let idp = github.user();
    for name in ["cart", "checkout"] {
        idp.run(["new", "service", name, "--owner", "payments"])
            .success();
    }
    assert!(github.merges(&idp, "cart"));
    (github, idp)
}

#[test]
fn in_a_catalog_of_one_file_a_pull_request_comes_onto_the_newest_tip() {
    let (github, idp) = one_of_two_merged();
    assert!(
        !github.merges(&idp, "checkout"),
        "both are new in the same place"
    );
    assert_snapshot!(idp.run(["catalog", "rebase-pr", "checkout"]), @"idp/register/checkout is on the newest catalog now ([COMMIT])");
    assert_snapshot!(idp.run(["catalog", "rebase-pr", "checkout"]), @"idp/register/checkout is on the newest catalog already");
    assert!(github.merges(&idp, "checkout"));
    let idp = idp.with("IDP_CLOCK", "2026-11-23T13:00:00Z");
    idp.run(["who-owns", "cart"]).success();
    idp.run(["who-owns", "checkout"]).success();
    assert_snapshot!(idp.run(["catalog", "rebase-pr", "nothing"]), @"
    [stderr]
    error: no registration of `nothing` waits on idp/register/nothing
    [exit 3]
    ");
}

#[test]
fn what_reviewers_added_to_a_registration_is_not_lost() {
    let (github, idp) = one_of_two_merged();
    let clone = format!(
        "git clone -q {} reviewed && cd reviewed && git checkout -q idp/register/checkout && echo '* @acme/payments' > CODEOWNERS && git add CODEOWNERS && git commit -qm more && git push -q",
        github.repository("platform").display()
    );
    assert_eq!(idp.shell(&clone).code, Some(0));
    assert_snapshot!(idp.run(["catalog", "rebase-pr", "checkout"]).failure(6), @"
    [stderr]
    error: idp/register/checkout changes more than `checkout`: CODEOWNERS
    help: in a clone of it: git merge origin/main
    [exit 6]
    ");
}

/// Plays the runner of the platform's workflow: waits for one to be asked for, and does what it says as an app that may.
fn runner(github: &GitHub, app: &Idp, conclusion: &str) -> Option<crate::support::Run> {
    let inputs = loop {
        let asked = github.state(|state| {
            let run = state.repositories["acme/platform"].workflow_runs.first();
            run.map(|run| run["inputs"].clone())
        });
        match asked {
            Some(inputs) => break inputs,
            None => std::thread::sleep(std::time::Duration::from_millis(20)),
        }
    };
    app.write("values.json", inputs["values"].as_str().unwrap());
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
    github.state(|state| {
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
    let github = GitHub::new("create: dispatch\n");
    // Nobody but the app may make repositories.
    github.state(|state| state.scopes = Some("repo, read:org".to_owned()));
    let (idp, app) = (github.user(), github.user());
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
        github.state(|state| state.scopes = None);
        runner(&github, &app, "success").unwrap().success();
        asked.join().unwrap()
    });
    assert_snapshot!(run, @"
    checkout is yours, [N] s.

      run it     cd checkout && docker compose up --wait
      no Docker  cd checkout && npm ci && npm run dev
      ship it    merge to main for production; .github/workflows/deploy.yml says at its top what it needs once
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams) · as its repository has it
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard: on · alerts: off
      ✓ order      https://github.test/acme/platform/actions/idp-new.yml [N] ms
        ✓ Set up job
        ✓ idp new
      ✓ workflow   succeeded [N] ms
      ✓ clone      [ROOT]/here/checkout [N] ms
    ");
    let head = idp.git("checkout", ["rev-parse", "HEAD"]);
    assert_eq!(app.git("checkout", ["rev-parse", "HEAD"]), head);
    assert!(idp.read("checkout/.idp/lock.yaml").contains("load test"));
    idp.run(["who-owns", "checkout"]).success();
    let runs = idp.run(["runs", "list", "-o", "json"]).success().json();
    assert_eq!(runs["runs"][0]["state"], "done");
}

#[test]
fn a_workflow_that_fails_is_said_to_have_failed_and_can_be_followed_again() {
    let github = GitHub::new("create: dispatch\n");
    let (idp, app) = (github.user(), github.user());
    let run = std::thread::scope(|scope| {
        let asked = scope.spawn(|| idp.run(NEW));
        runner(&github, &app, "failure");
        asked.join().unwrap()
    });
    assert_snapshot!(run, @"
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams) · as its repository has it
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
      ✓ order      https://github.test/acme/platform/actions/idp-new.yml [N] ms
        ✓ Set up job
        ✗ idp new
    error: the workflow of the platform ended with failure
    help: watch it: https://github.test/acme/platform/actions/idp-new.yml
    help: to go on: idp runs resume [RUN]
    [exit 5]
    ");
    // It was run again by hand, on GitHub, and succeeded.
    github.state(|state| {
        let platform = state.repositories.get_mut("acme/platform").unwrap();
        platform.workflow_runs[0]["status"] = "queued".into();
        platform.workflow_runs[0]["steps"] = serde_json::json!([]);
    });
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| idp.run(NEW).success());
        runner(&github, &app, "success").unwrap().success();
        asked.join().unwrap()
    });
    assert_eq!(
        github.state(|state| state.repositories["acme/platform"].workflow_runs.len()),
        1
    );
}

#[test]
fn a_workflow_that_was_started_is_not_forgotten() {
    let github = GitHub::new("create: dispatch\n");
    let (idp, app) = (github.user(), github.user());
    github.fails(crate::fake::Fault::answer("GET", "/actions/runs/", 404));
    idp.run(NEW).failure(3);
    let runs = idp.run(["runs", "list", "-o", "json"]).success().json();
    assert_eq!(runs["runs"][0]["last"], "order");
    runner(&github, &app, "success").unwrap().success();
    idp.run(NEW).success();
    assert_eq!(
        github.count("POST /repos/acme/platform/actions/workflows/idp-new.yml/dispatches"),
        1
    );
}

#[test]
fn a_platform_without_the_workflow_is_said_to_need_it() {
    let github = GitHub::new("create: dispatch\n");
    let idp = github.user();
    github.fails(crate::fake::Fault::answer("POST", "/dispatches", 404));
    assert_snapshot!(idp.run(NEW), @"
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams) · as its repository has it
    template  service 1.0.0 · Next.js + PostgreSQL · tracing, dashboard, alerts: on
    error: cannot start idp-new.yml of the platform: 127.0.0.1:[PORT]: Something went wrong (404)
    help: it is not there, or the token from GH_ENTERPRISE_TOKEN may not see it
    help: the platform needs .github/workflows/idp-new.yml, and the token must be allowed to start it
    [exit 3]
    ");
    assert_eq!(
        idp.run(["runs", "list"]).success().stdout,
        "no run is on record\n"
    );
}

#[test]
fn a_workflow_that_may_have_been_started_is_not_forgotten() {
    let github = GitHub::new("create: dispatch\n");
    let (idp, app) = (github.user(), github.user());
    github.fails(crate::fake::Fault::on(
        "POST",
        "/dispatches",
        crate::fake::Harm::DoneThen(502),
    ));
    github.fails(crate::fake::Fault::answer(
        "GET",
        "/workflows/idp-new.yml/runs",
        404,
    ));
    idp.run(NEW).failure(5);
    runner(&github, &app, "success").unwrap().success();
    idp.run(NEW).success();
    assert_eq!(
        github.count("POST /repos/acme/platform/actions/workflows/idp-new.yml/dispatches"),
        1
    );
}

#[test]
fn a_dry_run_needs_no_token_and_says_what_it_did_not_check() {
    let github = GitHub::new(ENVIRONMENTS);
    let platform = github.repository("platform").display().to_string();
    let signed_in = github
        .user()
        .with("IDP_PLATFORM", &platform)
        .run(NEW.iter().chain(&["--dry-run", "-o", "json"]));
    let asked = github.requests().len();
    // What may be read without a token, as a public repository.
    let idp = github.visitor().with("IDP_PLATFORM", &platform);
    let plan = idp
        .run(NEW.iter().chain(&["--dry-run", "-o", "json"]))
        .success()
        .json();
    assert_eq!(github.requests().len(), asked, "nothing is asked");
    let known = signed_in.success().json();
    for key in ["files", "requests", "repository", "entity", "steps"] {
        assert_eq!(plan[key], known[key], "{key}");
    }
    let shown = idp.run(NEW.iter().chain(&["--dry-run"])).success();
    let unchecked = shown
        .stdout
        .lines()
        .filter(|line| line.starts_with("not checked"));
    assert_snapshot!(unchecked.collect::<Vec<_>>().join("\n"), @"
    not checked     the name acme/checkout is free
    not checked     the team payments of acme exists and is visible
    not checked     a token may create repositories in acme
    not checked     the plan of acme has environments and reviewers
    ");
    // The owner and the template come before the token.
    idp.run(["new", "service", "x", "--owner", "nobody"])
        .failure(3);
    idp.run(["new", "nothing", "x", "--owner", "payments"])
        .failure(3);
    idp.run(NEW).failure(4);
}

/// A clone of the fake's platform with changes that are not pushed.
fn changed_clone(github: &GitHub) -> Idp {
    let idp = github.user().with("IDP_PLATFORM", "");
    let header = format!(
        "http.extraHeader=Authorization: token {}",
        crate::fake::TOKEN
    );
    idp.git(
        "",
        ["-c", &header, "clone", "--quiet", &github.platform(), "p"],
    );
    idp.write("p/templates/tool/template.yaml", "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: tool, title: Tool, description: A tool, version: 1.0.0}\nentity: {type: tool, lifecycle: production}\n");
    idp.write("p/templates/tool/files/README.md", "A tool.\n");
    idp.write("p/idp.yaml", "organisation: acme\nforge: local\n");
    idp
}

#[test]
fn what_is_here_and_not_pushed_is_said_to_be_so() {
    let github = GitHub::new("");
    let idp = changed_clone(&github);
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
    assert_snapshot!(idp.run_in("p", new).failure(3), @"
    [stderr]
    error: template `tool` is in this clone but not on origin/main
    help: push it, or add --template templates/tool
    [exit 3]
    ");
    let doctor = idp.run_in("p", ["doctor"]);
    let told = doctor
        .stdout
        .lines()
        .skip_while(|line| !line.contains("unpushed"));
    assert_snapshot!(told.take(4).collect::<Vec<_>>().join("\n"), @"
    ! unpushed  idp.yaml in this clone differs from the one on origin/main, which idp new uses
                git pull, then git push if yours should count
    ! unpushed  template `tool` is in this clone but not on origin/main
                push it, or add --template templates/tool
    ");
    let shown = idp
        .run_in("p", new.iter().chain(&["--template", "templates/tool"]))
        .success();
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
    let github = GitHub::new("");
    let idp = github.user();
    let set = ["catalog", "set", "group:payments", "title=Money"];
    assert_snapshot!(idp.run(set.iter().chain(&["--pr"])), @"
    changed 1 file for 1 entity ([COMMIT]), in https://github.test/acme/platform/pull/102
    [stderr]
    platform  http://127.0.0.1:[PORT]/acme/platform.git · pull request from idp/edit/group-default-payments-title-money-faae2696 to main
    ");
    let pulls = |github: &GitHub| github.everything()["acme/platform"]["pulls"].clone();
    let first = pulls(&github);
    assert_snapshot!(first[0]["body"].as_str().unwrap(), @"
    - `catalog/groups.yaml` (+1 -0)

    Entities:

    - `group:default/payments`
    ");
    // The same command finds its own, also after the answer was lost or the platform moved on.
    idp.run(["catalog", "set", "group:storefront", "title=Shop"])
        .success();
    let again = idp
        .run(set.iter().chain(&["--pr", "-o", "json"]))
        .success()
        .json();
    assert_eq!(
        again["pullRequest"], "https://github.test/acme/platform/pull/102",
        "{again:#}"
    );
    assert_eq!(pulls(&github).as_array().map(Vec::len), Some(1));
    // Another change is another pull request.
    idp.run(["catalog", "set", "group:payments", "title=Coins", "--pr"])
        .success();
    assert_eq!(pulls(&github).as_array().map(Vec::len), Some(2));
}

#[test]
fn where_registrations_wait_changes_do_too() {
    let github = GitHub::new("registration: pull-request\n");
    let idp = github.user();
    let set = ["catalog", "set", "group:payments", "title=Money"];
    let run = idp.run(set).success();
    assert!(run.stdout.contains("/acme/platform/pull/"), "{run}");
    let run = idp.run(set.iter().chain(&["--push"])).success();
    assert!(run.stdout.contains("pushed to main of "), "{run}");
}
