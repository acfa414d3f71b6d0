//! `idp runs`, one file per verb.

mod abandon;
mod list;
mod resume;
mod show;

use std::process::ExitCode;

use clap::Subcommand;

use super::invocation::Invocation;
use super::verb_args::VerbArgs;

/// The verbs of `idp runs`. Their help is defined with their arguments.
#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    List(VerbArgs<list::RunListArgs>),
    Show(VerbArgs<show::RunShowArgs>),
    Resume(VerbArgs<resume::RunResumeArgs>),
    Abandon(VerbArgs<abandon::RunAbandonArgs>),
}

impl RunsCommand {
    /// Runs the verb and returns its exit code.
    pub(super) fn run(self, invocation: Invocation) -> ExitCode {
        match self {
            RunsCommand::List(args) => invocation.run_and_report(args),
            RunsCommand::Show(args) => invocation.run_and_report(args),
            RunsCommand::Resume(args) => invocation.run_and_report(args),
            RunsCommand::Abandon(args) => invocation.run_and_report(args),
        }
    }
}
