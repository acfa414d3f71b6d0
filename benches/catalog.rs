//! Measures the catalog with 5 to 100,000 entities in every layout. If node and the packages of `benches/peers` are
//! installed, the peers check the same file in the same run. Prints the table for `docs/benchmarks.md`.
//!
//! Words after `--` select rows: `cargo bench --bench catalog -- validate 1,000` runs the rows that contain both.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and stops when it cannot go on"
)]

#[cfg(unix)]
mod support {
    pub(crate) mod catalog;
    pub(crate) mod layout;
    pub(crate) mod process;
}

#[cfg(unix)]
mod whole {
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::time::{Instant, SystemTime, UNIX_EPOCH};

    use tempfile::TempDir;

    use super::support::catalog::Shape;
    use super::support::layout::{Layout, cached, commit, restore};
    use super::support::process::{Usage, idp, program};

    const SIZES: [usize; 4] = [5, 1_000, 10_000, 100_000];
    const LARGEST: usize = 100_000;
    const LAYOUTS: [(Layout, &str); 3] = [
        (Layout::OneFile, "one file"),
        (Layout::FilePerEntity, "file per entity"),
        (Layout::Packed, "packed commit"),
    ];
    /// In a catalog with faults, one in this many components has an owner that doesn't exist.
    const FAULTY: usize = 100;

    /// The parameters of a row of the table.
    struct Row<'a> {
        what: &'a str,
        entities: usize,
        layout: &'a str,
        tool: &'a str,
        exit: i32,
    }

    struct Bench {
        root: TempDir,
        /// Words that a row must contain to be run.
        wanted: Vec<String>,
    }

    pub(super) fn measure() {
        let bench = Bench {
            root: TempDir::new().unwrap(),
            wanted: std::env::args()
                .skip(1)
                .filter(|word| !word.starts_with('-'))
                .collect(),
        };
        println!("| | entities | layout | tool | wall, ms | CPU, ms | peak, MiB |");
        println!("|---|---|---|---|---|---|---|");
        for entities in SIZES {
            for (layout, name) in LAYOUTS {
                bench.validate(entities, layout, name);
            }
            bench.peers(entities);
        }
        bench.faulty(10_000);
        for (layout, name) in LAYOUTS {
            bench.who_owns(layout, name);
        }
    }

    impl Bench {
        fn path(&self) -> &Path {
            self.root.path()
        }

        /// `idp` on the platform at `place`.
        fn idp(&self, place: &Path, arguments: &[&str]) -> Command {
            let mut command = idp(self.path(), arguments);
            command.env("IDP_PLATFORM", place);
            command
        }

        /// `idp` with nothing cached.
        fn afresh(&self, place: &Path, arguments: &[&str]) -> Command {
            let home = self.path().join("idp-home");
            if home.exists() {
                std::fs::remove_dir_all(&home).unwrap();
            }
            self.idp(place, arguments)
        }

        fn validate(&self, entities: usize, layout: Layout, name: &str) {
            let row = Row {
                what: "validate",
                entities,
                layout: name,
                tool: "idp",
                exit: 0,
            };
            if self.wants(&row) {
                let place = cached(&Shape::new(entities), layout).unwrap();
                self.sees_all(&place, entities);
                self.run(&row, |_| self.afresh(&place, &["catalog", "validate"]));
            }
        }

        /// Checks that `idp` reads the whole catalog: a fast result for a part of it would be worthless.
        fn sees_all(&self, place: &Path, entities: usize) {
            let output = self
                .idp(place, &["catalog", "validate", "--output", "json"])
                .stdout(std::process::Stdio::piped())
                .output()
                .unwrap();
            let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            // With one file per entity, the Location that includes them is an extra entity.
            let seen = json["summary"]["entities"].as_u64().unwrap();
            assert!(
                [entities, entities + 1].contains(&(seen as usize)),
                "{json}"
            );
        }

        fn faulty(&self, entities: usize) {
            let row = Row {
                what: "validate, 1% of components faulty",
                entities,
                layout: LAYOUTS[0].1,
                tool: "idp",
                exit: 1,
            };
            if self.wants(&row) {
                let shape = Shape::new(entities).with_faults(FAULTY);
                let place = cached(&shape, LAYOUTS[0].0).unwrap();
                self.run(&row, |_| self.afresh(&place, &["catalog", "validate"]));
            }
        }

        /// Runs the peers, which read one file. The largest size takes them minutes, so it requires `BENCH_FULL`.
        fn peers(&self, entities: usize) {
            if entities == LARGEST && std::env::var_os("BENCH_FULL").is_none() {
                return;
            }
            for (tool, script, arguments) in peers() {
                let row = Row {
                    what: "validate",
                    entities,
                    layout: LAYOUTS[0].1,
                    tool,
                    exit: 0,
                };
                if self.wants(&row) {
                    let place = cached(&Shape::new(entities), LAYOUTS[0].0).unwrap();
                    let file = place.join("catalog.yaml").display().to_string();
                    let script = script.display().to_string();
                    let all = [&[script.as_str()], arguments, &[file.as_str()]].concat();
                    self.run(&row, |_| program(self.path(), "node", &all));
                }
            }
        }

        fn who_owns(&self, layout: Layout, name: &str) {
            let row = |what| Row {
                what,
                entities: LARGEST,
                layout: name,
                tool: "idp",
                exit: 0,
            };
            let shape = Shape::new(LARGEST);
            let component = shape.a_component();
            let question = ["who-owns", component.as_str()];
            let again = row("who-owns, asked before");
            if self.wants(&again) {
                let place = cached(&shape, layout).unwrap();
                self.run(&again, |_| self.idp(&place, &question));
            }
            let completed = row("Tab after who-owns");
            if self.wants(&completed) {
                let place = cached(&shape, layout).unwrap();
                // Completions read the index that the last query wrote.
                assert!(self.idp(&place, &question).status().unwrap().success());
                self.run(&completed, |_| self.complete(&place, &component));
            }
            let changed = row("who-owns, one file changed since");
            if layout != Layout::OneFile && self.wants(&changed) {
                let place = cached(&shape, layout).unwrap();
                self.run(&changed, |_| {
                    change(&shape, layout, &place);
                    self.idp(&place, &question)
                });
                change_back(&shape, layout, &place);
            }
        }

        /// What a shell runs when the user presses Tab after all but the last letter of `name`.
        fn complete(&self, place: &Path, name: &str) -> Command {
            let typed = &name[..name.len() - 1];
            let mut command = self.idp(place, &["--", "idp", "who-owns", typed]);
            command.env("IDP_COMPLETE", "bash");
            command.env("_CLAP_COMPLETE_INDEX", "2");
            command
        }

        fn wants(&self, row: &Row<'_>) -> bool {
            let about = [row.what, &thousands(row.entities), row.layout, row.tool];
            let wants = |word: &String| {
                about
                    .iter()
                    .any(|part| part.split(", ").any(|part| part == word))
            };
            self.wanted.iter().all(wants)
        }

        /// Runs once to warm up and to choose the number of runs by the time it takes, then prints the row.
        fn run(&self, row: &Row<'_>, mut command: impl FnMut(usize) -> Command) {
            let mut first = command(0);
            let began = Instant::now();
            assert_eq!(first.status().unwrap().code(), Some(row.exit));
            let runs = (15.0 / began.elapsed().as_secs_f64()).clamp(1.0, 10.0) as usize;
            let usage = Usage::of(runs, row.exit, command);
            println!(
                "| {} | {} | {} | {} | {} | {} | {:.1} |",
                row.what,
                thousands(row.entities),
                row.layout,
                row.tool,
                usage.wall_ms,
                usage.cpu_ms,
                usage.peak_mib.median()
            );
        }
    }

    /// The name, script and arguments of each installed peer.
    fn peers() -> Vec<(&'static str, PathBuf, &'static [&'static str])> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
        let mut peers: Vec<(_, _, &[&str])> = Vec::new();
        if folder.join("node_modules").exists() {
            peers.push(("Backstage's processing", folder.join("backstage.mjs"), &[]));
            peers.push(("catalog-model alone", folder.join("policies.mjs"), &[]));
        }
        if let Some(checkout) = std::env::var_os("ROADIE_VALIDATOR") {
            let script = Path::new(&checkout).join("bin/bev").canonicalize().unwrap();
            peers.push(("Roadie's validator", script, &["-q"]));
        }
        peers
    }

    /// Changes the content of one file to something that it has never been before.
    fn change(shape: &Shape, layout: Layout, place: &Path) {
        let (path, text) = shape.a_file();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let text = format!("{text}# {}\n", now.as_nanos());
        match layout {
            Layout::Packed => {
                commit(place, Some("refs/tags/base"), [(path, text)].into_iter()).unwrap();
            }
            _ => std::fs::write(place.join(path), text).unwrap(),
        }
    }

    fn change_back(shape: &Shape, layout: Layout, place: &Path) {
        let (path, text) = shape.a_file();
        match layout {
            Layout::Packed => restore(place).unwrap(),
            _ => std::fs::write(place.join(path), text).unwrap(),
        }
    }

    fn thousands(number: usize) -> String {
        match number {
            0..1_000 => number.to_string(),
            _ => format!("{},{:03}", number / 1_000, number % 1_000),
        }
    }
}

fn main() {
    #[cfg(unix)]
    whole::measure();
    #[cfg(not(unix))]
    println!("whole processes are measured on Unix only");
}
