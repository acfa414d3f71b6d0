//! Measures `idp new` with a fake GitHub that responds immediately, so only the time of `idp` and git remains. The same
//! run also measures it on the practice platform.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and stops when it cannot go on"
)]

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/support/github/mod.rs"]
mod fake;
#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use fake::{ENVIRONMENTS, FakeGitHub};
use support::Idp;

/// The number of services to create on each platform.
const RUNS: usize = 15;

fn main() {
    let github = FakeGitHub::new(ENVIRONMENTS);
    let (there, here) = (github.signed_in_user(), Idp::new());
    let mut times: [Vec<Duration>; 2] = Default::default();
    for number in 0..RUNS {
        for (idp, times) in [&there, &here].into_iter().zip(&mut times) {
            let name = format!("s{number}");
            let began = Instant::now();
            idp.run(["new", "service", &name, "--owner", "payments", "-q"])
                .assert_success();
            times.push(began.elapsed());
        }
    }
    let [github_time, local_time] = times.map(|mut times| {
        times.sort_unstable();
        times[RUNS / 2]
    });
    let requests = github.requests().len() / RUNS;
    println!("idp new service, medians of {RUNS}, wall");
    println!("  GitHub, no latency    {github_time:>8.0?}  {requests} requests");
    println!("  practice platform     {local_time:>8.0?}");
}
