//! `idp catalog validate`: what is read, and what the rules say about it.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::ground::{InputPaths, repository_of, way};
use super::introduced::introduced;
use super::relaxed::{self, Change};
use super::stray::{Stray, strays};
use super::texts::{Texts, WithTexts};
use super::walk_notes::walk_notes;
use crate::catalog::{Catalog, Files, Model, shown_from};
use crate::diagnostic::{Diagnostic, Severity, Tier};
use crate::error::Result;
use crate::git::{PartialCheckout, Revision, merge_base};
use crate::platform::{CHECK_EVERYTHING, FILE, Platform, Snapshot, must_be_top, platform_above};
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

/// How to check.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The day it is.
    pub today: Date,
    /// Whether warnings are errors.
    pub strict: bool,
    /// The tiers to check; all when empty.
    pub tiers: &'a [Tier],
    /// Leave out what was found where the present parted from this revision, and judge by the settings of then.
    pub changed_since: Option<&'a str>,
    /// Whether settings that ask for less are warnings only.
    pub allow_relaxed: bool,
    /// What files would hold instead of what they do, by their names.
    pub texts: Option<&'a Texts>,
}

/// Validates the catalog of a platform, as `snapshot` has it.
///
/// # Errors
/// As [`Snapshot::catalog`], [`Snapshot::settings`] and [`Platform::parted_from`].
pub fn validate_platform(
    platform: &Platform,
    snapshot: &Snapshot,
    asked: Asked<'_>,
) -> Result<Validation> {
    if let Some(revision) = asked.changed_since {
        let before = platform.parted_from(revision)?;
        return since(snapshot, before.as_ref(), asked);
    }
    present(snapshot, asked)
}

/// Validates the work tree of a platform that a change has lost: `idp.yaml` is gone, or a link or a folder is in its
/// place. `None` where it is there, or was not there before either.
///
/// # Errors
/// As [`validate_platform`].
pub fn validate_lost_platform(directory: &Path, asked: Asked<'_>) -> Result<Option<Validation>> {
    let Some(revision) = asked.changed_since else {
        return Ok(None);
    };
    let Some((root, before)) = catalog_before(directory, revision)? else {
        return Ok(None);
    };
    if before.is_loose() {
        return Ok(None);
    }
    let meta = root.join(FILE).symlink_metadata();
    if meta.is_ok_and(|meta| meta.is_file()) {
        return Ok(None);
    }
    let after = Snapshot::directory_by(before.config.clone(), &root);
    since(&after, Some(&before), asked).map(Some)
}

/// The root of the repository that `directory` lies in, and the catalog that it had where `HEAD` parted from `revision`.
pub(super) fn catalog_before(
    directory: &Path,
    revision: &str,
) -> Result<Option<(PathBuf, Snapshot)>> {
    let Some(root) = repository_of(directory) else {
        return Ok(None);
    };
    let head = Revision::head(&root)?.commit();
    let base = Revision::open(&root, merge_base(&root, head, revision)?)?;
    check_folder(&root, &directory.canonicalize().unwrap_or_default(), &base)
        .map_err(|error| error.hint(CHECK_EVERYTHING))?;
    let before = Snapshot::base_catalog(base)?;
    Ok(before.map(|before| (root, before)))
}

/// Refuses where `directory` lies, or lay in `commit`, in a platform in a folder of its repository at `root`: its
/// settings would not be those that count.
pub(super) fn check_folder(root: &Path, directory: &Path, commit: &Revision) -> Result<()> {
    if let Some(platform) = platform_above(directory) {
        return must_be_top(&platform);
    }
    let folders = directory.ancestors().take_while(|folder| *folder != root);
    let had_settings = |folder: &&Path| {
        let file = way(root, &folder.join(FILE));
        commit.has(&file)
    };
    match folders.into_iter().find(had_settings) {
        Some(folder) => must_be_top(folder),
        None => Ok(()),
    }
}

/// What is to be said of a platform as it is.
pub(super) fn present(snapshot: &Snapshot, asked: Asked<'_>) -> Result<Validation> {
    present_by(snapshot, &asked.of(snapshot.settings(asked.today)?), asked)
}

/// The same by other settings.
pub(super) fn present_by(
    snapshot: &Snapshot,
    settings: &Settings,
    asked: Asked<'_>,
) -> Result<Validation> {
    let directory = snapshot.root().map(Path::to_owned);
    let mut catalog = match asked.texts {
        Some(texts) => snapshot.catalog_in(&WithTexts {
            files: &*snapshot.files(),
            texts,
        })?,
        None => snapshot.catalog()?,
    };
    for stray in strays(snapshot, &catalog)? {
        match stray {
            Stray::Document(path) => catalog.walked.unreached.push(path),
            Stray::Irregular(_) => catalog.diagnostics.push(stray.finding()),
        }
    }
    Ok(checked(catalog, settings, directory))
}

/// What a change introduced, by the settings `before` it; where there was no catalog before, all is new.
pub(super) fn since(
    after: &Snapshot,
    before: Option<&Snapshot>,
    asked: Asked<'_>,
) -> Result<Validation> {
    let Some(before) = before else {
        return present(after, asked);
    };
    let settings = asked.of(before.settings(asked.today)?);
    let base = before.catalog()?;
    let found = rules::check(&base, &settings);
    let settings = settings.after(&found);
    // Once merged, settings that name missing files would make every command fail.
    after.settings(asked.today)?;
    let files = after.files();
    let head = if before.has_root_in(&*files) {
        before.catalog_by(before.model()?, &*files)?
    } else {
        after.catalog()?
    };
    let directory = after.root().map(Path::to_owned);
    let mut validation = checked(head, &settings, directory).without(&found);
    let is_gate = asked.tiers.is_empty() || asked.tiers.contains(&Tier::Policy);
    if is_gate {
        let change = Change {
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
        let relaxed = change.relaxations(severity)?;
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
pub fn validate_paths(directory: &Path, paths: &[PathBuf], asked: Asked<'_>) -> Result<Validation> {
    validate_ground(&InputPaths::new(directory, paths)?, directory, asked)
}

/// Validates the catalog file of `directory` (absolute), which nobody named.
///
/// # Errors
/// As [`validate_paths`].
pub fn validate_found(directory: &Path, file: &Path, asked: Asked<'_>) -> Result<Validation> {
    validate_ground(&InputPaths::found(directory, file)?, directory, asked)
}

fn validate_ground(ground: &InputPaths, directory: &Path, asked: Asked<'_>) -> Result<Validation> {
    let here = Some(ground.directory().to_owned());
    let Some(revision) = asked.changed_since else {
        let (model, settings) = asked.around(directory)?;
        let catalog = ground.read_with(model, asked.texts)?;
        return Ok(checked(catalog, &settings, here));
    };
    let (model, settings) = asked.before(directory, revision)?;
    let found = rules::check(&ground.read_parted_from(model, revision)?, &settings);
    let catalog = ground.read_with(model, asked.texts)?;
    let mut validation = checked(catalog, &settings.after(&found), here).without(&found);
    let relaxed = relaxations(directory, revision, asked)?;
    validation.findings.extend(relaxed);
    Ok(validation)
}

/// How a change relaxes the check of the whole catalog that `directory` belongs to, whichever paths were named.
fn relaxations(directory: &Path, revision: &str, asked: Asked<'_>) -> Result<Vec<Diagnostic>> {
    let Some((root, before)) = catalog_before(directory, revision)? else {
        return Ok(Vec::new());
    };
    let after = match Snapshot::catalog_of(&root)? {
        Some(after) if before.is_loose() || !after.is_loose() => after,
        None if before.is_loose() => return Ok(Vec::new()),
        _ => Snapshot::directory_by(before.config.clone(), &root),
    };
    let mut findings = since(&after, Some(&before), asked)?.findings;
    findings.retain(|finding| finding.code == relaxed::CODE);
    let from = directory.canonicalize().unwrap_or_default();
    for place in findings
        .iter_mut()
        .filter_map(|finding| finding.place.as_mut())
    {
        *place = place.renamed(&shown_from(&from, &root, place.file()));
    }
    Ok(findings)
}

pub(super) fn checked(
    mut catalog: Catalog,
    settings: &Settings,
    directory: Option<PathBuf>,
) -> Validation {
    catalog.diagnostics.extend(walk_notes(&catalog.walked));
    if let Some(directory) = &directory {
        explain_missing(&mut catalog.diagnostics, directory);
    }
    Validation {
        findings: rules::check(&catalog, settings),
        catalog,
        directory,
    }
}

/// A file may be committed and not checked out.
fn explain_missing(diagnostics: &mut [Diagnostic], directory: &Path) {
    let mut missing = diagnostics
        .iter_mut()
        .filter(|found| found.code == "location-target-missing")
        .peekable();
    if missing.peek().is_none() {
        return;
    }
    if let Some(partial) = PartialCheckout::of(directory, &[]) {
        for finding in missing {
            finding.help.get_or_insert_with(|| partial.hint());
        }
    }
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

    /// What was not there before; notes of a walk count files, which says nothing of a change.
    pub(super) fn without(self, before: &[Diagnostic]) -> Validation {
        let notes = walk_notes(&self.catalog.walked);
        let mut findings = introduced(before, self.findings, None);
        findings.retain(|finding| !notes.iter().any(|note| note.code == finding.code));
        Validation { findings, ..self }
    }
}

impl Asked<'_> {
    /// The kinds and the settings of the platform that `directory` lies in, if it does.
    fn around(self, directory: &Path) -> Result<(Model, Settings)> {
        let Some(root) = platform_above(directory) else {
            return Ok((Model::STOCK, self.of(Settings::new(self.today))));
        };
        let snapshot = Snapshot::directory(&root)?;
        let settings = snapshot.settings(self.today)?;
        Ok((snapshot.model()?, self.of(settings)))
    }

    /// The same, as they were where `HEAD` parted from `revision`.
    fn before(self, directory: &Path, revision: &str) -> Result<(Model, Settings)> {
        match catalog_before(directory, revision)? {
            Some((_, before)) => {
                let settings = before.settings(self.today)?;
                Ok((before.model()?, self.of(settings)))
            }
            None => Ok((Model::STOCK, self.of(Settings::new(self.today)))),
        }
    }

    pub(super) fn of(self, settings: Settings) -> Settings {
        Settings {
            strict: self.strict,
            tiers: self.tiers.to_vec(),
            ..settings
        }
    }
}
