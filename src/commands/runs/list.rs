//! `idp runs list`.

use clap::Args;

use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::view::RunList;

/// `idp runs list`.
#[derive(Debug, Args)]
pub struct RunListArgs {}

impl Verb for RunListArgs {
    type Report = RunList;

    fn run(self, context: &Context) -> Result<Answer<RunList>> {
        let runs = context.open_run_store()?.list_runs()?;
        Ok(RunList::new(&runs).into())
    }
}
