//! A change of the catalog that was worked out and checked, and is nowhere yet.

use std::sync::Arc;

use jiff::civil::Date;

use super::file_drafts::FileDrafts;
use super::{CatalogEdit, remove, rename};
use crate::catalog::{Catalog, Entity, EntityRef, EntityRefBuf};
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, ErrorKind, Result};
use crate::ops::FileChange;
use crate::ops::additions::{ChangedFile, plan_document_additions, read_catalog_with_changes};
use crate::ops::catalog::new_findings::{RenamedEntity, retain_new_findings};
use crate::platform::PlatformSnapshot;
use crate::printable::Printable;
use crate::remedy::Remedy;
use crate::rules::{self, RuleSettings};

/// What an edit comes to.
#[derive(Clone, Debug)]
pub struct EditProposal {
    /// The entities it is about, by the refs they had.
    pub entities: Vec<EntityRefBuf>,
    /// The files it changes, with what they held before; empty where nothing would be different.
    pub changes: Vec<(FileChange, String)>,
    /// What was not done, as it is so already.
    pub notes: Vec<String>,
    /// What the rules find that they did not find before; no errors.
    pub findings: Vec<Diagnostic>,
    /// Repositories whose own files still have the old name of their owner, by component.
    pub stale_repositories: Vec<(String, String)>,
}

/// How a change is judged.
#[derive(Clone, Copy, Debug)]
pub struct EditProposalOptions {
    /// The day.
    pub today: Date,
    /// Whether a new warning is a reason to refuse it.
    pub strict: bool,
}

impl EditProposal {
    /// The files it changes.
    pub fn changed_paths(&self) -> impl Iterator<Item = &str> {
        self.changes.iter().map(|(change, _)| change.path.as_str())
    }
}

/// Works `edit` out on top of `snapshot`.
///
/// # Errors
/// Usage (2), not found (3) or conflict (6) where it cannot be done; findings (1) where a rule would find a fault that
/// was not there before.
pub fn build_edit_proposal(
    snapshot: &PlatformSnapshot,
    edit: &CatalogEdit,
    judgement: EditProposalOptions,
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
        CatalogEdit::Set(set) => set.draft_field_assignments(&catalog, &mut drafts, &mut notes)?,
        CatalogEdit::Rename { what, name } => {
            rename::draft_entity_rename(&catalog, what, name, &mut drafts)?
        }
        CatalogEdit::Remove { what } => remove::draft_entity_removal(&catalog, what, &mut drafts)?,
    };
    changes.extend(drafts.into_changed_files()?);
    reject_root_file_removal(snapshot, &changes)?;
    let (mut findings, mut repositories) = (Vec::new(), Vec::new());
    if !changes.is_empty() {
        let settings = snapshot.load_rule_settings(judgement.today)?;
        let before = rules::check_catalog(&catalog, &settings);
        let judged = EditProposalCheck {
            snapshot,
            edit,
            entities: &entities,
            judgement,
            catalog: &catalog,
            settings: settings.with_baseline(&before),
            before,
        };
        (changes, findings) = judged.check_changes_and_move_file(changes)?;
    }
    if let (CatalogEdit::Rename { .. }, Some(owner)) = (edit, entities.first()) {
        repositories = rename::find_owned_repositories(&catalog, owner.as_entity_ref());
    }
    Ok(EditProposal {
        entities,
        changes,
        notes,
        findings,
        stale_repositories: repositories,
    })
}

/// What a change is held against.
struct EditProposalCheck<'a> {
    snapshot: &'a PlatformSnapshot,
    edit: &'a CatalogEdit,
    /// Those that the edit is about.
    entities: &'a [EntityRefBuf],
    judgement: EditProposalOptions,
    /// The catalog without the change.
    catalog: &'a Arc<Catalog>,
    /// What the rules find in it.
    before: Vec<Diagnostic>,
    /// What the catalog with the change is checked by.
    settings: RuleSettings,
}

impl EditProposalCheck<'_> {
    /// The changes to make, and what they introduce. A file that is called after its entity follows it, unless
    /// something names the file.
    fn check_changes_and_move_file(
        &self,
        changes: Vec<ChangedFile>,
    ) -> Result<(Vec<ChangedFile>, Vec<Diagnostic>)> {
        let moved = match self.renamed_entity() {
            Some((old, name)) => {
                move_file_of_renamed_entity(self.snapshot, self.catalog, &changes, (old, name))?
            }
            None => None,
        };
        if let Some(moved) = moved
            && let Ok(findings) = self.check_changes(&moved)
        {
            return Ok((moved, findings));
        }
        let findings = self.check_changes(&changes)?;
        Ok((changes, findings))
    }

    fn check_changes(&self, changes: &[ChangedFile]) -> Result<Vec<Diagnostic>> {
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

    /// The entity that is renamed, and its new name.
    fn renamed_entity(&self) -> Option<(EntityRef<'_>, &str)> {
        match (self.edit, self.entities.first()) {
            (CatalogEdit::Rename { name, .. }, Some(entity)) => {
                Some((entity.as_entity_ref(), name))
            }
            _ => None,
        }
    }
}

/// The file that a platform's catalog starts from must not go.
fn reject_root_file_removal(snapshot: &PlatformSnapshot, changes: &[ChangedFile]) -> Result<()> {
    if snapshot.is_loose_catalog() || changes.iter().all(|(change, _)| change.text.is_some()) {
        return Ok(());
    }
    let start = snapshot
        .config
        .catalog
        .find_catalog_root_file(&*snapshot.files());
    let goes = |(change, _): &ChangedFile| change.text.is_none() && change.path == start;
    if !changes.iter().any(goes) {
        return Ok(());
    }
    let message = format!(
        "the catalog starts from {}, and this change would leave nothing in it",
        Printable(&start)
    );
    Err(Error::conflict(message).with_hint("keep one entity in it, or add another one first"))
}

/// What a change introduces, if none of it is a fault.
fn reject_new_error_findings(
    new: Vec<Diagnostic>,
    judgement: EditProposalOptions,
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

/// The changes with the file of the renamed entity called after its new name, if it was called after its old one, holds
/// nothing else, and nothing else has that name.
fn move_file_of_renamed_entity(
    snapshot: &PlatformSnapshot,
    catalog: &Catalog,
    changes: &[ChangedFile],
    (old, name): (EntityRef<'_>, &str),
) -> Result<Option<Vec<ChangedFile>>> {
    let Some(file) = catalog.get(old).map(Entity::file) else {
        return Ok(None);
    };
    let mut in_file = catalog.entities.iter().filter(|other| other.file() == file);
    let alone = in_file.nth(1).is_none();
    let Some(path) = rename_in_path(file, old.name, name).filter(|_| alone) else {
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

/// The path of `file` with the name `new`, if it is called after `old`.
fn rename_in_path(file: &str, old: &str, new: &str) -> Option<String> {
    let (folder, last) = file.split_at(file.rfind('/').map_or(0, |slash| slash + 1));
    let ending = last.strip_prefix(old)?;
    ending
        .starts_with('.')
        .then(|| format!("{folder}{new}{ending}"))
}

/// Whether something else than `file` is called `path`. A file system may find `file` itself under that name, whatever
/// the case of the letters; only the list of the folder says how the name is written.
fn is_path_taken(snapshot: &PlatformSnapshot, file: &str, path: &str) -> Result<bool> {
    if !path.eq_ignore_ascii_case(file) && snapshot.files().has_file(path) {
        return Ok(true);
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (regular, irregular) = snapshot.list_entries(folder, |_| true)?;
    let is_there = |there: &String| {
        let rest = there.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    Ok(regular.iter().chain(&irregular).any(is_there))
}
