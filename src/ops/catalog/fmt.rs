//! `idp catalog fmt`: finds the catalog files that need formatting.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::FileRewrite;
use super::input_paths::CommandLinePaths;
use crate::catalog::{self, Catalog, CatalogModel, Entity, UNREADABLE_DOCUMENT_CODES};
use crate::error::Result;
use crate::platform::PlatformSnapshot;
use crate::source::SourceFile;

/// The files that were checked, and the changes to make.
#[derive(Debug)]
pub struct FormattingPlan {
    /// How many files contain entities.
    pub files: usize,
    /// Files that need formatting, in reading order.
    pub rewrites: Vec<FileRewrite>,
    /// Files with a document that isn't valid YAML and stays as it is, in reading order.
    pub skipped: Vec<UnformattableFile>,
    /// The directory that file names are relative to; `None` if the catalog is read from a commit.
    pub directory: Option<PathBuf>,
}

/// A file that can't be formatted, or can be formatted only in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnformattableFile {
    /// The file.
    pub file: String,
    /// Whether its other documents are formatted.
    pub is_partial: bool,
}

/// Plans the formatting of a platform's catalog.
///
/// # Errors
/// As [`PlatformSnapshot::read_catalog`].
pub fn plan_catalog_formatting(snapshot: &PlatformSnapshot) -> Result<FormattingPlan> {
    let catalog = snapshot.read_catalog()?;
    Ok(FormattingPlan::build_formatting_plan(
        &catalog,
        snapshot.root(),
    ))
}

/// Plans the formatting of files and directories, relative to `directory` (absolute).
///
/// # Errors
/// Usage (2) if a path doesn't exist or contains no entities.
pub fn plan_paths_formatting(directory: &Path, paths: &[PathBuf]) -> Result<FormattingPlan> {
    let ground = CommandLinePaths::new(directory, paths)?;
    // Kinds that the platform doesn't allow are formatted too.
    let catalog = ground.read_catalog(CatalogModel::WITH_AI)?;
    Ok(FormattingPlan::build_formatting_plan(
        &catalog,
        Some(ground.working_directory()),
    ))
}

impl FormattingPlan {
    fn build_formatting_plan(catalog: &Catalog, directory: Option<&Path>) -> FormattingPlan {
        let mut sources: Vec<_> = catalog.entities.iter().map(Entity::source_file).collect();
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
            skipped: find_unformattable_files(catalog, &sources),
            directory: directory.map(Path::to_owned),
        }
    }
}

fn find_unformattable_files(
    catalog: &Catalog,
    sources: &[&Arc<SourceFile>],
) -> Vec<UnformattableFile> {
    let unreadable = catalog
        .diagnostics
        .iter()
        .filter(|found| UNREADABLE_DOCUMENT_CODES.contains(&found.code));
    let mut skipped: Vec<UnformattableFile> = Vec::new();
    for place in unreadable.filter_map(|found| found.place.as_ref()) {
        let file = place.file_path();
        if skipped.iter().all(|known| known.file != file) {
            skipped.push(UnformattableFile {
                file: file.to_owned(),
                is_partial: sources.iter().any(|source| source.name == file),
            });
        }
    }
    skipped
}
