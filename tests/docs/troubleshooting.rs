//! Every message that the troubleshooting page explains is in the sources, word for word.

use regex::Regex;
use walkdir::WalkDir;

use crate::project_path;

/// The placeholder for values in the headings of the page.
const VALUE: &str = "x";

/// The messages in backquotes at the start of each entry, which is a third-level heading.
fn quoted_messages(page: &str) -> Vec<&str> {
    let mut messages = Vec::new();
    for heading in page.lines().filter_map(|line| line.strip_prefix("### ")) {
        let mut rest = heading;
        loop {
            let quotes = rest.len() - rest.trim_start_matches('`').len();
            assert!(quotes > 0, "a message in backquotes: {heading}");
            let fence = &rest[..quotes];
            let end = rest[quotes..]
                .find(fence)
                .unwrap_or_else(|| panic!("an end of the code: {heading}"));
            messages.push(rest[quotes..quotes + end].trim());
            rest = &rest[2 * quotes + end..];
            match rest.strip_prefix(", ") {
                Some(next) => rest = next,
                None if rest.is_empty() => break,
                None => panic!("only messages, separated by `, `: {heading}"),
            }
        }
    }
    messages
}

/// The string literals of the sources, without those of tests, with a value in place of each placeholder.
fn source_messages() -> String {
    let placeholder = Regex::new(r"\{[A-Za-z0-9_]*(?::[^{}]*)?\}").unwrap();
    let literal = Regex::new(r#""(?:[^"\\]|\\.)*""#).unwrap();
    let sources = WalkDir::new(project_path("src")).into_iter();
    let mut text = String::new();
    for entry in sources.map(Result::unwrap) {
        let path = entry.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let is_source = path.extension().is_some_and(|extension| extension == "rs");
        if !is_source || name.ends_with("tests") {
            continue;
        }
        let source = std::fs::read_to_string(path).unwrap();
        let shipped = source.split("#[cfg(test)]\nmod ").next().unwrap();
        // A comment isn't a message, and its quotes don't delimit one.
        let code = shipped
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            for found in literal.find_iter(line) {
                text.push_str(&placeholder.replace_all(found.as_str(), VALUE));
                text.push('\n');
            }
        }
    }
    text
}

#[test]
fn every_message_is_in_the_sources() {
    let page = std::fs::read_to_string(project_path("docs/guide/troubleshooting.md")).unwrap();
    let messages = quoted_messages(&page);
    assert!(messages.len() >= 25, "{}", messages.len());
    let sources = source_messages();
    let missing: Vec<&&str> = messages
        .iter()
        .filter(|message| !sources.contains(**message))
        .collect();
    assert!(missing.is_empty(), "no longer in src/: {missing:#?}");
}
