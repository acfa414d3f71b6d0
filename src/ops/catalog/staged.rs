//! `idp catalog validate --staged`: what the next commit will hold, whatever lies around in the work tree.

use std::path::Path;

use super::ground::repository_of;
use super::validate::{
    Asked, Validation, catalog_before, check_folder, present, present_by, since,
};
use crate::catalog::Files;
use crate::error::{Error, Result};
use crate::git::Revision;
use crate::platform::{FILE, Snapshot};
use crate::rules::leaves_owners_out;

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
    check_folder(&root, directory, &staged)?;
    let before = match asked.changed_since {
        Some(revision) => catalog_before(directory, revision)?.map(|(_, before)| before),
        None => None,
    };
    let is_lost = !Files::has(&staged, FILE);
    let validation = match &before {
        Some(before) if is_lost && !before.is_loose() => {
            let after = Snapshot::revision_by(before.config.clone(), staged);
            since(&after, Some(before), asked)
        }
        before => match Snapshot::committed_catalog(staged)? {
            Some(after) if before.is_some() => since(&after, before.as_ref(), asked),
            Some(after) => staged_alone(&root, &after, asked),
            None => Err(Error::usage("nothing of a catalog is staged")
                .hint("git add the catalog, or run it where the catalog is")),
        },
    }?;
    Ok(Validation {
        directory: Some(root),
        ..validation
    })
}

/// Validates without a base. A commit that removes teams must not hide the findings it causes, so owners are reported one by
/// one if they were in the last commit.
fn staged_alone(root: &Path, staged: &Snapshot, asked: Asked<'_>) -> Result<Validation> {
    let validation = present(staged, asked)?;
    if !validation.findings.iter().any(leaves_owners_out) {
        return Ok(validation);
    }
    let head = Revision::head(root).ok().map(Snapshot::committed_catalog);
    match head.transpose()?.flatten() {
        Some(head) => {
            let found = present(&head, asked)?.findings;
            let settings = asked.of(staged.settings(asked.today)?).after(&found);
            present_by(staged, &settings, asked)
        }
        None => Ok(validation),
    }
}
