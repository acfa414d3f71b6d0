//! `idp runs abandon`.

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::RunAbandonReport;

/// Abandon an unfinished run
///
/// Nothing that others may have seen is deleted. What is left is listed, each with the command that removes it.
#[derive(Debug, Args)]
#[command(after_help = "Unfinished runs only:
  idp runs abandon 20261126")]
pub struct RunAbandonArgs {
    /// Run ID, a unique prefix of one, or the name of the service; see `idp runs list`
    #[arg(value_parser = parse_non_empty)]
    pub run: String,
}

impl Verb for RunAbandonArgs {
    type Report = RunAbandonReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<RunAbandonReport>> {
        let runs = context.open_run_store()?;
        let run = runs.find_run(&self.run)?.run;
        let abandoned = ops::abandon_run(&runs, &run, context.clock)?;
        Ok(RunAbandonReport::new(&abandoned).into())
    }
}
