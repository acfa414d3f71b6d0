//! `idp runs`.

use std::time::Instant;

use super::End;
use super::new::{Setting, finish};
use crate::cli::{RunArgs, RunsCommand};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, is_committed};
use crate::run::RunRecord;
use crate::view::{AbandonReport, RunList, RunPage};

pub(super) fn runs(context: &Context, command: &RunsCommand) -> Result<End> {
    match command {
        RunsCommand::List => {
            let runs = context.runs()?.list()?;
            context.ui.show(&RunList::new(&runs), RunList::text)?;
            Ok(End::Done)
        }
        RunsCommand::Show(args) => show(context, args),
        RunsCommand::Resume(args) => resume(context, args),
        RunsCommand::Abandon(args) => abandon(context, args),
    }
}

fn show(context: &Context, args: &RunArgs) -> Result<End> {
    let found = context.runs()?.get(&args.run)?;
    let page = match &found.run_record {
        Ok(run_record) => RunPage::new(&found, run_record),
        Err(_) => return found.run_record.map(|_| End::Done),
    };
    context.ui.show(&page, RunPage::text)?;
    Ok(End::Done)
}

fn abandon(context: &Context, args: &RunArgs) -> Result<End> {
    let runs = context.runs()?;
    let run = runs.get(&args.run)?.run;
    let abandoned = ops::abandon(&runs, &run, context.clock)?;
    context
        .ui
        .show(&AbandonReport::new(&abandoned), AbandonReport::text)?;
    Ok(End::Done)
}

fn resume(context: &Context, args: &RunArgs) -> Result<End> {
    let began = Instant::now();
    let found = context.runs()?.get(&args.run)?;
    let run_record = found.run_record?;
    if run_record.is_finished() {
        return Err(Error::conflict(format!("the run {} is over", found.run)));
    }
    if !is_committed(&run_record) {
        return Err(nothing_made(&run_record));
    }
    let platform = context.platform_called(&run_record.header.platform)?;
    let mut setting = Setting::new(context, platform, &found.run)?;
    let work = context.runs()?.resume(&found.run, context.clock)?;
    let created = setting.act(context, |on| ops::resume(work, on))?;
    finish(context, &setting, &created, began.elapsed())
}

/// What failed before its commit left nothing to go on with, and nothing to clean up elsewhere.
fn nothing_made(run_record: &RunRecord) -> Error {
    let service = &run_record.header.service;
    Error::usage(format!(
        "the run {} has made nothing that one could go on with",
        run_record.header.run
    ))
    .hint(format!(
        "run the same command again: idp new {} {} --owner {}",
        service.template.0, service.name, service.owner
    ))
}
