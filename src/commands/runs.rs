//! `idp runs`.

use std::time::Instant;

use super::CommandOutcome;
use super::new::{RunSession, show_new_report};
use crate::cli::{RunIdArgs, RunsCommand};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, can_resume};
use crate::run::{RunRecord, RunWork};
use crate::view::{AbandonReport, RunDetails, RunList};

pub(super) fn run_runs_command(context: &Context, command: &RunsCommand) -> Result<CommandOutcome> {
    match command {
        RunsCommand::List => {
            let runs = context.open_run_store()?.list()?;
            context
                .ui
                .write_report(&RunList::new(&runs), RunList::render_text)?;
            Ok(CommandOutcome::Done)
        }
        RunsCommand::Show(args) => show(context, args),
        RunsCommand::Resume(args) => resume(context, args),
        RunsCommand::Abandon(args) => abandon(context, args),
    }
}

fn show(context: &Context, args: &RunIdArgs) -> Result<CommandOutcome> {
    let found = context.open_run_store()?.get(&args.run)?;
    let page = match &found.run_record {
        Ok(run_record) => RunDetails::new(&found, run_record),
        Err(_) => return found.run_record.map(|_| CommandOutcome::Done),
    };
    context.ui.write_report(&page, RunDetails::render_text)?;
    Ok(CommandOutcome::Done)
}

fn abandon(context: &Context, args: &RunIdArgs) -> Result<CommandOutcome> {
    let runs = context.open_run_store()?;
    let run = runs.get(&args.run)?.run;
    let abandoned = ops::abandon_run(&runs, &run, context.clock)?;
    context
        .ui
        .write_report(&AbandonReport::new(&abandoned), AbandonReport::render_text)?;
    Ok(CommandOutcome::Done)
}

fn resume(context: &Context, args: &RunIdArgs) -> Result<CommandOutcome> {
    let began = Instant::now();
    let found = context.open_run_store()?.get(&args.run)?;
    let run_record = found.run_record?;
    if run_record.is_finished() {
        return Err(Error::conflict(format!("the run {} is over", found.run)));
    }
    if !can_resume(&run_record) {
        return Err(nothing_to_resume_error(&run_record));
    }
    let platform = context.find_platform_by_address(&run_record.header.platform)?;
    let mut setting = RunSession::new(context, platform, &found.run)?;
    let work = context
        .open_run_store()?
        .resume_run(&found.run, context.clock)?;
    let created =
        setting.run_with_progress(context, |on, progress| ops::resume_run(work, on, progress))?;
    show_new_report(context, &setting, &created, began.elapsed())
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
