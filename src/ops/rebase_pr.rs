//! `idp catalog rebase-pr`: a registration that waits in a pull request comes to stand on the newest catalog.
//!
//! In a catalog of one file two registrations are in each other's way, though they say nothing about each other. The
//! entity is put in its place in the newest file, and a merge commit continues the branch: nothing is forced.

use git2::Oid;

use super::additions::NewDocument;
use super::publish::{PublishOptions, commit_changes};
use super::register::{
    build_component_file_change, plan_document_registration, registration_branch_name,
};
use crate::cancellation::CancellationToken;
use crate::catalog::EntityRef;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::git::{GitFailureCause, GitIdentity, PushOutcome};
use crate::platform::{PlatformSnapshot, Upstream};
use crate::printable::Printable;
use crate::template::shell_quote;

/// What became of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RebaseOutcome {
    /// The branch.
    pub branch: String,
    /// Its new commit; `None` where it stood on the newest catalog already.
    pub commit: Option<String>,
}

/// Brings the registration of the component `name` onto the tip.
///
/// # Errors
/// Not found (3) where no such registration waits; conflict (6) where the name was taken meanwhile; findings (1) where
/// the catalog would be worse for it by now.
pub fn rebase_pr(
    fresh: &mut Upstream,
    name: &str,
    identity: &GitIdentity,
    clock: Clock,
    stop: &CancellationToken,
) -> Result<RebaseOutcome> {
    let message = format!("catalog: add component:default/{name}\n\nIdp-Actor: {identity}\n");
    let effort = PublishOptions {
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
                Error::not_found(format!("no registration of `{name}` waits on {branch}"))
                    .with_source(error)
            } else {
                error
            }
        })?;
        if fresh
            .mirror
            .history_contains_commit(there, fresh.tip.commit)?
        {
            return Ok(RebaseOutcome {
                branch,
                commit: None,
            });
        }
        let document = read_entity_document(&proposal, reference)?;
        validate_no_other_changes(fresh, (there, &proposal), name, &document)?;
        let today = effort.clock.today();
        let change = plan_document_registration(&fresh.snapshot, &document, today)?;
        let id = commit_changes(fresh, &[change], effort, &[there])?;
        match fresh.push(effort.action, id, &branch)? {
            PushOutcome::Done => {
                return Ok(RebaseOutcome {
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
        "{branch} changes faster than this can"
    )))
}

/// A branch may hold more than the registration, as reviewers add to it; brought onto the tip it would be lost.
fn validate_no_other_changes(
    fresh: &Upstream,
    (there, proposal): (Oid, &PlatformSnapshot),
    name: &str,
    document: &NewDocument,
) -> Result<()> {
    let (base, changed) = fresh.mirror.diff_from_merge_base(fresh.tip.commit, there)?;
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
            "in a clone of it: git merge {}",
            Printable(&shell_quote(&format!("origin/{}", fresh.tip.branch)))
        ))),
    }
}

/// How often somebody else may be faster.
const MAX_REBASE_ATTEMPTS: u32 = 5;

/// The text of the entity, as the branch has it.
fn read_entity_document(
    proposal: &PlatformSnapshot,
    reference: EntityRef<'_>,
) -> Result<NewDocument> {
    let catalog = proposal.read_catalog()?;
    let entity = catalog.get(reference).ok_or_else(|| {
        Error::not_found(format!("the branch does not hold {reference}"))
            .with_hint("idp catalog validate, in a clone of that branch")
    })?;
    let text = entity.document_text();
    let text = text.strip_prefix("---").unwrap_or(text).trim_start();
    let text = format!("{}\n", text.trim_end());
    Ok(NewDocument::new(reference, &text))
}
