//! Phrases that readers stumbled over and that must not come back; docs/style.md says what to write instead.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::path::Path;

use regex::RegexSet;

/// Case-insensitive. Each of them appeared in text that people read.
const PHRASES: [&str; 24] = [
    r"\bunless said\b",
    r"\bsomebody\b",
    r"\bmend(s|ed|ing)?\b",
    r"\bgo(es|ne|ing)? on with\b",
    r"\blook(s|ed)? whether\b",
    r"\bwhat one\b",
    r"\bnobody to ask\b",
    r"\bset aside\b",
    r"\bhangs? on\b",
    r"\bh(o|e)lds? against\b",
    r"(it|this|that|`) is no (field|kind|name|platform|template|text|number|date|time|file|list|reason|ref|repository)\b",
    r"\bis called after\b",
    r"\bis to be seen\b",
    r"\bcall(ed)? otherwise\b",
    r"\b(nothing|no \w+) is called\b",
    r"\b(is|are) there already\b",
    r"\bwould be worse for\b",
    r"\bwas not to be asked\b",
    r"\bthere lacks\b",
    r"\bgives? (it|them|a run) up\b",
    r"\bleads to none\b",
    r"\bknows? no (field|kind|name|template)\b",
    r"\btakes? (it|them) away\b",
    r"\bonce more ends it\b",
];

/// What people read, and nothing that is generated from it.
const PLACES: [&str; 9] = [
    "src",
    "docs",
    "golden-templates",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "action.yml",
    ".github",
    "tests/conformance",
];

/// The style guide quotes what it forbids, expected trees are rendered, and installed tools aren't ours.
const EXCEPTIONS: [&str; 4] = [
    "docs/style.md",
    "golden-templates/service/tests",
    "node_modules",
    "tests/conformance/.",
];

#[test]
fn no_phrase_has_come_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let phrases = PHRASES.map(|phrase| format!("(?i){phrase}"));
    let phrases = RegexSet::new(phrases).unwrap();
    let mut found = Vec::new();
    let files = PLACES
        .iter()
        .flat_map(|place| walkdir::WalkDir::new(root.join(place)));
    for entry in files {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(root).unwrap();
        let name = path.to_string_lossy().replace('\\', "/");
        let excepted = EXCEPTIONS.iter().any(|exception| name.contains(exception));
        let Some(text) = std::fs::read_to_string(entry.path())
            .ok()
            .filter(|_| !excepted)
        else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            if phrases.is_match(line) {
                found.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(
        found.is_empty(),
        "docs/style.md has better words:\n{}",
        found.join("\n")
    );
}
