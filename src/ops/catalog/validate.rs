//! `idp catalog validate`: reads a catalog and checks it with the rules.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::input_paths::{CommandLinePaths, find_repository_root, relative_path};
use super::new_findings::retain_new_findings;
use super::relaxations::{self, PlatformChange};
use super::stray_files::{StrayFile, find_stray_files};
use super::text_overrides::{FileTextOverrides, FilesWithOverrides};
use super::walk_notes::build_unchecked_file_notes;
use crate::catalog::{Catalog, CatalogModel, Files, display_path_from};
use crate::diagnostic::{Diagnostic, RuleTier, Severity};
use crate::error::{ErrorKind, Result};
use crate::git::{PartialCheckout, Revision, find_merge_base};
use crate::platform::{
    PLATFORM_CONFIG_FILE, Platform, PlatformSnapshot, ensure_is_repository_root,
    find_platform_above,
};
use crate::remedy::Remedy;
use crate::rules::{self, RuleSettings};

/// The catalog that was read, and all its findings.
#[derive(Debug)]
pub struct CatalogValidation {
    /// The catalog.
    pub catalog: Catalog,
    /// Sorted by file and position.
    pub findings: Vec<Diagnostic>,
    /// The directory that file names are relative to; `None` if the files are in a commit.
    pub directory: Option<PathBuf>,
}

/// How to check.
#[derive(Clone, Copy, Debug)]
pub struct CatalogValidationOptions<'a> {
    /// Today's date.
    pub today: Date,
    /// Whether warnings are errors.
    pub strict: bool,
    /// The tiers to check; all when empty.
    pub tiers: &'a [RuleTier],
    /// Leave out findings that exist at the merge base with this revision, and use the settings from there.
    pub changed_since: Option<&'a str>,
    /// Whether relaxed settings are only warnings.
    pub allow_relaxed: bool,
    /// Replacement texts of files, by name.
    pub texts: Option<&'a FileTextOverrides>,
}

/// Validates the catalog of a platform in `snapshot`.
///
/// # Errors
/// As [`PlatformSnapshot::read_catalog`], [`PlatformSnapshot::load_rule_settings`] and [`Platform::read_merge_base_snapshot`].
pub fn validate_platform_catalog(
    platform: &Platform,
    snapshot: &PlatformSnapshot,
    asked: CatalogValidationOptions<'_>,
) -> Result<CatalogValidation> {
    if let Some(revision) = asked.changed_since {
        let before = platform.read_merge_base_snapshot(revision)?;
        return validate_catalog_change(snapshot, before.as_ref(), asked);
    }
    validate_platform_snapshot(snapshot, asked)
}

/// Validates a work tree in which a change has removed `idp.yaml`, or replaced it with a link or a folder. `None` if the file
/// exists, or didn't exist before.
///
/// # Errors
/// As [`validate_platform_catalog`].
pub fn validate_after_platform_config_removal(
    directory: &Path,
    asked: CatalogValidationOptions<'_>,
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

/// The root of the repository that contains `directory`, and its catalog at the merge base of `HEAD` and `revision`.
pub(super) fn find_merge_base_snapshot(
    directory: &Path,
    revision: &str,
) -> Result<Option<(PathBuf, PlatformSnapshot)>> {
    let Some(root) = find_repository_root(directory) else {
        return Ok(None);
    };
    let head = Revision::open_head(&root)?.commit_id();
    let base = Revision::open_commit(&root, find_merge_base(&root, head, revision)?)?;
    reject_platform_below_repository_root(
        &root,
        &directory.canonicalize().unwrap_or_default(),
        &base,
    )
    .map_err(|error| error.with_hint(Remedy::CheckEverything))?;
    let before = PlatformSnapshot::find_snapshot_in_merge_base(base)?;
    Ok(before.map(|before| (root, before)))
}

/// Rejects `directory` if it is, or was in `commit`, inside a platform in a subfolder of the repository at `root`: the settings of
/// that platform wouldn't be used.
pub(super) fn reject_platform_below_repository_root(
    root: &Path,
    directory: &Path,
    commit: &Revision,
) -> Result<()> {
    if let Some(platform) = find_platform_above(directory) {
        return ensure_is_repository_root(&platform);
    }
    let folders = directory.ancestors().take_while(|folder| *folder != root);
    let had_settings = |folder: &&Path| {
        let file = relative_path(root, &folder.join(PLATFORM_CONFIG_FILE));
        commit.has_file(&file)
    };
    match folders.into_iter().find(had_settings) {
        Some(folder) => ensure_is_repository_root(folder),
        None => Ok(()),
    }
}

/// Validates a platform without comparing it to a base.
pub(super) fn validate_platform_snapshot(
    snapshot: &PlatformSnapshot,
    asked: CatalogValidationOptions<'_>,
) -> Result<CatalogValidation> {
    validate_snapshot_with_settings(
        snapshot,
        &asked.apply_to_rule_settings(snapshot.load_rule_settings(asked.today)?),
        asked,
    )
}

/// Like [`validate_platform_snapshot`], but with the given settings instead of the platform's own.
pub(super) fn validate_snapshot_with_settings(
    snapshot: &PlatformSnapshot,
    settings: &RuleSettings,
    asked: CatalogValidationOptions<'_>,
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
    Ok(validate_loaded_catalog(catalog, settings, directory))
}

/// Validates a change with the settings from `before`. If there was no catalog before, every finding is new.
pub(super) fn validate_catalog_change(
    after: &PlatformSnapshot,
    before: Option<&PlatformSnapshot>,
    asked: CatalogValidationOptions<'_>,
) -> Result<CatalogValidation> {
    let Some(before) = before else {
        return validate_platform_snapshot(after, asked);
    };
    let settings = asked.apply_to_rule_settings(before.load_rule_settings(asked.today)?);
    let base = before.read_catalog()?;
    let found = rules::check_catalog(&base, &settings);
    let settings = settings.with_owner_reporting_from_findings(&found);
    // Fail now: once merged, settings that refer to missing files would make every command fail.
    after.load_rule_settings(asked.today)?;
    let files = after.files();
    let head = if before.has_catalog_root_file(&*files) {
        before.read_catalog_with_model(before.load_catalog_model()?, &*files)?
    } else {
        after.read_catalog_from_files(&*files)?
    };
    let directory = after.root().map(Path::to_owned);
    let mut validation =
        validate_loaded_catalog(head, &settings, directory).without_known_findings(&found);
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

/// Validates files and directories, relative to `directory` (absolute). Findings name files relative to it. If `directory` is
/// inside a platform, the settings of that platform apply.
///
/// A Location target may be anywhere in the git work tree of the file or, outside git, in the folder that contains all `paths`.
///
/// # Errors
/// Usage (2) if a path doesn't exist, or no entities are found.
pub fn validate_files_at_paths(
    directory: &Path,
    paths: &[PathBuf],
    asked: CatalogValidationOptions<'_>,
) -> Result<CatalogValidation> {
    validate_command_line_paths(&CommandLinePaths::new(directory, paths)?, directory, asked)
}

/// Validates the catalog file of `directory` (absolute), if the user gave no path.
///
/// # Errors
/// As [`validate_files_at_paths`].
pub fn validate_discovered_catalog_file(
    directory: &Path,
    file: &Path,
    asked: CatalogValidationOptions<'_>,
) -> Result<CatalogValidation> {
    validate_command_line_paths(
        &CommandLinePaths::from_discovered_file(directory, file)?,
        directory,
        asked,
    )
}

fn validate_command_line_paths(
    ground: &CommandLinePaths,
    directory: &Path,
    asked: CatalogValidationOptions<'_>,
) -> Result<CatalogValidation> {
    let here = Some(ground.working_directory().to_owned());
    let Some(revision) = asked.changed_since else {
        let (model, mut settings) = asked.load_catalog_model_and_settings(directory)?;
        let catalog = ground.read_catalog_with_overrides(model, asked.texts)?;
        settings.whole_catalog = read_whole_catalog_if_needed(&catalog, directory)?;
        return Ok(validate_loaded_catalog(catalog, &settings, here));
    };
    let (model, mut settings) = asked.load_merge_base_model_and_settings(directory, revision)?;
    let before = ground.read_merge_base_catalog(model, revision)?;
    settings.whole_catalog = read_merge_base_catalog_if_needed(&before, directory, revision)?;
    let found = rules::check_catalog(&before, &settings);
    let catalog = ground.read_catalog_with_overrides(model, asked.texts)?;
    settings.whole_catalog = read_whole_catalog_if_needed(&catalog, directory)?;
    let mut validation = validate_loaded_catalog(
        catalog,
        &settings.with_owner_reporting_from_findings(&found),
        here,
    )
    .without_known_findings(&found);
    let relaxed = find_catalog_check_relaxations(directory, revision, asked)?;
    validation.findings.extend(relaxed);
    Ok(validation)
}

/// The whole catalog of the platform that contains `directory`, if `part`, some of its files, refers to anything outside.
fn read_whole_catalog_if_needed(part: &Catalog, directory: &Path) -> Result<Option<Arc<Catalog>>> {
    match find_platform_above(directory) {
        Some(root) if has_dangling_reference(part) => {
            require_root_file(PlatformSnapshot::from_directory(&root)?.read_catalog())
        }
        _ => Ok(None),
    }
}

/// Like [`read_whole_catalog_if_needed`], at the merge base of `HEAD` and `revision`.
fn read_merge_base_catalog_if_needed(
    part: &Catalog,
    directory: &Path,
    revision: &str,
) -> Result<Option<Arc<Catalog>>> {
    if !has_dangling_reference(part) {
        return Ok(None);
    }
    match find_merge_base_snapshot(directory, revision)? {
        Some((_, before)) if !before.is_loose_catalog() => require_root_file(before.read_catalog()),
        _ => Ok(None),
    }
}

/// Without a root file, the platform has only the given files.
fn require_root_file(catalog: Result<Arc<Catalog>>) -> Result<Option<Arc<Catalog>>> {
    match catalog {
        Ok(catalog) => Ok(Some(catalog)),
        Err(error) if error.kind() == ErrorKind::Usage => Ok(None),
        Err(error) => Err(error),
    }
}

fn has_dangling_reference(catalog: &Catalog) -> bool {
    let numbers = 0..catalog.entities.len();
    let mut targets = numbers.flat_map(|number| catalog.outgoing_references(number));
    targets.any(|(_, target)| target.is_none())
}

/// How a change relaxes the check of the whole catalog that `directory` belongs to, regardless of the given paths.
fn find_catalog_check_relaxations(
    directory: &Path,
    revision: &str,
    asked: CatalogValidationOptions<'_>,
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
        *place =
            place.with_displayed_file_name(&display_path_from(&from, &root, place.file_path()));
    }
    Ok(findings)
}

pub(super) fn validate_loaded_catalog(
    mut catalog: Catalog,
    settings: &RuleSettings,
    directory: Option<PathBuf>,
) -> CatalogValidation {
    catalog
        .diagnostics
        .extend(build_unchecked_file_notes(&catalog.scan_summary));
    if let Some(directory) = &directory {
        add_partial_checkout_help_to_findings(&mut catalog.diagnostics, directory);
    }
    CatalogValidation {
        findings: rules::check_catalog(&catalog, settings),
        catalog,
        directory,
    }
}

/// A missing file may be committed but not checked out.
fn add_partial_checkout_help_to_findings(diagnostics: &mut [Diagnostic], directory: &Path) {
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
    /// The path from the root of the repository to the directory that file names are relative to, with a trailing `/`; empty for
    /// the root.
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

    /// Only the new findings, without the notes that count skipped files: those say nothing about a change.
    pub(super) fn without_known_findings(self, before: &[Diagnostic]) -> CatalogValidation {
        let notes = build_unchecked_file_notes(&self.catalog.scan_summary);
        let mut findings = retain_new_findings(before, self.findings, None);
        findings.retain(|finding| !notes.iter().any(|note| note.code == finding.code));
        CatalogValidation { findings, ..self }
    }
}

impl CatalogValidationOptions<'_> {
    /// The model and settings of the platform that contains `directory`, if any.
    fn load_catalog_model_and_settings(
        self,
        directory: &Path,
    ) -> Result<(CatalogModel, RuleSettings)> {
        let Some(root) = find_platform_above(directory) else {
            return Ok((
                CatalogModel::BUILTIN,
                self.apply_to_rule_settings(RuleSettings::new(self.today)),
            ));
        };
        let snapshot = PlatformSnapshot::from_directory(&root)?;
        let settings = snapshot.load_rule_settings(self.today)?;
        Ok((
            snapshot.load_catalog_model()?,
            self.apply_to_rule_settings(settings),
        ))
    }

    /// The model and settings of the platform at the merge base of `HEAD` and `revision`, if there is one.
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
                    self.apply_to_rule_settings(settings),
                ))
            }
            None => Ok((
                CatalogModel::BUILTIN,
                self.apply_to_rule_settings(RuleSettings::new(self.today)),
            )),
        }
    }

    pub(super) fn apply_to_rule_settings(self, settings: RuleSettings) -> RuleSettings {
        RuleSettings {
            strict: self.strict,
            tiers: self.tiers.to_vec(),
            ..settings
        }
    }
}
