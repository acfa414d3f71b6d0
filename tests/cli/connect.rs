//! `idp connect`, and how stale an answer can be.

use insta::assert_snapshot;

use crate::fake::{FakeGitHub, FaultEffect, InjectedFault};
use crate::support::Idp;

/// A user of `github` whose platform is set only by `idp connect`.
fn unconnected_user(github: &FakeGitHub) -> Idp {
    github.signed_in_user().with_env("IDP_PLATFORM", "")
}

#[test]
fn a_machine_learns_which_platform_is_its_organisations() {
    let github = FakeGitHub::new("");
    let idp = unconnected_user(&github);
    assert_snapshot!(idp.run(["connect"]), @"
    [stderr]
    error: this machine is not connected to a platform
    help: idp connect <URL>
    [exit 3]
    ");
    assert_snapshot!(idp.run(["connect", &github.platform_url()]), @"connected to http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams)");
    assert_snapshot!(idp.run(["connect"]), @"connected to http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams)");
    assert_snapshot!(idp.run(["catalog", "list"]), @"
    NAME        KIND      TYPE  OWNER  LIFECYCLE
    payments    group     team  -      -
    storefront  group     team  -      -
    root        location  -     -      -
    ");
    idp.run(["new", "service", "checkout", "--owner", "payments"])
        .assert_success();
    assert!(github.repository_path("checkout").exists());
    assert_snapshot!(idp.run(["connect", "--forget"]), @"not connected to a platform");
    let practice = idp
        .run(["catalog", "list", "--kind", "component"])
        .assert_success();
    assert!(practice.stdout.contains("payouts"), "{practice}");
}

#[test]
fn what_is_no_platform_is_not_connected_to() {
    let github = FakeGitHub::new("");
    github.with_state(|state| state.add_repository("empty", serde_json::json!({})));
    let idp = unconnected_user(&github);
    assert_snapshot!(idp.run(["connect", &format!("{}/acme/empty.git", github.url())]).assert_exit_code(2), @"
    [stderr]
    error: the remote repository has no default branch yet
    help: push a first commit to it
    [exit 2]
    ");
    assert_snapshot!(idp.run(["connect", &format!("{}/acme/nothing.git", github.url())]).assert_exit_code(3), @"
    [stderr]
    error: cannot read the default branch of the remote: git: repository 'http://127.0.0.1:[PORT]/acme/nothing.git/' not found
    help: it doesn't exist, or the token from GH_ENTERPRISE_TOKEN can't see it
    [exit 3]
    ");
    idp.run(["connect", "ext::sh"]).assert_exit_code(2);
    idp.run(["connect"]).assert_exit_code(3);
}

#[test]
fn a_secret_in_the_url_is_left_out_and_written_nowhere() {
    let github = FakeGitHub::new("");
    let idp = unconnected_user(&github);
    let url = github
        .platform_url()
        .replace("http://", "http://ada:s3cret@");
    let run = idp.run(["connect", &url]).assert_success();
    assert_snapshot!(run, @"
    connected to http://127.0.0.1:[PORT]/acme/platform.git (0 services, 2 teams)
    [stderr]
    warning: ignoring the user name, password and query in the URL: other users can see them in the process list; use http://127.0.0.1:[PORT]/acme/platform.git
    ");
    for entry in walkdir::WalkDir::new(idp.idp_home()) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            assert!(
                !bytes.windows(6).any(|window| window == b"s3cret"),
                "{entry:?}"
            );
        }
    }
}

#[test]
fn a_young_mirror_answers_without_the_remote() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    let first = idp
        .run(["who-owns", "payments", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(first["catalog"]["fetchedAt"], "2026-11-23T12:00:00Z");
    let asked = github.with_state(|state| state.request_count);
    let idp = idp.with_env("IDP_CLOCK", "2026-11-23T12:09:00Z");
    let again = idp
        .run(["who-owns", "payments", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(again["catalog"]["fetchedAt"], "2026-11-23T12:00:00Z");
    assert_eq!(github.with_state(|state| state.request_count), asked);
    let idp = idp.with_env("IDP_CLOCK", "2026-11-23T12:11:00Z");
    let later = idp
        .run(["who-owns", "payments", "-o", "json"])
        .assert_success()
        .stdout_json();
    assert_eq!(later["catalog"]["fetchedAt"], "2026-11-23T12:11:00Z");
    assert!(github.with_state(|state| state.request_count) > asked);
}

#[test]
fn a_remote_that_does_not_answer_is_waited_for_two_seconds() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    idp.run(["who-owns", "payments"]).assert_success();
    let idp = idp.with_env("IDP_CLOCK", "2026-11-23T13:00:00Z");
    let slow = FaultEffect::Delay(std::time::Duration::from_secs(20));
    github.inject_fault(InjectedFault::on_request("GET", "/acme/platform.git", slow).times(9));
    let began = std::time::Instant::now();
    assert_snapshot!(idp.run(["who-owns", "payments"]), @"
    payments   group:default/payments · team
    owner      payments · 0 members · no parent team
    owns       0 entities
    why        catalog/groups.yaml:4:9  self
    [stderr]
    as of 2026-11-23T12:00:00Z: the remote did not respond within 2s
    ");
    assert!(began.elapsed().as_secs() < 10);
    assert_snapshot!(idp.run(["who-owns", "payments", "--offline"]), @"
    payments   group:default/payments · team
    owner      payments · 0 members · no parent team
    owns       0 entities
    why        catalog/groups.yaml:4:9  self
    [stderr]
    as of 2026-11-23T12:00:00Z: offline
    ");
}

#[test]
fn all_that_is_asked_of_a_remote_takes_two_seconds_together() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    idp.run(["who-owns", "payments"]).assert_success();
    let idp = idp.with_env("IDP_CLOCK", "2026-11-23T13:00:00Z");
    // Two requests, for the branch and the commits: each takes less than the limit, but both together take more.
    let slow = FaultEffect::Delay(std::time::Duration::from_millis(1300));
    github.inject_fault(InjectedFault::on_request("GET", "/acme/platform.git", slow).times(9));
    let run = idp.run(["who-owns", "payments"]).assert_success();
    let said = "as of 2026-11-23T12:00:00Z: the remote did not respond within 2s";
    assert!(run.stderr.contains(said), "{run}");
}

#[cfg(unix)]
#[test]
fn a_mirror_that_git_cannot_pack_answers_all_the_same() {
    let github = FakeGitHub::new("");
    let idp = github.signed_in_user();
    idp.run(["who-owns", "payments"]).assert_success();
    let mirrors = std::fs::read_dir(idp.idp_home().join("cache/mirrors")).unwrap();
    let packs = mirrors.last().unwrap().unwrap().path().join("objects/pack");
    for number in 0..=100 {
        std::fs::write(packs.join(format!("none-{number}.txt")), "").unwrap();
    }
    let path = std::env::var("PATH").unwrap();
    let lines = format!(
        "for word; do [ \"$word\" != repack ] || {{ touch '{}'; exit 1; }}; done\nPATH='{path}' exec git \"$@\"",
        idp.path("packed").display()
    );
    idp.write_script("bin/git", &lines);
    let path = format!("{}:{path}", idp.path("bin").display());
    let idp = idp
        .with_env("PATH", &path)
        .with_env("IDP_CLOCK", "2026-11-23T13:00:00Z");
    idp.run(["who-owns", "payments"]).assert_success();
    assert!(idp.path("packed").exists());
}

#[test]
fn what_was_never_fetched_is_not_answered_offline() {
    let github = FakeGitHub::new("");
    assert_snapshot!(github.signed_in_user().run(["who-owns", "payments", "--offline"]), @"
    [stderr]
    error: http://127.0.0.1:[PORT]/acme/platform.git has not been fetched yet
    help: run the same command once without --offline
    [exit 3]
    ");
}

#[test]
fn what_is_missing_in_a_young_mirror_is_looked_for_at_the_remote() {
    let github = FakeGitHub::new("");
    let (idp, colleague) = (github.signed_in_user(), github.signed_in_user());
    idp.run(["who-owns", "payments"]).assert_success();
    colleague
        .run(["new", "service", "checkout", "--owner", "payments"])
        .assert_success();
    let run = idp.run(["who-owns", "checkout"]).assert_success();
    assert!(run.stdout.contains("payments"), "{run}");
}

#[test]
fn the_practice_platform_needs_no_connecting() {
    assert_snapshot!(Idp::new().run(["connect", "practice"]).assert_exit_code(2), @"
    [stderr]
    error: the practice platform doesn't need connecting: it is the default
    help: use it again: idp connect --forget
    [exit 2]
    ");
}

#[test]
fn a_platform_may_be_reached_by_an_ssh_alias() {
    let idp = Idp::new().with_env("GIT_SSH_COMMAND", "false");
    for url in ["git@work:acme/platform.git", "work:acme/platform.git"] {
        let run = idp.run(["connect", url]).assert_exit_code(5);
        assert!(run.stderr.contains("cannot"), "{run}");
    }
    for url in ["work:", "C:/platform", "ext::sh/x", "-x:acme/platform"] {
        let run = idp.run(["catalog", "list", "--platform", url]);
        assert_eq!(run.code, Some(2), "{url}: {run}");
    }
}

#[test]
fn a_hint_is_safe_to_type() {
    let idp = Idp::new().with_env("GIT_SSH_COMMAND", "false");
    let run = idp
        .run(["connect", "git@127.0.0.1:a;touch x"])
        .assert_exit_code(5);
    assert!(
        run.stderr
            .contains("git ls-remote -- 'git@127.0.0.1:a;touch x'"),
        "{run}"
    );
    let url = "https://127.0.0.1:1/h.git?token=s3cret#s3cret";
    let run = idp.run(["connect", url]).assert_exit_code(5);
    assert!(!run.stderr.contains("s3cret"), "{run}");
    assert!(
        run.stderr
            .contains("git ls-remote -- https://127.0.0.1:1/h.git"),
        "{run}"
    );
}
