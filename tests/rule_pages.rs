//! Every rule has a page, every page has a rule, and the examples on a page have the results that it states.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use idp::catalog::{Catalog, MemoryFiles};
use idp::diagnostic::RuleTier;
use idp::error::Error;
use idp::ops::PartialServiceRequest;
use idp::platform::PlatformConfig;
use idp::rules::{self, ALL_RULES, Rule, RuleSettings};
use idp::template::{TemplatePack, TemplatePackFile, lint_template};
use regex::Regex;
use walkdir::WalkDir;

/// The YAML block under a heading.
fn find_example<'p>(page: &'p str, heading: &str) -> Option<&'p str> {
    let section = page.split(&format!("\n## {heading}\n")).nth(1)?;
    let block = section.split("```yaml\n").nth(1)?;
    block.split("```").next()
}

/// The codes of the findings for an example of a rule.
fn example_codes(rule: &Rule, example: &str) -> BTreeSet<&'static str> {
    match rule.code {
        "platform-config" => {
            error_codes(PlatformConfig::parse_platform_config("idp.yaml", example))
        }
        "values-file" => {
            error_codes(PartialServiceRequest::default().merge_values_file("values.yaml", example))
        }
        "template-forge" | "template-manifest" => template_codes(example, ""),
        _ if rule.tier == RuleTier::Template => template_codes(MANIFEST, example),
        _ => catalog_codes(rule.page, example),
    }
}

fn error_codes<T>(result: Result<T, Error>) -> BTreeSet<&'static str> {
    let error = result.err();
    let found = error.iter().flat_map(|error| error.diagnostics());
    found.map(|finding| finding.code).collect()
}

const MANIFEST: &str = "apiVersion: idp.dev/v1\nkind: Template\nmetadata: {name: tool, title: A tool, description: A script, version: 0.1.0}\nentity: {type: tool, lifecycle: production}\n";

/// The codes of the findings for a golden template with this manifest and one file.
fn template_codes(manifest: &str, file: &str) -> BTreeSet<&'static str> {
    let packed = |path: &str, text: &str| TemplatePackFile {
        path: path.to_owned(),
        executable: false,
        bytes: text.as_bytes().to_vec().into(),
    };
    let files = [
        packed("tool/template.yaml", manifest),
        packed("tool/files/a.yaml.hbs", file),
    ];
    lint_template(&TemplatePack::from_files(files.to_vec()), "tool")
        .iter()
        .map(|finding| finding.code)
        .collect()
}

/// The codes of the findings for a catalog with this one file, with the settings from `page`.
fn catalog_codes(page: &str, yaml: impl Into<Vec<u8>>) -> BTreeSet<&'static str> {
    let files = MemoryFiles::from_iter([("catalog-info.yaml", yaml)]);
    let catalog = Catalog::read(&files, &["catalog-info.yaml".to_owned()]).unwrap();
    let today = "2026-11-23".parse().unwrap();
    let settings = match find_example(page, "In idp.yaml") {
        Some(text) => {
            let config = PlatformConfig::parse_platform_config("idp.yaml", text).unwrap();
            config.load_rule_settings(&files, today).unwrap()
        }
        None => RuleSettings::new(today),
    };
    rules::check_catalog(&catalog, &settings)
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn every_example_does_what_its_page_says() {
    for rule in ALL_RULES {
        if let Some(fails) = find_example(rule.page, "Fails") {
            assert_eq!(
                example_codes(rule, fails),
                BTreeSet::from([rule.code]),
                "what fails on the page of {}",
                rule.code
            );
        }
        if let Some(passes) = find_example(rule.page, "Passes") {
            assert_eq!(
                example_codes(rule, passes),
                BTreeSet::new(),
                "what passes on the page of {}",
                rule.code
            );
        }
        assert!(
            rule.page.starts_with(&format!("# {}\n", rule.code))
                && rule.page.contains("\n## Fix\n"),
            "{}",
            rule.code
        );
    }
}

#[test]
fn only_what_no_block_of_text_can_hold_is_not_shown() {
    let without = |heading: &str| -> Vec<&str> {
        let without = ALL_RULES
            .iter()
            .filter(|rule| find_example(rule.page, heading).is_none());
        without.map(|rule| rule.code).collect()
    };
    let several_files = [
        "check-relaxed",
        "template-invalid",
        "template-leak",
        "template-line-endings",
        "template-output",
        "template-requires",
        "too-many-findings",
        "unreached-file",
    ];
    let on_forge = [
        "repository-archived",
        "repository-gone",
        "repository-new",
        "repository-renamed",
        "team-gone",
        "team-without-members",
    ];
    let walks = ["not-a-catalog-file", "template-skeleton"];
    let sorted = |codes: &[&[&'static str]]| {
        let mut codes = codes.concat();
        codes.sort_unstable();
        codes
    };
    assert_eq!(
        without("Passes"),
        sorted(&[&several_files, &on_forge, &walks])
    );
    assert_eq!(
        without("Fails"),
        sorted(&[&several_files, &on_forge, &walks, &["unreadable-file"]])
    );
    assert_eq!(
        catalog_codes("", [0xff, 0xfe]),
        BTreeSet::from(["unreadable-file"])
    );
}

#[test]
fn no_page_is_without_a_rule() {
    let pages = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules")).unwrap();
    let pages: BTreeSet<String> = pages
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .collect();
    let rules: BTreeSet<String> = ALL_RULES
        .iter()
        .map(|rule| format!("{}.md", rule.code))
        .collect();
    assert_eq!(pages, rules);
}

#[test]
fn every_change_outside_is_explained() {
    let source = include_str!("../src/ops/import/outside_change.rs");
    let guide = include_str!("../docs/guide/import.md");
    let codes = Regex::new(r#""((?:repository|team)-[a-z-]+)""#).unwrap();
    let codes: BTreeSet<&str> = codes
        .captures_iter(source)
        .map(|found| found.extract::<1>().1[0])
        .collect();
    assert!(codes.len() > 5, "{codes:?}");
    for code in codes {
        assert!(guide.contains(&format!("`{code}`")), "{code}");
    }
}

#[test]
fn every_code_that_is_given_is_a_rule() {
    let given =
        Regex::new(r#"(?:Diagnostic::new|_diagnostic|_finding)\(\s*"([a-z]+(?:-[a-z]+)+)""#)
            .unwrap();
    let mut count = 0;
    for entry in WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
        let entry = entry.unwrap();
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "rs")
        {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            // What changed outside the catalog isn't a rule; the guide explains it.
            if entry.path().ends_with("ops/import/outside_change.rs") {
                continue;
            }
            for found in given.captures_iter(&text) {
                assert!(
                    rules::find_rule(&found[1]).is_some(),
                    "{}: {}",
                    entry.path().display(),
                    &found[1]
                );
                count += 1;
            }
        }
    }
    assert!(count > 80, "{count}");
}
