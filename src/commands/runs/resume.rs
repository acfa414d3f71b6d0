//! `idp runs resume`.

use std::time::Instant;

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::new::{NewServiceSession, build_new_service_report};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, can_resume_run};
use crate::run::{RunRecord, RunWork};
use crate::view::NewServiceReport;

/// Resume an interrupted run
///
/// Repeating the same `idp new` command also resumes it. Completed steps aren't repeated; `idp` checks what may have happened before it
/// does anything again.
#[derive(Debug, Args)]
#[command(after_help = "Unfinished runs only:
  idp runs resume 20261126")]
pub struct RunResumeArgs {
    /// Run ID, a unique prefix of one, or the name of the service; see `idp runs list`
    #[arg(value_parser = parse_non_empty)]
    pub run: String,
}

impl Verb for RunResumeArgs {
    type Report = NewServiceReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<NewServiceReport>> {
        let began = Instant::now();
        let found = context.open_run_store()?.find_run(&self.run)?;
        let run_record = found.run_record?;
        if run_record.is_finished_or_abandoned() {
            return Err(
                Error::conflict(format!("run {} has already ended", found.run))
                    .with_hint(format!("idp runs show {}", found.run)),
            );
        }
        if !can_resume_run(&run_record) {
            return Err(nothing_to_resume_error(&run_record));
        }
        let platform = context.find_platform_by_address(&run_record.header.platform)?;
        let mut session = NewServiceSession::new(context, platform, &found.run)?;
        let active = context
            .open_run_store()?
            .resume_run(&found.run, context.clock)?;
        let created = session.run_with_progress(context, |on, progress| {
            ops::resume_run(active, on, progress)
        })?;
        Ok(build_new_service_report(context, &session, &created, began.elapsed()).into())
    }
}

/// The error for a run that failed before its first commit: it left nothing to resume or to clean up elsewhere.
fn nothing_to_resume_error(run_record: &RunRecord) -> Error {
    let RunWork::New(new) = &run_record.header.work;
    let service = &new.service;
    Error::usage(format!(
        "run {} can't be resumed: it stopped before its first commit",
        run_record.header.run
    ))
    .with_hint(format!(
        "run the same command again: idp new {} {} --owner {}",
        service.template.0, service.name, service.owner
    ))
}
