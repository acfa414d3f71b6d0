//! `idp catalog validate --staged`: validates the contents of the next commit, regardless of the work tree.

use std::path::Path;

use super::input_paths::find_repository_root;
use super::validate::{
    CatalogValidation, CatalogValidationOptions, find_merge_base_snapshot,
    reject_platform_below_repository_root, validate_catalog_change, validate_platform_snapshot,
    validate_snapshot_with_settings,
};
use crate::catalog::Files;
use crate::error::{Error, Result};
use crate::git::Revision;
use crate::platform::{PLATFORM_CONFIG_FILE, PlatformSnapshot};
use crate::rules::is_missing_owners_summary;

/// Validates the staged files in the repository of `directory`; `index` overrides the default index file.
///
/// # Errors
/// Usage (2) outside a repository, or if no catalog files are staged; conflict (6) during an unfinished merge.
pub fn validate_staged(
    directory: &Path,
    index: Option<&Path>,
    asked: CatalogValidationOptions<'_>,
) -> Result<CatalogValidation> {
    let Some(root) = find_repository_root(directory) else {
        return Err(
            Error::usage("no files are staged here: this isn't a git repository")
                .with_hint("run the command in a clone of the catalog's repository"),
        );
    };
    let staged = Revision::from_git_index(&root, index)?;
    reject_platform_below_repository_root(&root, directory, &staged)?;
    let before = match asked.changed_since {
        Some(revision) => find_merge_base_snapshot(directory, revision)?.map(|(_, before)| before),
        None => None,
    };
    let is_lost = !Files::has_file(&staged, PLATFORM_CONFIG_FILE);
    let validation = match &before {
        Some(before) if is_lost && !before.is_loose_catalog() => {
            let after = PlatformSnapshot::from_revision_with_config(before.config.clone(), staged);
            validate_catalog_change(&after, Some(before), asked)
        }
        before => match PlatformSnapshot::find_snapshot_in_revision(staged)
            .map_err(|error| {
                let is_about_settings = !error.diagnostics().is_empty();
                let hint = "this is the staged file; to use yours, stage it: git add idp.yaml";
                error.with_optional_hint(is_about_settings.then_some(hint))
            })?
        {
            Some(after) if before.is_some() => {
                validate_catalog_change(&after, before.as_ref(), asked)
            }
            Some(after) => validate_staged_without_base(&root, &after, asked),
            None => Err(Error::usage("no catalog files are staged")
                .with_hint("stage the catalog files with git add, or run this command in the catalog's repository")),
        },
    }?;
    Ok(CatalogValidation {
        directory: Some(root),
        ..validation
    })
}

/// Validates without a base. A commit that removes teams must not hide the findings it causes, so owners are reported one by
/// one if they were in the last commit.
fn validate_staged_without_base(
    root: &Path,
    staged: &PlatformSnapshot,
    asked: CatalogValidationOptions<'_>,
) -> Result<CatalogValidation> {
    let validation = validate_platform_snapshot(staged, asked)?;
    if !validation.findings.iter().any(is_missing_owners_summary) {
        return Ok(validation);
    }
    let head = Revision::open_head(root)
        .ok()
        .map(PlatformSnapshot::find_snapshot_in_revision);
    match head.transpose()?.flatten() {
        Some(head) => {
            let found = validate_platform_snapshot(&head, asked)?.findings;
            let settings = asked
                .apply_to_rule_settings(staged.load_rule_settings(asked.today)?)
                .with_owner_reporting_from_findings(&found);
            validate_snapshot_with_settings(staged, &settings, asked)
        }
        None => Ok(validation),
    }
}
