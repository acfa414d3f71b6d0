//! A change of the catalog that was worked out and checked, and is nowhere yet.

use jiff::civil::Date;

use super::drafts::{Change, Drafts};
use super::{CatalogEdit, add, remove, rename};
use crate::catalog::{Catalog, Entity, EntityRef, EntityRefBuf, WithChanges};
use crate::count::Count;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, Kind, Result};
use crate::ops::FileChange;
use crate::ops::catalog::introduced::{Renamed, introduced};
use crate::platform::Snapshot;
use crate::printable::Printable;
use crate::rules;

/// What an edit comes to.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The entities it is about, by the refs they had.
    pub entities: Vec<EntityRefBuf>,
    /// The files it changes, with what they held before; empty where nothing would be different.
    pub changes: Vec<(FileChange, String)>,
    /// What was not done, as it is so already.
    pub notes: Vec<String>,
    /// What the rules find that they did not find before; no errors.
    pub findings: Vec<Diagnostic>,
    /// Repositories whose own files still have the old name of their owner, by component.
    pub repositories: Vec<(String, String)>,
}

/// How a change is judged.
#[derive(Clone, Copy, Debug)]
pub struct Judgement {
    /// The day.
    pub today: Date,
    /// Whether a new warning is a reason to refuse it.
    pub strict: bool,
}

impl Proposal {
    /// The files it changes.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.changes.iter().map(|(change, _)| change.path.as_str())
    }
}

/// Works `edit` out on top of `snapshot`.
///
/// # Errors
/// Usage (2), not found (3) or conflict (6) where it cannot be done; findings (1) where a rule would find a fault that
/// was not there before.
pub fn propose(snapshot: &Snapshot, edit: &CatalogEdit, judgement: Judgement) -> Result<Proposal> {
    let catalog = snapshot.catalog()?;
    let (mut drafts, mut changes, mut notes) = (Drafts::default(), Vec::new(), Vec::new());
    let entities = match edit {
        CatalogEdit::Add(documents) => {
            let layout = &snapshot.config.catalog;
            let files = snapshot.files();
            let (references, added) = add::changes(&catalog, &*files, layout, documents)?;
            changes = added;
            references
        }
        CatalogEdit::Set(set) => set.draft(&catalog, &mut drafts, &mut notes)?,
        CatalogEdit::Rename { what, name } => rename::draft(&catalog, what, name, &mut drafts)?,
        CatalogEdit::Remove { what } => remove::draft(&catalog, what, &mut drafts)?,
    };
    changes.extend(drafts.changes()?);
    check_start(snapshot, &changes)?;
    let (mut findings, mut repositories) = (Vec::new(), Vec::new());
    if !changes.is_empty() {
        let judged = Judged {
            snapshot,
            edit,
            entities: &entities,
            judgement,
            before: rules::check(&catalog, &snapshot.settings(judgement.today)?),
        };
        (changes, findings) = judged.accepted(&catalog, changes)?;
    }
    if let (CatalogEdit::Rename { .. }, Some(owner)) = (edit, entities.first()) {
        repositories = rename::repositories(&catalog, owner.get());
    }
    Ok(Proposal {
        entities,
        changes,
        notes,
        findings,
        repositories,
    })
}

/// What a change is held against.
struct Judged<'a> {
    snapshot: &'a Snapshot,
    edit: &'a CatalogEdit,
    /// Those that the edit is about.
    entities: &'a [EntityRefBuf],
    judgement: Judgement,
    /// What the rules find without the change.
    before: Vec<Diagnostic>,
}

impl Judged<'_> {
    /// The changes to make, and what they introduce. A file that is called after its entity follows it, unless
    /// something names the file.
    fn accepted(
        &self,
        catalog: &Catalog,
        changes: Vec<Change>,
    ) -> Result<(Vec<Change>, Vec<Diagnostic>)> {
        let moved = match self.renamed() {
            Some((old, name)) => moved(self.snapshot, catalog, &changes, (old, name))?,
            None => None,
        };
        if let Some(moved) = moved
            && let Ok(findings) = self.findings(&moved)
        {
            return Ok((moved, findings));
        }
        let findings = self.findings(&changes)?;
        Ok((changes, findings))
    }

    fn findings(&self, changes: &[Change]) -> Result<Vec<Diagnostic>> {
        let added = match self.edit {
            CatalogEdit::Add(_) => self.entities,
            _ => &[],
        };
        let after = catalog_with(self.snapshot, changes, added)?;
        let settings = self.snapshot.settings(self.judgement.today)?;
        let settings = settings.after(&self.before);
        let renamed = self
            .renamed()
            .map(|(old, new)| Renamed { old: old.name, new });
        let found = introduced(&self.before, rules::check(&after, &settings), renamed);
        accepted(found, self.judgement)
    }

    /// The entity that is renamed, and its new name.
    fn renamed(&self) -> Option<(EntityRef<'_>, &str)> {
        match (self.edit, self.entities.first()) {
            (CatalogEdit::Rename { name, .. }, Some(entity)) => Some((entity.get(), name)),
            _ => None,
        }
    }
}

/// The file that a platform's catalog starts from must not go.
fn check_start(snapshot: &Snapshot, changes: &[Change]) -> Result<()> {
    if snapshot.is_loose() || changes.iter().all(|(change, _)| change.text.is_some()) {
        return Ok(());
    }
    let start = snapshot.config.catalog.root_in(&*snapshot.files());
    let goes = |(change, _): &Change| change.text.is_none() && change.path == start;
    if !changes.iter().any(goes) {
        return Ok(());
    }
    let message = format!(
        "the catalog starts from {}, and this change would leave nothing in it",
        Printable(&start)
    );
    Err(Error::conflict(message).hint("keep one entity in it, or add another one first"))
}

/// The catalog as it would be; it must have all that was `added`.
fn catalog_with(
    snapshot: &Snapshot,
    changes: &[Change],
    added: &[EntityRefBuf],
) -> Result<Catalog> {
    let files = snapshot.files();
    let now = changes.iter().map(|(change, _)| {
        let bytes = change.text.as_deref().map(str::as_bytes);
        (change.path.as_str(), bytes)
    });
    let after = snapshot.catalog_in(&WithChanges::new(&*files, now))?;
    let Some(unread) = added.iter().find(|added| after.get(added.get()).is_none()) else {
        return Ok(after);
    };
    let name = &unread.get().name;
    let mut paths = changes.iter().map(|(change, _)| change.path.as_str());
    let first = paths.clone().next();
    let path = paths.find(|path| path.contains(name)).or(first);
    let message = format!(
        "the catalog does not read {}",
        Printable(path.unwrap_or_default())
    );
    Err(Error::usage(message).hint("name it in a target of the platform's root Location"))
}

/// What a change introduces, if none of it is a fault.
fn accepted(new: Vec<Diagnostic>, judgement: Judgement) -> Result<Vec<Diagnostic>> {
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
        0 => format!("this change introduces {}", Count(refused.len(), "warning")),
        errors => format!("this change introduces {}", Count(errors, "error")),
    };
    let hint = (errors == 0).then(|| "to accept warnings: leave out --strict".to_owned());
    Err(Error::new(Kind::Findings, message)
        .hint_if(hint)
        .at(refused))
}

/// The changes with the file of the renamed entity called after its new name, if it was called after its old one, holds
/// nothing else, and nothing else has that name.
fn moved(
    snapshot: &Snapshot,
    catalog: &Catalog,
    changes: &[Change],
    (old, name): (EntityRef<'_>, &str),
) -> Result<Option<Vec<Change>>> {
    let Some(file) = catalog.get(old).map(Entity::file) else {
        return Ok(None);
    };
    let mut in_file = catalog.entities.iter().filter(|other| other.file() == file);
    let alone = in_file.nth(1).is_none();
    let Some(path) = called_after(file, old.name, name).filter(|_| alone) else {
        return Ok(None);
    };
    if changes.iter().any(|(change, _)| change.path == path) || is_taken(snapshot, file, &path)? {
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
fn called_after(file: &str, old: &str, new: &str) -> Option<String> {
    let (folder, last) = file.split_at(file.rfind('/').map_or(0, |slash| slash + 1));
    let ending = last.strip_prefix(old)?;
    ending
        .starts_with('.')
        .then(|| format!("{folder}{new}{ending}"))
}

/// Whether something else than `file` is called `path`. A file system may find `file` itself under that name, whatever
/// the case of the letters; only the list of the folder says how the name is written.
fn is_taken(snapshot: &Snapshot, file: &str, path: &str) -> Result<bool> {
    if !path.eq_ignore_ascii_case(file) && snapshot.files().has(path) {
        return Ok(true);
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (regular, irregular) = snapshot.entries(folder, |_| true)?;
    let is_there = |there: &String| {
        let rest = there.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    Ok(regular.iter().chain(&irregular).any(is_there))
}
