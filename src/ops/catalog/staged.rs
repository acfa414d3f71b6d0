//! `idp catalog validate --staged`: what the next commit will hold, whatever lies around in the work tree.

use std::path::Path;

use super::ground::repository_of;
use super::validate::{Asked, Validation, checked, platform_before, present, since};
use crate::catalog::{Catalog, Files, Model, Reading, Survey, catalog_info};
use crate::error::{Error, Result};
use crate::git::Revision;
use crate::ops::platform::{FILE, Snapshot};
use crate::rules::{self, Settings};

/// Validates what is staged in the repository of `directory`; `index` is another index file than the usual one.
///
/// # Errors
/// Usage (2) outside a repository, or where nothing of a catalog is staged; conflict (6) in an unfinished merge.
pub fn validate_staged(
    directory: &Path,
    index: Option<&Path>,
    asked: Asked<'_>,
) -> Result<Validation> {
    let Some(root) = repository_of(directory) else {
        return Err(Error::usage("--staged needs a git repository").hint("git init"));
    };
    let staged = Revision::staged(&root, index)?;
    let before = match asked.changed_since {
        Some(revision) => platform_before(&root, revision)?.map(|(_, before)| before),
        None => None,
    };
    let validation = match (Files::has(&staged, FILE), &before) {
        (true, None) => present(&Snapshot::revision(staged)?, asked),
        (true, before) => since(&Snapshot::revision(staged)?, before.as_ref(), asked),
        (false, Some(before)) => {
            let after = Snapshot::revision_by(before.config.clone(), staged);
            since(&after, Some(before), asked)
        }
        (false, None) => loose(&staged, &root, asked),
    }?;
    Ok(Validation {
        directory: Some(root),
        ..validation
    })
}

/// A catalog that is no platform: `catalog-info.yaml` and what it leads to, else every document of a catalog.
fn loose(staged: &Revision, root: &Path, asked: Asked<'_>) -> Result<Validation> {
    let settings = asked.of(Settings::new(asked.today));
    let validation = checked(loose_catalog(staged)?, &settings, None);
    let Some(revision) = asked.changed_since else {
        return Ok(validation);
    };
    let head = Revision::head(root)?.commit();
    let other = crate::git::commit_at(root, head, revision)?;
    let base = crate::git::merge_base(root, head, other)?.unwrap_or(other);
    let before = loose_catalog(&Revision::open(root, base)?)?;
    Ok(validation.without(&rules::check(&before, &settings)))
}

fn loose_catalog(files: &Revision) -> Result<Catalog> {
    let survey = match catalog_info(files, "") {
        Some(file) => Survey {
            files: vec![file],
            ..Survey::default()
        },
        None => Survey::below(files, "")?,
    };
    if survey.files.is_empty() {
        return Err(Error::usage("nothing of a catalog is staged")
            .hint("git add the catalog, or run it where the catalog is"));
    }
    let mut reading = Reading::new(Model::STOCK);
    reading.add_survey(files, &[], &survey)?;
    Ok(reading.finish())
}
