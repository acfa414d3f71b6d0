//! Programs started as a user starts them, and what the kernel says of each and of every child it waited for.

use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// A program that runs in `root`, in a home of its own, and says nothing.
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

/// The `idp` that was built with the bench; what it keeps lies below `root`.
pub(crate) fn idp(root: &Path, arguments: &[&str]) -> Command {
    let mut command = program(root, env!("CARGO_BIN_EXE_idp"), arguments);
    command.env("IDP_HOME", root.join("idp-home"));
    command
}

/// One figure of several runs; shown as `median (least to most)`.
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

    /// The figure in the middle.
    pub(crate) fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }
}

/// What several runs of one command took.
pub(crate) struct Usage {
    pub(crate) wall_ms: Spread,
    pub(crate) cpu_ms: Spread,
    pub(crate) peak_mib: Spread,
}

impl Usage {
    /// Runs `command`, which gets the number of the run from 1 on, `runs` times; each must end with `exit`.
    ///
    /// The kernel counts the memory of the process that started another as the other's, up to the moment it becomes
    /// that other: a bench must stay smaller than what it measures.
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
