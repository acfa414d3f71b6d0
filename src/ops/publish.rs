//! A change of the platform's catalog gets to its remote, whoever else changes it at the same moment.
//!
//! Optimistic: build the commit on the tip that was read, push, and where the tip has moved read it again, check
//! again and re-apply. A push never forces, so nobody's change can be lost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::clock::Clock;
use super::platform::{Fresh, Snapshot};
use super::random::random;
use crate::error::{Error, Kind, Result};
use crate::git::{Commit, Edit, Identity, Pushed, commit};

/// How long it keeps trying against others.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it keeps trying while nobody else gets through either: then a lock was left behind.
const PATIENCE_WITH_A_LOCK: Duration = Duration::from_secs(5);

/// A file of the platform repository that is to be different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// From the root of the repository.
    pub path: String,
    /// Its new text; `None` takes the file away.
    pub text: Option<String>,
}

/// How a change gets to the remote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort<'a> {
    /// What is done, as errors call it: `register`.
    pub(super) what: &'a str,
    /// The commit's message, trailers included.
    pub(super) message: &'a str,
    /// In whose name.
    pub(super) identity: &'a Identity,
    /// Today, and the commit's date.
    pub(super) clock: Clock,
    /// Set when the user wants it to stop; looked at between two pushes.
    pub(super) stop: &'a AtomicBool,
}

/// A change that is there now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Published {
    /// The commit that brought it.
    pub(super) commit: String,
    /// What it changed.
    pub(super) changes: Vec<FileChange>,
}

/// How it ended.
#[derive(Debug)]
pub(super) enum Outcome<T> {
    /// It is there.
    Done(T),
    /// The push failed and the remote cannot be asked: it may be there or not.
    Unknown(Error),
}

/// Publishes what `propose` makes of the tip, again for every tip it meets.
///
/// # Errors
/// Whatever `propose` says of a tip; remote (5) when the push is refused for good.
pub(super) fn publish(
    fresh: &mut Fresh,
    effort: Effort<'_>,
    propose: impl Fn(&Snapshot) -> Result<Vec<FileChange>>,
) -> Result<Outcome<Published>> {
    let mut attempts = 0;
    let began = Instant::now();
    let mut still = began;
    loop {
        let changes = propose(&fresh.snapshot)?;
        let id = build(fresh, &changes, effort)?;
        attempts += 1;
        let published = Published {
            commit: id.to_string(),
            changes,
        };
        let reason = match fresh.mirror.push(id, &fresh.tip.branch) {
            Ok(Pushed::Done) => return Ok(Outcome::Done(published)),
            Ok(Pushed::Moved(reason)) => reason,
            // What the remote took before the answer was lost, it has.
            Err(error) => match fresh.again().and_then(|()| fresh.holds(id)) {
                Ok(true) => return Ok(Outcome::Done(published)),
                Ok(false) => return Err(error),
                Err(_) => return Ok(Outcome::Unknown(error)),
            },
        };
        if effort.stop.load(Ordering::Relaxed) {
            let message = format!("interrupted before {}", effort.what);
            return Err(Error::new(Kind::Interrupted, message));
        }
        std::thread::sleep(pause(attempts));
        let before = fresh.tip.commit;
        fresh.again()?;
        if fresh.holds(id)? {
            return Ok(Outcome::Done(published));
        }
        if fresh.tip.commit != before {
            still = Instant::now();
        }
        if still.elapsed() > PATIENCE_WITH_A_LOCK || began.elapsed() > PATIENCE {
            return Err(given_up(effort.what, &reason));
        }
    }
}

/// What `reason` git gave last for not taking the push.
fn given_up(what: &str, reason: &str) -> Error {
    Error::remote(format!("cannot {what}: git: {reason}"))
        .hint("somebody else holds the catalog, or it changes faster than this can; run the same command again")
}

fn build(fresh: &Fresh, changes: &[FileChange], effort: Effort<'_>) -> Result<git2::Oid> {
    let revision = fresh.mirror.revision(fresh.tip.commit)?;
    let edits = changes.iter().map(|change| Edit {
        path: &change.path,
        bytes: change.text.as_deref().map(str::as_bytes),
    });
    let tree = revision.edited(&edits.collect::<Vec<_>>())?;
    let commit_of = Commit {
        tree,
        parent: Some(fresh.tip.commit),
        message: effort.message,
        identity: effort.identity,
        date: effort.clock.commit_date(),
    };
    commit(fresh.mirror.dir(), commit_of)
}

/// Up to 50 ms after the first refusal, doubling to two seconds; a random part of it, so that many spread out.
fn pause(attempts: u32) -> Duration {
    let longest = 50u64.saturating_mul(1 << attempts.min(6)).min(2000);
    Duration::from_millis(random() % longest + 1)
}
