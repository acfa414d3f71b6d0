//! Texts that nobody would write, made from the YAML texts of this project.

use std::path::Path;

use walkdir::WalkDir;

use super::test_rng::TestRng;

/// Pieces that mean something to YAML or to Backstage.
const PIECES: &[&str] = &[
    "\n",
    "\n  ",
    "\n- ",
    "\n---\n",
    "\n...\n",
    "\n... ",
    ": ",
    ":",
    "- ",
    "? ",
    "#",
    " # idp: allow x -- y",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a ",
    "*a",
    "!",
    "!!str ",
    "!!int ",
    "|",
    ">",
    "|-\n",
    "'",
    "\"",
    "\\",
    "\\u",
    "%YAML 1.1\n",
    "%TAG ! x:\n",
    "<<: ",
    "~",
    "null",
    "yes",
    "017",
    "0x1f",
    ".nan",
    "1e400",
    "\u{feff}",
    "\r",
    "\r\n",
    "\t",
    "\0",
    "é",
    "\u{202e}",
    "😀",
    "$text: ",
    "$yaml: ./a.yaml",
    "spec:",
    "metadata:",
    "name: ",
    "kind: Group",
    "owner: ",
    "group:",
    "default/",
    "../",
    "http://",
    "*",
    "**/*.yaml",
    "targets: [./a.yaml]",
    "until 2026-01-01: ",
    "a",
    " ",
];

/// Every YAML text of the project: the examples of the rules, the practice platform, and the conformance fixtures.
pub(crate) fn collect_seeds() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = Vec::new();
    for folder in [
        "docs/rules",
        "src/platform/practice",
        "tests/conformance/backstage/fixtures",
    ] {
        for entry in WalkDir::new(root.join(folder)).sort_by_file_name() {
            let entry = entry.unwrap();
            let Ok(text) = std::fs::read_to_string(entry.path()) else {
                continue;
            };
            match entry.path().extension().and_then(std::ffi::OsStr::to_str) {
                Some("md") => seeds.extend(
                    text.split("```yaml\n")
                        .skip(1)
                        .map(|rest| rest.split("```").next().unwrap_or_default().to_owned()),
                ),
                Some("yaml" | "yml") => seeds.push(text),
                _ => {}
            }
        }
    }
    assert!(seeds.len() > 100);
    seeds
}

/// A text with some pieces removed, inserted, doubled, or replaced with pieces of another.
fn mutate_text(seeds: &[String], rng: &mut TestRng) -> String {
    let mut text: Vec<char> = rng.choose(seeds).chars().collect();
    for _ in 0..=rng.next_below(6) {
        let at = rng.next_below(text.len() + 1);
        let end = (at + rng.next_below(40)).min(text.len());
        match rng.next_below(5) {
            0 => drop(text.drain(at..end)),
            1 => text
                .splice(at..at, rng.choose_str(PIECES).chars())
                .for_each(drop),
            2 => {
                let twice: Vec<char> = text[at..end].to_vec();
                text.splice(at..at, twice).for_each(drop);
            }
            3 => {
                let other: Vec<char> = rng.choose(seeds).chars().collect();
                let from = rng.next_below(other.len());
                let to = (from + rng.next_below(80)).min(other.len());
                text.splice(at..end, other[from..to].iter().copied())
                    .for_each(drop);
            }
            _ => text
                .splice(at..end, rng.choose_str(PIECES).chars())
                .for_each(drop),
        }
    }
    text.into_iter().collect()
}

/// Runs `target` on many texts. If it panics, the message contains the text and its seed.
pub(crate) fn run_fuzz(target: impl Fn(&str) + std::panic::RefUnwindSafe) {
    let seeds = collect_seeds();
    let first = fuzz_number("IDP_FUZZ_SEED", 1);
    for seed in first..first + fuzz_number("IDP_FUZZ_RUNS", 500) {
        let text = mutate_text(&seeds, &mut TestRng(seed));
        if std::panic::catch_unwind(|| target(&text)).is_err() {
            panic!("IDP_FUZZ_SEED={seed} IDP_FUZZ_RUNS=1: {text:?}");
        }
    }
}

/// The number in the environment variable `name`, or `usual`.
pub(crate) fn fuzz_number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}
