use proptest::prelude::*;
use serde::Deserialize;

use super::*;

/// What `minimatch` and `is-glob` said of one pattern; made by `globs.mjs --table`.
#[derive(Deserialize)]
struct MinimatchCase {
    pattern: String,
    glob: bool,
    yes: Vec<String>,
    no: Vec<String>,
}

fn glob_matches(pattern: &str, path: &str) -> bool {
    let mut budget = GlobBudget::new(GlobBudget::CATALOG_GLOB_BUDGET);
    let glob = Glob::new(pattern, &mut budget).unwrap();
    glob.matches(path, &mut budget).unwrap()
}

#[test]
fn every_pattern_matches_what_minimatch_matches() {
    let mut cases = 0;
    let mut apart = Vec::new();
    for line in include_str!("minimatch.jsonl").lines() {
        let expected: MinimatchCase = serde_json::from_str(line).unwrap();
        let pattern = &expected.pattern;
        if is_glob(pattern) != expected.glob {
            apart.push(format!("is `{pattern}` a glob?"));
        }
        for (paths, wanted) in [(&expected.yes, true), (&expected.no, false)] {
            for path in paths {
                if glob_matches(pattern, path) != wanted {
                    apart.push(format!("`{pattern}` on `{path}`"));
                }
                cases += 1;
            }
        }
    }
    assert!(
        apart.is_empty(),
        "{} apart:\n{}",
        apart.len(),
        apart.join("\n")
    );
    assert!(cases > 10_000, "{cases} cases");
}

#[test]
fn a_hostile_pattern_is_given_up() {
    let path = "a".repeat(200);
    for pattern in [
        "{a,b}".repeat(40),
        "{1..9}".repeat(9),
        "{a,".repeat(2_000) + &"}".repeat(2_000),
        "*(".repeat(300) + "a" + &")".repeat(300),
        "*!(".repeat(60) + "b" + &")".repeat(60),
        "x".repeat(70_000),
        "{a}".to_owned() + &"}".repeat(40_000) + ",z}",
    ] {
        let start = std::time::Instant::now();
        let mut budget = GlobBudget::new(2_000_000);
        let glob = Glob::new(&pattern, &mut budget);
        let _ = glob.and_then(|glob| glob.matches(&path, &mut budget));
        let shown = &pattern[..20.min(pattern.len())];
        assert!(start.elapsed().as_secs() < 10, "{shown}");
    }
}

#[test]
fn the_budget_ends_the_matching() {
    let mut budget = GlobBudget::new(2_000);
    let glob = Glob::new("*!(*!(*!(*!(*!(*!(x*)y*)x*)y*)x*)z)y", &mut budget).unwrap();
    let path = "xyy".repeat(80);
    assert_eq!(glob.matches(&path, &mut budget), Err(GlobTooComplex));
}

proptest! {
    #[test]
    fn no_pattern_makes_it_panic(pattern in r"[a-c./*?!@+(){}\[\]\\,|^:0-3-]{0,40}", path in "[a-c.]{1,6}(/[a-c.]{1,6}){0,3}") {
        let mut budget = GlobBudget::new(1_000_000);
        is_glob(&pattern);
        if let Ok(glob) = Glob::new(&pattern, &mut budget) {
            let _ = glob.matches(&path, &mut budget);
        }
    }
}
