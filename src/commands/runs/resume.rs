//! `idp runs resume`.

use std::time::Instant;

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::init::resume_platform_run;
use crate::commands::new::{NewServiceSession, build_new_service_report};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, can_resume_run};
use crate::run::{RecordedCommand, RunRecord, RunWork, path_relative_to};
use crate::template::{shell_quote, shell_quote_path};
use crate::view::RunResumeOutput;

/// Resume an interrupted run
///
/// Repeating the same `idp new` or `idp init` command also resumes it. Completed steps aren't repeated; `idp` checks what may have happened before it
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
    type Report = RunResumeOutput;

    fn run(self, context: &Context) -> Result<CommandOutcome<RunResumeOutput>> {
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
            return Err(nothing_to_resume_error(context, &run_record));
        }
        if matches!(run_record.header.work, RunWork::Init(_)) {
            let resumed = resume_platform_run(context, &run_record)?;
            return Ok(RunResumeOutput::Platform(resumed.report).into());
        }
        let platform = context.find_platform_by_address(&run_record.header.platform)?;
        let mut session = NewServiceSession::new(context, platform, &found.run)?;
        let active = context
            .open_run_store()?
            .resume_run(&found.run, context.clock)?;
        let created = session.run_with_progress(context, |on, progress| {
            ops::resume_run(active, on, progress)
        })?;
        let report = build_new_service_report(context, &session, &created, began.elapsed());
        Ok(RunResumeOutput::Service(report).into())
    }
}

/// The error for a run that failed before its first commit: it left nothing to resume or to clean up elsewhere.
fn nothing_to_resume_error(context: &Context, run_record: &RunRecord) -> Error {
    let error = Error::usage(format!(
        "run {} can't be resumed: it stopped before its first commit",
        run_record.header.run
    ));
    let command = match &run_record.header.work {
        RunWork::New(new) => new.command.as_ref(),
        RunWork::Init(_) => None,
    };
    match command {
        Some(command) => error.with_hint(format!(
            "run the same command again: {}",
            format_recorded_command(context, command, &run_record.header.platform)
        )),
        None => error.with_hint("run the same command again"),
    }
}

/// The command, from any directory and with any platform connected.
fn format_recorded_command(context: &Context, command: &RecordedCommand, platform: &str) -> String {
    let directory = (command.directory != context.shell_directory).then(|| {
        let directory = path_relative_to(&context.shell_directory, &command.directory);
        format!(" -C {}", shell_quote_path(&directory))
    });
    format!(
        "idp{} --platform {} {}",
        directory.unwrap_or_default(),
        shell_quote(platform),
        command.words
    )
}
