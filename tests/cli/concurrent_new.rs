//! Many users register at the same time, over HTTP, with a server that drops responses and rejects pushes: no
//! registration is lost or duplicated.
//!
//! Fifty debug builds take minutes, so the default is eight users; `IDP_TEST_CROWD` sets the number of users, and
//! `IDP_TEST_BINARY` the binary. `tests/conformance/run` uses fifty.

#![allow(clippy::print_stdout, reason = "the figures are what one wants to see")]

use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::fake::{FakeGitHub, FaultEffect, InjectedFault};
use crate::support::Idp;

fn user_count() -> usize {
    std::env::var("IDP_TEST_CROWD").map_or(8, |number| number.parse().unwrap())
}

fn idp_binary() -> PathBuf {
    std::env::var_os("IDP_TEST_BINARY").map_or(env!("CARGO_BIN_EXE_idp").into(), PathBuf::from)
}

/// Lets every user create a service, all at once. Returns how often each of them tried to register, sorted.
fn run_new_concurrently(github: &FakeGitHub) -> Vec<u64> {
    let users: Vec<Idp> = (0..user_count()).map(|_| github.signed_in_user()).collect();
    let start = |(number, idp): (usize, &Idp)| {
        let name = format!("s{number}");
        idp.command(idp_binary())
            .args(["new", "service", &name, "--owner", "payments", "-q"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let running: Vec<Child> = users.iter().enumerate().map(start).collect();
    for child in running {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
    }
    let mut attempts: Vec<u64> = users.iter().map(read_register_attempts).collect();
    attempts.sort_unstable();
    attempts
}

/// The number of attempts to register, from the journal of the only run.
fn read_register_attempts(idp: &Idp) -> u64 {
    let mut journals = std::fs::read_dir(idp.idp_home().join("runs")).unwrap();
    let journal = journals
        .find_map(|entry| {
            Some(entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        })
        .unwrap();
    let text = std::fs::read_to_string(journal).unwrap();
    let records = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut records = records;
    let registered =
        records.rfind(|record| record["effect"] == "register" && record["phase"] == "done");
    registered.unwrap()["value"]["attempts"].as_u64().unwrap()
}

/// Asserts that every service is in the catalog exactly once, and that the catalog is valid.
fn assert_all_registered(github: &FakeGitHub) {
    let idp = github.signed_in_user();
    let list = idp
        .run(["catalog", "list", "--kind", "component", "-o", "json"])
        .assert_success()
        .stdout_json();
    let mut names: Vec<&str> = list["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entity| entity["name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    let mut wanted: Vec<String> = (0..user_count())
        .map(|number| format!("s{number}"))
        .collect();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    idp.run(["catalog", "validate"]).assert_success();
}

/// Prints percentiles of the number of attempts, and returns the 95th.
fn print_attempt_percentiles(what: &str, attempts: &[u64]) -> u64 {
    let at = |percent: usize| attempts[(attempts.len() * percent).div_ceil(100) - 1];
    println!(
        "{what}: {} at once, 0 lost, 0 twice; attempts p50 {}, p95 {}, most {}",
        attempts.len(),
        at(50),
        at(95),
        at(100)
    );
    at(95)
}

/// Registers on a server that rejects three in ten pushes and drops every fifth response.
#[cfg(unix)]
fn register_on_flaky_server(github: &FakeGitHub, what: &str) {
    let hook = github.repository_path("platform").join("hooks/pre-receive");
    github
        .signed_in_user()
        .write_script(hook, "[ $(($$ % 10)) -ge 3 ] || { echo busy >&2; exit 1; }");
    let push = "/acme/platform.git/git-receive-pack";
    github.inject_fault(
        InjectedFault::on_request("POST", push, FaultEffect::ProcessThenDrop).every(5),
    );
    let attempts = run_new_concurrently(github);
    assert_all_registered(github);
    print_attempt_percentiles(
        &format!("{what}, 30 % turned away, 20 % of answers lost"),
        &attempts,
    );
}

#[test]
fn at_a_server_that_is_well() {
    let github = FakeGitHub::new("");
    let attempts = run_new_concurrently(&github);
    assert_all_registered(&github);
    assert!(
        print_attempt_percentiles("a file each", &attempts) <= 10,
        "{attempts:?}"
    );
}

#[cfg(unix)]
#[test]
fn in_one_file() {
    register_on_flaky_server(&FakeGitHub::with_single_catalog_file(""), "one file");
}

#[cfg(unix)]
#[test]
fn in_a_file_each() {
    register_on_flaky_server(&FakeGitHub::new(""), "a file each");
}

#[test]
fn pull_requests_merge_without_a_conflict() {
    let github = FakeGitHub::new("registration: pull-request\n");
    run_new_concurrently(&github);
    let idp = github.signed_in_user();
    for number in 0..user_count() {
        assert!(
            github.merge_registration(&idp, &format!("s{number}")),
            "s{number}"
        );
    }
    assert_all_registered(&github);
    let open = github.with_state(|state| state.repositories["acme/platform"].pulls.len());
    assert_eq!(open, user_count());
    println!("{open} open pull requests merged, 0 conflicts");
}
