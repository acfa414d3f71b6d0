//! `idp catalog fmt`: the files of a catalog that are not written as they should be.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::FileRewrite;
use super::input_paths::InputPaths;
use crate::catalog::{self, Catalog, CatalogModel, Entity};
use crate::error::{Error, Result};
use crate::platform::PlatformSnapshot;
use crate::source::SourceFile;

/// What was looked at, and what is to be written otherwise.
#[derive(Debug)]
pub struct FormattingPlan {
    /// How many files hold entities.
    pub files: usize,
    /// Those that are not written as they should be, in the order of reading.
    pub rewrites: Vec<FileRewrite>,
    /// Those with a document that isn't valid YAML; it stays as it is. In the order of reading.
    pub skipped: Vec<SkippedFile>,
    /// The directory that files are named from.
    pub directory: PathBuf,
}

/// A file that isn't formatted, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedFile {
    /// The file.
    pub file: String,
    /// Whether other documents of it are formatted.
    pub is_partial: bool,
}

/// What is found in a document that cannot be read.
const UNREADABLE_DOCUMENT_CODES: [&str; 5] = [
    "unreadable-file",
    "yaml-syntax",
    "merge-marker",
    "duplicate-key",
    "alias-bomb",
];

/// How the catalog of a platform should be written.
///
/// # Errors
/// As [`PlatformSnapshot::read_catalog`]; usage (2) where it is read from a commit.
pub fn plan_catalog_formatting(snapshot: &PlatformSnapshot) -> Result<FormattingPlan> {
    let Some(root) = snapshot.root() else {
        return Err(Error::usage(
            "there are no files to write: the platform is read from a commit",
        )
        .with_hint("run it in a clone of the platform"));
    };
    let catalog = snapshot.read_catalog()?;
    Ok(FormattingPlan::build_formatting_plan(&catalog, root))
}

/// How files and directories named in `directory` (absolute) should be written.
///
/// # Errors
/// Usage (2) when a path does not exist, or holds nothing to read.
pub fn plan_paths_formatting(directory: &Path, paths: &[PathBuf]) -> Result<FormattingPlan> {
    let ground = InputPaths::new(directory, paths)?;
    // A kind that is not let in is written like any other.
    let catalog = ground.read_catalog(CatalogModel::WITH_AI)?;
    Ok(FormattingPlan::build_formatting_plan(
        &catalog,
        ground.working_directory(),
    ))
}

impl FormattingPlan {
    fn build_formatting_plan(catalog: &Catalog, directory: &Path) -> FormattingPlan {
        let mut sources: Vec<_> = catalog.entities.iter().map(Entity::source).collect();
        sources.dedup_by(|one, other| Arc::ptr_eq(one, other));
        let rewrite = |source: &&Arc<SourceFile>| {
            let text = catalog::format_catalog_text(&source.text);
            (text != source.text).then(|| FileRewrite {
                source: Arc::clone(source),
                text,
            })
        };
        FormattingPlan {
            files: sources.len(),
            rewrites: sources.par_iter().filter_map(rewrite).collect(),
            skipped: find_skipped_files(catalog, &sources),
            directory: directory.to_owned(),
        }
    }
}

fn find_skipped_files(catalog: &Catalog, sources: &[&Arc<SourceFile>]) -> Vec<SkippedFile> {
    let unreadable = catalog
        .diagnostics
        .iter()
        .filter(|found| UNREADABLE_DOCUMENT_CODES.contains(&found.code));
    let mut skipped: Vec<SkippedFile> = Vec::new();
    for place in unreadable.filter_map(|found| found.place.as_ref()) {
        let file = place.file();
        if skipped.iter().all(|known| known.file != file) {
            skipped.push(SkippedFile {
                file: file.to_owned(),
                is_partial: sources.iter().any(|source| source.name == file),
            });
        }
    }
    skipped
}
