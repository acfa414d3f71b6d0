//! A change to the catalog as a pull request. The branch is named after the change, so that the same command finds its branch and
//! its pull request again.

use std::fmt::Write;

use git2::{ObjectType, Oid};
use similar::{ChangeTag, TextDiff};

use super::context::{
    AppliedEdit, CatalogEditContext, format_edit_commit_message, require_identity_for_remote_commit,
};
use super::{CatalogEdit, EditProposal, build_edit_proposal};
use crate::error::{Error, Result};
use crate::forge::{Forge, ProposalSpec};
use crate::ops::FileChange;
use crate::ops::own_branch::push_pull_request_branch;
use crate::ops::publish::PublishCommitOptions;
use crate::platform::{PlatformSnapshot, UpstreamPlatform};
use crate::printable::Printable;
use crate::remedy::Remedy;

/// How many entities and files the description of a pull request lists.
const MAX_LISTED_ITEMS: usize = 50;

/// Opens a pull request with the result of `edit`, or finds the one that the same command opened.
///
/// # Errors
/// As [`super::build_edit_proposal`]; usage (2) if the forge doesn't support pull requests; conflict (6) if the branch contains
/// something else.
pub(super) fn open_catalog_edit_pull_request(
    edit: &CatalogEdit,
    fresh: &mut UpstreamPlatform,
    forge: &dyn Forge,
    context: &CatalogEditContext<'_>,
) -> Result<AppliedEdit> {
    let identity = require_identity_for_remote_commit(context)?;
    let proposals = forge
        .proposals()
        .filter(|proposals| proposals.handles_repository_url(fresh.mirror.url()))
        .ok_or_else(|| {
            Error::usage("the platform's forge doesn't support pull requests")
                .with_hint(Remedy::PublishDirectly)
        })?;
    fresh
        .mirror
        .set_missing_credentials(forge.git_credentials());
    let proposal = build_edit_proposal(&fresh.snapshot, edit, context.edit_validation_options())?;
    if proposal.changes.is_empty() {
        return Ok(AppliedEdit::from_uncommitted_proposal(proposal));
    }
    let branch = catalog_edit_branch_name(edit, &proposal);
    (context.confirm)(&proposal, &fresh.tip.branch, Some(&branch))?;
    let message = format_edit_commit_message(edit, context, &proposal.entities);
    let effort = PublishCommitOptions {
        action: "propose the change",
        message: &message,
        identity,
        clock: context.clock,
        stop: context.stop,
    };
    let changes: Vec<FileChange> = proposal
        .changes
        .iter()
        .map(|(change, _)| change.clone())
        .collect();
    let is_ours = |fresh: &UpstreamPlatform, there, theirs: &PlatformSnapshot| {
        is_same_edit_on_branch(edit, fresh, (there, theirs), context)
    };
    let pushed = push_pull_request_branch(fresh, &changes, effort, &branch, is_ours)?;
    let commit = pushed.ok_or_else(|| branch_taken_error(&branch))?;
    let opened = proposals.open_proposal(&ProposalSpec {
        url: fresh.mirror.url(),
        branch: &branch,
        commit: &commit.to_string(),
        base: &fresh.tip.branch,
        title: message.lines().next().unwrap_or_default(),
        body: &render_pull_request_body(&proposal, context.description),
    })?;
    Ok(AppliedEdit {
        commit: Some(commit.to_string()),
        branch: Some(branch),
        pull_request: Some(opened.url),
        ..AppliedEdit::from_uncommitted_proposal(proposal)
    })
}

/// The name of the branch: `idp/edit/<what it does>-<hash of the whole change>`.
fn catalog_edit_branch_name(edit: &CatalogEdit, proposal: &EditProposal) -> String {
    let subject = edit.commit_subject(&proposal.entities);
    let words = subject.trim_start_matches("catalog: ").to_lowercase();
    let words = words.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).take(6).collect();
    let slug: String = words.join("-").chars().take(40).collect();
    let text = format!("{edit:?}");
    let hash = Oid::hash_object(ObjectType::Blob, text.as_bytes());
    let hash = hash.map(|hash| hash.to_string()).unwrap_or_default();
    let short = hash.get(..8).unwrap_or_default();
    format!("idp/edit/{}-{short}", slug.trim_end_matches('-'))
}

fn branch_taken_error(branch: &str) -> Error {
    Error::conflict(format!("branch {branch} already contains another change")).with_hint(format!(
        "delete the branch if it's no longer needed: git push origin --delete {branch}"
    ))
}

/// Whether a branch contains exactly the result of `edit` on top of its merge base.
fn is_same_edit_on_branch(
    edit: &CatalogEdit,
    fresh: &UpstreamPlatform,
    (there, theirs): (Oid, &PlatformSnapshot),
    context: &CatalogEditContext<'_>,
) -> Result<bool> {
    let (base, _) = fresh
        .mirror
        .merge_base_and_changed_paths(fresh.tip.commit, there)?;
    let before = PlatformSnapshot::from_revision(fresh.mirror.open_revision(base)?)?;
    let Ok(proposal) = build_edit_proposal(&before, edit, context.edit_validation_options()) else {
        return Ok(false);
    };
    let files = theirs.files();
    for (change, _) in &proposal.changes {
        let held = files.read(&change.path)?;
        if held.as_deref() != change.text.as_deref().map(str::as_bytes) {
            return Ok(false);
        }
    }
    Ok(!proposal.changes.is_empty())
}

/// The text for reviewers: the `description`, if any, and the changes.
fn render_pull_request_body(proposal: &EditProposal, description: Option<&str>) -> String {
    let mut body = description.map_or_else(String::new, |text| format!("{}\n\n", text.trim_end()));
    let more = |count: usize| match count.saturating_sub(MAX_LISTED_ITEMS) {
        0 => String::new(),
        more => format!("- and {more} more\n"),
    };
    for (change, before) in proposal.changes.iter().take(MAX_LISTED_ITEMS) {
        let after = change.text.as_deref().unwrap_or_default();
        let diff = TextDiff::from_lines(before.as_str(), after);
        let count = |tag| {
            diff.iter_all_changes()
                .filter(|line| line.tag() == tag)
                .count()
        };
        let (added, removed) = (count(ChangeTag::Insert), count(ChangeTag::Delete));
        let _ = writeln!(
            body,
            "- `{}` (+{added} -{removed})",
            Printable(&change.path)
        );
    }
    body.push_str(&more(proposal.changes.len()));
    body.push_str("\nEntities:\n\n");
    for entity in proposal.entities.iter().take(MAX_LISTED_ITEMS) {
        let _ = writeln!(body, "- `{}`", Printable(&entity.to_string()));
    }
    body.push_str(&more(proposal.entities.len()));
    for (number, finding) in proposal.findings.iter().take(MAX_LISTED_ITEMS).enumerate() {
        let head = if number == 0 {
            "\nNew findings:\n\n"
        } else {
            ""
        };
        let (severity, code) = (finding.severity.as_str(), finding.code);
        let message = Printable(&finding.message).to_string().replace('`', "'");
        let _ = writeln!(body, "{head}- {severity} `{code}`: `{message}`");
    }
    body
}
