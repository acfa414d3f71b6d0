//! A proposal becomes true: written where somebody stands, or published to where the platform lives.

use std::cell::{Cell, RefCell};
use std::path::Path;

use super::in_clone::{InClone, judge};
use super::site::{Applied, Site, message, needs_identity};
use super::{Deed, Judgement, Proposal, in_directory, propose, pull_request};
use crate::error::Result;
use crate::forge::Forge;
use crate::git::LocalClone;
use crate::ops::FileChange;
use crate::ops::publish::{Effort, Outcome, publish};
use crate::platform::{Fresh, Snapshot};

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
