//! `idp catalog fmt`: the files of a catalog that are not written as they should be.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::Rewrite;
use super::ground::InputPaths;
use crate::catalog::{self, Catalog, Entity, Model};
use crate::error::{Error, Result};
use crate::platform::Snapshot;
use crate::source::Source;

/// What was looked at, and what is to be written otherwise.
#[derive(Debug)]
pub struct Formatting {
    /// How many files hold entities.
    pub files: usize,
    /// Those that are not written as they should be, in the order of reading.
    pub rewrites: Vec<Rewrite>,
    /// Those with a document that isn't valid YAML; it stays as it is. In the order of reading.
    pub skipped: Vec<Skipped>,
    /// The directory that files are named from.
    pub directory: PathBuf,
}

/// A file that isn't formatted, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// Whether other documents of it are formatted.
    pub is_partial: bool,
}

/// What is found in a document that cannot be read.
const UNREADABLE: [&str; 5] = [
    "unreadable-file",
    "yaml-syntax",
    "merge-marker",
    "duplicate-key",
    "alias-bomb",
];

/// How the catalog of a platform should be written.
///
/// # Errors
/// As [`Snapshot::catalog`]; usage (2) where it is read from a commit.
pub fn format_platform(snapshot: &Snapshot) -> Result<Formatting> {
    let Some(root) = snapshot.root() else {
        return Err(Error::usage(
            "there are no files to write: the platform is read from a commit",
        )
        .hint("run it in a clone of the platform"));
    };
    Ok(Formatting::of(&snapshot.catalog()?, root))
}

/// How files and directories named in `directory` (absolute) should be written.
///
/// # Errors
/// Usage (2) when a path does not exist, or holds nothing to read.
pub fn format_paths(directory: &Path, paths: &[PathBuf]) -> Result<Formatting> {
    let ground = InputPaths::new(directory, paths)?;
    // A kind that is not let in is written like any other.
    let catalog = ground.read(Model::WITH_AI)?;
    Ok(Formatting::of(&catalog, ground.directory()))
}

impl Formatting {
    fn of(catalog: &Catalog, directory: &Path) -> Formatting {
        let mut sources: Vec<_> = catalog.entities.iter().map(Entity::source).collect();
        sources.dedup_by(|one, other| Arc::ptr_eq(one, other));
        let rewrite = |source: &&Arc<Source>| {
            let text = catalog::format(&source.text);
            (text != source.text).then(|| Rewrite {
                source: Arc::clone(source),
                text,
            })
        };
        Formatting {
            files: sources.len(),
            rewrites: sources.par_iter().filter_map(rewrite).collect(),
            skipped: skipped(catalog, &sources),
            directory: directory.to_owned(),
        }
    }
}

fn skipped(catalog: &Catalog, sources: &[&Arc<Source>]) -> Vec<Skipped> {
    let unreadable = catalog
        .diagnostics
        .iter()
        .filter(|found| UNREADABLE.contains(&found.code));
    let mut skipped: Vec<Skipped> = Vec::new();
    for place in unreadable.filter_map(|found| found.place.as_ref()) {
        let file = place.file();
        if skipped.iter().all(|known| known.file != file) {
            skipped.push(Skipped {
                file: file.to_owned(),
                is_partial: sources.iter().any(|source| source.name == file),
            });
        }
    }
    skipped
}
