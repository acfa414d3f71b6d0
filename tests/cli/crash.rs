//! The process is killed at every possible moment and the run is resumed: the result is always the same as that of an
//! undisturbed run.

#![allow(clippy::print_stdout, reason = "the figures are what one wants to see")]

use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::fake::{ENVIRONMENTS, FakeGitHub, remove_port};
use crate::support::Idp;

const NEW: [&str; 5] = ["new", "service", "checkout", "--owner", "payments"];

/// A user and their own GitHub.
struct CrashTrial {
    github: FakeGitHub,
    idp: Idp,
}

impl CrashTrial {
    /// A trial on a GitHub whose organisation has the plan `plan`.
    fn new(settings: &str, plan: &'static str) -> CrashTrial {
        let github = FakeGitHub::new(settings);
        github.with_state(|state| state.plan = plan);
        let idp = github.signed_in_user();
        CrashTrial { github, idp }
    }

    /// Runs until the process is killed at the moment `kill`. Returns false if the run ended before that.
    fn run_until_killed(&self, kill: u32) -> bool {
        let status = self
            .idp
            .command(env!("CARGO_BIN_EXE_idp"))
            .args(NEW)
            .env("IDP_KILL_AT", kill.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(status.code().is_none_or(|code| code == 0), "{status}");
        status.code().is_none()
    }

    /// Continues the run: with `idp runs resume` or by running the same command again, depending on `kill`.
    fn resume_or_rerun(&self, kill: u32) {
        let runs = self
            .idp
            .run(["runs", "list", "-o", "json"])
            .assert_success()
            .stdout_json();
        let last = runs["runs"].as_array().unwrap().last();
        let state = last.map(|run| run["state"].as_str().unwrap());
        match (state, kill.is_multiple_of(2)) {
            (Some("done"), _) => {}
            (Some("interrupted"), true) if kill > 5 => {
                let run = last.unwrap()["run"].as_str().unwrap();
                self.idp.run(["runs", "resume", run]).assert_success();
            }
            _ => {
                self.idp.run(NEW).assert_success();
            }
        }
    }

    /// The number of the record with which `effect` begins.
    fn find_effect_record(&self, effect: &str) -> u32 {
        let runs = self
            .idp
            .run(["runs", "list", "-o", "json"])
            .assert_success()
            .stdout_json();
        let run = runs["runs"][0]["run"].as_str().unwrap();
        let journal = self
            .idp
            .idp_home()
            .join("runs")
            .join(format!("{run}.jsonl"));
        let text = std::fs::read_to_string(journal).unwrap();
        let begins = format!("\"effect\":\"{effect}\"");
        let record = text.lines().position(|line| line.contains(&begins));
        u32::try_from(record.unwrap()).unwrap()
    }

    /// Everything that a run leaves behind, line by line.
    fn collect_outcome(&self) -> Vec<String> {
        let idp = &self.idp;
        let mut left: Vec<String> = std::fs::read_dir(idp.path(""))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.push(idp.run_git("checkout", ["status", "--porcelain"]));
        left.push(idp.run_git("checkout", ["config", "branch.main.remote"]));
        let files = idp.run_git("checkout", ["ls-tree", "-r", "HEAD"]);
        let port = |line: &&str| !line.ends_with(".idp/lock.yaml");
        left.extend(files.lines().filter(port).map(str::to_owned));
        let runs = idp
            .run(["runs", "list", "-o", "json"])
            .assert_success()
            .stdout_json();
        let states = runs["runs"].as_array().unwrap().iter();
        left.extend(states.map(|run| run["state"].to_string()));
        left.extend(self.github.snapshot_files());
        let forge = serde_json::to_string_pretty(&self.github.snapshot_json()).unwrap();
        left.extend(forge.lines().map(remove_port));
        left.push(remove_port(&idp.run(["who-owns", "checkout"]).stdout));
        left
    }
}

/// Kills a run under `settings` at every moment from the beginning of `effect` on, and resumes it.
fn assert_every_kill_recovers(settings: &str, plan: &'static str, effect: &str) {
    let undisturbed = CrashTrial::new(settings, plan);
    undisturbed.idp.run(NEW).assert_success();
    let wanted = undisturbed.collect_outcome();
    let first = 2 * undisturbed.find_effect_record(effect);
    let (next, died) = (AtomicU32::new(first), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                loop {
                    let kill = next.fetch_add(1, Ordering::Relaxed);
                    let trial = CrashTrial::new(settings, plan);
                    if !trial.run_until_killed(kill) {
                        return;
                    }
                    died.fetch_add(1, Ordering::Relaxed);
                    trial.resume_or_rerun(kill);
                    let outcome = trial.collect_outcome();
                    let lacks = wanted.iter().filter(|line| !outcome.contains(line));
                    let lacks: Vec<&String> = lacks.collect();
                    let besides = outcome.iter().filter(|line| !wanted.contains(line));
                    let besides: Vec<&String> = besides.collect();
                    let differs = outcome.len() != wanted.len();
                    assert!(
                        lacks.is_empty() && besides.is_empty() && !differs,
                        "after a kill at {kill}: missing {lacks:#?}, unexpected {besides:#?}"
                    );
                }
            });
        }
    });
    let died = died.into_inner();
    println!("{died} kills from `{effect}` on, each resumed to the same end state, 0 duplicates");
    assert!(died > 8, "{died}");
}

#[test]
fn whenever_it_dies_it_goes_on_to_the_same_end_by_push() {
    let promoted =
        "github: {promoter: 7}\n".to_owned() + ENVIRONMENTS + "    approval: pull-request\n";
    assert_every_kill_recovers(&promoted, "enterprise", "commit");
}

#[test]
fn whenever_it_dies_it_goes_on_to_the_same_end_by_pull_request() {
    assert_every_kill_recovers("registration: pull-request\n", "enterprise", "register");
}

/// Each effect is recorded with its outcome, so what the plan doesn't support stays left out.
#[test]
fn whenever_it_dies_what_the_plan_leaves_out_stays_left_out() {
    assert_every_kill_recovers(ENVIRONMENTS, "free", "environment staging");
}
