//! `idp runs resume`.

use std::time::Instant;

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::new::{RunSession, report_created_service};
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, can_resume_run};
use crate::run::{RunRecord, RunWork};
use crate::view::NewServiceReport;

/// `idp runs resume`.
#[derive(Debug, Args)]
pub struct RunResumeArgs {
    /// Its name, or how its name begins; `idp runs list` shows them
    #[arg(value_parser = parse_non_empty)]
    pub run: String,
}

impl Verb for RunResumeArgs {
    type Report = NewServiceReport;

    fn run(self, context: &Context) -> Result<Answer<NewServiceReport>> {
        let began = Instant::now();
        let found = context.open_run_store()?.find_run_by_prefix(&self.run)?;
        let run_record = found.run_record?;
        if run_record.is_finished() {
            return Err(Error::conflict(format!("the run {} is over", found.run)));
        }
        if !can_resume_run(&run_record) {
            return Err(nothing_to_resume_error(&run_record));
        }
        let platform = context.find_platform_by_address(&run_record.header.platform)?;
        let mut session = RunSession::new(context, platform, &found.run)?;
        let active = context
            .open_run_store()?
            .resume_run(&found.run, context.clock)?;
        let created = session.run_with_progress(context, |on, progress| {
            ops::resume_run(active, on, progress)
        })?;
        Ok(report_created_service(context, &session, &created, began.elapsed()).into())
    }
}

/// What failed before its commit left nothing to go on with, and nothing to clean up elsewhere.
fn nothing_to_resume_error(run_record: &RunRecord) -> Error {
    let RunWork::New(new) = &run_record.header.work;
    let service = &new.service;
    Error::usage(format!(
        "the run {} has made nothing that one could go on with",
        run_record.header.run
    ))
    .with_hint(format!(
        "run the same command again: idp new {} {} --owner {}",
        service.template.0, service.name, service.owner
    ))
}
