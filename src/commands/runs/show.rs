//! `idp runs show`.

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::view::RunDetails;

/// Show the steps and effects of a run
#[derive(Debug, Args)]
#[command(after_help = "After a run:
  idp runs show 2026")]
pub struct RunShowArgs {
    /// Run ID, a unique prefix of one, or the name of the service; see `idp runs list`
    #[arg(value_parser = parse_non_empty)]
    pub run: String,
}

impl Verb for RunShowArgs {
    type Report = RunDetails;

    fn run(self, context: &Context) -> Result<CommandOutcome<RunDetails>> {
        let found = context.open_run_store()?.find_run(&self.run)?;
        Ok(RunDetails::new(&found.run, &found.run_record?, found.is_running).into())
    }
}
