//! `idp runs list`.

use clap::Args;

use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::view::RunList;

/// List runs on this machine
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp runs list
  idp runs list -o json")]
pub struct RunListArgs {}

impl Verb for RunListArgs {
    type Report = RunList;

    fn run(self, context: &Context) -> Result<CommandOutcome<RunList>> {
        let runs = context.open_run_store()?.list_runs()?;
        Ok(RunList::new(&runs).into())
    }
}
