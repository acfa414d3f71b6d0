//! `idp init --github`: the platform's repository with its rules, variables and site.

use insta::assert_snapshot;

use crate::fake::{FakeGitHub, FaultEffect, InjectedFault, remove_port};
use crate::support::Idp;

/// `acme/platform` exists on the fake GitHub, so this one has another name.
const INIT: [&str; 11] = [
    "init",
    "idp-platform",
    "--github",
    "acme",
    "--name",
    "idp-platform",
    "--owner",
    "payments",
    "--releases",
    "https://github.com/acme/idp/releases",
    "--yes",
];

/// A GitHub whose organisation has the plan `plan`.
fn github_with_plan(plan: &'static str) -> FakeGitHub {
    let github = FakeGitHub::new("");
    github.with_state(|state| state.set_visible_plan(plan));
    github
}

/// What GitHub has of the new repository, one line for each part.
fn describe_repository(github: &FakeGitHub) -> String {
    let made = github.snapshot_json();
    let Some(made) = made["acme/idp-platform"].as_object() else {
        return String::new();
    };
    let lines = made.iter().map(|(what, value)| format!("{what}: {value}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_repository_gets_rules_variables_and_a_site() {
    let github = github_with_plan("enterprise");
    let idp = github.signed_in_user();
    assert_snapshot!(idp.run(INIT), @"
    Created the platform of acme: 35 files, commit [COMMIT].

      next  idp -C idp-platform who-owns payments
            idp -C idp-platform catalog site
            idp new service checkout --owner payments --platform idp-platform
      repo  http://127.0.0.1:[PORT]/acme/idp-platform.git
      site  https://acme.github.test/idp-platform/
    [stderr]
      ✓ check      acme/idp-platform is available [N] ms
      ✓ render     35 files [N] ms
      ✓ commit     [COMMIT] idp-platform: platform 1.0.0 [N] ms
      ✓ create     http://127.0.0.1:[PORT]/acme/idp-platform [N] ms
      ✓ push       main and its pristine ref [N] ms
      ✓ settings   team payments, idp-reader, 1 variable [N] ms
    ");
    assert_snapshot!(describe_repository(&github), @r#"
    alerts: true
    dispatches: []
    environments: {"idp-reader":{"branches":[{"name":"main","type":"branch"}],"settings":{"branches":{"custom_branch_policies":true,"protected_branches":false},"preventSelfReview":null,"reviewers":null},"variables":{}}}
    pages: {"build_type":"workflow","html_url":"https://acme.github.test/idp-platform/","public":false}
    pulls: []
    refs: ["pristine idp-platform: platform 1.0.0, 35 files","refs/heads/main idp-platform: platform 1.0.0, 35 files"]
    rulesets: [{"bypass":[],"conditions":{"ref_name":{"exclude":[],"include":["~DEFAULT_BRANCH"]}},"enforcement":"active","name":"idp: default branch","rules":[{"type":"deletion"},{"type":"non_fast_forward"},{"parameters":{"dismiss_stale_reviews_on_push":true,"require_code_owner_review":true,"require_last_push_approval":true,"required_approving_review_count":1,"required_review_thread_resolution":true},"type":"pull_request"},{"parameters":{"do_not_enforce_on_create":true,"required_status_checks":[{"context":"Validate"}],"strict_required_status_checks_policy":false},"type":"required_status_checks"}],"target":"branch"}]
    settings: {"allow_auto_merge":true,"allow_merge_commit":false,"allow_rebase_merge":false,"allow_squash_merge":true,"allow_update_branch":true,"auto_init":false,"delete_branch_on_merge":true,"description":"What acme runs, and who owns it","has_projects":false,"has_wiki":false,"squash_merge_commit_message":"PR_BODY","squash_merge_commit_title":"PR_TITLE","visibility":"private"}
    teams: {"payments":"maintain"}
    topics: ["idp","platform"]
    variables: {"IDP_RELEASES":"https://github.com/acme/idp/releases","PUBLISH_SITE":"true"}
    workflowToken: ["read",false]
    "#);
    let mut requests = github.requests();
    requests.sort();
    assert_snapshot!(requests.join("\n"), @"
    GET /orgs/acme
    GET /orgs/acme/teams/payments
    GET /repos/acme/idp-platform
    GET /repos/acme/idp-platform/actions/oidc/customization/sub
    GET /repos/acme/idp-platform/codeowners/errors
    GET /repos/acme/idp-platform/pages
    GET /repos/acme/idp-platform/pages
    PATCH /repos/acme/idp-platform
    POST /orgs/acme/repos
    POST /repos/acme/idp-platform/actions/variables
    POST /repos/acme/idp-platform/actions/variables
    POST /repos/acme/idp-platform/environments/idp-reader/deployment-branch-policies
    POST /repos/acme/idp-platform/pages
    POST /repos/acme/idp-platform/rulesets
    PUT /orgs/acme/teams/payments/repos/acme/idp-platform
    PUT /repos/acme/idp-platform/actions/permissions/workflow
    PUT /repos/acme/idp-platform/environments/idp-reader
    PUT /repos/acme/idp-platform/pages
    PUT /repos/acme/idp-platform/topics
    PUT /repos/acme/idp-platform/vulnerability-alerts
    ");
    assert_eq!(idp.run_git("idp-platform", ["status", "--short"]), "");
    let pushed = idp.run_git("idp-platform", ["rev-parse", "origin/main", "main"]);
    let pushed: Vec<&str> = pushed.lines().collect();
    assert_eq!(pushed[0], pushed[1]);
}

#[test]
fn a_site_that_everyone_could_read_is_not_published() {
    let github = github_with_plan("team");
    let run = github.signed_in_user().run(INIT).assert_success();
    assert!(run.stderr.contains("everyone could read it"), "{run}");
    assert!(!describe_repository(&github).contains("PUBLISH_SITE"));
    // A public repository has nothing to hide.
    let github = github_with_plan("team");
    let public = [&INIT[..], &["--visibility", "public"]].concat();
    let run = github.signed_in_user().run(public).assert_success();
    assert!(
        run.stdout
            .contains("site  https://acme.github.test/idp-platform/"),
        "{run}"
    );
    assert!(describe_repository(&github).contains("\"PUBLISH_SITE\":\"true\""));
}

#[test]
fn what_the_plan_lacks_is_a_warning() {
    let github = github_with_plan("free");
    let dispatch = [&INIT[..], &["--create", "dispatch"]].concat();
    let run = github.signed_in_user().run(dispatch).assert_success();
    let warnings = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("warning"));
    assert_snapshot!(warnings.map(remove_port).collect::<Vec<_>>().join("\n"), @"
    warning: environments not created (idp-new, idp-reader): the free plan supports environments only in public repositories; anyone who can push to the platform could use a key that is stored there
    warning: main is not protected: 127.0.0.1: Upgrade to GitHub Pro or make this repository public to enable this feature. (403)
    warning: the site isn't published: 127.0.0.1: Your current plan does not support GitHub Pages for this repository. (422)
    ");
}

#[test]
fn a_dry_run_needs_no_token_and_lists_every_request() {
    let github = github_with_plan("enterprise");
    let dry = [&INIT[..], &["--create", "dispatch", "--dry-run"]].concat();
    let run = github.signed_out_user().run(dry).assert_success();
    let shown = run
        .stdout
        .lines()
        .skip_while(|line| !line.starts_with("  requests"));
    assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @"
    requests  POST /orgs/acme/repos
              PATCH /repos/acme/idp-platform
              PUT /repos/acme/idp-platform/topics
              PUT /orgs/acme/teams/payments/repos/acme/idp-platform
              PUT /repos/acme/idp-platform/actions/permissions/workflow
              PUT /repos/acme/idp-platform/vulnerability-alerts
              PUT /repos/acme/idp-platform/environments/idp-new
              POST /repos/acme/idp-platform/environments/idp-new/deployment-branch-policies
              PUT /repos/acme/idp-platform/environments/idp-reader
              POST /repos/acme/idp-platform/environments/idp-reader/deployment-branch-policies
              POST /repos/acme/idp-platform/actions/variables
              POST /repos/acme/idp-platform/rulesets
              POST /repos/acme/idp-platform/pages
              PUT /repos/acme/idp-platform/pages
              POST /repos/acme/idp-platform/actions/variables

    unchecked the name acme/idp-platform is available
              the team payments in acme exists and is visible
              your token can create repositories in acme
              the plan of acme supports environments and reviewers
    ");
    assert_eq!(github.requests(), [""; 0]);
    let run = github.signed_out_user().run(INIT);
    assert!(
        run.stderr.contains("no token") || run.stderr.contains("token"),
        "{run}"
    );
    let _ = run.assert_exit_code(4);
}

#[test]
fn a_refusal_before_the_first_effect_leaves_nothing() {
    let left = |idp: &Idp| std::fs::read_dir(idp.path(".")).unwrap().count();
    let github = github_with_plan("enterprise");
    let idp = github.signed_in_user();
    let taken = [
        "init", "p", "--github", "acme", "--owner", "payments", "--yes",
    ];
    let run = idp.run(taken).assert_exit_code(6);
    assert!(
        run.stderr.contains("repository `platform` already exists"),
        "{run}"
    );
    let unknown = INIT.map(|word| if word == "payments" { "infra" } else { word });
    let _ = idp.run(unknown).assert_exit_code(3);
    github.inject_fault(InjectedFault::with_status("POST", "/orgs/acme/repos", 403));
    let _ = idp.run(INIT).assert_exit_code(4);
    assert_eq!(left(&idp), 0);
    let runs = idp.run(["runs", "list"]).assert_success();
    assert!(runs.stdout.contains("no runs found"), "{runs}");
    assert_eq!(describe_repository(&github), "");
}

#[test]
fn a_failure_after_the_first_effect_is_resumed_by_the_same_command() {
    let undisturbed = github_with_plan("enterprise");
    undisturbed.signed_in_user().run(INIT).assert_success();
    let wanted = describe_repository(&undisturbed);
    // Each as often as `idp` tries it.
    for (method, path, times) in [
        ("PATCH", "/repos/acme/idp-platform", 5),
        ("PUT", "/topics", 5),
        ("POST", "/actions/variables", 4),
        ("POST", "/rulesets", 2),
        ("GET", "/pages", 5),
        ("PUT", "/pages", 5),
    ] {
        let github = github_with_plan("enterprise");
        let idp = github.signed_in_user();
        github.inject_fault(InjectedFault::with_status(method, path, 500).times(times));
        let run = idp.run(INIT);
        let is_resumable = run.stderr.contains("idp runs resume");
        assert!(
            run.code == Some(5) && is_resumable,
            "{method} {path}: {run}"
        );
        assert!(!idp.path("idp-platform").exists());
        let other = INIT.map(|word| {
            if word == "payments" {
                "storefront"
            } else {
                word
            }
        });
        let _ = idp.run(other).assert_exit_code(6);
        idp.run(INIT).assert_success();
        assert_eq!(describe_repository(&github), wanted, "{method} {path}");
    }
}

#[test]
fn a_lost_response_creates_nothing_twice() {
    for (method, path) in [
        ("POST", "/orgs/acme/repos"),
        ("POST", "/pages"),
        ("POST", "/rulesets"),
    ] {
        let github = github_with_plan("enterprise");
        let lost = FaultEffect::ProcessThenRespond(502);
        github.inject_fault(InjectedFault::on_request(method, path, lost));
        github.signed_in_user().run(INIT).assert_success();
        let made = describe_repository(&github);
        assert_eq!(made.matches("idp: default branch").count(), 1, "{path}");
        assert!(made.contains("\"PUBLISH_SITE\":\"true\""), "{path}");
    }
}

#[test]
#[cfg(all(debug_assertions, unix))]
fn a_run_killed_at_any_moment_is_resumed_to_the_same_end() {
    let undisturbed = github_with_plan("enterprise");
    undisturbed.signed_in_user().run(INIT).assert_success();
    let wanted = describe_repository(&undisturbed);
    let mut kills = 0;
    for kill in 2.. {
        let github = github_with_plan("enterprise");
        let idp = github.signed_in_user();
        let output = idp
            .command(env!("CARGO_BIN_EXE_idp"))
            .args(INIT)
            .env("IDP_KILL_AT", kill.to_string())
            .output()
            .unwrap();
        if output.status.code().is_some() {
            break;
        }
        kills += 1;
        let runs = idp
            .run(["runs", "list", "-o", "json"])
            .assert_success()
            .stdout_json();
        let last = runs["runs"]
            .as_array()
            .unwrap()
            .last()
            .cloned()
            .unwrap_or_default();
        match (last["state"].as_str(), kill % 2) {
            (Some("done"), _) => {}
            (Some("interrupted"), 0) if !last["last"].is_null() && last["last"] != "commit" => {
                let run = last["run"].as_str().unwrap();
                idp.run(["runs", "resume", run]).assert_success();
            }
            _ => drop(idp.run(INIT).assert_success()),
        }
        assert_eq!(describe_repository(&github), wanted, "{kill}");
        assert_eq!(
            idp.run_git("idp-platform", ["status", "--short"]),
            "",
            "{kill}"
        );
    }
    assert!(kills > 20, "{kills}");
}

#[test]
fn an_existing_repository_is_not_published() {
    let github = github_with_plan("enterprise");
    let idp = github.signed_in_user();
    idp.run(["init", "p", "--organisation", "acme", "--owner", "payments"])
        .assert_success();
    assert_snapshot!(idp.run(["init", "p", "--github", "acme", "--owner", "payments"]), @"
    [stderr]
    error: [ROOT]/here/p is a git repository, and idp creates only new platforms on GitHub
    help: create the platform in a new directory
    help: or set `forge: github` in its idp.yaml, run idp init without --github, then: gh repo create --source [ROOT]/here/p --push
    [exit 6]
    ");
    assert_eq!(github.requests(), [""; 0]);
}
