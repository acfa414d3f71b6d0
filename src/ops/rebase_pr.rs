//! `idp catalog rebase-pr`: rebases a registration in a pull request onto the latest catalog.
//!
//! In a single-file catalog, two unrelated registrations conflict. The entity is inserted into the latest file, and a merge commit
//! continues the branch, so that no force push is needed.

use git2::Oid;

use super::additions::NewDocument;
use super::publish::{PublishCommitOptions, commit_changes};
use super::register::{
    build_component_file_change, plan_document_registration, registration_branch_name,
};
use crate::cancellation::CancellationToken;
use crate::catalog::EntityRef;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::git::{GitFailureCause, GitIdentity, PushOutcome};
use crate::platform::{PlatformSnapshot, UpstreamPlatform};
use crate::printable::Printable;
use crate::template::shell_quote;

/// The result for a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequestRebaseOutcome {
    /// The branch.
    pub branch: String,
    /// Its new commit; `None` if it was up to date.
    pub commit: Option<String>,
}

/// Rebases the registration of the component `name` onto the tip.
///
/// # Errors
/// Not found (3) if there is no pending registration; conflict (6) if the name has been taken; findings (1) if the registration
/// would now introduce errors.
pub fn rebase_registration_pull_request(
    fresh: &mut UpstreamPlatform,
    name: &str,
    identity: &GitIdentity,
    clock: Clock,
    stop: &CancellationToken,
) -> Result<PullRequestRebaseOutcome> {
    let message = format!("catalog: add component:default/{name}\n\nIdp-Actor: {identity}\n");
    let effort = PublishCommitOptions {
        action: "rebase the registration",
        message: &message,
        identity,
        clock,
        stop,
    };
    let branch = registration_branch_name(name);
    let reference = EntityRef {
        kind: "Component",
        namespace: "default",
        name,
    };
    for _ in 0..MAX_REBASE_ATTEMPTS {
        let (there, proposal) = fresh.fetch_branch(&branch).map_err(|error| {
            if GitFailureCause::from_error(&error) == Some(GitFailureCause::RefNotFound) {
                Error::not_found(format!(
                    "no pending registration of `{name}` on branch {branch}"
                ))
                .with_source(error)
            } else {
                error
            }
        })?;
        if fresh
            .mirror
            .history_contains_commit(there, fresh.tip.commit)?
        {
            return Ok(PullRequestRebaseOutcome {
                branch,
                commit: None,
            });
        }
        let document = read_entity_document_in_snapshot(&proposal, reference)?;
        validate_branch_contains_only_registration(fresh, (there, &proposal), name, &document)?;
        let today = effort.clock.today();
        let change = plan_document_registration(&fresh.snapshot, &document, today)?;
        let id = commit_changes(fresh, &[change], effort, &[there])?;
        match fresh.push(effort.action, id, &branch)? {
            PushOutcome::Done => {
                return Ok(PullRequestRebaseOutcome {
                    branch,
                    commit: Some(id.to_string()),
                });
            }
            PushOutcome::RefMoved(_) => fresh.refetch_tip()?,
            PushOutcome::Protected(error)
            | PushOutcome::Busy(error)
            | PushOutcome::Declined(error)
            | PushOutcome::Unconfirmed(error) => return Err(error),
        }
    }
    Err(Error::remote(format!(
        "branch {branch} is changing too fast; run the same command again"
    )))
}

/// Reviewers may have added commits to the branch, which the rebase would lose.
fn validate_branch_contains_only_registration(
    fresh: &UpstreamPlatform,
    (there, proposal): (Oid, &PlatformSnapshot),
    name: &str,
    document: &NewDocument,
) -> Result<()> {
    let (base, changed) = fresh
        .mirror
        .merge_base_and_changed_paths(fresh.tip.commit, there)?;
    let before = PlatformSnapshot::from_revision(fresh.mirror.open_revision(base)?)?;
    let own = build_component_file_change(&before, document)?;
    let there = proposal.files().read(&own.path)?;
    let is_all = there.as_deref() == own.text.as_deref().map(str::as_bytes);
    let other = changed.iter().find(|file| **file != own.path);
    match other.or((!is_all).then_some(&own.path)) {
        None => Ok(()),
        Some(file) => Err(Error::conflict(format!(
            "{} changes more than `{name}`: {}",
            registration_branch_name(name),
            Printable(file)
        ))
        .with_hint(format!(
            "merge it in a clone: git merge {}",
            Printable(&shell_quote(&format!("origin/{}", fresh.tip.branch)))
        ))),
    }
}

/// How many times another push may come first.
const MAX_REBASE_ATTEMPTS: u32 = 5;

/// The document of the entity on the branch.
fn read_entity_document_in_snapshot(
    proposal: &PlatformSnapshot,
    reference: EntityRef<'_>,
) -> Result<NewDocument> {
    let catalog = proposal.read_catalog()?;
    let entity = catalog.get(reference).ok_or_else(|| {
        Error::not_found(format!("the branch doesn't contain {reference}"))
            .with_hint("check the branch in a clone: idp catalog validate")
    })?;
    let text = entity.document_text();
    let text = text.strip_prefix("---").unwrap_or(text).trim_start();
    let text = format!("{}\n", text.trim_end());
    Ok(NewDocument::new(reference, &text))
}
