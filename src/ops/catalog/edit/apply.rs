//! A proposal becomes true: written where somebody stands, or published to where the platform lives.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::in_clone::{InClone, judge};
use super::{Deed, Judgement, Proposal, in_directory, propose, pull_request};
use crate::catalog::EntityRefBuf;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::forge::Forge;
use crate::git::{Identity, LocalClone};
use crate::ops::FileChange;
use crate::ops::publish::{Effort, Outcome, publish};
use crate::ops::staging::Waiting;
use crate::platform::{Fresh, Snapshot};
use crate::run::Kill;

/// Where a deed is done, and by whom.
pub struct Site<'a> {
    /// The one clock.
    pub clock: Clock,
    /// In whose name commits are made; `None` where the files are only to be written.
    pub identity: Option<&'a Identity>,
    /// The subject of the commit, if it is not the usual one.
    pub message: Option<&'a str>,
    /// Set when the user wants it to stop.
    pub stop: &'a AtomicBool,
    /// Shows a line to the user.
    pub say: &'a dyn Fn(&str),
    /// When to die, in tests.
    pub kill: Option<Kill>,
    /// Whether a new warning is a reason to refuse the change.
    pub strict: bool,
    /// Agrees to a change before others get it, or ends the edit with an error.
    pub agree: Agree<'a>,
}

/// Takes the change, the platform's branch, and the branch of the pull request if it is to be one.
pub type Agree<'a> = &'a dyn Fn(&Proposal, &str, Option<&str>) -> Result<()>;

/// What was done.
#[derive(Clone, Debug)]
pub struct Applied {
    /// What it came to.
    pub proposal: Proposal,
    /// The commit that holds it; `None` where there is none.
    pub commit: Option<String>,
    /// Whether others have it, too.
    pub published: bool,
    /// The branch it was pushed to.
    pub branch: Option<String>,
    /// The pull request that it waits in.
    pub pull_request: Option<String>,
}

/// Does `deed` in the directory of a platform, or on the tip of its repository and from there to its remote.
///
/// # Errors
/// As [`propose`]; conflict (6) where a file to be changed has changes that are not committed; remote (5) when the push
/// is refused for good.
pub fn apply(deed: &Deed, on: On<'_>, site: &Site<'_>) -> Result<Applied> {
    match on {
        On::Directory(snapshot, root) => in_directory(deed, snapshot, root, site),
        On::Remote(fresh) => on_remote(deed, fresh, site),
        On::PullRequest(fresh, forge) => pull_request::open(deed, fresh, forge, site),
    }
}

/// Where the catalog is changed.
pub enum On<'a> {
    /// In a directory that somebody works in.
    Directory(&'a Snapshot, &'a Path),
    /// In the platform's repository.
    Remote(&'a mut Fresh),
    /// In a pull request for the platform's repository.
    PullRequest(&'a mut Fresh, &'a dyn Forge),
}

fn in_directory(deed: &Deed, snapshot: &Snapshot, root: &Path, site: &Site<'_>) -> Result<Applied> {
    match (
        clone_to_commit_in(root, site.identity.is_some()),
        site.identity,
    ) {
        (Ok(Some(tree)), Some(identity)) => InClone {
            deed,
            snapshot,
            root,
            tree: &tree,
            identity,
            site,
        }
        .apply(),
        (Err(error), Some(_)) => Err(error),
        // Without a commit, git is only asked for a place to draft files in.
        _ => {
            let tree = LocalClone::find(root).ok().flatten();
            in_directory::apply(deed, snapshot, root, tree.as_ref(), site)
        }
    }
}

/// The clone that `root` lies in, if the edit is to be committed.
fn clone_to_commit_in(root: &Path, commits: bool) -> Result<Option<LocalClone>> {
    if !commits {
        return Ok(None);
    }
    LocalClone::find(root).map_err(|error| error.hint("to write the files only: add --no-commit"))
}

/// Works out `deed` where [`apply`] would, and changes nothing; `commits` says whether it would be committed.
///
/// # Errors
/// As [`propose`]; conflict (6) where it is only possible with files that aren't committed.
pub fn plan(
    deed: &Deed,
    snapshot: &Snapshot,
    commits: bool,
    judgement: Judgement,
) -> Result<Proposal> {
    let tree = match snapshot.root() {
        Some(root) => clone_to_commit_in(root, commits)?,
        None => None,
    };
    match tree {
        Some(tree) => {
            let head = tree.head()?.map(|head| head.commit());
            judge(deed, snapshot, &tree, head, judgement)
        }
        None => propose(snapshot, deed, judgement),
    }
}

/// The moments of an edit, at each of which a test may let the process die.
pub(super) struct Moments {
    kill: Option<Kill>,
    passed: Cell<u32>,
}

impl Moments {
    pub(super) fn of(site: &Site<'_>) -> Moments {
        Moments {
            kill: site.kill,
            passed: Cell::new(0),
        }
    }

    pub(super) fn pass(&self) {
        self.passed.set(self.passed.get() + 1);
        Kill::at(self.kill, self.passed.get());
    }
}

impl Site<'_> {
    pub(super) fn judgement(&self) -> Judgement {
        Judgement {
            today: self.clock.today(),
            strict: self.strict,
        }
    }

    pub(super) fn waiting(&self) -> Waiting<'_> {
        Waiting {
            stop: self.stop,
            say: self.say,
        }
    }
}

impl Applied {
    /// What has no commit.
    pub(super) fn nothing(proposal: Proposal) -> Applied {
        Applied {
            proposal,
            commit: None,
            published: false,
            branch: None,
            pull_request: None,
        }
    }
}

fn on_remote(deed: &Deed, fresh: &mut Fresh, site: &Site<'_>) -> Result<Applied> {
    let judgement = site.judgement();
    let identity = needs_identity(site)?;
    let proposal = propose(&fresh.snapshot, deed, judgement)?;
    if proposal.changes.is_empty() {
        return Ok(Applied::nothing(proposal));
    }
    (site.agree)(&proposal, &fresh.tip.branch, None)?;
    let message = message(deed, site, &proposal.entities);
    let effort = Effort {
        what: "change the catalog",
        message: &message,
        identity,
        clock: site.clock,
        stop: site.stop,
    };
    // The first tip is the one that was just read.
    let (last, is_first) = (RefCell::new(proposal), Cell::new(true));
    let again = |snapshot: &Snapshot| {
        if !is_first.replace(false) {
            last.replace(propose(snapshot, deed, judgement)?);
        }
        let changes = last.borrow().changes.clone().into_iter();
        let changes: Vec<FileChange> = changes.map(|(change, _)| change).collect();
        Ok((!changes.is_empty()).then_some(changes))
    };
    let outcome = publish(fresh, effort, again)?;
    let proposal = last.into_inner();
    match outcome {
        // Somebody else has made the same change meanwhile.
        Outcome::Done(_) if proposal.changes.is_empty() => Ok(Applied::nothing(proposal)),
        Outcome::Done(published) => Ok(Applied {
            commit: Some(published.commit),
            published: true,
            branch: Some(fresh.tip.branch.clone()),
            ..Applied::nothing(proposal)
        }),
        Outcome::Protected(error) => {
            Err(error.hint("to open a pull request instead: add --pr to the same command"))
        }
        Outcome::Unknown(error) => Err(error.hint("it may be there: idp catalog diff HEAD~1")),
    }
}

/// Who commits to the platform's repository.
pub(super) fn needs_identity<'a>(site: &Site<'a>) -> Result<&'a Identity> {
    site.identity.ok_or_else(|| {
        Error::usage("there are no files to write: the platform is a repository")
            .hint("leave --no-commit out, or run it in a clone")
    })
}

pub(super) fn message(deed: &Deed, site: &Site<'_>, entities: &[EntityRefBuf]) -> String {
    let subject = site
        .message
        .map_or_else(|| deed.subject(entities), str::to_owned);
    match site.identity {
        Some(identity) => format!("{subject}\n\nIdp-Actor: {identity}\n"),
        None => subject,
    }
}
