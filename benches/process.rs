//! Whole processes, as a user starts them: wall time, CPU time with that of every child, and peak memory. Where
//! `copier` and `cookiecutter` are on the path they do the same work in the same run.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and stops when it cannot go on"
)]

#[cfg(unix)]
mod support;

#[cfg(unix)]
mod whole {
    use std::path::Path;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use tempfile::TempDir;
    use wait4::Wait4;

    use super::support::{Dialect, write};

    /// A command to be measured; each run gets a number, so that none finds what another left.
    struct Case {
        what: &'static str,
        tool: &'static str,
        runs: usize,
        command: fn(&Bench<'_>, usize) -> Command,
    }

    const CASES: [Case; 10] = [
        case("start", "idp", 20, |bench, _| bench.idp(&["--version"])),
        case("who-owns", "idp", 20, |bench, _| {
            bench.idp(&["who-owns", "cart"])
        }),
        case("new service --dry-run", "idp", 20, |bench, run| {
            bench.idp_new("service", run, &["--dry-run"])
        }),
        case("new service", "idp", 20, |bench, run| {
            bench.idp_new("service", run, &[])
        }),
        case("2,000 files --dry-run", "idp", 5, |bench, run| {
            let template = bench.path("wide/idp");
            bench.idp_new("wide", run, &["--template", &template, "--dry-run"])
        }),
        case("2,000 files", "idp", 5, |bench, run| {
            bench.idp_new("wide", run, &["--template", &bench.path("wide/idp")])
        }),
        case("start", "copier", 5, |bench, _| {
            bench.program("copier", &["--version"])
        }),
        case("2,000 files", "copier", 5, |bench, run| {
            let (from, to) = (bench.path("wide/copier"), bench.out("copier", run));
            let data = ["--data", "name=x", "--data", "owner=payments"];
            bench.program(
                "copier",
                &[&["copy", "--quiet", "--defaults"][..], &data, &[&from, &to]].concat(),
            )
        }),
        case("start", "cookiecutter", 5, |bench, _| {
            bench.program("cookiecutter", &["--version"])
        }),
        case("2,000 files", "cookiecutter", 5, |bench, run| {
            let (from, to) = (
                bench.path("wide/cookiecutter"),
                bench.out("cookiecutter", run),
            );
            bench.program("cookiecutter", &["--no-input", "--output-dir", &to, &from])
        }),
    ];

    const fn case(
        what: &'static str,
        tool: &'static str,
        runs: usize,
        command: fn(&Bench<'_>, usize) -> Command,
    ) -> Case {
        Case {
            what,
            tool,
            runs,
            command,
        }
    }

    /// What the kernel says of one finished process and the children it waited for.
    struct Usage {
        wall: Duration,
        cpu: Duration,
        peak_mib: f64,
    }

    pub(super) fn measure() {
        let root = TempDir::new().unwrap();
        let bench = Bench { root: root.path() };
        for (dialect, folder) in [
            (Dialect::Idp, "idp"),
            (Dialect::Copier, "copier"),
            (Dialect::Cookiecutter, "cookiecutter"),
        ] {
            write(&bench.root.join("wide").join(folder), dialect).unwrap();
        }
        std::fs::create_dir_all(bench.root.join("out")).unwrap();
        println!(
            "{:<26} {:<13} {:>24} {:>24} {:>9}",
            "", "", "wall ms, median (range)", "CPU ms, median (range)", "peak MiB"
        );
        for case in CASES {
            // The first run warms up; a tool that is not there has no row.
            if (case.command)(&bench, 0).output().is_ok() {
                report(&bench, &case);
            }
        }
    }

    struct Bench<'a> {
        root: &'a Path,
    }

    impl Bench<'_> {
        fn path(&self, path: &str) -> String {
            self.root.join(path).display().to_string()
        }

        fn out(&self, name: &str, run: usize) -> String {
            self.path(&format!("out/{name}-{run}"))
        }

        fn idp_new(&self, template: &str, run: usize, more: &[&str]) -> Command {
            let (name, place) = (format!("{template}-{run}"), self.out(template, run));
            let fixed = [
                "new", template, &name, "--owner", "payments", "--yes", "--dir", &place,
            ];
            self.idp(&[&fixed, more].concat())
        }

        fn idp(&self, arguments: &[&str]) -> Command {
            let mut command = self.program(env!("CARGO_BIN_EXE_idp"), arguments);
            command.env("IDP_HOME", self.root.join("idp-home"));
            command
        }

        /// A program in a home of its own.
        fn program(&self, program: &str, arguments: &[&str]) -> Command {
            let mut command = Command::new(program);
            command
                .args(arguments)
                .current_dir(self.root)
                .env("HOME", self.root.join("home"))
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command
        }
    }

    fn report(bench: &Bench<'_>, case: &Case) {
        let usages: Vec<Usage> = (1..=case.runs)
            .map(|run| usage(&mut (case.command)(bench, run)))
            .collect();
        let of = |figure: fn(&Usage) -> f64| {
            let mut figures: Vec<f64> = usages.iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            (
                figures[0],
                figures[figures.len() / 2],
                figures[figures.len() - 1],
            )
        };
        let ms = |(least, median, most): (f64, f64, f64)| {
            format!("{median:.1} ({least:.1} to {most:.1})")
        };
        let (_, peak, _) = of(|usage| usage.peak_mib);
        println!(
            "{:<26} {:<13} {:>24} {:>24} {peak:>9.1}",
            case.what,
            case.tool,
            ms(of(|usage| usage.wall.as_secs_f64() * 1e3)),
            ms(of(|usage| usage.cpu.as_secs_f64() * 1e3)),
        );
    }

    fn usage(command: &mut Command) -> Usage {
        let began = Instant::now();
        let ended = command.spawn().unwrap().wait4().unwrap();
        assert!(ended.status.success(), "{command:?}");
        let rusage = ended.rusage;
        Usage {
            wall: began.elapsed(),
            cpu: rusage.utime + rusage.stime,
            peak_mib: rusage.maxrss as f64 / f64::from(1 << 20),
        }
    }
}

fn main() {
    #[cfg(unix)]
    whole::measure();
    #[cfg(not(unix))]
    println!("whole processes are measured on Unix only");
}
