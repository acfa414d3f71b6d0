//! `idp catalog validate`: what is read, and what the rules say about it.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::input_paths::{InputPaths, find_repository_root, relative_path};
use super::new_findings::retain_new_findings;
use super::relaxations::{self, PlatformChange};
use super::stray_files::{StrayFile, find_stray_files};
use super::text_overrides::{FileTextOverrides, FilesWithOverrides};
use super::walk_notes::build_unchecked_file_notes;
use crate::catalog::{Catalog, CatalogModel, Files, display_path_from};
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::error::Result;
use crate::git::{PartialCheckout, Revision, find_merge_base};
use crate::platform::{
    PLATFORM_CONFIG_FILE, Platform, PlatformSnapshot, find_platform_above, validate_repository_root,
};
use crate::remedy::Remedy;
use crate::rules::{self, RuleSettings};

/// What was read, and everything that was found in it.
#[derive(Debug)]
pub struct CatalogValidation {
    /// The catalog.
    pub catalog: Catalog,
    /// Sorted by file and place.
    pub findings: Vec<Diagnostic>,
    /// The directory that files are named from; `None` where they lie in a commit.
    pub directory: Option<PathBuf>,
}

/// How to check.
#[derive(Clone, Copy, Debug)]
pub struct ValidateOptions<'a> {
    /// The day it is.
    pub today: Date,
    /// Whether warnings are errors.
    pub strict: bool,
    /// The tiers to check; all when empty.
    pub tiers: &'a [RuleTier],
    /// Leave out what was found where the present parted from this revision, and judge by the settings of then.
    pub changed_since: Option<&'a str>,
    /// Whether settings that ask for less are warnings only.
    pub allow_relaxed: bool,
    /// What files would hold instead of what they do, by their names.
    pub texts: Option<&'a FileTextOverrides>,
}

/// Validates the catalog of a platform, as `snapshot` has it.
///
/// # Errors
/// As [`PlatformSnapshot::read_catalog`], [`PlatformSnapshot::load_rule_settings`] and [`Platform::read_merge_base_snapshot`].
pub fn validate_platform(
    platform: &Platform,
    snapshot: &PlatformSnapshot,
    asked: ValidateOptions<'_>,
) -> Result<CatalogValidation> {
    if let Some(revision) = asked.changed_since {
        let before = platform.read_merge_base_snapshot(revision)?;
        return validate_catalog_change(snapshot, before.as_ref(), asked);
    }
    validate_platform_snapshot(snapshot, asked)
}

/// Validates the work tree of a platform that a change has lost: `idp.yaml` is gone, or a link or a folder is in its
/// place. `None` where it is there, or was not there before either.
///
/// # Errors
/// As [`validate_platform`].
pub fn validate_deleted_platform(
    directory: &Path,
    asked: ValidateOptions<'_>,
) -> Result<Option<CatalogValidation>> {
    let Some(revision) = asked.changed_since else {
        return Ok(None);
    };
    let Some((root, before)) = find_merge_base_snapshot(directory, revision)? else {
        return Ok(None);
    };
    if before.is_loose_catalog() {
        return Ok(None);
    }
    let meta = root.join(PLATFORM_CONFIG_FILE).symlink_metadata();
    if meta.is_ok_and(|meta| meta.is_file()) {
        return Ok(None);
    }
    let after = PlatformSnapshot::from_directory_with_config(before.config.clone(), &root);
    validate_catalog_change(&after, Some(&before), asked).map(Some)
}

/// The root of the repository that `directory` lies in, and the catalog that it had where `HEAD` parted from `revision`.
pub(super) fn find_merge_base_snapshot(
    directory: &Path,
    revision: &str,
) -> Result<Option<(PathBuf, PlatformSnapshot)>> {
    let Some(root) = find_repository_root(directory) else {
        return Ok(None);
    };
    let head = Revision::open_head(&root)?.commit_id();
    let base = Revision::open_commit(&root, find_merge_base(&root, head, revision)?)?;
    reject_nested_platform(&root, &directory.canonicalize().unwrap_or_default(), &base)
        .map_err(|error| error.with_hint(Remedy::CheckEverything))?;
    let before = PlatformSnapshot::find_snapshot_in_merge_base(base)?;
    Ok(before.map(|before| (root, before)))
}

/// Refuses where `directory` lies, or lay in `commit`, in a platform in a folder of its repository at `root`: its
/// settings would not be those that count.
pub(super) fn reject_nested_platform(
    root: &Path,
    directory: &Path,
    commit: &Revision,
) -> Result<()> {
    if let Some(platform) = find_platform_above(directory) {
        return validate_repository_root(&platform);
    }
    let folders = directory.ancestors().take_while(|folder| *folder != root);
    let had_settings = |folder: &&Path| {
        let file = relative_path(root, &folder.join(PLATFORM_CONFIG_FILE));
        commit.has_file(&file)
    };
    match folders.into_iter().find(had_settings) {
        Some(folder) => validate_repository_root(folder),
        None => Ok(()),
    }
}

/// What is to be said of a platform as it is.
pub(super) fn validate_platform_snapshot(
    snapshot: &PlatformSnapshot,
    asked: ValidateOptions<'_>,
) -> Result<CatalogValidation> {
    validate_snapshot_with_settings(
        snapshot,
        &asked.override_rule_settings(snapshot.load_rule_settings(asked.today)?),
        asked,
    )
}

/// The same by other settings.
pub(super) fn validate_snapshot_with_settings(
    snapshot: &PlatformSnapshot,
    settings: &RuleSettings,
    asked: ValidateOptions<'_>,
) -> Result<CatalogValidation> {
    let directory = snapshot.root().map(Path::to_owned);
    let files = snapshot.files();
    let mut catalog = match asked.texts {
        Some(texts) => snapshot.read_catalog_from_files(&FilesWithOverrides {
            files: &*files,
            texts,
        })?,
        None => snapshot.read_catalog_from_files(&*files)?,
    };
    for stray in find_stray_files(snapshot, &catalog)? {
        match stray {
            StrayFile::Document(path) => catalog.scan_summary.unreached_files.push(path),
            StrayFile::Irregular(_) => catalog.diagnostics.push(stray.to_finding()),
        }
    }
    Ok(check_catalog(catalog, settings, directory))
}

/// What a change introduced, by the settings `before` it; where there was no catalog before, all is new.
pub(super) fn validate_catalog_change(
    after: &PlatformSnapshot,
    before: Option<&PlatformSnapshot>,
    asked: ValidateOptions<'_>,
) -> Result<CatalogValidation> {
    let Some(before) = before else {
        return validate_platform_snapshot(after, asked);
    };
    let settings = asked.override_rule_settings(before.load_rule_settings(asked.today)?);
    let base = before.read_catalog()?;
    let found = rules::check_catalog(&base, &settings);
    let settings = settings.with_baseline(&found);
    // Once merged, settings that name missing files would make every command fail.
    after.load_rule_settings(asked.today)?;
    let files = after.files();
    let head = if before.has_catalog_root_file(&*files) {
        before.read_catalog_with_model(before.load_catalog_model()?, &*files)?
    } else {
        after.read_catalog_from_files(&*files)?
    };
    let directory = after.root().map(Path::to_owned);
    let mut validation = check_catalog(head, &settings, directory).without_known_findings(&found);
    let is_gate = asked.tiers.is_empty() || asked.tiers.contains(&RuleTier::Policy);
    if is_gate {
        let change = PlatformChange {
            before,
            base: &base,
            after,
            head: &validation.catalog,
            introduced: &validation.findings,
        };
        let severity = if asked.allow_relaxed {
            Severity::Warning
        } else {
            Severity::Error
        };
        let relaxed = change.find_check_relaxations(severity)?;
        validation.findings.extend(relaxed);
    }
    Ok(validation)
}

/// Validates files and directories named in `directory` (absolute); findings name files as seen from there, and the
/// platform that `directory` lies in, if it does, says how bad they are.
///
/// A target of a Location may lie anywhere in the git work tree of the file, or in the folder that holds all of
/// `paths` where there is none.
///
/// # Errors
/// Usage (2) when a path does not exist, or when there is nothing to validate.
pub fn validate_files_at_paths(
    directory: &Path,
    paths: &[PathBuf],
    asked: ValidateOptions<'_>,
) -> Result<CatalogValidation> {
    validate_files_at_input_paths(&InputPaths::new(directory, paths)?, directory, asked)
}

/// Validates the catalog file of `directory` (absolute), which nobody named.
///
/// # Errors
/// As [`validate_files_at_paths`].
pub fn validate_loose_catalog_file(
    directory: &Path,
    file: &Path,
    asked: ValidateOptions<'_>,
) -> Result<CatalogValidation> {
    validate_files_at_input_paths(
        &InputPaths::from_discovered_file(directory, file)?,
        directory,
        asked,
    )
}

fn validate_files_at_input_paths(
    ground: &InputPaths,
    directory: &Path,
    asked: ValidateOptions<'_>,
) -> Result<CatalogValidation> {
    let here = Some(ground.working_directory().to_owned());
    let Some(revision) = asked.changed_since else {
        let (model, settings) = asked.load_catalog_model_and_settings(directory)?;
        let catalog = ground.read_catalog_with_overrides(model, asked.texts)?;
        return Ok(check_catalog(catalog, &settings, here));
    };
    let (model, settings) = asked.load_merge_base_model_and_settings(directory, revision)?;
    let found = rules::check_catalog(&ground.read_merge_base_catalog(model, revision)?, &settings);
    let catalog = ground.read_catalog_with_overrides(model, asked.texts)?;
    let mut validation = check_catalog(catalog, &settings.with_baseline(&found), here)
        .without_known_findings(&found);
    let relaxed = find_catalog_check_relaxations(directory, revision, asked)?;
    validation.findings.extend(relaxed);
    Ok(validation)
}

/// How a change relaxes the check of the whole catalog that `directory` belongs to, whichever paths were named.
fn find_catalog_check_relaxations(
    directory: &Path,
    revision: &str,
    asked: ValidateOptions<'_>,
) -> Result<Vec<Diagnostic>> {
    let Some((root, before)) = find_merge_base_snapshot(directory, revision)? else {
        return Ok(Vec::new());
    };
    let after = match PlatformSnapshot::find_snapshot_in_directory(&root)? {
        Some(after) if before.is_loose_catalog() || !after.is_loose_catalog() => after,
        None if before.is_loose_catalog() => return Ok(Vec::new()),
        _ => PlatformSnapshot::from_directory_with_config(before.config.clone(), &root),
    };
    let mut findings = validate_catalog_change(&after, Some(&before), asked)?.findings;
    findings.retain(|finding| finding.code == relaxations::CHECK_RELAXED_CODE);
    let from = directory.canonicalize().unwrap_or_default();
    for place in findings
        .iter_mut()
        .filter_map(|finding| finding.place.as_mut())
    {
        *place = place.with_file_name(&display_path_from(&from, &root, place.file()));
    }
    Ok(findings)
}

pub(super) fn check_catalog(
    mut catalog: Catalog,
    settings: &RuleSettings,
    directory: Option<PathBuf>,
) -> CatalogValidation {
    catalog
        .diagnostics
        .extend(build_unchecked_file_notes(&catalog.scan_summary));
    if let Some(directory) = &directory {
        add_partial_checkout_help(&mut catalog.diagnostics, directory);
    }
    CatalogValidation {
        findings: rules::check_catalog(&catalog, settings),
        catalog,
        directory,
    }
}

/// A file may be committed and not checked out.
fn add_partial_checkout_help(diagnostics: &mut [Diagnostic], directory: &Path) {
    let mut missing = diagnostics
        .iter_mut()
        .filter(|found| found.code == "location-target-missing")
        .peekable();
    if missing.peek().is_none() {
        return;
    }
    if let Some(partial) = PartialCheckout::detect_partial_checkout(directory, &[]) {
        for finding in missing {
            finding
                .help
                .get_or_insert_with(|| partial.format_partial_checkout_hint());
        }
    }
}

impl CatalogValidation {
    /// The way from the root of the repository to where files are named from, with `/` at its end; empty for the root.
    pub fn path_prefix_in_repository(&self) -> String {
        let way = || {
            let directory = self.directory.as_ref()?.canonicalize().ok()?;
            Some(relative_path(
                &find_repository_root(&directory)?,
                &directory,
            ))
        };
        match way() {
            Some(way) if !way.is_empty() => way + "/",
            _ => String::new(),
        }
    }

    /// What was not there before; notes of a walk count files, which says nothing of a change.
    pub(super) fn without_known_findings(self, before: &[Diagnostic]) -> CatalogValidation {
        let notes = build_unchecked_file_notes(&self.catalog.scan_summary);
        let mut findings = retain_new_findings(before, self.findings, None);
        findings.retain(|finding| !notes.iter().any(|note| note.code == finding.code));
        CatalogValidation { findings, ..self }
    }
}

impl ValidateOptions<'_> {
    /// The kinds and the settings of the platform that `directory` lies in, if it does.
    fn load_catalog_model_and_settings(
        self,
        directory: &Path,
    ) -> Result<(CatalogModel, RuleSettings)> {
        let Some(root) = find_platform_above(directory) else {
            return Ok((
                CatalogModel::BUILTIN,
                self.override_rule_settings(RuleSettings::new(self.today)),
            ));
        };
        let snapshot = PlatformSnapshot::from_directory(&root)?;
        let settings = snapshot.load_rule_settings(self.today)?;
        Ok((
            snapshot.load_catalog_model()?,
            self.override_rule_settings(settings),
        ))
    }

    /// The same, as they were where `HEAD` parted from `revision`.
    fn load_merge_base_model_and_settings(
        self,
        directory: &Path,
        revision: &str,
    ) -> Result<(CatalogModel, RuleSettings)> {
        match find_merge_base_snapshot(directory, revision)? {
            Some((_, before)) => {
                let settings = before.load_rule_settings(self.today)?;
                Ok((
                    before.load_catalog_model()?,
                    self.override_rule_settings(settings),
                ))
            }
            None => Ok((
                CatalogModel::BUILTIN,
                self.override_rule_settings(RuleSettings::new(self.today)),
            )),
        }
    }

    pub(super) fn override_rule_settings(self, settings: RuleSettings) -> RuleSettings {
        RuleSettings {
            strict: self.strict,
            tiers: self.tiers.to_vec(),
            ..settings
        }
    }
}
