//! Pushes a change to the platform's catalog to its remote, even if others change it at the same time.
//!
//! Optimistic: create the commit on the tip that was read and push it. If the tip has moved, read it again, check again and
//! re-apply. Pushes are never forced, so no one's change is lost.

use std::time::{Duration, Instant};

use crate::cancellation::CancellationToken;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::git::{
    BranchTip, CommitSpec, GitIdentity, PushOutcome, Revision, TreeEdit, create_commit,
};
use crate::platform::{PlatformSnapshot, UpstreamPlatform};
use crate::printable::Printable;
use crate::random::random_u64;

/// How long to retry while others push.
const MAX_RETRY_TIME: Duration = Duration::from_secs(120);
/// The minimum duration of an attempt, for computing the delay after it.
const MIN_ATTEMPT_TIME: Duration = Duration::from_millis(50);
/// The longest delay.
const MAX_RETRY_DELAY: Duration = Duration::from_secs(10);
/// How many attempts in a row may fail without anyone else's push succeeding. After that a lock was probably left behind.
const MAX_STALLED_ATTEMPTS: u32 = 7;
/// How many times in a row a hook may decline because it's busy.
const MAX_BUSY_HOOK_DECLINES: u32 = 9;
/// How many times in a row any other hook may decline: it usually gives the same answer again.
const MAX_HOOK_DECLINES: u32 = 3;
/// How many times in a row the response may be missing.
const MAX_LOST_RESPONSES: u32 = 4;

/// A change to a file of the platform repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// From the root of the repository.
    pub path: String,
    /// Its new text; `None` removes the file.
    pub text: Option<String>,
}

/// How to commit and push a change.
#[derive(Clone, Copy, Debug)]
pub(super) struct PublishCommitOptions<'a> {
    /// The action, as errors name it: `register`.
    pub(super) action: &'a str,
    /// The commit's message, trailers included.
    pub(super) message: &'a str,
    /// The author.
    pub(super) identity: &'a GitIdentity,
    /// Provides today's date and the commit's date.
    pub(super) clock: Clock,
    /// Cancelled when the user wants to stop; checked between two pushes.
    pub(super) stop: &'a CancellationToken,
}

/// A change that was pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublishedCommit {
    /// Its commit.
    pub(super) commit: String,
    /// The number of attempts; more than one if others pushed first.
    pub(super) attempts: u32,
}

/// The outcome of a push to the catalog.
#[derive(Debug)]
pub(super) enum CatalogPushOutcome<T> {
    /// It was pushed.
    Done(T),
    /// The branch is protected and only accepts pull requests; nothing was changed.
    Protected(Error),
    /// The push failed and the remote can't be reached: it may have arrived or not.
    Unknown(Error),
}

/// Pushes what `build_changes` returns for the tip, and computes it again whenever the tip has moved. `None` means that nothing is
/// left to do.
///
/// # Errors
/// Those of `build_changes`; remote (5) if the push keeps being rejected.
pub(super) fn publish_changes_by_push(
    fresh: &mut UpstreamPlatform,
    options: PublishCommitOptions<'_>,
    build_changes: impl Fn(&PlatformSnapshot) -> Result<Option<Vec<FileChange>>>,
) -> Result<CatalogPushOutcome<PublishedCommit>> {
    let mut patience = RetryBudget::new();
    let mut began = Instant::now();
    loop {
        // Computed for each tip: another push may have taken the name, or made this change unnecessary.
        let Some(changes) = build_changes(&fresh.snapshot)? else {
            return Ok(CatalogPushOutcome::Done(PublishedCommit {
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
                let tip = BranchTip {
                    commit: id,
                    ..fresh.tip.clone()
                };
                fresh.mirror.record_branch_tip(&tip, options.clock.now())?;
                return Ok(CatalogPushOutcome::Done(published));
            }
            PushOutcome::RefMoved(reason) => PushFailure::Moved(reason),
            PushOutcome::Protected(error) => return Ok(CatalogPushOutcome::Protected(error)),
            PushOutcome::Busy(error) => PushFailure::Busy(error),
            PushOutcome::Declined(error) => PushFailure::Declined(error),
            PushOutcome::Unconfirmed(error) => PushFailure::Lost(error),
        };
        if options.stop.is_cancelled() {
            // An interrupted push may still have arrived. Only the remote knows, and reporting "interrupted" for a change that
            // arrived would make the user repeat it.
            return match fresh
                .refetch_tip()
                .and_then(|()| fresh.history_contains_commit(id))
            {
                Ok(true) => Ok(CatalogPushOutcome::Done(published)),
                _ => Err(Error::new(
                    ErrorKind::Interrupted,
                    format!("interrupted before it could {}", options.action),
                )),
            };
        }
        // Everyone who lost the race retries at the same time. Without a random delay they would collide again.
        std::thread::sleep(patience.next_retry_delay(began.elapsed()));
        began = Instant::now();
        let before = fresh.tip.commit;
        if let Err(unreachable) = fresh.refetch_tip() {
            // Without a response it's unknown whether the change arrived; the caller must not claim either.
            return match failure {
                PushFailure::Lost(error) => Ok(CatalogPushOutcome::Unknown(error)),
                _ => Err(unreachable),
            };
        }
        // A push without a response may have arrived and been built upon since. Then its commit is in the history.
        if fresh.history_contains_commit(id)? {
            return Ok(CatalogPushOutcome::Done(published));
        }
        patience.record_push_failure(failure, fresh.tip.commit != before, options.action)?;
    }
}

/// Why a push failed.
enum PushFailure {
    Moved(String),
    Busy(Error),
    Declined(Error),
    Lost(Error),
}

/// Limits how long to retry.
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

    /// A random delay of at most the duration of an attempt, doubled each time up to ten seconds. A process whose attempts take a
    /// second must back off longer than one whose attempts take a tenth of that; the randomness spreads many processes out.
    fn next_retry_delay(&mut self, attempt: Duration) -> Duration {
        let longest = attempt
            .max(MIN_ATTEMPT_TIME)
            .saturating_mul(1 << self.attempts.min(8));
        self.attempts += 1;
        let longest = longest.min(MAX_RETRY_DELAY).as_millis() as u64;
        Duration::from_millis(random_u64() % longest + 1)
    }

    /// Records a failure; `moved` is whether someone else's push has succeeded since.
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

    /// Records that a hook declined, which it may do `most` times in a row.
    fn count_hook_decline(&mut self, error: Error, most: u32, spent: bool) -> Result<()> {
        self.declined += 1;
        if spent || self.declined >= most {
            Err(error)
        } else {
            Ok(())
        }
    }
}

/// The error with the last `reason` that git gave for rejecting the push.
fn retries_exhausted_error(what: &str, reason: &str) -> Error {
    Error::remote(format!("cannot {what}: git: {reason}"))
        .with_hint("the catalog is locked or is changing too fast; run the same command again")
}

/// The error if a parent of a changed file isn't a folder.
fn find_non_folder_parent_error(revision: &Revision, changes: &[FileChange]) -> Option<Error> {
    changes.iter().find_map(|change| {
        let folder = revision.find_non_directory_parent(&change.path).ok()??;
        Some(
            not_a_folder_error(&change.path, &folder)
                .with_hint("replace the link or file with a folder"),
        )
    })
}

/// The error if `folder` of the platform's repository, which should contain `file`, is a link or a file.
pub(in crate::ops) fn not_a_folder_error(file: &str, folder: &str) -> Error {
    Error::conflict(format!(
        "cannot add {} to the platform: {} is not a folder",
        Printable(file),
        Printable(folder)
    ))
}

/// Creates the commit with `changes` on top of the tip, with `extra_parents` as additional parents.
pub(in crate::ops) fn commit_changes(
    fresh: &UpstreamPlatform,
    changes: &[FileChange],
    options: PublishCommitOptions<'_>,
    extra_parents: &[git2::Oid],
) -> Result<git2::Oid> {
    let revision = fresh.mirror.open_revision(fresh.tip.commit)?;
    let edits = changes.iter().map(|change| TreeEdit {
        path: &change.path,
        bytes: change.text.as_deref().map(str::as_bytes),
    });
    let tree = revision.write_edited_git_tree(&edits.collect::<Vec<_>>());
    let tree =
        tree.map_err(|error| find_non_folder_parent_error(&revision, changes).unwrap_or(error))?;
    let commit_of = CommitSpec {
        tree,
        parents: &[extra_parents, &[fresh.tip.commit]].concat(),
        message: options.message,
        identity: options.identity,
        date: options.clock.commit_timestamp_override(),
    };
    create_commit(fresh.mirror.dir(), commit_of)
}
