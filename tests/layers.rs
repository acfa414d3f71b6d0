//! The layers of `src/lib.rs`, held: a module uses only what stands before it, and nobody but the views prints.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

/// Lowest first; modules on one line do not use each other.
const LAYERS: &[&[&str]] = &[
    &["clock", "count", "printable", "random", "write_file"],
    &["nearest"],
    &["source"],
    &["diagnostic"],
    &["error"],
    &["input_file", "walk"],
    &["yaml"],
    &["catalog"],
    &["template"],
    &["rules"],
    &["git"],
    &["forge", "prompt"],
    &["run"],
    &["platform"],
    &["index"],
    &["ops"],
    &["view"],
    &["cli"],
    &["context"],
    &["commands"],
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The layer a file of `src` belongs to; none for `lib.rs` and `main.rs`.
fn layer(path: &Path) -> Option<usize> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let first = path
        .strip_prefix(root)
        .unwrap()
        .iter()
        .next()
        .unwrap()
        .to_str()
        .unwrap();
    let module = first.trim_end_matches(".rs");
    match module {
        "lib" | "main" => None,
        _ => Some(rank(module).unwrap_or_else(|| panic!("{module} is in no layer"))),
    }
}

fn rank(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Every module that the text names as `crate::<module>`.
fn used(text: &str) -> Vec<String> {
    let rest = text.split("crate::").skip(1);
    rest.map(|rest| {
        rest.chars()
            .take_while(|character| character.is_alphanumeric() || *character == '_')
            .collect()
    })
    .collect()
}

fn all() -> Vec<(PathBuf, String)> {
    let files = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    files
        .into_iter()
        .map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn a_module_uses_only_what_stands_before_it() {
    let mut breaches = Vec::new();
    for (path, text) in all() {
        let Some(own) = layer(&path) else { continue };
        let module = path
            .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
            .unwrap()
            .to_owned();
        let name = module
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs")
            .to_owned();
        for other in used(&text).into_iter().filter(|other| *other != name) {
            if rank(&other).is_some_and(|other| other >= own) {
                breaches.push(format!("{} uses {other}", module.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn only_the_context_reads_the_environment_and_only_views_write() {
    let mut breaches = Vec::new();
    for (path, text) in all() {
        let name = path.display().to_string().replace('\\', "/");
        let code = text.split("#[cfg(test)]").next().unwrap();
        if (code.contains("env::var") || code.contains("env::current_dir"))
            && !name.ends_with("src/context.rs")
        {
            breaches.push(format!("{name} reads the environment"));
        }
        if (code.contains("io::stdout()") || code.contains("io::stderr()"))
            && !(name.contains("/view/")
                || name.contains("/prompt/")
                || name.ends_with("context.rs"))
        {
            breaches.push(format!("{name} touches a stream"));
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}
