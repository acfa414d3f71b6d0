//! A change of the platform's catalog gets to its remote, whoever else changes it at the same moment.
//!
//! Optimistic: build the commit on the tip that was read, push, and where the tip has moved read it again, check
//! again and re-apply. A push never forces, so nobody's change can be lost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::git::{Commit, Edit, Identity, Pushed, Revision, commit};
use crate::platform::{Snapshot, Upstream};
use crate::printable::Printable;
use crate::random::random;

/// How long it keeps trying against others.
const PATIENCE: Duration = Duration::from_secs(120);
/// What an attempt takes at least, for the pause behind it.
const SHORTEST: Duration = Duration::from_millis(50);
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(10);
/// How often in a row nobody else may get through either: then a lock was left behind.
const STUCK: u32 = 7;
/// How often in a row a hook may decline that says it's busy.
const BUSY: u32 = 9;
/// How often in a row any other hook may: it gives the same answer again, as a rule.
const DECLINED: u32 = 3;
/// How often in a row no answer may come.
const LOST: u32 = 4;

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
    /// How often it was tried: others may have been faster.
    pub(super) attempts: u32,
}

/// How it ended.
#[derive(Debug)]
pub(super) enum Outcome<T> {
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
pub(super) fn publish(
    fresh: &mut Upstream,
    effort: PublishOptions<'_>,
    propose: impl Fn(&Snapshot) -> Result<Option<Vec<FileChange>>>,
) -> Result<Outcome<Published>> {
    let mut patience = RetryBudget::new();
    let mut began = Instant::now();
    loop {
        let Some(changes) = propose(&fresh.snapshot)? else {
            return Ok(Outcome::Done(Published {
                commit: fresh.tip.commit.to_string(),
                attempts: patience.attempts,
            }));
        };
        let id = build(fresh, &changes, effort, &[])?;
        let published = Published {
            commit: id.to_string(),
            attempts: patience.attempts + 1,
        };
        let failure = match fresh.push(effort.what, id, &fresh.tip.branch)? {
            Pushed::Done => {
                fresh.mirror.note(id, effort.clock.now())?;
                return Ok(Outcome::Done(published));
            }
            Pushed::Moved(reason) => Failure::Moved(reason),
            Pushed::Declined(error) if is_protected(&error) => {
                return Ok(Outcome::Protected(error));
            }
            Pushed::Declined(error) => Failure::Declined(error),
            Pushed::Lost(error) => Failure::Lost(error),
        };
        if effort.stop.load(Ordering::Relaxed) {
            // What the remote took before the answer was lost, it has.
            return match fresh.again().and_then(|()| fresh.holds(id)) {
                Ok(true) => Ok(Outcome::Done(published)),
                _ => Err(Error::new(
                    Kind::Interrupted,
                    format!("interrupted before it could {}", effort.what),
                )),
            };
        }
        std::thread::sleep(patience.pause(began.elapsed()));
        began = Instant::now();
        let before = fresh.tip.commit;
        if let Err(unreachable) = fresh.again() {
            return match failure {
                Failure::Lost(error) => Ok(Outcome::Unknown(error)),
                _ => Err(unreachable),
            };
        }
        if fresh.holds(id)? {
            return Ok(Outcome::Done(published));
        }
        patience.after(failure, fresh.tip.commit != before, effort.what)?;
    }
}

/// Why a push did not get through.
enum Failure {
    Moved(String),
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
    fn pause(&mut self, attempt: Duration) -> Duration {
        let longest = attempt
            .max(SHORTEST)
            .saturating_mul(1 << self.attempts.min(8));
        self.attempts += 1;
        let longest = longest.min(LONGEST).as_millis() as u64;
        Duration::from_millis(random() % longest + 1)
    }

    /// Takes note of a failure; `moved` says whether somebody else got through since.
    fn after(&mut self, failure: Failure, moved: bool, what: &str) -> Result<()> {
        self.stuck = if moved { 0 } else { self.stuck + 1 };
        let spent = self.began.elapsed() > PATIENCE;
        match failure {
            Failure::Moved(reason) => {
                (self.declined, self.lost) = (0, 0);
                match spent || self.stuck == STUCK {
                    true => Err(given_up(what, &reason)),
                    false => Ok(()),
                }
            }
            Failure::Declined(error) => {
                self.declined += 1;
                let most = if is_busy(&error) { BUSY } else { DECLINED };
                if spent || self.declined >= most {
                    return Err(error);
                }
                Ok(())
            }
            Failure::Lost(error) => {
                self.lost += 1;
                match spent || self.lost == LOST {
                    true => Err(error),
                    false => Ok(()),
                }
            }
        }
    }
}

/// Whether the remote's rules keep everybody from pushing. Wordings of GitHub (GH006: branch protection, GH013:
/// rulesets), GitLab and Gitea.
fn is_protected(error: &Error) -> bool {
    let says = |words: &str| error.message().to_lowercase().contains(words);
    ["gh006", "gh013", "protected branch", "not allowed to push"]
        .iter()
        .any(|words| says(words))
}

/// Whether a hook declined for a reason that passes.
fn is_busy(error: &Error) -> bool {
    let message = error.message().to_lowercase();
    let words = [
        "busy",
        "try again",
        "retry",
        "timeout",
        "timed out",
        "temporar",
        "unavailable",
        "overload",
        "too many",
        "internal server error",
    ];
    words.iter().any(|word| message.contains(word))
}

/// What `reason` git gave last for not taking the push.
fn given_up(what: &str, reason: &str) -> Error {
    Error::remote(format!("cannot {what}: git: {reason}"))
        .hint("somebody else holds the catalog, or it changes faster than this can; run the same command again")
}

/// What was to be a folder of a changed file, and is none.
fn blocked(revision: &Revision, changes: &[FileChange]) -> Option<Error> {
    changes.iter().find_map(|change| {
        let folder = revision.in_the_way(&change.path).ok()??;
        Some(no_folder(&change.path, &folder).hint("replace the link or file with a folder"))
    })
}

/// `folder` of the platform's repository, in which `file` would lie, is a link or a file.
pub(in crate::ops) fn no_folder(file: &str, folder: &str) -> Error {
    Error::conflict(format!(
        "{} can't be added to the platform: {} is not a folder there",
        Printable(file),
        Printable(folder)
    ))
}

/// The commit that brings `changes` on top of the tip; `also` are its parents besides.
pub(in crate::ops) fn build(
    fresh: &Upstream,
    changes: &[FileChange],
    effort: PublishOptions<'_>,
    also: &[git2::Oid],
) -> Result<git2::Oid> {
    let revision = fresh.mirror.revision(fresh.tip.commit)?;
    let edits = changes.iter().map(|change| Edit {
        path: &change.path,
        bytes: change.text.as_deref().map(str::as_bytes),
    });
    let tree = revision.edited(&edits.collect::<Vec<_>>());
    let tree = tree.map_err(|error| blocked(&revision, changes).unwrap_or(error))?;
    let commit_of = Commit {
        tree,
        parents: &[also, &[fresh.tip.commit]].concat(),
        message: effort.message,
        identity: effort.identity,
        date: effort.clock.commit_date(),
    };
    commit(fresh.mirror.dir(), commit_of)
}
