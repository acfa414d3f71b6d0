//! Registration: an entity gets into the platform's catalog, whoever else registers at the same moment.

use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::publish::{FileChange, Outcome, PublishOptions, build, publish};
use crate::catalog::{self, Catalog, EntityRef, Files, NewEntity, WithChanges};
use crate::diagnostic::Severity;
use crate::error::{Error, Kind, Result};
use crate::forge::{Forge, Proposal};
use crate::git::Pushed;
use crate::platform::{Destination, Snapshot, Upstream};
use crate::rules::{self, Settings};

/// An entity on its way into the catalog.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// What to register.
    pub(super) entity: &'a NewEntity,
    /// How it gets there.
    pub(super) effort: PublishOptions<'a>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registered {
    /// The file of the platform repository that holds the entity.
    pub file: String,
    /// The commit that brought it, or that waits in the pull request.
    pub commit: String,
    /// Where it waits to be accepted; `None` where it is in the catalog.
    pub pull_request: Option<String>,
    /// How often it was tried: others may have been faster.
    pub attempts: u32,
}

/// A change of one file of the platform repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub file: String,
    /// Its new text.
    pub text: String,
}

/// The annotation that says where the code is. At one time it is one run's own: two cannot have the same repository.
pub(in crate::ops) const REPOSITORY: &str = "idp.dev/repository";
/// The annotation that says how a cloud knows the workflows of an entity's repository.
pub(super) const SUBJECT: &str = "idp.dev/oidc-subject";

/// Registers on top of `fresh`. What this run registered before, it has.
///
/// # Errors
/// Conflict (6) when the name was taken meanwhile; remote (5) when the push is refused for good.
pub(super) fn register(fresh: &mut Upstream, entry: Entry<'_>) -> Result<Outcome<Registered>> {
    let today = entry.effort.clock.today();
    let propose = |snapshot: &Snapshot| match is_registered(snapshot, entry.entity)? {
        true => Ok(None),
        false => Ok(Some(vec![proposed(snapshot, entry.entity, today)?.into()])),
    };
    let file = file_of(&fresh.snapshot, &entry.entity.name);
    Ok(match publish(fresh, entry.effort, propose)? {
        Outcome::Done(published) => Outcome::Done(Registered {
            file,
            commit: published.commit,
            pull_request: None,
            attempts: published.attempts,
        }),
        Outcome::Protected(error) => Outcome::Protected(error),
        Outcome::Unknown(error) => Outcome::Unknown(error),
    })
}

/// Proposes to register, on a branch that is called after the entity, so that asking twice is asking once.
///
/// # Errors
/// As [`register`]; conflict (6) when somebody else proposes an entity of this name.
pub(super) fn propose(
    fresh: &mut Upstream,
    entry: Entry<'_>,
    forge: &dyn Forge,
) -> Result<Registered> {
    let entity = entry.entity;
    let file = file_of(&fresh.snapshot, &entity.name);
    if is_registered(&fresh.snapshot, entity)? {
        return Ok(Registered {
            file,
            commit: fresh.tip.commit.to_string(),
            pull_request: None,
            attempts: 0,
        });
    }
    let change = proposed(&fresh.snapshot, entity, entry.effort.clock.today())?;
    let branch = branch_of(&entity.name);
    let commit = branched(fresh, entry, &[change.into()], &branch)?;
    let proposal = Proposal {
        url: fresh.mirror.url(),
        branch: &branch,
        commit: &commit,
        base: &fresh.tip.branch,
        title: &format!("catalog: add {}", entity.reference()),
        body: &body(entity),
    };
    let proposed = forge.propose(&proposal)?;
    Ok(Registered {
        file,
        commit,
        pull_request: Some(proposed.url),
        attempts: 1,
    })
}

/// The file of the platform that holds the component `name`.
pub(super) fn file_of(snapshot: &Snapshot, name: &str) -> String {
    let destination = snapshot.config.catalog.destination(name);
    destination.path().to_owned()
}

/// The branch with the registration of `name`.
pub(super) fn branch_of(name: &str) -> String {
    format!("idp/register/{name}")
}

/// Brings `changes` to `branch` of the remote; its commit. A branch that says the very same already is this run's.
fn branched(
    fresh: &mut Upstream,
    entry: Entry<'_>,
    changes: &[FileChange],
    branch: &str,
) -> Result<String> {
    let mut lost = 0;
    loop {
        let id = build(fresh, changes, entry.effort, &[])?;
        match fresh.push(entry.effort.what, id, branch)? {
            Pushed::Done => return Ok(id.to_string()),
            Pushed::Moved(_) => {
                let (there, theirs) = fresh.branch(branch)?;
                return match is_proposed(&theirs, entry.entity)? {
                    true => Ok(there.to_string()),
                    false => Err(Error::conflict(format!(
                        "somebody proposes another `{}` on the branch {branch}",
                        entry.entity.name
                    ))
                    .hint("choose another name, or delete that branch")),
                };
            }
            Pushed::Lost(_) if lost < 3 => {
                lost += 1;
                std::thread::sleep(Duration::from_millis(500 << lost));
            }
            Pushed::Lost(error) | Pushed::Declined(error) => return Err(error),
        }
    }
}

/// What reviewers read.
fn body(entity: &NewEntity) -> String {
    let repository = entity.annotations.get(REPOSITORY);
    format!(
        "`idp new` made {} for {}.\n\nMerging this makes it known: `idp who-owns {}`.\n",
        repository.map_or("a repository", String::as_str),
        entity.owner,
        entity.name
    )
}

/// Whether `branch` proposes `entity`, and not one of its name for an earlier repository at the same address.
fn is_proposed(branch: &Snapshot, entity: &NewEntity) -> Result<bool> {
    let there = branch.files().read(&file_of(branch, &entity.name))?;
    let there = String::from_utf8(there.unwrap_or_default()).unwrap_or_default();
    Ok(there.contains(entity.to_yaml().trim()))
}

/// Whether `snapshot` holds `entity` itself, and not just one of its name.
pub(super) fn is_registered(snapshot: &Snapshot, entity: &NewEntity) -> Result<bool> {
    let catalog = snapshot.catalog()?;
    let ours = entity.annotations.get(REPOSITORY).map(String::as_str);
    let there = catalog.get(entity.reference());
    Ok(ours.is_some() && there.is_some_and(|there| there.annotation(REPOSITORY) == ours))
}

impl From<Change> for FileChange {
    fn from(change: Change) -> FileChange {
        FileChange {
            path: change.file,
            text: Some(change.text),
        }
    }
}

/// The change that registers `entity` on top of `snapshot`, checked with every rule.
///
/// # Errors
/// Conflict (6) when the name is taken; findings (1) when the catalog would be worse for it.
pub(super) fn proposed(snapshot: &Snapshot, entity: &NewEntity, today: Date) -> Result<Change> {
    placed(snapshot, entity.reference(), &entity.to_yaml(), today)
}

/// As [`proposed`], for a component that is written already: its ref and its document.
pub(super) fn placed(
    snapshot: &Snapshot,
    reference: EntityRef<'_>,
    document: &str,
    today: Date,
) -> Result<Change> {
    let files = snapshot.files();
    let before = snapshot.catalog()?;
    if let Some(taken) = before.get(reference) {
        return Err(name_taken(reference, &taken.place().to_string()));
    }
    let destination = snapshot.config.catalog.destination(reference.name);
    let change = change(&*files, &destination, reference.name, document)?;
    let now = (change.file.as_str(), Some(change.text.as_bytes()));
    let files = WithChanges::new(&*files, [now]);
    let after = snapshot.catalog_in(&files)?;
    accept(&after, &snapshot.settings(today)?, reference, &change)?;
    Ok(change)
}

/// The file of `snapshot` as it is once `document` of the component `name` is written into it, and nothing else.
pub(super) fn written(snapshot: &Snapshot, name: &str, document: &str) -> Result<Change> {
    let destination = snapshot.config.catalog.destination(name);
    change(&*snapshot.files(), &destination, name, document)
}

fn change(
    files: &dyn Files,
    destination: &Destination,
    name: &str,
    document: &str,
) -> Result<Change> {
    let there = files.read(destination.path())?;
    let file = destination.path().to_owned();
    let text = match (destination, there) {
        (Destination::Own(path), there) if there.is_some() || !files.list(path)?.is_empty() => {
            return Err(Error::conflict(format!("the platform already has {path}"))
                .hint("choose another name"));
        }
        (Destination::Own(_), _) => document.to_owned(),
        (Destination::Into(path), there) => {
            let text = String::from_utf8(there.unwrap_or_default())
                .map_err(|_| Error::usage(format!("{path} of the platform is not UTF-8")))?;
            catalog::insert(&text, ("Component", name), document)?
        }
    };
    Ok(Change { file, text })
}

/// The entity must be found, and no rule may have something against it.
fn accept(
    after: &Catalog,
    settings: &Settings,
    reference: EntityRef<'_>,
    change: &Change,
) -> Result<()> {
    if after.get(reference).is_none() {
        return Err(
            Error::usage(format!("the catalog does not read {}", change.file))
                .hint("name it in a target of the platform's root Location"),
        );
    }
    let full = reference.to_string();
    let against: Vec<_> = rules::check(after, settings)
        .into_iter()
        .filter(|finding| {
            finding.severity == Severity::Error && finding.entity.as_deref() == Some(&full)
        })
        .collect();
    match against.is_empty() {
        true => Ok(()),
        false => {
            Err(Error::new(Kind::Findings, format!("{full} would break the catalog")).at(against))
        }
    }
}

fn name_taken(reference: EntityRef<'_>, place: &str) -> Error {
    Error::conflict(format!("{reference} is already in the catalog, in {place}"))
        .hint(format!("idp who-owns {}", reference.name))
        .hint("choose another name")
}
