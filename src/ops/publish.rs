//! A change of the platform's catalog gets to its remote, whoever else changes it at the same moment.
//!
//! Optimistic: build the commit on the tip that was read, push, and where the tip has moved read it again, check
//! again and re-apply. A push never forces, so nobody's change can be lost.

use std::time::{Duration, Instant};

use crate::cancellation::CancellationToken;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::git::{CommitSpec, GitIdentity, PushOutcome, Revision, TreeEdit, create_commit};
use crate::platform::{PlatformSnapshot, Upstream};
use crate::printable::Printable;
use crate::random::random_u64;

/// How long it keeps trying against others.
const MAX_RETRY_TIME: Duration = Duration::from_secs(120);
/// What an attempt takes at least, for the pause behind it.
const MIN_ATTEMPT_TIME: Duration = Duration::from_millis(50);
/// The longest pause.
const MAX_RETRY_DELAY: Duration = Duration::from_secs(10);
/// How often in a row nobody else may get through either: then a lock was left behind.
const MAX_STALLED_ATTEMPTS: u32 = 7;
/// How often in a row a hook may decline that says it's busy.
const MAX_BUSY_HOOK_DECLINES: u32 = 9;
/// How often in a row any other hook may: it gives the same answer again, as a rule.
const MAX_HOOK_DECLINES: u32 = 3;
/// How often in a row no answer may come.
const MAX_LOST_RESPONSES: u32 = 4;

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
pub(super) struct PublishOptions<'a> {
    /// What is done, as errors call it: `register`.
    pub(super) action: &'a str,
    /// The commit's message, trailers included.
    pub(super) message: &'a str,
    /// In whose name.
    pub(super) identity: &'a GitIdentity,
    /// Today, and the commit's date.
    pub(super) clock: Clock,
    /// Set when the user wants it to stop; looked at between two pushes.
    pub(super) stop: &'a CancellationToken,
}

/// A change that is there now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublishedCommit {
    /// The commit that brought it.
    pub(super) commit: String,
    /// How often it was tried: others may have been faster.
    pub(super) attempts: u32,
}

/// How it ended.
#[derive(Debug)]
pub(super) enum PublishOutcome<T> {
    /// It is there.
    Done(T),
    /// The remote lets nobody push there, only propose; nothing was changed.
    Protected(Error),
    /// The push failed and the remote cannot be asked: it may be there or not.
    Unknown(Error),
}

/// Publishes what `propose` makes of the tip, again for every tip it meets. `None` says that nothing is left to do.
///
/// # Errors
/// Whatever `propose` says of a tip; remote (5) when the push is refused for good.
pub(super) fn publish_changes(
    fresh: &mut Upstream,
    options: PublishOptions<'_>,
    build_changes: impl Fn(&PlatformSnapshot) -> Result<Option<Vec<FileChange>>>,
) -> Result<PublishOutcome<PublishedCommit>> {
    let mut patience = RetryBudget::new();
    let mut began = Instant::now();
    loop {
        // Built anew for each tip: what another push brought may take the name, or make this change unnecessary.
        let Some(changes) = build_changes(&fresh.snapshot)? else {
            return Ok(PublishOutcome::Done(PublishedCommit {
                commit: fresh.tip.commit.to_string(),
                attempts: patience.attempts,
            }));
        };
        let id = commit_changes(fresh, &changes, options, &[])?;
        let published = PublishedCommit {
            commit: id.to_string(),
            attempts: patience.attempts + 1,
        };
        let failure = match fresh.push(options.action, id, &fresh.tip.branch)? {
            PushOutcome::Done => {
                fresh.mirror.record_branch_tip(id, options.clock.now())?;
                return Ok(PublishOutcome::Done(published));
            }
            PushOutcome::RefMoved(reason) => PushFailure::Moved(reason),
            PushOutcome::Protected(error) => return Ok(PublishOutcome::Protected(error)),
            PushOutcome::Busy(error) => PushFailure::Busy(error),
            PushOutcome::Declined(error) => PushFailure::Declined(error),
            PushOutcome::Unconfirmed(error) => PushFailure::Lost(error),
        };
        if options.stop.is_cancelled() {
            // An interrupted push may have arrived all the same. Only the remote knows, and saying "interrupted" over a change that
            // is there would make the user repeat it.
            return match fresh
                .refetch_tip()
                .and_then(|()| fresh.history_contains_commit(id))
            {
                Ok(true) => Ok(PublishOutcome::Done(published)),
                _ => Err(Error::new(
                    ErrorKind::Interrupted,
                    format!("interrupted before it could {}", options.action),
                )),
            };
        }
        // Everybody who lost the race retries at the same moment. Without a random pause they would meet again.
        std::thread::sleep(patience.next_retry_delay(began.elapsed()));
        began = Instant::now();
        let before = fresh.tip.commit;
        if let Err(unreachable) = fresh.refetch_tip() {
            // After a lost answer nobody can tell whether the change is there; the caller must not claim either.
            return match failure {
                PushFailure::Lost(error) => Ok(PublishOutcome::Unknown(error)),
                _ => Err(unreachable),
            };
        }
        // A push whose answer was lost, and which somebody has built on since, is found by its commit in the history.
        if fresh.history_contains_commit(id)? {
            return Ok(PublishOutcome::Done(published));
        }
        patience.record_push_failure(failure, fresh.tip.commit != before, options.action)?;
    }
}

/// Why a push did not get through.
enum PushFailure {
    Moved(String),
    Busy(Error),
    Declined(Error),
    Lost(Error),
}

/// How long one goes on.
struct RetryBudget {
    began: Instant,
    stuck: u32,
    attempts: u32,
    declined: u32,
    lost: u32,
}

impl RetryBudget {
    fn new() -> RetryBudget {
        RetryBudget {
            began: Instant::now(),
            stuck: 0,
            attempts: 0,
            declined: 0,
            lost: 0,
        }
    }

    /// Any time up to as long as an attempt takes here, doubling up to ten seconds: who works for a second in a crowd
    /// must keep out of its way for longer than who works for a tenth of one. By chance, so that many spread out.
    fn next_retry_delay(&mut self, attempt: Duration) -> Duration {
        let longest = attempt
            .max(MIN_ATTEMPT_TIME)
            .saturating_mul(1 << self.attempts.min(8));
        self.attempts += 1;
        let longest = longest.min(MAX_RETRY_DELAY).as_millis() as u64;
        Duration::from_millis(random_u64() % longest + 1)
    }

    /// Takes note of a failure; `moved` says whether somebody else got through since.
    fn record_push_failure(&mut self, failure: PushFailure, moved: bool, what: &str) -> Result<()> {
        self.stuck = if moved { 0 } else { self.stuck + 1 };
        let spent = self.began.elapsed() > MAX_RETRY_TIME;
        match failure {
            PushFailure::Moved(reason) => {
                (self.declined, self.lost) = (0, 0);
                if spent || self.stuck == MAX_STALLED_ATTEMPTS {
                    Err(retries_exhausted_error(what, &reason))
                } else {
                    Ok(())
                }
            }
            PushFailure::Busy(error) => {
                self.count_hook_decline(error, MAX_BUSY_HOOK_DECLINES, spent)
            }
            PushFailure::Declined(error) => {
                self.count_hook_decline(error, MAX_HOOK_DECLINES, spent)
            }
            PushFailure::Lost(error) => {
                self.lost += 1;
                if spent || self.lost == MAX_LOST_RESPONSES {
                    Err(error)
                } else {
                    Ok(())
                }
            }
        }
    }

    /// Takes note that a hook declined, which it may do `most` times in a row.
    fn count_hook_decline(&mut self, error: Error, most: u32, spent: bool) -> Result<()> {
        self.declined += 1;
        if spent || self.declined >= most {
            Err(error)
        } else {
            Ok(())
        }
    }
}

/// What `reason` git gave last for not taking the push.
fn retries_exhausted_error(what: &str, reason: &str) -> Error {
    Error::remote(format!("cannot {what}: git: {reason}"))
        .with_hint("somebody else holds the catalog, or it changes faster than this can; run the same command again")
}

/// What was to be a folder of a changed file, and is none.
fn find_path_conflict(revision: &Revision, changes: &[FileChange]) -> Option<Error> {
    changes.iter().find_map(|change| {
        let folder = revision.find_non_directory_parent(&change.path).ok()??;
        Some(
            not_a_folder_error(&change.path, &folder)
                .with_hint("replace the link or file with a folder"),
        )
    })
}

/// `folder` of the platform's repository, in which `file` would lie, is a link or a file.
pub(in crate::ops) fn not_a_folder_error(file: &str, folder: &str) -> Error {
    Error::conflict(format!(
        "{} can't be added to the platform: {} is not a folder there",
        Printable(file),
        Printable(folder)
    ))
}

/// The commit that brings `changes` on top of the tip; `also` are its parents besides.
pub(in crate::ops) fn commit_changes(
    fresh: &Upstream,
    changes: &[FileChange],
    options: PublishOptions<'_>,
    extra_parents: &[git2::Oid],
) -> Result<git2::Oid> {
    let revision = fresh.mirror.open_revision(fresh.tip.commit)?;
    let edits = changes.iter().map(|change| TreeEdit {
        path: &change.path,
        bytes: change.text.as_deref().map(str::as_bytes),
    });
    let tree = revision.write_edited_tree(&edits.collect::<Vec<_>>());
    let tree = tree.map_err(|error| find_path_conflict(&revision, changes).unwrap_or(error))?;
    let commit_of = CommitSpec {
        tree,
        parents: &[extra_parents, &[fresh.tip.commit]].concat(),
        message: options.message,
        identity: options.identity,
        date: options.clock.commit_timestamp_override(),
    };
    create_commit(fresh.mirror.dir(), commit_of)
}
