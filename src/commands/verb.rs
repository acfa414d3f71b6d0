//! The interface of a verb: its arguments and its outcome. Each verb has its own file; its report is in `view`.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::view::Report;

/// The arguments of a verb.
pub(super) trait Verb {
    /// The report that it returns.
    type Report: Report;

    /// Runs the verb.
    ///
    /// # Errors
    /// If the verb can't produce a report.
    fn run(self, context: &Context) -> Result<CommandOutcome<Self::Report>>;
}

/// The outcome of a verb.
pub(super) struct CommandOutcome<R> {
    /// The report, which is written to stdout.
    pub(super) report: R,
    /// Whether the report contains problems (exit code 1).
    pub(super) has_findings: bool,
    /// An error that is printed after the report.
    pub(super) failure: Option<Error>,
    /// Work that continues after the report, such as a server whose address it contains.
    pub(super) follow_up: Option<FollowUp>,
}

/// Work that continues after the report.
pub(super) type FollowUp = Box<dyn FnOnce() -> Result<()>>;

impl<R> CommandOutcome<R> {
    /// An outcome whose report may contain findings.
    pub(super) fn with_findings(report: R, has_findings: bool) -> CommandOutcome<R> {
        CommandOutcome {
            report,
            has_findings,
            failure: None,
            follow_up: None,
        }
    }

    /// The same outcome with an error to print after the report.
    pub(super) fn with_failure(self, failure: Option<Error>) -> CommandOutcome<R> {
        CommandOutcome { failure, ..self }
    }

    /// The same outcome with work that continues after the report.
    pub(super) fn with_follow_up(
        self,
        follow_up: impl FnOnce() -> Result<()> + 'static,
    ) -> CommandOutcome<R> {
        CommandOutcome {
            follow_up: Some(Box::new(follow_up)),
            ..self
        }
    }
}

impl<R> From<R> for CommandOutcome<R> {
    fn from(report: R) -> CommandOutcome<R> {
        CommandOutcome::with_findings(report, false)
    }
}
