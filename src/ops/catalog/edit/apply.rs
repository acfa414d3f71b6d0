//! A proposal becomes true: written where somebody stands, or published to where the platform lives.

use std::cell::{Cell, RefCell};
use std::path::Path;

use super::context::{Applied, EditContext, message, needs_identity};
use super::in_clone::{InClone, judge};
use super::{CatalogEdit, Judgement, Proposal, in_directory, propose, pull_request};
use crate::error::Result;
use crate::forge::Forge;
use crate::git::LocalClone;
use crate::ops::FileChange;
use crate::ops::publish::{Outcome, PublishOptions, publish};
use crate::platform::{Snapshot, Upstream};

/// Does `edit` in the directory of a platform, or on the tip of its repository and from there to its remote.
///
/// # Errors
/// As [`propose`]; conflict (6) where a file to be changed has changes that are not committed; remote (5) when the push
/// is refused for good.
pub fn apply(edit: &CatalogEdit, on: EditTarget<'_>, context: &EditContext<'_>) -> Result<Applied> {
    match on {
        EditTarget::Directory(snapshot, root) => in_directory(edit, snapshot, root, context),
        EditTarget::Remote(fresh) => on_remote(edit, fresh, context),
        EditTarget::PullRequest(fresh, forge) => pull_request::open(edit, fresh, forge, context),
    }
}

/// Where the catalog is changed.
pub enum EditTarget<'a> {
    /// In a directory that somebody works in.
    Directory(&'a Snapshot, &'a Path),
    /// In the platform's repository.
    Remote(&'a mut Upstream),
    /// In a pull request for the platform's repository.
    PullRequest(&'a mut Upstream, &'a dyn Forge),
}

fn in_directory(
    edit: &CatalogEdit,
    snapshot: &Snapshot,
    root: &Path,
    context: &EditContext<'_>,
) -> Result<Applied> {
    match (
        clone_to_commit_in(root, context.identity.is_some()),
        context.identity,
    ) {
        (Ok(Some(tree)), Some(identity)) => InClone {
            edit,
            snapshot,
            root,
            tree: &tree,
            identity,
            context,
        }
        .apply(),
        (Err(error), Some(_)) => Err(error),
        // Without a commit, git is only asked for a place to draft files in.
        _ => {
            let tree = LocalClone::find(root).ok().flatten();
            in_directory::apply(edit, snapshot, root, tree.as_ref(), context)
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

/// Works out `edit` where [`apply`] would, and changes nothing; `commits` says whether it would be committed.
///
/// # Errors
/// As [`propose`]; conflict (6) where it is only possible with files that aren't committed.
pub fn plan(
    edit: &CatalogEdit,
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
            judge(edit, snapshot, &tree, head, judgement)
        }
        None => propose(snapshot, edit, judgement),
    }
}

fn on_remote(
    edit: &CatalogEdit,
    fresh: &mut Upstream,
    context: &EditContext<'_>,
) -> Result<Applied> {
    let judgement = context.judgement();
    let identity = needs_identity(context)?;
    let proposal = propose(&fresh.snapshot, edit, judgement)?;
    if proposal.changes.is_empty() {
        return Ok(Applied::nothing(proposal));
    }
    (context.agree)(&proposal, &fresh.tip.branch, None)?;
    let message = message(edit, context, &proposal.entities);
    let effort = PublishOptions {
        what: "change the catalog",
        message: &message,
        identity,
        clock: context.clock,
        stop: context.stop,
    };
    // The first tip is the one that was just read.
    let (last, is_first) = (RefCell::new(proposal), Cell::new(true));
    let again = |snapshot: &Snapshot| {
        if !is_first.replace(false) {
            last.replace(propose(snapshot, edit, judgement)?);
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
