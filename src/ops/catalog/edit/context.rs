//! What every edit is given, and what it gives back.

use std::cell::Cell;

use super::{CatalogEdit, EditProposal, EditProposalOptions};
use crate::cancellation::CancellationToken;
use crate::catalog::EntityRefBuf;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::git::GitIdentity;
use crate::ops::staging::LockWaitOptions;
use crate::remedy::Remedy;
use crate::run::FailPoint;

/// Where an edit is made, and by whom.
pub struct CatalogEditContext<'a> {
    /// The one clock.
    pub clock: Clock,
    /// In whose name commits are made; `None` where the files are only to be written.
    pub identity: Option<&'a GitIdentity>,
    /// The subject of the commit, if it is not the usual one.
    pub message: Option<&'a str>,
    /// Set when the user wants it to stop.
    pub stop: &'a CancellationToken,
    /// Shows a line to the user.
    pub say: &'a dyn Fn(&str),
    /// When to die, in tests.
    pub fail_point: Option<FailPoint>,
    /// Whether a new warning is a reason to refuse the change.
    pub strict: bool,
    /// Agrees to a change before others get it, or ends the edit with an error.
    pub confirm: ConfirmEditCallback<'a>,
}

/// Takes the change, the platform's branch, and the branch of the pull request if it is to be one.
pub type ConfirmEditCallback<'a> = &'a dyn Fn(&EditProposal, &str, Option<&str>) -> Result<()>;

impl CatalogEditContext<'_> {
    pub(super) fn edit_proposal_options(&self) -> EditProposalOptions {
        EditProposalOptions {
            today: self.clock.today(),
            strict: self.strict,
        }
    }

    pub(super) fn lock_wait_options(&self) -> LockWaitOptions<'_> {
        LockWaitOptions {
            stop: self.stop,
            notify: self.say,
        }
    }
}

/// The moments of an edit, at each of which a test may let the process die.
pub(super) struct FailPointCounter {
    fail_point: Option<FailPoint>,
    passed: Cell<u32>,
}

impl FailPointCounter {
    pub(super) fn new(context: &CatalogEditContext<'_>) -> FailPointCounter {
        FailPointCounter {
            fail_point: context.fail_point,
            passed: Cell::new(0),
        }
    }

    pub(super) fn hit_next_fail_point(&self) {
        self.passed.set(self.passed.get() + 1);
        FailPoint::kill_process_at(self.fail_point, self.passed.get());
    }
}

/// What was done.
#[derive(Clone, Debug)]
pub struct AppliedEdit {
    /// What it came to.
    pub proposal: EditProposal,
    /// The commit that holds it; `None` where there is none.
    pub commit: Option<String>,
    /// Whether others have it, too.
    pub published: bool,
    /// The branch it was pushed to.
    pub branch: Option<String>,
    /// The pull request that it waits in.
    pub pull_request: Option<String>,
}

impl AppliedEdit {
    /// What has no commit.
    pub(super) fn from_uncommitted_proposal(proposal: EditProposal) -> AppliedEdit {
        AppliedEdit {
            proposal,
            commit: None,
            published: false,
            branch: None,
            pull_request: None,
        }
    }
}

/// Who commits to the platform's repository.
pub(super) fn require_commit_identity<'a>(
    context: &CatalogEditContext<'a>,
) -> Result<&'a GitIdentity> {
    context.identity.ok_or_else(|| {
        Error::usage("there are no files to write: the platform is a repository")
            .with_hint(Remedy::CommitOrUseClone)
    })
}

pub(super) fn format_commit_message(
    edit: &CatalogEdit,
    context: &CatalogEditContext<'_>,
    entities: &[EntityRefBuf],
) -> String {
    let subject = context
        .message
        .map_or_else(|| edit.commit_subject(entities), str::to_owned);
    match context.identity {
        Some(identity) => format!("{subject}\n\nIdp-Actor: {identity}\n"),
        None => subject,
    }
}
