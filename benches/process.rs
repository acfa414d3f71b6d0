//! Measures whole processes, started as a user would: wall time, CPU time including all children, and peak memory. If
//! `copier` and `cookiecutter` are on the `PATH`, they do the same work in the same run.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and stops when it cannot go on"
)]

#[cfg(unix)]
mod support {
    pub(crate) mod process;
    pub(crate) mod template;
}

#[cfg(unix)]
mod whole {
    use std::path::Path;
    use std::process::Command;

    use tempfile::TempDir;

    use super::support::process::{Usage, idp, program};
    use super::support::template::{Dialect, write};

    /// A command to measure. Each run gets a number, so that no run finds files left by another.
    struct Case {
        what: &'static str,
        tool: &'static str,
        runs: usize,
        command: fn(&Bench<'_>, usize) -> Command,
    }

    const CASES: [Case; 11] = [
        case("start", "idp", 20, |bench, _| bench.idp(&["--version"])),
        case("-h", "idp", 20, |bench, _| bench.idp(&["-h"])),
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
            // The first run is a warm-up; a tool that isn't installed has no row.
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
            idp(self.root, arguments)
        }

        fn program(&self, name: &str, arguments: &[&str]) -> Command {
            program(self.root, name, arguments)
        }
    }

    fn report(bench: &Bench<'_>, case: &Case) {
        let usage = Usage::of(case.runs, 0, |run| (case.command)(bench, run));
        println!(
            "{:<26} {:<13} {:>24} {:>24} {:>9.1}",
            case.what,
            case.tool,
            usage.wall_ms,
            usage.cpu_ms,
            usage.peak_mib.median(),
        );
    }
}

fn main() {
    #[cfg(unix)]
    whole::measure();
    #[cfg(not(unix))]
    println!("whole processes are measured on Unix only");
}
