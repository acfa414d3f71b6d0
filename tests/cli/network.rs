//! Faults of the network and the server during a run, and what the user sees of them.

use std::process::{Command, Stdio};
use std::time::Duration;

use insta::assert_snapshot;

use crate::fake::{ENVIRONMENTS, FakeGitHub, FaultEffect, InjectedFault, TOKEN};
use crate::support::{CommandOutput, Idp};

const NEW: [&str; 5] = ["new", "service", "checkout", "--owner", "payments"];

/// Stderr without the lines about successful steps.
fn error_lines(run: &CommandOutput) -> String {
    let shown = run.to_string();
    let stderr = shown.split("[stderr]\n").nth(1).unwrap_or_default();
    let calm = |line: &&str| {
        !(line.starts_with("  ✓") || line.starts_with("platform ") || line.starts_with("template "))
    };
    stderr.lines().filter(calm).collect::<Vec<_>>().join("\n")
}

/// Asserts that a run with these faults has the same outcome as an undisturbed run.
fn assert_same_outcome(settings: &str, faults: Vec<InjectedFault>) -> (FakeGitHub, CommandOutput) {
    let calm = FakeGitHub::new(settings);
    calm.signed_in_user().run(NEW).assert_success();
    let github = FakeGitHub::new(settings);
    for fault in faults {
        github.inject_fault(fault);
    }
    let run = github
        .signed_in_user()
        .run(NEW.iter().chain(&["-v"]))
        .assert_success();
    assert_eq!(
        crate::fake::remove_port(&github.snapshot_json().to_string()),
        crate::fake::remove_port(&calm.snapshot_json().to_string())
    );
    (github, run)
}

#[test]
fn what_was_done_before_the_answer_was_lost_is_not_done_twice() {
    let writes = [
        ("POST", "/orgs/acme/repos"),
        ("PATCH", "/repos/acme/checkout"),
        ("POST", "/actions/variables"),
        ("POST", "/environments/staging/variables"),
        ("POST", "/rulesets"),
        ("POST", "/dispatches"),
        ("PUT", "/environments/production"),
    ];
    let answered = writes.map(|(method, path)| {
        InjectedFault::on_request(method, path, FaultEffect::ProcessThenRespond(502))
    });
    assert_same_outcome(ENVIRONMENTS, answered.into());
    let dropped = writes.map(|(method, path)| {
        InjectedFault::on_request(method, path, FaultEffect::ProcessThenDrop)
    });
    let (github, _) = assert_same_outcome(ENVIRONMENTS, dropped.into());
    assert_eq!(github.count_requests("POST /orgs/acme/repos"), 1);
    assert_eq!(
        github.count_requests("POST /repos/acme/checkout/actions/workflows/deploy.yml/dispatches"),
        1
    );
}

#[test]
fn what_was_not_done_is_done() {
    let reads_and_writes = [
        ("GET", "/orgs/acme"),
        ("POST", "/orgs/acme/repos"),
        ("PUT", "/topics"),
        ("POST", "/rulesets"),
        ("POST", "/actions/variables"),
        ("POST", "/environments/production/variables"),
        ("POST", "/deployment-branch-policies"),
        ("POST", "/dispatches"),
        ("POST", "git-receive-pack"),
    ];
    let dropped = reads_and_writes
        .map(|(method, path)| InjectedFault::on_request(method, path, FaultEffect::DropConnection));
    assert_same_outcome(ENVIRONMENTS, dropped.into());
    let refused =
        reads_and_writes.map(|(method, path)| InjectedFault::with_status(method, path, 503));
    assert_same_outcome(ENVIRONMENTS, refused.into());
}

#[test]
fn a_push_whose_answer_was_lost_is_recognised() {
    for skipped in [0, 1] {
        let push =
            InjectedFault::on_request("POST", "git-receive-pack", FaultEffect::ProcessThenDrop)
                .after(skipped);
        assert_same_outcome("", vec![push]);
    }
}

#[test]
fn a_pull_request_whose_answer_was_lost_is_found() {
    let settings = "registration: pull-request\n";
    let lost = InjectedFault::on_request("POST", "/pulls", FaultEffect::ProcessThenDrop);
    let (github, run) = assert_same_outcome(settings, vec![lost]);
    assert_eq!(github.count_requests("POST /repos/acme/platform/pulls"), 1);
    assert!(
        run.stdout
            .contains("register   https://github.test/acme/platform/pull/"),
        "{run}"
    );
}

#[test]
fn a_new_repository_that_cannot_be_seen_yet_is_waited_for() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    github.hide_new_repositories(Duration::from_secs(5));
    idp.run(NEW).assert_success();
    github.hide_new_repositories(Duration::ZERO);
    assert_eq!(github.snapshot_json()["acme/checkout"]["topics"][0], "idp");
    idp.run(["who-owns", "checkout"]).assert_success();
}

/// A rate limit response that says how long to wait.
fn rate_limited(seconds: &str) -> FaultEffect {
    let body = r#"{"message": "You have exceeded a secondary rate limit"}"#;
    let headers = vec![("retry-after", seconds.to_owned())];
    FaultEffect::Respond(403, headers, body.to_owned())
}

#[test]
fn a_short_wait_is_waited_and_shown() {
    let (_, run) = assert_same_outcome(
        "",
        vec![InjectedFault::on_request(
            "POST",
            "/rulesets",
            rate_limited("1"),
        )],
    );
    assert_snapshot!(error_lines(&run), @"
    127.0.0.1:[PORT] rate limit: waiting 1 s
    17 requests to the forge
    ");
}

#[test]
fn a_long_wait_is_the_users_to_decide() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    github.inject_fault(InjectedFault::on_request(
        "POST",
        "/rulesets",
        rate_limited("3600"),
    ));
    assert_snapshot!(error_lines(&idp.run(NEW).assert_exit_code(5)), @"
    error: 127.0.0.1:[PORT] rate limit exceeded; it resets in 60 min
    help: the limit counts every request made with the same token
    help: resume the run: idp runs resume [RUN]
    help: or abandon it: idp runs abandon [RUN]
    [exit 5]
    ");
    idp.run(NEW).assert_success();
}

#[test]
fn a_server_that_fails_for_long_leaves_a_run_to_go_on_with() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    github.inject_fault(InjectedFault::with_status("PUT", "/topics", 500).times(20));
    let run = idp.run(NEW).assert_exit_code(5);
    assert_snapshot!(error_lines(&run), @"
    error: cannot set the topics: 127.0.0.1:[PORT]: Something went wrong (500)
    help: resume the run: idp runs resume [RUN]
    help: or abandon it: idp runs abandon [RUN]
    [exit 5]
    ");
    let json = idp.run([
        "new", "service", "checkout", "--owner", "payments", "-o", "json",
    ]);
    let error: serde_json::Value =
        serde_json::from_str(json.assert_exit_code(5).stderr.trim()).unwrap();
    assert_eq!(error["error"]["code"], "remote");
    assert!(
        error["error"]["hint"]
            .as_str()
            .unwrap()
            .contains("idp runs resume")
    );
}

#[test]
fn other_answers_than_before_are_refused() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    github.inject_fault(InjectedFault::with_status("PUT", "/topics", 500).times(5));
    idp.run(NEW).assert_exit_code(5);
    let other = ["new", "service", "checkout", "--owner", "storefront"];
    assert_snapshot!(error_lines(&idp.run(other).assert_exit_code(6)), @"
    error: `checkout` was started with different answers: owner `group:default/payments`, now `group:default/storefront`
    help: resume with the original answers: idp runs resume [RUN]
    help: abandon that run: idp runs abandon [RUN]
    [exit 6]
    ");
    idp.run(NEW).assert_success();
}

#[test]
fn a_run_that_is_given_up_removes_nothing_that_others_may_have_seen() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    github.inject_fault(InjectedFault::with_status("PUT", "/topics", 500).times(5));
    idp.run(NEW).assert_exit_code(5);
    let runs = idp
        .run(["runs", "list", "-o", "json"])
        .assert_success()
        .stdout_json();
    let run = runs["runs"][0]["run"].as_str().unwrap();
    assert_snapshot!(idp.run(["runs", "show", run]), @"
    [RUN]  checkout · interrupted · 2026-11-23T12:00:00Z
    platform    http://127.0.0.1:[PORT]/acme/platform.git
    repository  http://127.0.0.1:[PORT]/acme/checkout.git
    directory   [ROOT]/here/checkout
      ✓ make the first commit
      ✓ create the repository
      ✓ push the first commit
      ? set up the repository
      ✓ settings
      ? topics
      ✓ team
      ✓ workflow token
      ✓ alerts

      resume   idp runs resume [RUN]
      abandon  idp runs abandon [RUN]
    ");
    assert_snapshot!(idp.run(["runs", "abandon", run]), @"
    abandoned [RUN]; remove what it left if nobody uses it:

      http://127.0.0.1:[PORT]/acme/checkout
        gh repo delete 127.0.0.1:[PORT]/acme/checkout
    ");
    assert!(github.repository_path("checkout").exists());
    assert_eq!(std::fs::read_dir(idp.path("")).unwrap().count(), 0);
    idp.run(["runs", "resume", run]).assert_exit_code(6);
    idp.run(NEW).assert_exit_code(6);
}

#[test]
fn without_a_token_the_first_word_is_how_to_get_one() {
    let github = FakeGitHub::new("");
    assert_snapshot!(error_lines(&github.signed_out_user().run(NEW).assert_exit_code(4)), @"
    error: no token for 127.0.0.1:[PORT]
    help: gh auth login --hostname 127.0.0.1:[PORT]
    help: or set GH_ENTERPRISE_TOKEN and GH_HOST=127.0.0.1:[PORT]
    [exit 4]
    ");
}

#[test]
fn a_token_that_is_not_accepted_says_where_it_came_from() {
    let github = FakeGitHub::new("");
    let idp = github
        .signed_out_user()
        .with_env("GH_ENTERPRISE_TOKEN", "ghp_old");
    let run = idp.run(NEW).assert_exit_code(4);
    assert!(!run.to_string().contains("ghp_old"), "{run}");
    assert_snapshot!(error_lines(&run), @"
    error: 127.0.0.1:[PORT] rejected the token from GH_ENTERPRISE_TOKEN
    help: gh auth login --hostname 127.0.0.1:[PORT]
    help: or set GH_ENTERPRISE_TOKEN to a valid token
    [exit 4]
    ");
}

#[test]
fn a_token_with_a_space_or_a_line_break_is_none() {
    let github = FakeGitHub::new("");
    for token in ["ghp_a b", "ghp_a\n"] {
        let run = github
            .signed_out_user()
            .with_env("GH_ENTERPRISE_TOKEN", token)
            .run(NEW)
            .assert_exit_code(4);
        assert!(
            run.stderr
                .contains("invalid token from GH_ENTERPRISE_TOKEN"),
            "{run}"
        );
        assert!(!run.stderr.contains("ghp_a"), "{run}");
    }
}

#[test]
fn a_scope_that_is_missing_is_named_before_anything_is_made() {
    let github = FakeGitHub::new("");
    github.with_state(|state| state.scopes = Some("repo, read:org".to_owned()));
    let idp = github.signed_in_user();
    assert_snapshot!(error_lines(&idp.run(NEW).assert_exit_code(4)), @"
    error: the token from GH_ENTERPRISE_TOKEN lacks the scope workflow
    help: add the repo, workflow and read:org scopes to the token from GH_ENTERPRISE_TOKEN: http://127.0.0.1:[PORT]/settings/tokens
    [exit 4]
    ");
    assert_eq!(github.count_requests("POST /orgs/acme/repos"), 0);
    assert_eq!(std::fs::read_dir(idp.path("")).unwrap().count(), 0);
}

#[test]
fn a_permission_that_is_missing_is_named_as_the_server_names_it() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let body = r#"{"message": "Resource not accessible by personal access token"}"#;
    let headers = vec![(
        "x-accepted-github-permissions",
        "administration=write".to_owned(),
    )];
    let refused = FaultEffect::Respond(403, headers, body.to_owned());
    github.inject_fault(InjectedFault::on_request(
        "POST",
        "/orgs/acme/repos",
        refused,
    ));
    assert_snapshot!(error_lines(&idp.run(NEW).assert_exit_code(4)), @"
    error: cannot create acme/checkout: 127.0.0.1:[PORT]: Resource not accessible by personal access token (403)
    help: the token from GH_ENTERPRISE_TOKEN needs: administration=write
    [exit 4]
    ");
    github.inject_fault(InjectedFault::with_status("POST", "/orgs/acme/repos", 404));
    assert_snapshot!(error_lines(&idp.run(NEW).assert_exit_code(4)), @"
    error: cannot create acme/checkout: 127.0.0.1:[PORT]: Something went wrong (404)
    help: the token from GH_ENTERPRISE_TOKEN can't create repositories in acme; with `create: dispatch` in idp.yaml, a platform workflow creates them
    [exit 4]
    ");
    assert_eq!(
        idp.run(["runs", "list"]).assert_success().stdout,
        "no runs found\n"
    );
}

#[test]
fn a_push_that_is_not_permitted_is_not_tried_for_a_minute() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    github.inject_fault(
        InjectedFault::with_status("POST", "/acme/checkout.git/git-receive-pack", 403).times(9),
    );
    let began = std::time::Instant::now();
    assert_snapshot!(error_lines(&idp.run(NEW).assert_exit_code(4)), @"
    error: cannot push: git: RPC failed; HTTP 403 curl 22 The requested URL returned error: 403
    help: the token from GH_ENTERPRISE_TOKEN has the required scopes: ask an owner of the organisation which permission your account lacks
    help: resume the run: idp runs resume [RUN]
    help: or abandon it: idp runs abandon [RUN]
    [exit 4]
    ");
    assert!(began.elapsed().as_secs() < 30);
}

#[test]
fn a_team_that_is_not_there_is_said_before_anything_is_made() {
    let github = FakeGitHub::new("");
    github.with_state(|state| state.teams.remove("payments"));
    assert_snapshot!(error_lines(&github.signed_in_user().run(NEW).assert_exit_code(3)), @"
    error: team `payments` not found in acme on 127.0.0.1:[PORT], or the token from GH_ENTERPRISE_TOKEN can't see it
    help: create it, or set this annotation on the Group: github.com/team-slug: acme/<team>
    [exit 3]
    ");
    assert_eq!(github.count_requests("POST /orgs/acme/repos"), 0);
}

#[test]
fn a_name_that_is_taken_is_a_conflict_whatever_its_case() {
    let github = FakeGitHub::new("");
    github.with_state(|state| {
        state.add_repository("Checkout", serde_json::json!({"description": "x"}))
    });
    assert_snapshot!(error_lines(&github.signed_in_user().run(NEW).assert_exit_code(6)), @"
    error: repository `checkout` already exists: http://127.0.0.1:[PORT]/acme/checkout
    help: choose another name
    help: to add the existing repository to the catalog: idp catalog add checkout type=service lifecycle=experimental owner=<GROUP> annotation:github.com/project-slug=acme/checkout
    [exit 6]
    ");
}

#[test]
fn a_name_that_was_somebody_elses_is_not_free() {
    let github = FakeGitHub::new("");
    github.with_state(|state| {
        state
            .renamed
            .insert("acme/checkout".to_owned(), "7".to_owned())
    });
    assert_snapshot!(error_lines(&github.signed_in_user().run(NEW).assert_exit_code(6)), @"
    error: acme/checkout is the former name of a renamed repository and still redirects to it
    help: choose another name
    [exit 6]
    ");
}

#[test]
fn a_repository_that_somebody_made_at_the_same_moment_is_theirs() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    // The name is free when it is checked, and taken when the repository is created.
    github.with_state(|state| {
        state.add_repository("checkout", serde_json::json!({"description": "theirs"}))
    });
    github.inject_fault(InjectedFault::with_status(
        "GET",
        "/repos/acme/checkout",
        404,
    ));
    let run = idp.run(NEW).assert_exit_code(6);
    assert!(run.stderr.contains("already exists"), "{run}");
    assert_eq!(
        idp.run(["runs", "list"]).assert_success().stdout,
        "no runs found\n"
    );
    assert_eq!(std::fs::read_dir(idp.path("")).unwrap().count(), 0);
}

#[cfg(debug_assertions)]
#[test]
fn what_somebody_pushed_first_is_not_forced_away() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
    // The moment after the repository is created.
    command.args(NEW).env("IDP_KILL_AT", "9");
    assert!(!command.output().unwrap().status.success());
    let bare = github.repository_path("checkout");
    idp.write_file("theirs/README.md", "theirs\n");
    idp.run_git("theirs", ["init", "--quiet"]);
    idp.run_git("theirs", ["add", "--all"]);
    idp.run_git("theirs", ["commit", "--quiet", "--message", "theirs"]);
    idp.run_git(
        "theirs",
        ["push", "--quiet", bare.to_str().unwrap(), "HEAD:main"],
    );
    let run = idp.run(NEW).assert_exit_code(6);
    assert_snapshot!(error_lines(&run), @"
    resuming run [RUN]
    error: someone else pushed to the new repository first
    help: once resolved, resume the run: idp runs resume [RUN]
    help: or abandon it, and start again with other answers: idp runs abandon [RUN]
    [exit 6]
    ");
    assert_eq!(
        idp.run_git(&bare, ["log", "-1", "--format=%s", "main"]),
        "theirs"
    );
}

#[test]
fn reviewers_that_github_refuses_are_said_and_the_run_goes_on() {
    let github = FakeGitHub::new(
        "environments:\n  staging: {variables: {CLUSTER: s}}\n  production: {approval: reviewers, variables: {CLUSTER: p}}\n",
    );
    github.with_state(|state| state.plan = "team");
    let run = github.signed_in_user().run(NEW).assert_success();
    assert_snapshot!(error_lines(&run), @"
    approval  payments reviews each deployment to production
    warning: production accepts no deployments, because payments can't review them: 127.0.0.1:[PORT]: Failed to create the environment protection rule. Please ensure the billing plan supports the required reviewers protection rule. (422)
    warning: deploys are disabled; after you fix the problems above, enable them: gh variable set DEPLOY_READY --body true --repo 127.0.0.1:[PORT]/acme/checkout
    ");
    let made = github.snapshot_json();
    let checkout = &made["acme/checkout"];
    let production = &checkout["environments"]["production"];
    assert_eq!(production["branches"], serde_json::json!([]));
    assert_eq!(production["variables"], serde_json::json!({"CLUSTER": "p"}));
    assert_not_deployable(checkout);
}

/// Asserts that nothing in `repository` can be deployed.
fn assert_not_deployable(repository: &serde_json::Value) {
    assert_eq!(repository["dispatches"], serde_json::json!([]));
    assert_eq!(repository["variables"].get("DEPLOY_READY"), None);
}

#[test]
fn what_is_not_protected_is_not_deployed() {
    let github = FakeGitHub::new(ENVIRONMENTS);
    let json = vec![("content-type", "application/json".to_owned())];
    let refusal = r#"{"message": "Upgrade to GitHub Pro or make this repository public to enable this feature."}"#;
    let refusal = FaultEffect::Respond(403, json, refusal.to_owned());
    github.inject_fault(InjectedFault::on_request("POST", "/rulesets", refusal));
    let idp = github.signed_in_user();
    let run = idp.run(NEW).assert_success();
    assert_snapshot!(error_lines(&run), @"
    warning: main is not protected: 127.0.0.1:[PORT]: Upgrade to GitHub Pro or make this repository public to enable this feature. (403)
    warning: deploys are disabled; after you fix the problems above, enable them: gh variable set DEPLOY_READY --body true --repo 127.0.0.1:[PORT]/acme/checkout
    ");
    let made = github.snapshot_json();
    assert_not_deployable(&made["acme/checkout"]);
    // Anyone who can push could use its identity.
    let entity = idp.run_git(
        github.repository_path("platform"),
        ["show", "main:catalog/components/checkout.yaml"],
    );
    assert!(
        !run.stdout.contains("trust") && !entity.contains("oidc-subject"),
        "{run} {entity}"
    );
}

/// An App that isn't installed can't bypass the rules.
#[test]
fn proposals_that_anybody_may_write_are_said() {
    let github = FakeGitHub::new(&format!(
        "github: {{promoter: 7}}\n{ENVIRONMENTS}    approval: pull-request\n"
    ));
    github.with_state(|state| state.app_ids = Vec::new());
    let run = github.signed_in_user().run(NEW).assert_success();
    assert_snapshot!(error_lines(&run), @"
    approval  payments merges a pull request before each deployment to production
    warning: promote/* is not protected: 127.0.0.1:[PORT]: Actor Promoter integration must be part of the ruleset source or owner organization (422)
    ");
    let made = github.snapshot_json();
    assert_eq!(made["acme/checkout"]["variables"]["DEPLOY_READY"], "true");
}

/// A setting that the plan doesn't support is detected even if the outcome of the first attempt is unknown.
#[test]
fn a_ruleset_that_the_plan_leaves_out_does_not_stop_a_run_that_goes_on() {
    let github = FakeGitHub::new(ENVIRONMENTS);
    github.with_state(|state| state.plan = "free");
    let plain = vec![("content-type", "text/plain".to_owned())];
    let refusal = FaultEffect::Respond(500, plain, "out of order".to_owned());
    github.inject_fault(InjectedFault::on_request("POST", "/rulesets", refusal));
    github.signed_in_user().run(NEW).assert_success();
    assert_not_deployable(&github.snapshot_json()["acme/checkout"]);
}

/// A warning that the interrupted run didn't show is shown when the run is resumed.
#[test]
fn what_people_should_know_outlives_the_process() {
    let settings = format!("{ENVIRONMENTS}    approval: reviewers\n");
    let github = FakeGitHub::new(&settings);
    github.with_state(|state| state.plan = "team");
    let idp = github.signed_in_user();
    let plain = vec![("content-type", "text/plain".to_owned())];
    let refusal = FaultEffect::Respond(500, plain, "out of order".to_owned());
    github.inject_fault(InjectedFault::on_request(
        "POST",
        "/rulesets",
        refusal.clone(),
    ));
    github.inject_fault(InjectedFault::on_request("POST", "/rulesets", refusal));
    idp.run(NEW).assert_exit_code(5);
    let resumed = idp.run(NEW).assert_success();
    let warned = resumed.stderr.contains("production accepts no deployments");
    assert!(warned, "{resumed}");
    assert_not_deployable(&github.snapshot_json()["acme/checkout"]);
}

#[test]
fn an_answer_that_is_a_page_is_no_answer() {
    let github = FakeGitHub::new("");
    let page = FaultEffect::Respond(
        200,
        vec![("content-type", "text/html".to_owned())],
        "<html>Sign in to the network</html>".to_owned(),
    );
    github.inject_fault(InjectedFault::on_request("GET", "/orgs/acme", page));
    assert_snapshot!(error_lines(&github.signed_in_user().run(NEW).assert_exit_code(5)), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT] returned text/html instead of an API response
    help: a proxy or a sign-in page may have answered instead; try another network
    [exit 5]
    ");
}

#[test]
fn a_huge_answer_is_not_shown() {
    let github = FakeGitHub::new("");
    let huge = FaultEffect::Respond(400, Vec::new(), "x".repeat(10 << 20));
    github.inject_fault(InjectedFault::on_request("POST", "/orgs/acme/repos", huge));
    let run = github.signed_in_user().run(NEW).assert_exit_code(5);
    assert!(run.stderr.len() < 2000, "{}", run.stderr.len());
    assert_snapshot!(error_lines(&run), @"
    error: cannot create acme/checkout: 127.0.0.1:[PORT] returned 400 Bad Request
    help: resume the run: idp runs resume [RUN]
    help: or abandon it: idp runs abandon [RUN]
    [exit 5]
    ");
}

#[test]
fn a_message_with_our_token_and_control_characters_is_made_harmless() {
    let github = FakeGitHub::new("");
    let body = serde_json::json!({"message": format!("\u{1b}[31myou sent {TOKEN}\u{202e}")});
    let echo = FaultEffect::Respond(403, Vec::new(), body.to_string());
    github.inject_fault(InjectedFault::on_request("POST", "/orgs/acme/repos", echo));
    assert_snapshot!(error_lines(&github.signed_in_user().run(NEW).assert_exit_code(4)), @r"
    error: cannot create acme/checkout: 127.0.0.1:[PORT]: ^[[31myou sent [token]\u{202e} (403)
    help: ask an owner of the organisation which permission the token from GH_ENTERPRISE_TOKEN lacks
    [exit 4]
    ");
}

#[test]
fn another_host_never_sees_the_token() {
    let elsewhere = FakeGitHub::new("");
    let to = |path: &str| vec![("location", format!("{}{path}", elsewhere.url()))];
    let api = FakeGitHub::new("");
    let moved = FaultEffect::Respond(302, to("/api/v3/orgs/acme"), String::new());
    api.inject_fault(InjectedFault::on_request("GET", "/orgs/acme", moved));
    assert_snapshot!(error_lines(&api.signed_in_user().run(NEW).assert_exit_code(5)), @"
    error: cannot read the organisation acme: it has moved to http://127.0.0.1:[PORT]/api/v3/orgs/acme
    [exit 5]
    ");
    let git = FakeGitHub::new("");
    let moved = FaultEffect::Respond(
        302,
        to("/acme/platform.git/info/refs?service=git-upload-pack"),
        String::new(),
    );
    git.inject_fault(
        InjectedFault::on_request("GET", "/acme/platform.git/info/refs", moved).times(9),
    );
    git.signed_in_user().run(NEW).assert_exit_code(5);
    assert_eq!(elsewhere.requests().len(), 0);
    assert_eq!(elsewhere.with_state(|state| state.request_count), 0);
}

#[test]
fn a_protected_branch_turns_into_a_pull_request() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let hook = github.repository_path("platform").join("hooks/pre-receive");
    idp.write_script(
        &hook,
        "while read -r _ _ ref; do [ \"$ref\" != refs/heads/main ] || { echo 'error: GH006: Protected branch update failed for refs/heads/main.' >&2; exit 1; }; done",
    );
    let run = idp.run(NEW).assert_success();
    assert_snapshot!(error_lines(&run), @"warning: main is protected, so the registration is waiting in a pull request; set `registration: pull-request` in idp.yaml to skip the push");
    assert!(run.stdout.contains("/acme/platform/pull/"), "{run}");
    idp.run(["who-owns", "checkout"]).assert_exit_code(3);
}

#[test]
fn a_pull_request_that_was_closed_is_in_the_way_and_one_that_was_merged_is_not() {
    let github = FakeGitHub::new("registration: pull-request\n");
    let idp = github.signed_in_user();
    github.inject_fault(InjectedFault::on_request(
        "POST",
        "/pulls",
        FaultEffect::ProcessThenRespond(502),
    ));
    github.inject_fault(InjectedFault::with_status("GET", "/pulls", 500).times(5));
    idp.run(NEW).assert_exit_code(5);
    let close = |merged: serde_json::Value| {
        github.with_state(|state| {
            let platform = state.repositories.get_mut("acme/platform").unwrap();
            platform.pulls[0]["state"] = "closed".into();
            platform.pulls[0]["merged_at"] = merged;
        });
    };
    close(serde_json::Value::Null);
    github.inject_fault(InjectedFault::with_status("POST", "/pulls", 422));
    assert_snapshot!(error_lines(&idp.run(NEW).assert_exit_code(6)), @"
    resuming run [RUN]
    error: https://github.test/acme/platform/pull/114 was closed without being merged
    help: reopen it, or choose another name
    help: once resolved, resume the run: idp runs resume [RUN]
    help: or abandon it, and start again with other answers: idp runs abandon [RUN]
    [exit 6]
    ");
    close("2026-11-23T12:00:00Z".into());
    github.inject_fault(InjectedFault::with_status("POST", "/pulls", 422));
    idp.run(NEW).assert_success();
}

/// The contents of all files below `folder`, one after the other.
#[cfg(unix)]
fn read_all_files(folder: &std::path::Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            bytes.extend(std::fs::read(entry.path()).unwrap());
        }
    }
    bytes
}

#[cfg(unix)]
#[test]
fn the_token_is_nowhere_but_in_the_requests() {
    use base64::Engine;
    let github = FakeGitHub::new(ENVIRONMENTS);
    let idp = github
        .signed_in_user()
        .with_env("GIT_TRACE", "1")
        .with_env("GIT_CURL_VERBOSE", "1")
        .with_env("GIT_TRACE_CURL", "1")
        .with_env("RUST_BACKTRACE", "1");
    // A wrapper around git records the arguments of every git process.
    let git = idp.run_shell("command -v git").stdout.trim().to_owned();
    let seen = idp.path("arguments");
    idp.write_script(
        "bin/git",
        &format!(
            "printf '%s\\n' \"$@\" >>{}\nexec {git} \"$@\"",
            seen.display()
        ),
    );
    github.inject_fault(InjectedFault::with_status("PUT", "/topics", 500).times(5));
    let line = format!(
        "PATH={}:$PATH; {} new service checkout --owner payments -vvv",
        idp.path("bin").display(),
        env!("CARGO_BIN_EXE_idp")
    );
    let runs = [
        idp.run_shell(&line).assert_exit_code(5),
        idp.run_shell(&line).assert_success(),
    ];
    let encoded =
        base64::engine::general_purpose::STANDARD.encode(format!("x-access-token:{TOKEN}"));
    let mut shown = read_all_files(idp.path("").parent().unwrap());
    for run in &runs {
        shown.extend(run.stdout.as_bytes());
        shown.extend(run.stderr.as_bytes());
    }
    assert!(
        idp.read_file("arguments").contains("git-upload-pack")
            || idp.read_file("arguments").contains("fetch")
    );
    for secret in [TOKEN, &encoded] {
        let found = shown
            .windows(secret.len())
            .filter(|window| *window == secret.as_bytes());
        assert_eq!(found.count(), 0);
    }
}

#[test]
fn a_server_without_encryption_is_not_spoken_to_where_it_should_have_some() {
    let github = FakeGitHub::new("");
    let idp = github
        .signed_in_user()
        .with_env("IDP_GITHUB_URL", &github.url().replace("http:", "https:"))
        .with_env(
            "IDP_PLATFORM",
            github.repository_path("platform").to_str().unwrap(),
        );
    assert_snapshot!(error_lines(&idp.run(NEW).assert_exit_code(5)), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT] is unreachable: received corrupt message of type InvalidContentType
    [exit 5]
    ");
    assert_eq!(github.with_state(|state| state.request_count), 0);
}

/// A user whose only token is stored by `gh`.
#[cfg(unix)]
#[test]
fn the_token_that_gh_keeps_is_asked_for_where_it_is_needed() {
    let github = FakeGitHub::new("");
    let idp = github.signed_out_user();
    let asked = idp.path("asked");
    idp.write_script(
        "bin/gh",
        &format!("echo \"$@\" >>{}; echo {TOKEN}", asked.display()),
    );
    let run = |verb: &str| {
        let path = idp.path("bin");
        let path = path.display();
        idp.run_shell(&format!(
            "PATH={path}:$PATH; {} {verb}",
            env!("CARGO_BIN_EXE_idp")
        ))
    };
    run("new service checkout --owner payments").assert_success();
    let host = github.url().replace("http://", "");
    assert!(
        idp.read_file("asked")
            .lines()
            .all(|line| line == format!("auth token --hostname {host}"))
    );
    let doctor = run("doctor");
    assert!(
        doctor.stdout.contains("token     from gh auth token"),
        "{doctor}"
    );
}

#[test]
fn each_request_can_be_seen() {
    let github = FakeGitHub::new("");
    let run = github
        .signed_in_user()
        .run(NEW.iter().chain(&["-vv"]))
        .assert_success();
    assert!(run.stderr.contains("POST /orgs/acme/repos 201"), "{run}");
    assert!(run.stderr.contains("requests to the forge"), "{run}");
}

/// Addresses that can't be a platform.
#[test]
fn addresses_that_could_run_or_betray_something_are_refused() {
    let idp = Idp::new();
    for (address, word) in [
        ("ext::sh -c touch% x", "is not a platform"),
        (
            "http://git.acme.example/platform.git",
            "unsupported URL scheme `http://`",
        ),
        ("-oProxyCommand=touch x", "missing value"),
        ("ssh://-oProxyCommand=touch x/platform", ""),
        ("git@-oProxyCommand=x:platform", ""),
    ] {
        let run = idp.run(["catalog", "list", "--platform", address]);
        assert!(!matches!(run.code, Some(0)), "{address}: {run}");
        assert!(run.stderr.contains(word), "{address}: {run}");
        assert!(!idp.path("x").exists(), "{address}");
    }
}

/// Runs `idp new`, and sends `signal` once the server has received a request that starts with `request`.
#[cfg(unix)]
fn run_until_signal(github: &FakeGitHub, idp: &Idp, signal: &str, request: &str) -> CommandOutput {
    let mut command = idp.command(env!("CARGO_BIN_EXE_idp"));
    command
        .args(NEW)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    while !github
        .requests()
        .iter()
        .any(|made| made.starts_with(request))
    {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(100));
    let pid = child.id().to_string();
    let killed = Command::new("kill").args(["-s", signal, &pid]).status();
    assert!(killed.unwrap().success());
    idp.to_command_output(child.wait_with_output().unwrap())
}

#[cfg(unix)]
#[test]
fn ctrl_c_lets_the_call_in_flight_finish_and_says_how_to_go_on() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let late = FaultEffect::Delay(Duration::from_secs(1));
    github.inject_fault(InjectedFault::on_request("POST", "/rulesets", late));
    let ruleset = "POST /repos/acme/checkout/rulesets";
    let run = run_until_signal(&github, &idp, "INT", ruleset).assert_exit_code(130);
    assert_snapshot!(error_lines(&run), @"
    finishing this step; press Ctrl-C again to stop now
    error: interrupted before register
    help: resume the run: idp runs resume [RUN]
    help: or abandon it: idp runs abandon [RUN]
    [exit 130]
    ");
    idp.run(NEW).assert_success();
    assert_eq!(github.count_requests(ruleset), 1);
}

#[cfg(unix)]
#[test]
fn sigterm_ends_a_wait_and_nothing_is_lost() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    github.inject_fault(InjectedFault::on_request(
        "POST",
        "/rulesets",
        rate_limited("50"),
    ));
    let ruleset = "POST /repos/acme/checkout/rulesets";
    let run = run_until_signal(&github, &idp, "TERM", ruleset).assert_exit_code(130);
    assert_snapshot!(error_lines(&run), @"
    127.0.0.1:[PORT] rate limit: waiting 50 s
    finishing this step; press Ctrl-C again to stop now
    error: interrupted during settings
    help: resume the run: idp runs resume [RUN]
    help: or abandon it: idp runs abandon [RUN]
    [exit 130]
    ");
    idp.run(NEW).assert_success();
}

#[cfg(unix)]
#[test]
fn ctrl_c_says_that_the_workflow_goes_on_and_where() {
    let dispatch = "POST /repos/acme/platform/actions/workflows/idp-new.yml/dispatches";
    for (signalled_at, is_late) in [
        (dispatch, true),
        ("GET /repos/acme/platform/actions/runs/", false),
    ] {
        let github = FakeGitHub::new("create: dispatch\n");
        let idp = github.signed_in_user();
        if is_late {
            let late = FaultEffect::Delay(Duration::from_secs(1));
            github.inject_fault(InjectedFault::on_request("POST", "/dispatches", late));
        }
        let run = run_until_signal(&github, &idp, "INT", signalled_at).assert_exit_code(130);
        let error = error_lines(&run);
        assert!(
            error.contains("error: interrupted; the workflow is still running\n"),
            "{error}"
        );
        assert!(
            error.contains("help: watch it: https://github.test/"),
            "{error}"
        );
        assert!(
            error.contains("help: resume the run: idp runs resume"),
            "{error}"
        );
        assert_eq!(github.count_requests(dispatch), 1, "{signalled_at}");
    }
}

#[cfg(unix)]
#[test]
fn gh_is_asked_for_what_it_keeps_and_not_for_what_stands_in_a_variable() {
    let github = FakeGitHub::new("");
    let idp = github
        .signed_out_user()
        .with_env("GITHUB_TOKEN", "ghp_elsewhere");
    idp.write_script("bin/gh", "echo \"$GITHUB_TOKEN\"");
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", idp.path("bin").display());
    let run = idp.with_env("PATH", &path).run(NEW).assert_exit_code(4);
    assert!(run.stderr.contains("no token for"), "{run}");
}

#[test]
fn a_repository_that_may_be_there_is_not_forgotten() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    github.inject_fault(InjectedFault::on_request(
        "POST",
        "/orgs/acme/repos",
        FaultEffect::ProcessThenRespond(502),
    ));
    github.inject_fault(InjectedFault::with_status("GET", "/repos/acme/checkout", 403).after(1));
    idp.run(NEW).assert_success();
    assert_eq!(github.count_requests("POST /orgs/acme/repos"), 2);

    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    github.inject_fault(InjectedFault::on_request(
        "POST",
        "/orgs/acme/repos",
        FaultEffect::ProcessThenRespond(502),
    ));
    github.inject_fault(
        InjectedFault::with_status("GET", "/repos/acme/checkout", 403)
            .after(1)
            .times(3),
    );
    github.inject_fault(InjectedFault::with_status("POST", "/orgs/acme/repos", 502).times(2));
    idp.run(NEW).assert_exit_code(5);
    idp.run(NEW).assert_success();
}

#[test]
fn a_server_that_asks_to_wait_no_time_is_not_asked_without_end() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    github.inject_fault(InjectedFault::on_request("POST", "/rulesets", rate_limited("0")).times(2));
    idp.run(NEW).assert_success();
}

#[test]
fn an_old_registration_of_the_same_name_is_not_taken_for_ones_own() {
    let github = FakeGitHub::new("registration: pull-request\n");
    let idp = github.signed_in_user();
    idp.run(NEW).assert_success();
    github.with_state(|state| state.repositories.remove("acme/checkout"));
    std::fs::remove_dir_all(github.repository_path("checkout")).unwrap();
    std::fs::remove_dir_all(idp.path("checkout")).unwrap();
    let other = NEW.iter().chain(&["--description", "Another one"]);
    let run = idp.run(other).assert_exit_code(6);
    let said = "branch idp/register/checkout already proposes another `checkout`";
    assert!(run.stderr.contains(said), "{run}");
}

/// The errors if the organisation answers every request with this message, for a classic token with every scope.
fn run_refused_by_org(message: &str, headers: &[(&'static str, &str)]) -> String {
    let github = FakeGitHub::new("");
    let body = serde_json::json!({"message": message}).to_string();
    let headers = headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    let refusal = FaultEffect::Respond(403, headers.collect(), body);
    github.inject_fault(InjectedFault::on_request("GET", "/orgs/acme", refusal).times(9));
    let run = github.signed_in_user().run(NEW).assert_exit_code(4);
    assert_eq!(github.count_requests("POST /orgs/acme/repos"), 0);
    error_lines(&run)
}

const CLASSIC: [(&str, &str); 2] = [
    ("x-oauth-scopes", "repo, workflow, read:org"),
    ("x-accepted-oauth-scopes", "repo"),
];

#[test]
fn what_an_organisation_forbids_is_no_missing_permission() {
    assert_snapshot!(run_refused_by_org("`acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.", &CLASSIC), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT]: `acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions. (403)
    help: the organisation doesn't accept classic tokens: set GH_ENTERPRISE_TOKEN to a fine-grained one, from http://127.0.0.1:[PORT]/settings/personal-access-tokens/new
    help: or sign in as yourself: unset GH_ENTERPRISE_TOKEN, then gh auth login --hostname 127.0.0.1:[PORT]
    [exit 4]
    ");
    assert_snapshot!(run_refused_by_org("Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.", &CLASSIC), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT]: Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource. (403)
    help: the organisation allows only certain networks: use its network or VPN, then run the same command again
    help: or ask an owner to add your IP address: http://127.0.0.1:[PORT]/organizations/acme/settings/security
    [exit 4]
    ");
    assert_snapshot!(run_refused_by_org("Although you appear to have the correct authorization credentials, the `acme` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited.", &CLASSIC), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT]: Although you appear to have the correct authorization credentials, the `acme` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited. (403)
    help: ask an owner of the organisation to approve the application that issued the token from GH_ENTERPRISE_TOKEN: http://127.0.0.1:[PORT]/organizations/acme/settings/oauth_application_policy
    help: or set GH_ENTERPRISE_TOKEN to a fine-grained token, from http://127.0.0.1:[PORT]/settings/personal-access-tokens/new
    [exit 4]
    ");
    assert_snapshot!(run_refused_by_org("The 'acme' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 90 days.", &[("x-accepted-github-permissions", "metadata=read")]), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT]: The 'acme' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 90 days. (403)
    help: the token from GH_ENTERPRISE_TOKEN is valid for longer than the organisation allows: set its expiry to 90 days or less at http://127.0.0.1:[PORT]/settings/personal-access-tokens
    [exit 4]
    ");
    assert_snapshot!(run_refused_by_org("Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.", &[("x-github-sso", "required; url=https://github.test/orgs/acme/sso?authorization_request=AB")]), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT]: Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization. (403)
    help: the organisation requires single sign-on: open https://github.test/orgs/acme/sso?authorization_request=AB
    [exit 4]
    ");
}

#[test]
fn a_permission_that_the_token_has_is_not_asked_for() {
    assert_snapshot!(run_refused_by_org("Must have admin rights to Repository.", &CLASSIC), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT]: Must have admin rights to Repository. (403)
    help: the token from GH_ENTERPRISE_TOKEN has the required scopes: ask an owner of the organisation which permission your account lacks
    [exit 4]
    ");
    assert_snapshot!(run_refused_by_org("Resource not accessible by personal access token", &[("x-accepted-github-permissions", "metadata=read")]), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT]: Resource not accessible by personal access token (403)
    help: the token from GH_ENTERPRISE_TOKEN has no access to this organisation: create one with the organisation as its resource owner; an owner may have to approve it
    [exit 4]
    ");
    let more = [
        ("x-oauth-scopes", "gist"),
        ("x-accepted-oauth-scopes", "admin:org, read:org, repo"),
    ];
    assert_snapshot!(run_refused_by_org("Must have admin rights", &more), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT]: Must have admin rights (403)
    help: the token from GH_ENTERPRISE_TOKEN has the scopes gist; it needs one of admin:org, read:org, repo
    [exit 4]
    ");
}

#[test]
fn the_token_of_a_workflow_is_told_from_one_that_lacks_a_permission() {
    let words = "Resource not accessible by integration";
    assert_snapshot!(run_refused_by_org(words, &[("x-accepted-github-permissions", "administration=write")]), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT]: Resource not accessible by integration (403)
    help: the token from GH_ENTERPRISE_TOKEN needs: administration=write
    help: a workflow's own GITHUB_TOKEN can't do this: set IDP_GITHUB_TOKEN to a token from a GitHub App or a user
    [exit 4]
    ");
    assert_snapshot!(run_refused_by_org(words, &[]), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT]: Resource not accessible by integration (403)
    help: a workflow's own GITHUB_TOKEN can't do this: set IDP_GITHUB_TOKEN to a token from a GitHub App or a user
    [exit 4]
    ");
}

/// The run if something between `idp` and the API answers with this in its place.
fn run_with_api_response(status: u16, kind: &str, body: &str) -> CommandOutput {
    let github = FakeGitHub::new("");
    let headers = vec![("content-type", kind.to_owned())];
    let page = FaultEffect::Respond(status, headers, body.to_owned());
    github.inject_fault(InjectedFault::on_request("GET", "/orgs/acme", page).times(9));
    github.signed_in_user().run(NEW).assert_exit_code(5)
}

#[test]
fn a_page_of_a_proxy_is_no_matter_of_the_token() {
    let page = "<html><body>Access denied</body></html>";
    assert_snapshot!(error_lines(&run_with_api_response(403, "text/html", page)), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT] returned text/html instead of an API response (403)
    help: a proxy or a sign-in page may have answered instead; try another network
    [exit 5]
    ");
    assert_snapshot!(error_lines(&run_with_api_response(401, "text/html", page)), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT] returned text/html instead of an API response (401)
    help: a proxy or a sign-in page may have answered instead; try another network
    [exit 5]
    ");
    assert_snapshot!(error_lines(&run_with_api_response(407, "text/plain", "Proxy Authentication Required")), @"
    error: cannot read the organisation acme: 127.0.0.1:[PORT] returned text/plain instead of an API response (407)
    help: a proxy or a sign-in page may have answered instead; try another network
    [exit 5]
    ");
}

#[cfg(unix)]
#[test]
fn github_says_in_other_words_too_that_it_was_asked_too_much() {
    let body = r#"{"message": "You have triggered an abuse detection mechanism. Please wait a few minutes before you try again."}"#;
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let limit = FaultEffect::Respond(403, Vec::new(), body.to_owned());
    github.inject_fault(InjectedFault::on_request("GET", "/orgs/acme", limit));
    let run = run_until_signal(&github, &idp, "TERM", "GET /orgs/acme").assert_exit_code(130);
    assert_snapshot!(error_lines(&run), @"
    127.0.0.1:[PORT] rate limit: waiting 60 s
    error: interrupted; nothing was changed
    [exit 130]
    ");
}

#[test]
fn a_policy_that_speaks_to_git_is_read_as_well() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let words = "The 'acme' organization has enabled or enforced SAML SSO. To access this repository, visit http://127.0.0.1:1/orgs/acme/sso?authorization_request=AB";
    let headers = vec![("content-type", "text/plain".to_owned())];
    let refusal = FaultEffect::Respond(403, headers, words.to_owned());
    github.inject_fault(
        InjectedFault::on_request("GET", "/acme/checkout.git", refusal.clone()).times(9),
    );
    let shown = error_lines(&idp.run(NEW).assert_exit_code(4));
    assert!(
        shown.contains("help: the organisation requires single sign-on"),
        "{shown}"
    );
    assert!(!shown.contains("the scopes repo and workflow"), "{shown}");
    github.inject_fault(InjectedFault::on_request("GET", "/acme/platform.git", refusal).times(9));
    let shown = error_lines(
        &idp.run(["new", "service", "cart", "--owner", "payments"])
            .assert_exit_code(4),
    );
    assert!(
        shown.contains("help: the organisation requires single sign-on"),
        "{shown}"
    );
}

#[test]
fn a_secret_team_is_refused_before_anything_is_made() {
    let github = FakeGitHub::new("");
    github.with_state(|state| state.team_privacy = "secret");
    assert_snapshot!(error_lines(&github.signed_in_user().run(NEW).assert_exit_code(2)), @"
    error: the team payments in acme is secret, and CODEOWNERS can't name a secret team
    help: make it visible: http://127.0.0.1:[PORT]/orgs/acme/teams/payments/edit
    [exit 2]
    ");
    assert_eq!(github.count_requests("POST /orgs/acme/repos"), 0);
}

/// Creates a run on `github` that stopped after its push. Returns its ID.
fn create_interrupted_run(github: &FakeGitHub, idp: &Idp) -> String {
    github.inject_fault(InjectedFault::with_status("PUT", "/topics", 500).times(5));
    idp.run(NEW).assert_exit_code(5);
    let runs = idp
        .run(["runs", "list", "-o", "json"])
        .assert_success()
        .stdout_json();
    runs["runs"][0]["run"].as_str().unwrap().to_owned()
}

#[test]
fn a_repository_that_was_made_anew_is_not_taken_over() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let run = create_interrupted_run(&github, &idp);
    github.with_state(|state| {
        state.repositories.remove("acme/checkout");
        std::fs::remove_dir_all(github.repository_path("checkout")).unwrap();
        state.add_repository("checkout", serde_json::json!({}))
    });
    let before = github.snapshot_json()["acme/checkout"].clone();
    assert_snapshot!(error_lines(&idp.run(["runs", "resume", &run]).assert_exit_code(6)), @"
    error: acme/checkout is not the repository that the run created (id 102): someone created another one with that name (id 106)
    help: once resolved, resume the run: idp runs resume [RUN]
    help: or abandon it, and start again with other answers: idp runs abandon [RUN]
    [exit 6]
    ");
    assert_eq!(github.snapshot_json()["acme/checkout"], before);
    idp.run(["who-owns", "checkout"]).assert_exit_code(3);
}

#[test]
fn a_repository_that_is_gone_is_not_registered() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let run = create_interrupted_run(&github, &idp);
    github.with_state(|state| state.repositories.remove("acme/checkout"));
    std::fs::remove_dir_all(github.repository_path("checkout")).unwrap();
    assert_snapshot!(error_lines(&idp.run(["runs", "resume", &run]).assert_exit_code(6)), @"
    error: the repository acme/checkout, which the run created, is gone, or the token from GH_ENTERPRISE_TOKEN can't see it
    help: once resolved, resume the run: idp runs resume [RUN]
    help: or abandon it, and start again with other answers: idp runs abandon [RUN]
    [exit 6]
    ");
    idp.run(["who-owns", "checkout"]).assert_exit_code(3);
}

#[test]
fn a_journal_of_an_earlier_idp_is_still_gone_on_with() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let run = create_interrupted_run(&github, &idp);
    let journal = idp.idp_home().join("runs").join(format!("{run}.jsonl"));
    let text = std::fs::read_to_string(&journal).unwrap();
    assert!(text.contains(r#""id":"102""#), "{text}");
    let object = regex::Regex::new(r#"\{"id":"102","subject":("[^"]*")\}"#).unwrap();
    let earlier = object
        .replace(&text, "$1")
        .replacen(r#""schema":2"#, r#""schema":1"#, 1);
    assert_ne!(earlier, text);
    std::fs::write(&journal, earlier).unwrap();
    let made = idp
        .run(["runs", "resume", &run, "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(made["subject"], "repo:acme@1/checkout@102");
}
