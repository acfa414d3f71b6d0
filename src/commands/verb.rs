//! A verb: its arguments, and what it answers. Its file has both, and `view` has the report.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::view::Report;

/// The arguments of a verb.
pub(super) trait Verb {
    /// What it answers with.
    type Report: Report;

    /// Does what was asked for.
    ///
    /// # Errors
    /// Where there is no answer.
    fn run(self, context: &Context) -> Result<CommandOutcome<Self::Report>>;
}

/// What a verb answers.
pub(super) struct CommandOutcome<R> {
    /// What is written to stdout.
    pub(super) report: R,
    /// Whether it says that something is wrong (exit 1).
    pub(super) has_findings: bool,
    /// What went wrong all the same; said after the report.
    pub(super) failure: Option<Error>,
}

impl<R> CommandOutcome<R> {
    /// An answer that may be findings.
    pub(super) fn with_findings(report: R, has_findings: bool) -> CommandOutcome<R> {
        CommandOutcome {
            report,
            has_findings,
            failure: None,
        }
    }

    /// The same with what went wrong.
    pub(super) fn with_failure(self, failure: Option<Error>) -> CommandOutcome<R> {
        CommandOutcome { failure, ..self }
    }
}

impl<R> From<R> for CommandOutcome<R> {
    fn from(report: R) -> CommandOutcome<R> {
        CommandOutcome::with_findings(report, false)
    }
}
