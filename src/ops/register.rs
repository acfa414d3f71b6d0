//! Registration: an entity gets into the platform's catalog, whoever else registers at the same moment.
//!
//! Optimistic: build the commit on the tip that was read, push, and where the tip has moved read it again, check
//! again and re-apply. A push never forces, so nobody's entity can be lost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::clock::Clock;
use super::platform::{Destination, Fresh, Snapshot};
use super::random::random;
use crate::catalog::{self, Catalog, EntityRef, Files, NewEntity, WithChange};
use crate::diagnostic::Severity;
use crate::error::{Error, Kind, Result};
use crate::git::{Commit, Edit, Identity, Pushed, commit};
use crate::rules::{self, Settings};

/// How long a registration keeps trying against others.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it keeps trying while nobody else gets through either: then a lock was left behind.
const PATIENCE_WITH_A_LOCK: Duration = Duration::from_secs(5);

/// An entity on its way into the catalog.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// What to register.
    pub(super) entity: &'a NewEntity,
    /// The commit's message, trailers included.
    pub(super) message: &'a str,
    /// In whose name.
    pub(super) identity: &'a Identity,
    /// Today, and the commit's date.
    pub(super) clock: Clock,
    /// Set when the user wants it to stop; looked at between two pushes.
    pub(super) stop: &'a AtomicBool,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The file of the platform repository that holds the entity.
    pub file: String,
    /// The commit that brought it.
    pub commit: String,
}

/// How a registration ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is in the catalog.
    Done(Registered),
    /// The push failed and the catalog cannot be asked: it may be in there or not.
    Unknown(Error),
}

/// A change of one file of the platform repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub file: String,
    /// Its new text.
    pub text: String,
}

/// Registers on top of `fresh`, which [`proposed`] has accepted.
///
/// # Errors
/// Conflict (6) when the name was taken meanwhile; remote (5) when the push is refused for good.
pub(super) fn register(fresh: &mut Fresh, entry: Entry<'_>) -> Result<Outcome> {
    let mut attempts = 0;
    let began = Instant::now();
    let mut still = began;
    loop {
        let change = proposed(&fresh.snapshot, entry.entity, entry.clock.today())?;
        let id = build(fresh, &change, entry)?;
        attempts += 1;
        let registered = Registered {
            file: change.file,
            commit: id.to_string(),
        };
        let reason = match fresh.mirror.push(id, &fresh.tip.branch) {
            Ok(Pushed::Done) => return Ok(Outcome::Done(registered)),
            Ok(Pushed::Moved(reason)) => reason,
            // What the remote took before the answer was lost, it has.
            Err(error) => match fresh.again().and_then(|()| fresh.holds(id)) {
                Ok(true) => return Ok(Outcome::Done(registered)),
                Ok(false) => return Err(error),
                Err(_) => return Ok(Outcome::Unknown(error)),
            },
        };
        if entry.stop.load(Ordering::Relaxed) {
            return Err(Error::new(Kind::Interrupted, "interrupted before register"));
        }
        std::thread::sleep(pause(attempts));
        let before = fresh.tip.commit;
        fresh.again()?;
        if fresh.holds(id)? {
            return Ok(Outcome::Done(registered));
        }
        if fresh.tip.commit != before {
            still = Instant::now();
        }
        if still.elapsed() > PATIENCE_WITH_A_LOCK || began.elapsed() > PATIENCE {
            return Err(given_up(&reason));
        }
    }
}

/// What `reason` git gave last for not taking the push.
fn given_up(reason: &str) -> Error {
    Error::remote(format!("cannot register: git: {reason}"))
        .hint("somebody else holds the catalog, or it changes faster than this can register; run the same command again")
}

/// The change that registers `entity` on top of `snapshot`, checked with every rule.
///
/// # Errors
/// Conflict (6) when the name is taken; findings (1) when the catalog would be worse for it.
pub(super) fn proposed(snapshot: &Snapshot, entity: &NewEntity, today: Date) -> Result<Change> {
    let files = snapshot.files();
    let root = snapshot.config.catalog.root().to_owned();
    let reference = entity.reference();
    let before = Catalog::read(&*files, std::slice::from_ref(&root))?;
    if let Some(taken) = before.get(reference) {
        return Err(name_taken(reference, &taken.place().to_string()));
    }
    let change = change(
        &*files,
        &snapshot.config.catalog.destination(&entity.name),
        entity,
    )?;
    let files = WithChange {
        files: &*files,
        path: &change.file,
        bytes: change.text.as_bytes(),
    };
    let after = Catalog::read(&files, std::slice::from_ref(&root))?;
    accept(&after, &snapshot.settings(today)?, reference, &change)?;
    Ok(change)
}

fn change(files: &dyn Files, destination: &Destination, entity: &NewEntity) -> Result<Change> {
    let there = files.read(destination.path())?;
    let file = destination.path().to_owned();
    let text = match (destination, there) {
        (Destination::Own(path), there) if there.is_some() || !files.list(path)?.is_empty() => {
            return Err(Error::conflict(format!("the platform already has {path}"))
                .hint("choose another name"));
        }
        (Destination::Own(_), _) => entity.to_yaml(),
        (Destination::Into(path), there) => {
            let text = String::from_utf8(there.unwrap_or_default())
                .map_err(|_| Error::usage(format!("{path} of the platform is not UTF-8")))?;
            catalog::insert(&text, entity)?
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

fn build(fresh: &Fresh, change: &Change, entry: Entry<'_>) -> Result<git2::Oid> {
    let revision = fresh.mirror.revision(fresh.tip.commit)?;
    let tree = revision.edited(&[Edit {
        path: &change.file,
        bytes: change.text.as_bytes(),
    }])?;
    let Entry {
        message,
        identity,
        clock,
        ..
    } = entry;
    commit(
        fresh.mirror.dir(),
        Commit {
            tree,
            parent: Some(fresh.tip.commit),
            message,
            identity,
            date: clock.commit_date(),
        },
    )
}

/// Up to 50 ms after the first refusal, doubling to two seconds; a random part of it, so that many spread out.
fn pause(attempts: u32) -> Duration {
    let longest = 50u64.saturating_mul(1 << attempts.min(6)).min(2000);
    Duration::from_millis(random() % longest + 1)
}
