//! A type name means one thing, and the glossary lists what a reader meets in more than one file.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Layers whose public types are rows of one command's arguments or output: the schemas and the help describe those.
const DESCRIBED_ELSEWHERE: [&str; 3] = ["cli", "commands", "view"];

struct TypeDefinition {
    name: String,
    is_public: bool,
    /// Path below `src`.
    file: String,
}

fn list_rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(list_rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The types that files of `folder` define at their top level. Of two versions for different systems, only the first.
fn read_type_definitions(folder: &str) -> Vec<TypeDefinition> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut definitions = Vec::new();
    for path in list_rust_files(&root) {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = path.strip_prefix(&root).unwrap().display().to_string();
        let is_for_other_systems = |before: &str| before.trim_end().ends_with("#[cfg(not(unix))]");
        let mut before = String::new();
        for line in text.lines() {
            if let Some((name, is_public)) = parse_type_definition(line)
                && !is_for_other_systems(&before)
            {
                let (name, file) = (name.to_owned(), file.clone());
                definitions.push(TypeDefinition {
                    name,
                    is_public,
                    file,
                });
            }
            line.clone_into(&mut before);
        }
    }
    definitions
}

/// The name of the type that a line defines, and whether it is `pub`.
fn parse_type_definition(line: &str) -> Option<(&str, bool)> {
    let (visibility, rest) = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => ("restricted", rest.split_once(") ")?.1),
        Some(rest) => ("public", rest.strip_prefix(' ')?),
        None => ("private", line),
    };
    let keywords = ["struct ", "enum ", "trait ", "type "];
    let rest = keywords
        .iter()
        .find_map(|keyword| rest.strip_prefix(keyword))?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    Some((&rest[..end.unwrap_or(rest.len())], visibility == "public"))
}

/// Every word of the sources, because some types are defined by our own macros.
fn read_words(folder: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let texts = list_rust_files(&root)
        .into_iter()
        .map(|path| std::fs::read_to_string(path).unwrap());
    let is_separator = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    texts
        .flat_map(|text| {
            text.split(is_separator)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn a_type_name_means_one_thing() {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for definition in read_type_definitions("src") {
        files
            .entry(definition.name)
            .or_default()
            .push(definition.file);
    }
    files.retain(|_, files| files.len() > 1);
    assert!(files.is_empty(), "defined more than once: {files:#?}");
}

#[test]
fn the_glossary_lists_every_public_type_and_no_other() {
    let glossary = include_str!("../docs/glossary.md");
    let (_, types) = glossary.split_once("\n## Types\n").unwrap();
    let rows = types.lines().filter_map(|line| line.strip_prefix("| `"));
    let listed: BTreeSet<&str> = rows.map(|row| row.split_once('`').unwrap().0).collect();
    let sources = read_type_definitions("src");
    let missing: Vec<&str> = sources
        .iter()
        .filter(|definition| {
            let layer = definition.file.split(['/', '\\', '.']).next().unwrap();
            definition.is_public && !DESCRIBED_ELSEWHERE.contains(&layer)
        })
        .map(|definition| definition.name.as_str())
        .filter(|name| !listed.contains(name))
        .collect();
    assert!(missing.is_empty(), "add to docs/glossary.md: {missing:?}");
    let known = read_words("src").into_iter().chain(read_words("tests"));
    let known: BTreeSet<String> = known.collect();
    let unknown: Vec<&&str> = listed
        .iter()
        .filter(|name| !known.contains(**name))
        .collect();
    assert!(
        unknown.is_empty(),
        "in docs/glossary.md, but gone: {unknown:?}"
    );
}
