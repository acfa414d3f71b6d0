//! `idp runs abandon`.

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::AbandonReport;

/// `idp runs abandon`.
#[derive(Debug, Args)]
pub struct RunAbandonArgs {
    /// Its name, or how its name begins; `idp runs list` shows them
    #[arg(value_parser = parse_non_empty)]
    pub run: String,
}

impl Verb for RunAbandonArgs {
    type Report = AbandonReport;

    fn run(self, context: &Context) -> Result<Answer<AbandonReport>> {
        let runs = context.open_run_store()?;
        let run = runs.find_run_by_prefix(&self.run)?.run;
        let abandoned = ops::abandon_run(&runs, &run, context.clock)?;
        Ok(AbandonReport::new(&abandoned).into())
    }
}
