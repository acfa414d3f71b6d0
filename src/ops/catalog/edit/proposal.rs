//! A change of the catalog that was worked out and checked, and is nowhere yet.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Deed, add, remove, rename};
use crate::catalog::{Catalog, Draft, Entity, EntityRefBuf, WithChanges};
use crate::count::Count;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, Kind, Result};
use crate::ops::FileChange;
use crate::ops::catalog::introduced::{Renamed, introduced};
use crate::ops::platform::Snapshot;
use crate::printable::Printable;
use crate::rules;

/// What a deed comes to.
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

/// The files that are being changed.
#[derive(Default)]
pub(super) struct Drafts(BTreeMap<String, Draft>);

impl Drafts {
    /// The draft of the file that `entity` stands in.
    pub(super) fn of(&mut self, entity: &Entity) -> &mut Draft {
        let file = entity.file().to_owned();
        self.0.entry(file).or_insert_with(|| Draft::of(entity))
    }
}

/// Works `deed` out on top of `snapshot`.
///
/// # Errors
/// Usage (2), not found (3) or conflict (6) where it cannot be done; findings (1) where a rule would find a fault that
/// was not there before.
pub fn propose(snapshot: &Snapshot, deed: &Deed, judgement: Judgement) -> Result<Proposal> {
    let catalog = snapshot.catalog()?;
    let mut drafts = Drafts::default();
    let (mut changes, mut notes) = (Vec::new(), Vec::new());
    let entities = match deed {
        Deed::Add(documents) => {
            let layout = &snapshot.config.catalog;
            let files = snapshot.files();
            let (references, added) = add::changes(&catalog, &*files, layout, documents)?;
            changes = added;
            references
        }
        Deed::Set(set) => set.draft(&catalog, &mut drafts, &mut notes)?,
        Deed::Rename { what, name } => rename::draft(&catalog, what, name, &mut drafts)?,
        Deed::Remove { what } => remove::draft(&catalog, what, &mut drafts)?,
    };
    for (path, draft) in drafts.0 {
        let before = draft.before().to_owned();
        let text = draft.finish()?;
        if text.as_deref() != Some(&before) {
            changes.push((FileChange { path, text }, before));
        }
    }
    check_start(snapshot, &changes)?;
    let before = rules::check(&catalog, &snapshot.settings(judgement.today)?);
    let added: &[EntityRefBuf] = match deed {
        Deed::Add(_) => &entities,
        _ => &[],
    };
    let renamed = match (deed, entities.first()) {
        (Deed::Rename { name, .. }, Some(entity)) => Some(Renamed {
            old: entity.get().name,
            new: name,
        }),
        _ => None,
    };
    let accept = |changes: &[(FileChange, String)]| {
        let after = catalog_with(snapshot, changes, added)?;
        let settings = snapshot.settings(judgement.today)?.after(&before);
        let found = rules::check(&after, &settings);
        accepted(introduced(&before, found, renamed), judgement)
    };
    let moved = match deed {
        Deed::Rename { name, .. } => moved(&catalog, &changes, &entities, name),
        _ => None,
    };
    // A file that is called after its entity follows it, unless something names the file.
    let accepted = moved.and_then(|moved| Some((accept(&moved).ok()?, moved)));
    let findings = match accepted {
        Some((findings, moved)) => {
            changes = moved;
            findings
        }
        None if changes.is_empty() => Vec::new(),
        None => accept(&changes)?,
    };
    let repositories = match (deed, entities.first()) {
        (Deed::Rename { .. }, Some(owner)) => rename::repositories(&catalog, owner.get()),
        _ => Vec::new(),
    };
    Ok(Proposal {
        entities,
        changes,
        notes,
        findings,
        repositories,
    })
}

/// The file that a platform's catalog starts from must not go.
fn check_start(snapshot: &Snapshot, changes: &[(FileChange, String)]) -> Result<()> {
    if snapshot.is_loose() || changes.iter().all(|(change, _)| change.text.is_some()) {
        return Ok(());
    }
    let start = snapshot.config.catalog.root_in(&*snapshot.files());
    let goes = |(change, _): &(FileChange, String)| change.text.is_none() && change.path == start;
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
    changes: &[(FileChange, String)],
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

/// The changes with the file of the renamed entity called after its new name, if it was called after its old one and
/// holds nothing else.
fn moved(
    catalog: &Catalog,
    changes: &[(FileChange, String)],
    entities: &[EntityRefBuf],
    name: &str,
) -> Option<Vec<(FileChange, String)>> {
    let old = entities.first()?.get();
    let file = catalog.get(old)?.file();
    let alone = catalog
        .entities
        .iter()
        .filter(|entity| entity.file() == file)
        .count()
        == 1;
    let (folder, last) = file
        .rsplit_once('/')
        .map_or(("", file), |(folder, last)| (folder, last));
    let ending = last
        .strip_prefix(old.name)
        .filter(|ending| ending.starts_with('.'))?;
    let target = match folder {
        "" => format!("{name}{ending}"),
        folder => format!("{folder}/{name}{ending}"),
    };
    let mut moved = changes.to_vec();
    let (change, before) = moved.iter_mut().find(|(change, _)| change.path == file)?;
    let new = FileChange {
        path: target,
        text: change.text.take(),
    };
    let before = before.clone();
    moved.push((new, before));
    alone.then_some(moved)
}
