//! Decides whether a request starts a new run or resumes an existing one: repeating a command resumes its run.

use std::collections::{BTreeMap, BTreeSet};

use super::abandon::abandon_run;
use super::apply::has_begun_repository_creation;
use super::interview::ServiceRequest;
use super::plan::{
    NewServicePlan, NewServicePlanContext, collect_run_inputs, plan_new_service,
    resolve_service_directory,
};
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;
use crate::run::{RunRecord, RunStore, RunWork};
use crate::template::Template;

/// What to do.
pub enum RunDecision {
    /// Start a new run.
    Start(Box<NewServicePlan>),
    /// Resume a run that was started with the same command.
    Resume(Box<RunRecord>),
}

/// Finds a run that was started with the same command, or plans one with the id `run`. A run that didn't reach the forge is
/// removed, except on a dry run.
///
/// # Errors
/// As [`plan_new_service`]; conflict (6) if the run was started with different answers or, on a dry run, if there is one at all.
pub fn decide_run(
    request: &ServiceRequest,
    template: &Template,
    context: NewServicePlanContext<'_>,
    runs: &RunStore,
    (run, is_dry_run): (&str, bool),
) -> Result<RunDecision> {
    match find_resumable_run(request, template, context, runs, is_dry_run)? {
        // A plan would be wrong if a run has already started creating the service.
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
    context: NewServicePlanContext<'_>,
    runs: &RunStore,
    is_dry_run: bool,
) -> Result<Option<RunRecord>> {
    let repositories = context.forge.repositories();
    let repository = repositories.clone_url(&request.name.to_string());
    let Some(run_record) = runs.find_unfinished_run_for_repository(&repository)? else {
        return Ok(None);
    };
    if !has_begun_repository_creation(&run_record) {
        if !is_dry_run {
            abandon_run(runs, &run_record.header.run, context.clock)?;
        }
        return Ok(None);
    }
    let directory = resolve_service_directory(request, context)?;
    let inputs = collect_run_inputs(request, template, &directory);
    let RunWork::New(begun) = &run_record.header.work else {
        return Err(run_already_begun_error(&run_record));
    };
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
    Error::conflict(format!(
        "run {run} has already started creating this service"
    ))
    .with_hint(format!("idp runs show {run}"))
}

fn different_answers_error(request: &ServiceRequest, run: &str, differences: &[String]) -> Error {
    Error::conflict(format!(
        "`{}` was started with different answers: {}",
        request.name,
        differences.join(", ")
    ))
    .with_hint(format!(
        "resume with the original answers: idp runs resume {run}"
    ))
    .with_hint(format!("abandon that run: idp runs abandon {run}"))
}

/// The differences as text: ``owner `payments`, now `storefront` ``.
fn format_input_differences(
    then: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) -> Vec<String> {
    let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let word = |value: Option<&String>| {
        value.map_or("unset".to_owned(), |value| {
            format!("`{}`", escape_and_truncate(value))
        })
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
