//! Applies a proposal: writes it to the working directory, or pushes it to the platform's remote.

use std::cell::{Cell, RefCell};
use std::path::Path;

use super::commit_in_clone::{LocalCloneEdit, build_edit_proposal_on_head};
use super::context::{
    AppliedEdit, CatalogEditContext, format_edit_commit_message, require_identity_for_remote_commit,
};
use super::{
    CatalogEdit, EditProposal, EditValidationOptions, build_edit_proposal, pull_request,
    write_in_directory,
};
use crate::error::Result;
use crate::forge::Forge;
use crate::git::LocalClone;
use crate::ops::FileChange;
use crate::ops::publish::{CatalogPushOutcome, PublishCommitOptions, publish_changes_by_push};
use crate::platform::{ForgeKind, PlatformSnapshot, UpstreamPlatform};
use crate::remedy::Remedy;

/// Applies `edit` in the directory of a platform, or applies it to the tip of its remote repository and pushes it.
///
/// # Errors
/// As [`build_edit_proposal`]; conflict (6) if a file to change has uncommitted changes; remote (5) if the push keeps
/// being rejected.
pub fn apply_catalog_edit(
    edit: &CatalogEdit,
    on: CatalogEditTarget<'_>,
    context: &CatalogEditContext<'_>,
) -> Result<AppliedEdit> {
    match on {
        CatalogEditTarget::Directory(snapshot, root) => {
            apply_edit_in_directory(edit, snapshot, root, context)
        }
        CatalogEditTarget::Remote(fresh) => push_edit_to_remote(edit, fresh, context),
        CatalogEditTarget::PullRequest(fresh, forge) => {
            pull_request::open_catalog_edit_pull_request(edit, fresh, forge, context)
        }
    }
}

/// Where to change the catalog.
pub enum CatalogEditTarget<'a> {
    /// In a working directory.
    Directory(&'a PlatformSnapshot, &'a Path),
    /// In the platform's repository.
    Remote(&'a mut UpstreamPlatform),
    /// In a pull request for the platform's repository.
    PullRequest(&'a mut UpstreamPlatform, &'a dyn Forge),
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
        // Without a commit, the clone is needed only for its draft folder.
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

/// The clone that contains `root`, if the edit should be committed.
fn find_clone_to_commit(root: &Path, commits: bool) -> Result<Option<LocalClone>> {
    if !commits {
        return Ok(None);
    }
    LocalClone::find_local_clone(root).map_err(|error| error.with_hint(Remedy::WriteOnly))
}

/// Computes `edit` where [`apply_catalog_edit`] would apply it, and changes nothing; `commits` is whether it would be committed.
///
/// # Errors
/// As [`build_edit_proposal`]; conflict (6) if the edit depends on uncommitted files.
pub fn plan_catalog_edit(
    edit: &CatalogEdit,
    snapshot: &PlatformSnapshot,
    commits: bool,
    judgement: EditValidationOptions,
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

fn push_edit_to_remote(
    edit: &CatalogEdit,
    fresh: &mut UpstreamPlatform,
    context: &CatalogEditContext<'_>,
) -> Result<AppliedEdit> {
    let judgement = context.edit_validation_options();
    let identity = require_identity_for_remote_commit(context)?;
    let proposal = build_edit_proposal(&fresh.snapshot, edit, judgement)?;
    if proposal.changes.is_empty() {
        return Ok(AppliedEdit::from_uncommitted_proposal(proposal));
    }
    (context.confirm)(&proposal, &fresh.tip.branch, None)?;
    let message = format_edit_commit_message(edit, context, &proposal.entities);
    let effort = PublishCommitOptions {
        action: "change the catalog",
        message: &message,
        identity,
        clock: context.clock,
        stop: context.stop,
    };
    // The first attempt uses the tip that was just read.
    let (last, is_first) = (RefCell::new(proposal), Cell::new(true));
    let again = |snapshot: &PlatformSnapshot| {
        if !is_first.replace(false) {
            last.replace(build_edit_proposal(snapshot, edit, judgement)?);
        }
        let changes = last.borrow().changes.clone().into_iter();
        let changes: Vec<FileChange> = changes.map(|(change, _)| change).collect();
        Ok((!changes.is_empty()).then_some(changes))
    };
    let outcome = publish_changes_by_push(fresh, effort, again)?;
    let proposal = last.into_inner();
    match outcome {
        // Someone else has made the same change in the meantime.
        CatalogPushOutcome::Done(_) if proposal.changes.is_empty() => {
            Ok(AppliedEdit::from_uncommitted_proposal(proposal))
        }
        CatalogPushOutcome::Done(published) => Ok(AppliedEdit {
            commit: Some(published.commit),
            published: true,
            branch: Some(fresh.tip.branch.clone()),
            ..AppliedEdit::from_uncommitted_proposal(proposal)
        }),
        CatalogPushOutcome::Protected(error) => {
            let has_pull_requests = fresh.snapshot.config.forge == ForgeKind::Github;
            Err(error.with_optional_hint(has_pull_requests.then_some(Remedy::OpenPullRequest)))
        }
        CatalogPushOutcome::Unknown(error) => {
            Err(error.with_hint("check whether it was pushed: idp catalog diff HEAD~1"))
        }
    }
}
