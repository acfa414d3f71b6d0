//! `idp catalog validate`: which files are read, and what the rules say about them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::catalog::{Catalog, Directory, Files, Reading};
use crate::diagnostic::{Diagnostic, Tier};
use crate::error::{Error, Result};
use crate::git::work_tree_of;
use crate::ops::platform::{Config, FILE, Snapshot, platform_above};
use crate::printable::Printable;
use crate::rules::{self, Settings};

/// What was read, and everything that was found in it.
#[derive(Debug)]
pub struct Validation {
    /// The catalog.
    pub catalog: Catalog,
    /// Sorted by file and place.
    pub findings: Vec<Diagnostic>,
    /// The directory that files are named from; `None` where they lie in a commit.
    pub directory: Option<PathBuf>,
}

impl Validation {
    /// The way from the root of the repository to where files are named from, with `/` at its end; empty for the root.
    pub fn folder(&self) -> String {
        let way = || {
            let directory = self.directory.as_ref()?.canonicalize().ok()?;
            Some(way(&repository_of(&directory)?, &directory))
        };
        match way() {
            Some(way) if !way.is_empty() => way + "/",
            _ => String::new(),
        }
    }
}

/// How to check.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The day it is.
    pub today: Date,
    /// Whether warnings are errors.
    pub strict: bool,
    /// The tiers to check; all when empty.
    pub tiers: &'a [Tier],
}

/// Validates the catalog of a platform.
///
/// # Errors
/// As [`Snapshot::catalog`] and [`Snapshot::settings`].
pub fn validate_platform(snapshot: &Snapshot, asked: Asked<'_>) -> Result<Validation> {
    let settings = asked.of(snapshot.settings(asked.today)?);
    let directory = snapshot.root().map(Path::to_owned);
    Ok(checked(snapshot.catalog()?, &settings, directory))
}

/// Validates files and directories named in `directory` (absolute); findings name files as seen from there, and the
/// platform that `directory` lies in, if it does, says how bad they are.
///
/// A target of a Location may lie anywhere in the git work tree of the file, or in the folder that holds all of
/// `paths` where there is none.
///
/// # Errors
/// Usage (2) when a path does not exist, or when there is nothing to validate.
pub fn validate_paths(directory: &Path, paths: &[PathBuf], asked: Asked<'_>) -> Result<Validation> {
    let mut repositories: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    let mut loose = Vec::new();
    for path in paths {
        let target = canonical(&directory.join(path))?;
        match repository_of(&target) {
            Some(root) => repositories.entry(root).or_default().push(target),
            None => loose.push(target),
        }
    }
    if !loose.is_empty() {
        repositories
            .entry(common_folder(&loose))
            .or_default()
            .extend(loose);
    }
    let here = canonical(directory)?;
    let mut reading = Reading::default();
    let mut nothing = true;
    for (root, targets) in repositories {
        let files = Directory::seen_from(&root, &here);
        let mut roots: Vec<String> = Vec::new();
        for target in targets {
            roots.extend(roots_of(&way(&root, &target), &files)?);
        }
        nothing &= roots.is_empty();
        reading.add(&files, &roots)?;
    }
    match nothing {
        true => Err(Error::usage("there is nothing to validate")
            .hint("a catalog file ends in .yaml or .yml")),
        false => {
            let settings = asked.around(directory)?;
            Ok(checked(reading.finish(), &settings, Some(here)))
        }
    }
}

fn checked(catalog: Catalog, settings: &Settings, directory: Option<PathBuf>) -> Validation {
    Validation {
        findings: rules::check(&catalog, settings),
        catalog,
        directory,
    }
}

impl Asked<'_> {
    /// The settings of the platform that `directory` lies in, if it does.
    fn around(self, directory: &Path) -> Result<Settings> {
        Ok(self.of(match platform_above(directory) {
            Some(root) => Snapshot::directory(&root)?.settings(self.today)?,
            None => Settings::new(self.today),
        }))
    }

    fn of(self, settings: Settings) -> Settings {
        Settings {
            strict: self.strict,
            tiers: self.tiers.to_vec(),
            ..settings
        }
    }
}

fn canonical(path: &Path) -> Result<PathBuf> {
    path.canonicalize().map_err(|error| {
        let shown = path.display().to_string();
        Error::usage(format!("cannot read {}: {error}", Printable(&shown)))
    })
}

fn repository_of(target: &Path) -> Option<PathBuf> {
    work_tree_of(target)?.canonicalize().ok()
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

/// How `target` is called in `root`; empty for itself.
fn way(root: &Path, target: &Path) -> String {
    let way = target.strip_prefix(root).unwrap_or(target);
    way.display().to_string().replace('\\', "/")
}

/// Where reading starts: a file itself; the catalog of a platform; the `catalog-info.yaml` of a folder, else every
/// YAML file in it.
fn roots_of(target: &str, files: &Directory) -> Result<Vec<String>> {
    if files.has(target) {
        return Ok(vec![target.to_owned()]);
    }
    let inside = |name: &str| match target.is_empty() {
        true => name.to_owned(),
        false => format!("{target}/{name}"),
    };
    let platform = inside(FILE);
    if let Some(text) = files.read(&platform)? {
        let config = Config::parse(&files.shown(&platform), &String::from_utf8_lossy(&text))?;
        return Ok(vec![inside(config.catalog.root())]);
    }
    let loose = inside("catalog-info.yaml");
    if files.has(&loose) {
        return Ok(vec![loose]);
    }
    let mut paths = files.list(target)?;
    paths.retain(|path| path.ends_with(".yaml") || path.ends_with(".yml"));
    Ok(paths)
}
