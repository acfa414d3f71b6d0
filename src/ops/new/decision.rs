//! Whether a request begins a run, or is one that was begun: the same command again is the same run.

use std::collections::{BTreeMap, BTreeSet};

use super::abandon::abandon_run;
use super::apply::has_requested_repository;
use super::interview::ServiceRequest;
use super::plan::{
    NewPlan, PlanContext, collect_run_inputs, plan_new_service, resolve_service_directory,
};
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;
use crate::run::{RunRecord, RunStore, RunWork};
use crate::template::Template;

/// What is to be done.
pub enum RunDecision {
    /// A run begins.
    Start(Box<NewPlan>),
    /// One that was begun with the same command goes on.
    Resume(Box<RunRecord>),
}

/// Looks for a run that was begun with the same command, else plans one with the name `run`. A run that did not get as far as the
/// forge is cleared away; on a dry run nothing is.
///
/// # Errors
/// As [`plan_new_service`]; conflict (6) where the run was begun with other answers, or on a dry run where one was begun at all.
pub fn decide_run(
    request: &ServiceRequest,
    template: &Template,
    context: PlanContext<'_>,
    runs: &RunStore,
    (run, is_dry_run): (&str, bool),
) -> Result<RunDecision> {
    match find_resumable_run(request, template, context, runs, is_dry_run)? {
        // A plan for what a run has begun to make would be wrong.
        Some(run_record) if is_dry_run => Err(run_already_begun_error(&run_record)),
        Some(run_record) => Ok(RunDecision::Resume(Box::new(run_record))),
        None => {
            let plan = plan_new_service(request, template, context, run)?;
            Ok(RunDecision::Start(Box::new(plan)))
        }
    }
}

fn find_resumable_run(
    request: &ServiceRequest,
    template: &Template,
    context: PlanContext<'_>,
    runs: &RunStore,
    is_dry_run: bool,
) -> Result<Option<RunRecord>> {
    let repositories = context.forge.repositories();
    let repository = repositories.clone_url(&request.name.to_string());
    let Some(run_record) = runs.find_unfinished_run(&repository)? else {
        return Ok(None);
    };
    if !has_requested_repository(&run_record) {
        if !is_dry_run {
            abandon_run(runs, &run_record.header.run, context.clock)?;
        }
        return Ok(None);
    }
    let directory = resolve_service_directory(request, context)?;
    let inputs = collect_run_inputs(request, template, &directory);
    let RunWork::New(begun) = &run_record.header.work;
    let differences = format_input_differences(&begun.inputs, &inputs);
    if differences.is_empty() {
        Ok(Some(run_record))
    } else {
        let run = &run_record.header.run;
        Err(different_answers_error(request, run, &differences))
    }
}

fn run_already_begun_error(run_record: &RunRecord) -> Error {
    let run = &run_record.header.run;
    Error::conflict(format!("the run {run} has begun to make it"))
        .with_hint(format!("idp runs show {run}"))
}

fn different_answers_error(request: &ServiceRequest, run: &str, differences: &[String]) -> Error {
    Error::conflict(format!(
        "`{}` was begun with other answers: {}",
        request.name,
        differences.join(", ")
    ))
    .with_hint(format!("to go on as it was begun: idp runs resume {run}"))
    .with_hint(format!("to give that up: idp runs abandon {run}"))
}

/// What differs, as people read it: `owner payments, now storefront`.
fn format_input_differences(
    then: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) -> Vec<String> {
    let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let word = |value: Option<&String>| {
        value.map_or("nothing".to_owned(), |value| escape_and_truncate(value))
    };
    names
        .into_iter()
        .filter(|name| then.get(*name) != now.get(*name))
        .map(|name| {
            format!(
                "{name} {}, now {}",
                word(then.get(name)),
                word(now.get(name))
            )
        })
        .collect()
}
