//! Runs programs as a user would and measures the resource usage of each, including the children that it waited for.

use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// A program that runs in `root` with its own home directory; its output is discarded.
pub(crate) fn program(root: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(root)
        .env("HOME", root.join("home"))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// The `idp` that was built with the benchmark; it stores its data below `root`.
pub(crate) fn idp(root: &Path, arguments: &[&str]) -> Command {
    let mut command = program(root, env!("CARGO_BIN_EXE_idp"), arguments);
    command.env("IDP_HOME", root.join("idp-home"));
    command
}

/// One metric over several runs; shown as `median (minimum to maximum)`.
pub(crate) struct Spread(Vec<f64>);

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.median() < 100.0 { 1 } else { 0 };
        let mut text = format!("{:.digits$}", self.median());
        if let [least, .., most] = self.0[..] {
            text.push_str(&format!(" ({least:.digits$} to {most:.digits$})"));
        }
        f.pad(&text)
    }
}

impl Spread {
    fn new(figures: impl Iterator<Item = f64>) -> Spread {
        let mut figures: Vec<f64> = figures.collect();
        figures.sort_by(f64::total_cmp);
        Spread(figures)
    }

    /// The median.
    pub(crate) fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }
}

/// The time and memory that several runs of one command took.
pub(crate) struct Usage {
    pub(crate) wall_ms: Spread,
    pub(crate) cpu_ms: Spread,
    pub(crate) peak_mib: Spread,
}

impl Usage {
    /// Runs `command` `runs` times. `command` gets the number of the run, from 1. Each run must exit with code `exit`.
    ///
    /// Until a child calls `exec`, the kernel counts the memory of its parent as the child's own. So the benchmark
    /// must use less memory than the programs that it measures.
    pub(crate) fn of(runs: usize, exit: i32, mut command: impl FnMut(usize) -> Command) -> Usage {
        let runs: Vec<_> = (1..=runs)
            .map(|run| once(&mut command(run), exit))
            .collect();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        Usage {
            wall_ms: Spread::new(runs.iter().map(|(wall, _, _)| ms(*wall))),
            cpu_ms: Spread::new(runs.iter().map(|(_, cpu, _)| ms(*cpu))),
            peak_mib: Spread::new(runs.iter().map(|(_, _, peak)| *peak)),
        }
    }
}

fn once(command: &mut Command, exit: i32) -> (Duration, Duration, f64) {
    let began = Instant::now();
    let ended = command.spawn().unwrap().wait4().unwrap();
    let wall = began.elapsed();
    assert_eq!(ended.status.code(), Some(exit), "{command:?}");
    let rusage = ended.rusage;
    let peak_mib = rusage.maxrss as f64 / f64::from(1 << 20);
    (wall, rusage.utime + rusage.stime, peak_mib)
}
