//! `idp runs`, one file per verb.

mod abandon;
mod list;
mod resume;
mod show;

use std::process::ExitCode;

use clap::Subcommand;

use super::invocation::Invocation;

/// `idp runs`.
#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    /// List the runs of this machine
    List(list::RunListArgs),
    /// Show what a run did
    Show(show::RunShowArgs),
    /// Go on with a run that was interrupted
    ///
    /// The same `idp new` again does so, too. What was done before is not done again; what may have been done is looked
    /// for first.
    Resume(resume::RunResumeArgs),
    /// Give a run up
    ///
    /// Nothing that others may have seen is removed: what is left is listed, each with the command that removes it.
    Abandon(abandon::RunAbandonArgs),
}

impl RunsCommand {
    /// Answers it.
    pub(super) fn run(self, invocation: Invocation) -> ExitCode {
        match self {
            RunsCommand::List(args) => invocation.answer(args),
            RunsCommand::Show(args) => invocation.answer(args),
            RunsCommand::Resume(args) => invocation.answer(args),
            RunsCommand::Abandon(args) => invocation.answer(args),
        }
    }
}
