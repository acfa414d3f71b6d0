//! A change to the catalog that was computed and checked, but not applied yet.

use std::sync::Arc;

use jiff::civil::Date;

use super::file_drafts::FileDrafts;
use super::{CatalogEdit, remove, rename};
use crate::catalog::{Catalog, Entity, EntityRef, EntityRefBuf};
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, ErrorKind, Result};
use crate::ops::FileChange;
use crate::ops::additions::{
    FileChangeWithOldText, plan_document_additions, read_catalog_with_changes,
};
use crate::ops::catalog::new_findings::{RenamedEntity, retain_new_findings};
use crate::platform::PlatformSnapshot;
use crate::printable::Printable;
use crate::remedy::Remedy;
use crate::rules::{self, RuleSettings};

/// The result of computing an edit.
#[derive(Clone, Debug)]
pub struct EditProposal {
    /// The edited entities, by their refs before the edit.
    pub entities: Vec<EntityRefBuf>,
    /// The files it changes, with their previous text; empty if nothing changes.
    pub changes: Vec<(FileChange, String)>,
    /// Notes about assignments that changed nothing, and about members that remain.
    pub notes: Vec<String>,
    /// Findings that the edit introduces; never errors.
    pub findings: Vec<Diagnostic>,
    /// Repositories whose files still contain the old name of their owner, by component.
    pub stale_repositories: Vec<(String, String)>,
}

/// How a change is checked.
#[derive(Clone, Copy, Debug)]
pub struct EditValidationOptions {
    /// Today's date.
    pub today: Date,
    /// Whether a new warning rejects the change.
    pub strict: bool,
}

impl EditProposal {
    /// The files it changes.
    pub fn changed_paths(&self) -> impl Iterator<Item = &str> {
        self.changes.iter().map(|(change, _)| change.path.as_str())
    }

    /// Whether it creates or removes files, and doesn't just change some.
    pub fn creates_or_removes_files(&self) -> bool {
        let mut changes = self.changes.iter();
        changes.any(|(change, before)| change.text.is_none() || before.is_empty())
    }
}

/// Computes `edit` on top of `snapshot`.
///
/// # Errors
/// Usage (2), not found (3) or conflict (6) if it can't be done; findings (1) if it introduces an error.
pub fn build_edit_proposal(
    snapshot: &PlatformSnapshot,
    edit: &CatalogEdit,
    judgement: EditValidationOptions,
) -> Result<EditProposal> {
    let catalog = snapshot.read_catalog()?;
    let (mut drafts, mut changes, mut notes) = (FileDrafts::default(), Vec::new(), Vec::new());
    let entities = match edit {
        CatalogEdit::Add(documents) => {
            let layout = &snapshot.config.catalog;
            let files = snapshot.files();
            changes = plan_document_additions(&catalog, &*files, layout, documents)?;
            let references = documents.iter().map(|document| &document.reference);
            references.cloned().collect()
        }
        CatalogEdit::Set(set) => {
            set.apply_assignments_to_drafts(&catalog, &mut drafts, &mut notes)?
        }
        CatalogEdit::Rename { what, name } => {
            rename::draft_entity_rename(&catalog, what, name, &mut drafts)?
        }
        CatalogEdit::Remove { what } => remove::draft_entity_removal(&catalog, what, &mut drafts)?,
    };
    changes.extend(drafts.into_changed_files()?);
    reject_catalog_root_file_removal(snapshot, &changes)?;
    let (mut findings, mut repositories) = (Vec::new(), Vec::new());
    if !changes.is_empty() {
        let settings = snapshot.load_rule_settings(judgement.today)?;
        let before = rules::check_catalog(&catalog, &settings);
        let judged = EditProposalChecker {
            snapshot,
            edit,
            entities: &entities,
            judgement,
            catalog: &catalog,
            settings: settings.with_owner_reporting_from_findings(&before),
            before,
        };
        (changes, findings) = judged.check_changes_and_move_file(changes)?;
    }
    if let (CatalogEdit::Rename { .. }, Some(owner)) = (edit, entities.first()) {
        repositories = rename::find_owned_repositories(&catalog, owner.as_entity_ref());
        notes.extend(rename::find_code_owner_note(
            &*snapshot.files(),
            owner.as_entity_ref(),
        )?);
    }
    Ok(EditProposal {
        entities,
        changes,
        notes,
        findings,
        stale_repositories: repositories,
    })
}

/// Checks a change by comparing the catalog with and without it.
struct EditProposalChecker<'a> {
    snapshot: &'a PlatformSnapshot,
    edit: &'a CatalogEdit,
    /// The edited entities.
    entities: &'a [EntityRefBuf],
    judgement: EditValidationOptions,
    /// The catalog without the change.
    catalog: &'a Arc<Catalog>,
    /// The findings in it.
    before: Vec<Diagnostic>,
    /// The settings for checking the catalog with the change.
    settings: RuleSettings,
}

impl EditProposalChecker<'_> {
    /// The changes to make, and the findings that they introduce. A file named after its entity is renamed with it, unless
    /// something refers to the file.
    fn check_changes_and_move_file(
        &self,
        changes: Vec<FileChangeWithOldText>,
    ) -> Result<(Vec<FileChangeWithOldText>, Vec<Diagnostic>)> {
        let moved = match self.renamed_entity() {
            Some((old, name)) => plan_file_move_for_renamed_entity(
                self.snapshot,
                self.catalog,
                &changes,
                (old, name),
            )?,
            None => None,
        };
        if let Some(moved) = moved
            && let Ok(findings) = self.check_catalog_with_changes(&moved)
        {
            return Ok((moved, findings));
        }
        let findings = self.check_catalog_with_changes(&changes)?;
        Ok((changes, findings))
    }

    fn check_catalog_with_changes(
        &self,
        changes: &[FileChangeWithOldText],
    ) -> Result<Vec<Diagnostic>> {
        let added = match self.edit {
            CatalogEdit::Add(_) => self.entities,
            _ => &[],
        };
        let after = read_catalog_with_changes(self.snapshot, self.catalog, changes, added)?;
        let renamed = self
            .renamed_entity()
            .map(|(old, new)| RenamedEntity { old: old.name, new });
        let found = retain_new_findings(
            &self.before,
            rules::check_catalog(&after, &self.settings),
            renamed,
        );
        reject_new_error_findings(found, self.judgement)
    }

    /// The renamed entity and its new name.
    fn renamed_entity(&self) -> Option<(EntityRef<'_>, &str)> {
        match (self.edit, self.entities.first()) {
            (CatalogEdit::Rename { name, .. }, Some(entity)) => {
                Some((entity.as_entity_ref(), name))
            }
            _ => None,
        }
    }
}

/// Rejects a change that removes the root file of the platform's catalog.
fn reject_catalog_root_file_removal(
    snapshot: &PlatformSnapshot,
    changes: &[FileChangeWithOldText],
) -> Result<()> {
    if snapshot.is_loose_catalog() || changes.iter().all(|(change, _)| change.text.is_some()) {
        return Ok(());
    }
    let start = snapshot
        .config
        .catalog
        .find_catalog_root_file(&*snapshot.files());
    let goes = |(change, _): &FileChangeWithOldText| change.text.is_none() && change.path == start;
    if !changes.iter().any(goes) {
        return Ok(());
    }
    let message = format!(
        "cannot empty {}: it is the root file of the catalog",
        Printable(&start)
    );
    Err(Error::conflict(message).with_hint("keep an entity in it, or add another one first"))
}

/// The new findings, or an error if any of them rejects the change.
fn reject_new_error_findings(
    new: Vec<Diagnostic>,
    judgement: EditValidationOptions,
) -> Result<Vec<Diagnostic>> {
    let refused = |finding: &&Diagnostic| match finding.severity {
        Severity::Error => true,
        Severity::Warning => judgement.strict,
        Severity::Note => false,
    };
    let refused: Vec<Diagnostic> = new.iter().filter(refused).cloned().collect();
    if refused.is_empty() {
        return Ok(new);
    }
    let errors = refused
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    let message = match errors {
        0 => format!(
            "this change introduces {}",
            CountedNoun(refused.len(), "warning")
        ),
        errors => format!("this change introduces {}", CountedNoun(errors, "error")),
    };
    let hint = (errors == 0).then_some(Remedy::AcceptWarnings);
    Err(Error::new(ErrorKind::Findings, message)
        .with_optional_hint(hint)
        .with_diagnostics(refused))
}

/// The changes, with the file of the renamed entity moved to its new name if it was named after the old one, contains nothing
/// else, and the new path is free.
fn plan_file_move_for_renamed_entity(
    snapshot: &PlatformSnapshot,
    catalog: &Catalog,
    changes: &[FileChangeWithOldText],
    (old, name): (EntityRef<'_>, &str),
) -> Result<Option<Vec<FileChangeWithOldText>>> {
    let Some(file) = catalog.get(old).map(Entity::file_path) else {
        return Ok(None);
    };
    let mut in_file = catalog
        .entities
        .iter()
        .filter(|other| other.file_path() == file);
    let alone = in_file.nth(1).is_none();
    let Some(path) = rename_file_stem_in_path(file, old.name, name).filter(|_| alone) else {
        return Ok(None);
    };
    if changes.iter().any(|(change, _)| change.path == path)
        || is_path_taken(snapshot, file, &path)?
    {
        return Ok(None);
    }
    let mut moved = changes.to_vec();
    let Some((change, before)) = moved.iter_mut().find(|(change, _)| change.path == file) else {
        return Ok(None);
    };
    let text = change.text.take();
    let before = before.clone();
    moved.push((FileChange { path, text }, before));
    Ok(Some(moved))
}

/// The path of `file` with the name `new`, if the file is named after `old`.
fn rename_file_stem_in_path(file: &str, old: &str, new: &str) -> Option<String> {
    let (folder, last) = file.split_at(file.rfind('/').map_or(0, |slash| slash + 1));
    let ending = last.strip_prefix(old)?;
    ending
        .starts_with('.')
        .then(|| format!("{folder}{new}{ending}"))
}

/// Whether something other than `file` exists at `path`. A case-insensitive file system may find `file` itself at that path; only
/// the folder listing shows the actual spelling.
fn is_path_taken(snapshot: &PlatformSnapshot, file: &str, path: &str) -> Result<bool> {
    if !path.eq_ignore_ascii_case(file) && snapshot.files().has_file(path) {
        return Ok(true);
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (regular, irregular) = snapshot.list_regular_files_and_others(folder, |_| true)?;
    let is_there = |there: &String| {
        let rest = there.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    Ok(regular.iter().chain(&irregular).any(is_there))
}
