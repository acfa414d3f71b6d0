//! Every rule has a page, every page a rule, and the examples of a page do what it says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use idp::catalog::{Catalog, Memory};
use idp::ops::Config;
use idp::rules::{self, ALL, Settings};

/// The YAML block under a heading.
fn example<'p>(page: &'p str, heading: &str) -> Option<&'p str> {
    let section = page.split(&format!("\n## {heading}\n")).nth(1)?;
    let block = section.split("```yaml\n").nth(1)?;
    block.split("```").next()
}

/// The codes that a catalog of this one file gets, with the settings that `page` asks for.
fn codes(page: &str, yaml: &str) -> BTreeSet<&'static str> {
    let files = Memory::from_iter([("catalog-info.yaml", yaml)]);
    let catalog = Catalog::read(&files, &["catalog-info.yaml".to_owned()]).unwrap();
    let today = "2026-11-23".parse().unwrap();
    let settings = match example(page, "In idp.yaml") {
        Some(text) => {
            let config = Config::parse("idp.yaml", text).unwrap();
            config.settings(&files, today).unwrap()
        }
        None => Settings::new(today),
    };
    rules::check(&catalog, &settings)
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn every_example_does_what_its_page_says() {
    for rule in ALL {
        if let Some(fails) = example(rule.page, "Fails") {
            assert_eq!(
                codes(rule.page, fails),
                BTreeSet::from([rule.code]),
                "what fails on the page of {}",
                rule.code
            );
        }
        let passes = example(rule.page, "Passes")
            .unwrap_or_else(|| panic!("{} has no passing example", rule.code));
        assert_eq!(
            codes(rule.page, passes),
            BTreeSet::new(),
            "what passes on the page of {}",
            rule.code
        );
        assert!(
            rule.page.starts_with(&format!("# {}\n", rule.code))
                && rule.page.contains("\n## Fix\n"),
            "{}",
            rule.code
        );
    }
}

#[test]
fn only_a_file_that_is_no_text_cannot_be_shown_failing() {
    let without: Vec<&str> = ALL
        .iter()
        .filter(|rule| example(rule.page, "Fails").is_none())
        .map(|rule| rule.code)
        .collect();
    assert_eq!(without, ["unreadable-file"]);
    let files = Memory::from_iter([("a.yaml", [0xff, 0xfe])]);
    let catalog = Catalog::read(&files, &["a.yaml".to_owned()]).unwrap();
    assert_eq!(catalog.diagnostics[0].code, "unreadable-file");
}

#[test]
fn no_page_is_without_a_rule() {
    let pages = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules")).unwrap();
    let pages: BTreeSet<String> = pages
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .collect();
    let rules: BTreeSet<String> = ALL.iter().map(|rule| format!("{}.md", rule.code)).collect();
    assert_eq!(pages, rules);
}
