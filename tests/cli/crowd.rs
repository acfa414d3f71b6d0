//! Many register at the same moment, over HTTP, at a server that loses answers and turns some away: none is lost, none
//! is there twice.
//!
//! Fifty take minutes where each is a debug build, so by default there are eight; `IDP_TEST_CROWD` says how many, and
//! `IDP_TEST_BINARY` which `idp`. `tests/conformance/run` has fifty.

#![allow(clippy::print_stdout, reason = "the figures are what one wants to see")]

use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::fake::{Fault, GitHub, Harm};
use crate::support::Idp;

fn crowd() -> usize {
    std::env::var("IDP_TEST_CROWD").map_or(8, |number| number.parse().unwrap())
}

fn binary() -> PathBuf {
    std::env::var_os("IDP_TEST_BINARY").map_or(env!("CARGO_BIN_EXE_idp").into(), PathBuf::from)
}

/// Lets everybody make a service of their own, at once; how often each tried to register.
fn all_at_once(github: &GitHub) -> Vec<u64> {
    let users: Vec<Idp> = (0..crowd()).map(|_| github.user()).collect();
    let start = |(number, idp): (usize, &Idp)| {
        let name = format!("s{number}");
        idp.command(binary())
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
    let mut attempts: Vec<u64> = users.iter().map(attempts).collect();
    attempts.sort_unstable();
    attempts
}

/// What the journal of the only run of `idp` says.
fn attempts(idp: &Idp) -> u64 {
    let mut journals = std::fs::read_dir(idp.home().join("runs")).unwrap();
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

/// Everybody is in the catalog, once, and it is valid.
fn everybody_is_there(github: &GitHub) {
    let idp = github.user();
    let list = idp
        .run(["catalog", "list", "--kind", "component", "-o", "json"])
        .success()
        .json();
    let mut names: Vec<&str> = list["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entity| entity["name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    let mut wanted: Vec<String> = (0..crowd()).map(|number| format!("s{number}")).collect();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    idp.run(["catalog", "validate"]).success();
}

/// Tells how often they tried, and gives the 95th percentile.
fn told(what: &str, attempts: &[u64]) -> u64 {
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

/// A server that turns three of ten pushes away, and loses every fifth answer.
#[cfg(unix)]
fn crowded(github: &GitHub, what: &str) {
    let hook = github.repository("platform").join("hooks/pre-receive");
    github
        .user()
        .script(hook, "[ $(($$ % 10)) -ge 3 ] || { echo busy >&2; exit 1; }");
    let push = "/acme/platform.git/git-receive-pack";
    github.fails(Fault::on("POST", push, Harm::DoneThenDrop).every(5));
    let attempts = all_at_once(github);
    everybody_is_there(github);
    told(
        &format!("{what}, 30 % turned away, 20 % of answers lost"),
        &attempts,
    );
}

#[test]
fn at_a_server_that_is_well() {
    let github = GitHub::new("");
    let attempts = all_at_once(&github);
    everybody_is_there(&github);
    assert!(told("a file each", &attempts) <= 10, "{attempts:?}");
}

#[cfg(unix)]
#[test]
fn in_one_file() {
    crowded(&GitHub::with_one_file(""), "one file");
}

#[cfg(unix)]
#[test]
fn in_a_file_each() {
    crowded(&GitHub::new(""), "a file each");
}

#[test]
fn pull_requests_merge_without_a_conflict() {
    let github = GitHub::new("registration: pull-request\n");
    all_at_once(&github);
    let idp = github.user();
    for number in 0..crowd() {
        assert!(github.merges(&idp, &format!("s{number}")), "s{number}");
    }
    everybody_is_there(&github);
    let open = github.state(|state| state.repositories["acme/platform"].pulls.len());
    assert_eq!(open, crowd());
    println!("{open} open pull requests merged, 0 conflicts");
}
