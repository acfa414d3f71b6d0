//! A proposal becomes true: written where somebody stands, or published to where the platform lives.

use std::cell::{Cell, RefCell};
use std::path::Path;

use super::commit_in_clone::{LocalCloneEdit, build_edit_proposal_on_head};
use super::context::{
    AppliedEdit, CatalogEditContext, format_commit_message, require_commit_identity,
};
use super::{
    CatalogEdit, EditProposal, EditProposalOptions, build_edit_proposal, pull_request,
    write_in_directory,
};
use crate::error::Result;
use crate::forge::Forge;
use crate::git::LocalClone;
use crate::ops::FileChange;
use crate::ops::publish::{PublishOptions, PublishOutcome, publish_changes};
use crate::platform::{PlatformSnapshot, Upstream};
use crate::remedy::Remedy;

/// Does `edit` in the directory of a platform, or on the tip of its repository and from there to its remote.
///
/// # Errors
/// As [`build_edit_proposal`]; conflict (6) where a file to be changed has changes that are not committed; remote (5) when the push
/// is refused for good.
pub fn apply_catalog_edit(
    edit: &CatalogEdit,
    on: CatalogEditTarget<'_>,
    context: &CatalogEditContext<'_>,
) -> Result<AppliedEdit> {
    match on {
        CatalogEditTarget::Directory(snapshot, root) => {
            apply_edit_in_directory(edit, snapshot, root, context)
        }
        CatalogEditTarget::Remote(fresh) => apply_edit_to_remote(edit, fresh, context),
        CatalogEditTarget::PullRequest(fresh, forge) => {
            pull_request::open_pull_request(edit, fresh, forge, context)
        }
    }
}

/// Where the catalog is changed.
pub enum CatalogEditTarget<'a> {
    /// In a directory that somebody works in.
    Directory(&'a PlatformSnapshot, &'a Path),
    /// In the platform's repository.
    Remote(&'a mut Upstream),
    /// In a pull request for the platform's repository.
    PullRequest(&'a mut Upstream, &'a dyn Forge),
}

fn apply_edit_in_directory(
    edit: &CatalogEdit,
    snapshot: &PlatformSnapshot,
    root: &Path,
    context: &CatalogEditContext<'_>,
) -> Result<AppliedEdit> {
    match (
        find_clone_to_commit(root, context.identity.is_some()),
        context.identity,
    ) {
        (Ok(Some(tree)), Some(identity)) => LocalCloneEdit {
            edit,
            snapshot,
            root,
            tree: &tree,
            identity,
            context,
        }
        .apply_and_commit(),
        (Err(error), Some(_)) => Err(error),
        // Without a commit, git is only asked for a place to draft files in.
        _ => {
            let tree = LocalClone::find_local_clone(root).ok().flatten();
            write_in_directory::write_edit_in_directory(
                edit,
                snapshot,
                root,
                tree.as_ref(),
                context,
            )
        }
    }
}

/// The clone that `root` lies in, if the edit is to be committed.
fn find_clone_to_commit(root: &Path, commits: bool) -> Result<Option<LocalClone>> {
    if !commits {
        return Ok(None);
    }
    LocalClone::find_local_clone(root).map_err(|error| error.with_hint(Remedy::WriteOnly))
}

/// Works out `edit` where [`apply_catalog_edit`] would, and changes nothing; `commits` says whether it would be committed.
///
/// # Errors
/// As [`build_edit_proposal`]; conflict (6) where it is only possible with files that aren't committed.
pub fn plan_catalog_edit(
    edit: &CatalogEdit,
    snapshot: &PlatformSnapshot,
    commits: bool,
    judgement: EditProposalOptions,
) -> Result<EditProposal> {
    let tree = match snapshot.root() {
        Some(root) => find_clone_to_commit(root, commits)?,
        None => None,
    };
    match tree {
        Some(tree) => {
            let head = tree.head_revision()?.map(|head| head.commit_id());
            build_edit_proposal_on_head(edit, snapshot, &tree, head, judgement)
        }
        None => build_edit_proposal(snapshot, edit, judgement),
    }
}

fn apply_edit_to_remote(
    edit: &CatalogEdit,
    fresh: &mut Upstream,
    context: &CatalogEditContext<'_>,
) -> Result<AppliedEdit> {
    let judgement = context.edit_proposal_options();
    let identity = require_commit_identity(context)?;
    let proposal = build_edit_proposal(&fresh.snapshot, edit, judgement)?;
    if proposal.changes.is_empty() {
        return Ok(AppliedEdit::from_uncommitted_proposal(proposal));
    }
    (context.confirm)(&proposal, &fresh.tip.branch, None)?;
    let message = format_commit_message(edit, context, &proposal.entities);
    let effort = PublishOptions {
        action: "change the catalog",
        message: &message,
        identity,
        clock: context.clock,
        stop: context.stop,
    };
    // The first tip is the one that was just read.
    let (last, is_first) = (RefCell::new(proposal), Cell::new(true));
    let again = |snapshot: &PlatformSnapshot| {
        if !is_first.replace(false) {
            last.replace(build_edit_proposal(snapshot, edit, judgement)?);
        }
        let changes = last.borrow().changes.clone().into_iter();
        let changes: Vec<FileChange> = changes.map(|(change, _)| change).collect();
        Ok((!changes.is_empty()).then_some(changes))
    };
    let outcome = publish_changes(fresh, effort, again)?;
    let proposal = last.into_inner();
    match outcome {
        // Somebody else has made the same change meanwhile.
        PublishOutcome::Done(_) if proposal.changes.is_empty() => {
            Ok(AppliedEdit::from_uncommitted_proposal(proposal))
        }
        PublishOutcome::Done(published) => Ok(AppliedEdit {
            commit: Some(published.commit),
            published: true,
            branch: Some(fresh.tip.branch.clone()),
            ..AppliedEdit::from_uncommitted_proposal(proposal)
        }),
        PublishOutcome::Protected(error) => Err(error.with_hint(Remedy::OpenPullRequest)),
        PublishOutcome::Unknown(error) => {
            Err(error.with_hint("it may be there: idp catalog diff HEAD~1"))
        }
    }
}
