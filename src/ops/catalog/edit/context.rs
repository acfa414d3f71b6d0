//! The input and the result of every edit.

use std::cell::Cell;

use super::{CatalogEdit, EditProposal, EditValidationOptions};
use crate::cancellation::CancellationToken;
use crate::catalog::EntityRefBuf;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::git::GitIdentity;
use crate::ops::staging::LockWaitOptions;
use crate::remedy::Remedy;
use crate::run::FailPoint;

/// What an edit needs from its caller.
pub struct CatalogEditContext<'a> {
    /// The clock.
    pub clock: Clock,
    /// The author of the commit; `None` to only write the files.
    pub identity: Option<&'a GitIdentity>,
    /// The subject of the commit, if not the default one.
    pub message: Option<&'a str>,
    /// What the commit and the pull request explain below the subject, in Markdown.
    pub description: Option<&'a str>,
    /// Cancelled when the user wants to stop.
    pub stop: &'a CancellationToken,
    /// Shows a line to the user.
    pub say: &'a dyn Fn(&str),
    /// Where to kill the process, in tests.
    pub fail_point: Option<FailPoint>,
    /// Whether a new warning rejects the change.
    pub strict: bool,
    /// Confirms a change before it's pushed, or ends the edit with an error.
    pub confirm: ConfirmEditCallback<'a>,
}

/// Gets the change, the platform's branch, and the branch of the pull request, if any.
pub type ConfirmEditCallback<'a> = &'a dyn Fn(&EditProposal, &str, Option<&str>) -> Result<()>;

impl CatalogEditContext<'_> {
    pub(super) fn edit_validation_options(&self) -> EditValidationOptions {
        EditValidationOptions {
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

/// Counts the points of an edit at which a test can kill the process.
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
        FailPoint::kill_process_if_reached(self.fail_point, self.passed.get());
    }
}

/// The result of an edit.
#[derive(Clone, Debug)]
pub struct AppliedEdit {
    /// The change that was applied.
    pub proposal: EditProposal,
    /// The commit that contains it, if any.
    pub commit: Option<String>,
    /// Whether it was pushed.
    pub published: bool,
    /// The branch it was pushed to.
    pub branch: Option<String>,
    /// The URL of the pull request that contains it.
    pub pull_request: Option<String>,
}

impl AppliedEdit {
    /// An edit without a commit.
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

/// The author of commits to the platform's repository.
pub(super) fn require_identity_for_remote_commit<'a>(
    context: &CatalogEditContext<'a>,
) -> Result<&'a GitIdentity> {
    context.identity.ok_or_else(|| {
        Error::usage("cannot write files: the platform has no working tree")
            .with_hint(Remedy::CommitOrUseClone)
    })
}

pub(super) fn format_edit_commit_message(
    edit: &CatalogEdit,
    context: &CatalogEditContext<'_>,
    entities: &[EntityRefBuf],
) -> String {
    let subject = context
        .message
        .map_or_else(|| edit.commit_subject(entities), str::to_owned);
    let head = match context.description {
        Some(description) => format!("{subject}\n\n{}", description.trim_end()),
        None => subject,
    };
    match context.identity {
        Some(identity) => format!("{head}\n\nIdp-Actor: {identity}\n"),
        None => head,
    }
}
