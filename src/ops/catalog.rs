//! `idp catalog validate`: which files are read, and what the rules say about them.

use std::path::{Path, PathBuf};

use super::platform::{Config, FILE, Snapshot};
use crate::catalog::{Catalog, Files};
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::printable::Printable;
use crate::rules;

/// What was read, and everything that was found in it.
#[derive(Debug)]
pub struct Validation {
    /// The catalog.
    pub catalog: Catalog,
    /// Sorted by file and place.
    pub findings: Vec<Diagnostic>,
}

/// Validates the catalog of a platform.
pub fn validate_platform(snapshot: &Snapshot) -> Result<Validation> {
    Ok(checked(snapshot.catalog()?))
}

/// Validates files and directories named in `directory` (absolute); findings name files as seen from there.
///
/// # Errors
/// Usage (2) when a path does not exist, or when there is nothing to validate.
pub fn validate_paths(directory: &Path, paths: &[PathBuf]) -> Result<Validation> {
    let mut targets = Vec::new();
    for path in paths {
        let absolute = directory.join(path);
        let path = absolute.canonicalize().map_err(|error| {
            Error::usage(format!(
                "cannot read {}: {error}",
                Printable(&absolute.display().to_string())
            ))
        })?;
        targets.push(path);
    }
    let base = common_folder(&targets);
    let files = seen_from(directory, &base, Files::directory(&base)?);
    let mut roots: Vec<String> = Vec::new();
    for target in &targets {
        roots.extend(roots_of(&way(directory, target), &files)?);
    }
    roots.sort();
    roots.dedup();
    if roots.is_empty() {
        return Err(Error::usage("there is nothing to validate")
            .hint("a catalog file ends in .yaml or .yml"));
    }
    Ok(checked(Catalog::read(&files, &roots)?))
}

fn checked(catalog: Catalog) -> Validation {
    let findings = rules::check(&catalog);
    Validation { catalog, findings }
}

/// The innermost folder that holds everything in `targets`.
fn common_folder(targets: &[PathBuf]) -> PathBuf {
    let folder = |path: &PathBuf| match path.is_dir() {
        true => path.clone(),
        false => path.parent().unwrap_or(path).to_owned(),
    };
    let mut common = targets.first().map(folder).unwrap_or_default();
    for target in targets {
        while !target.starts_with(&common) && common.pop() {}
    }
    common
}

/// How `target` (canonical) is called in `directory`: relative below it, else absolute; empty for itself.
fn way(directory: &Path, target: &Path) -> String {
    let here = directory
        .canonicalize()
        .unwrap_or_else(|_| directory.to_owned());
    target
        .strip_prefix(&here)
        .unwrap_or(target)
        .display()
        .to_string()
        .replace('\\', "/")
}

/// `files` of `base`, under the names they have from `directory`.
fn seen_from(directory: &Path, base: &Path, files: Files) -> Files {
    let prefix = match way(directory, base) {
        here if here.is_empty() => here,
        way => format!("{}/", way.trim_end_matches('/')),
    };
    let Files { paths, read } = files;
    let paths = paths
        .into_iter()
        .map(|path| format!("{prefix}{path}"))
        .collect();
    let read = Box::new(move |path: &str| match path.strip_prefix(&prefix) {
        Some(path) => read(path),
        None => Ok(None),
    });
    Files { paths, read }
}

/// Where reading starts: a file itself; the catalog of a platform; the `catalog-info.yaml` of a folder, else every
/// YAML file in it.
fn roots_of(target: &str, files: &Files) -> Result<Vec<String>> {
    let has = |path: &String| files.paths.binary_search(path).is_ok();
    if has(&target.to_owned()) {
        return Ok(vec![target.to_owned()]);
    }
    let folder = match target.is_empty() {
        true => String::new(),
        false => format!("{}/", target.trim_end_matches('/')),
    };
    let (platform, loose) = (
        format!("{folder}{FILE}"),
        format!("{folder}catalog-info.yaml"),
    );
    if has(&platform) {
        let text = (files.read)(&platform)?.unwrap_or_default();
        let config = Config::parse(&platform, &String::from_utf8_lossy(&text))?;
        return Ok(vec![format!("{folder}{}", config.catalog.root())]);
    }
    if has(&loose) {
        return Ok(vec![loose]);
    }
    let yaml = |path: &&String| {
        path.starts_with(&folder) && (path.ends_with(".yaml") || path.ends_with(".yml"))
    };
    Ok(files.paths.iter().filter(yaml).cloned().collect())
}
