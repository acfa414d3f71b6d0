//! Texts nobody would write, made from texts somebody did: no reader may panic, hang or contradict itself over them.
//!
//! `IDP_FUZZ_RUNS` says how many of each kind (five hundred unless said, which takes seconds), `IDP_FUZZ_SEED` which. What fails is
//! printed with its seed, to be run again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/test_rng.rs"]
mod test_rng;

use std::path::Path;

use idp::catalog::{
    Assignment, Catalog, Codeowners, EntityRef, FileDraft, GithubHosts, MemoryFiles, Ownership,
    WebLocation,
};
use idp::rules::{self, RuleSettings};
use idp::source::SourceFile;
use idp::yaml;
use test_rng::TestRng;
use walkdir::WalkDir;

/// Pieces that mean something to YAML or to Backstage.
const PIECES: &[&str] = &[
    "\n",
    "\n  ",
    "\n- ",
    "\n---\n",
    "\n...\n",
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

/// Every YAML text of the project: the examples of the rules, the platform of practice, the fixtures of conformance.
fn collect_seeds() -> Vec<String> {
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

/// A text with some pieces taken out, put in, doubled, or swapped with those of another.
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

/// Runs `target` on many texts; which one was at fault is said, whatever the fault.
fn run_fuzz(target: impl Fn(&str) + std::panic::RefUnwindSafe) {
    let number =
        |name: &str, usual: u64| std::env::var(name).map_or(usual, |text| text.parse().unwrap());
    let seeds = collect_seeds();
    let first = number("IDP_FUZZ_SEED", 1);
    for seed in first..first + number("IDP_FUZZ_RUNS", 500) {
        let text = mutate_text(&seeds, &mut TestRng(seed));
        if std::panic::catch_unwind(|| target(&text)).is_err() {
            panic!("IDP_FUZZ_SEED={seed} IDP_FUZZ_RUNS=1: {text:?}");
        }
    }
}

#[test]
fn a_tree_covers_its_text() {
    run_fuzz(|text| {
        for chunk in yaml::split_documents(text) {
            assert!(text.get(chunk.offset..chunk.offset + chunk.text.len()) == Some(chunk.text));
            let Ok((tree, faults)) = chunk.parse() else {
                continue;
            };
            for fault in faults {
                assert!(chunk.text.get(fault.span).is_some());
            }
            let Some(root) = tree.root() else { continue };
            assert!(chunk.text.get(root.span()).is_some());
            root.to_json();
        }
    });
}

#[test]
fn a_ref_is_read_back_from_its_own_words() {
    run_fuzz(|text| {
        for line in text.lines() {
            if let Ok(reference) = EntityRef::parse(line, Some("component"), "default") {
                let canonical = reference.to_string();
                // A slash before the colon makes the colon part of a name, which the canonical form puts behind one.
                let again = EntityRef::parse(&canonical, None, "other").unwrap();
                assert_eq!(again.to_string(), canonical);
            }
        }
    });
}

#[test]
fn a_whole_catalog_is_read_checked_and_answered_for() {
    run_fuzz(|text| {
        let files = MemoryFiles::from_iter([("root.yaml", text), ("a.yaml", text)]);
        let catalog = Catalog::read(&files, &["root.yaml".to_owned()]).unwrap();
        let findings =
            rules::check_catalog(&catalog, &RuleSettings::new("2026-11-23".parse().unwrap()));
        for place in findings.iter().filter_map(|finding| finding.place.as_ref()) {
            assert!(place.start() <= place.end() && place.start().line > 0);
        }
        for entity in &catalog.entities {
            Ownership::of_entity(&catalog, entity);
            catalog.derive_relations(entity);
        }
    });
}

#[test]
fn an_edit_is_made_in_place_or_refused() {
    run_fuzz(|text| {
        let files = MemoryFiles::from_iter([("root.yaml", text)]);
        let catalog = Catalog::read(&files, &["root.yaml".to_owned()]).unwrap();
        for entity in &catalog.entities {
            for typed in [
                "owner=a: b",
                "title=x",
                "annotation:a/b=#",
                "system=",
                "tags+=a",
                "tags=a,b",
                "dependsOn-=resource:x",
                "links+=https://a.example|A",
                "spec.x+=1",
            ] {
                let mut draft = FileDraft::for_entity(entity);
                let assignment = Assignment::parse(typed).unwrap();
                // Whether it was what was meant, `finish` looks for itself.
                let _ = draft
                    .apply_assignment(entity, &assignment)
                    .and_then(|_| draft.finish());
            }
            let mut draft = FileDraft::for_entity(entity);
            draft.remove_entity(entity);
            let _ = draft.finish();
        }
    });
}

#[test]
fn any_text_is_a_list_of_owners() {
    run_fuzz(|text| {
        let owners = Codeowners::parse(&SourceFile::new("CODEOWNERS", text));
        for path in ["a/b.ts", "/", "..", "docs"] {
            owners.match_path(path, false);
        }
    });
}

#[test]
fn any_text_is_an_address_or_none() {
    let hosts = GithubHosts::new(["git.acme.example"]);
    run_fuzz(|text| {
        for text in [
            text,
            &format!("https://github.com/{text}"),
            &format!("git@{text}"),
        ] {
            let _ = WebLocation::parse_targets(text, &hosts);
            let location = WebLocation::parse(text);
            let folders = location.iter().flat_map(WebLocation::possible_paths);
            assert!(folders.count() <= 8, "{text}");
        }
    });
}
