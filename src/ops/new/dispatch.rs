//! A run that a workflow of the platform carries out, where people may not make repositories (`create: dispatch`).
//!
//! The workflow runs `idp new --create direct` with what was asked for here; its run is known by the name of ours. Here
//! it is followed, and what it made is cloned.

use super::context::{CreatedService, RunContext};
use super::directory::RepositoryDraft;
use super::effect;
use super::plan::{DEFAULT_BRANCH, NewPlan};
use super::step::{CompletedStep, RunProgress, RunStep};
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{EffectLedger, Forge, PipelineRequest, PipelineRun, Pipelines};
use crate::git::{GitRepository as Repository, clone_repository, read_origin_url};
use crate::ops::register::{RegisteredEntity, component_file_path, is_registered};
use crate::run::{ActiveRun, PlannedService, RunHeader, RunRecord};

/// The pipeline of the platform repository.
const PIPELINE: &str = "idp-new";
/// The effect of asking for it, in the journal.
pub(super) const DISPATCH_EFFECT: &str = "order";

/// Has `plan` carried out by the platform's workflow, as the run `run`; `values` is what makes the same request there.
///
/// # Errors
/// Whatever stopped it; hints say how to go on.
pub fn dispatch_plan(
    plan: &NewPlan,
    run: &str,
    values: String,
    context: &mut RunContext<'_>,
) -> Result<CreatedService> {
    let header = RunHeader {
        values: Some(values),
        ..plan.to_run_header(run, context.clock)
    };
    let work = context.runs.begin_run(header, context.clock)?;
    resume_dispatched_run(work, context)
}

/// Whether the run is one that a workflow carries out.
pub(super) fn is_dispatched(run_record: &RunRecord) -> bool {
    run_record.header.values.is_some()
}

/// Goes on with such a run: finds the workflow, follows it, clones what it made.
pub(super) fn resume_dispatched_run(
    work: ActiveRun,
    context: &mut RunContext<'_>,
) -> Result<CreatedService> {
    let header = work.journal.run_record().header;
    let (run, service) = (header.run.clone(), header.service.clone());
    let again = work.journal.is_effect_begun(DISPATCH_EFFECT);
    let mut steps = Vec::new();
    match follow_dispatched_run(&work, &header, context, &mut steps) {
        Ok((commit, registered, notes)) => {
            work.finish()?;
            Ok(CreatedService {
                run,
                service,
                commit,
                registered,
                oidc_subject: None,
                deploy: None,
                notes,
                steps,
            })
        }
        Err(error)
            if !again
                && !work.journal.is_effect_done(DISPATCH_EFFECT)
                && is_dispatch_refused(&error) =>
        {
            // Nothing was started, so there is nothing to go on with.
            work.delete()?;
            Err(error)
        }
        Err(error) => Err(error.with_hint(format!("to go on: idp runs resume {run}"))),
    }
}

/// Whether an error says that the workflow was not even started.
fn is_dispatch_refused(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::SignIn | ErrorKind::Usage
    )
}

fn follow_dispatched_run(
    work: &ActiveRun,
    header: &RunHeader,
    context: &mut RunContext<'_>,
    steps: &mut Vec<CompletedStep>,
) -> Result<(String, RegisteredEntity, Vec<String>)> {
    let service = &header.service;
    let url = context.platform.mirror.url().to_owned();
    let workflow = run_step(context, steps, RunStep::Dispatch, |context| {
        let workflow = dispatch_workflow(work, header, &url, context)?;
        let detail = workflow.url.clone();
        Ok((workflow, detail))
    })?;
    run_step(context, steps, RunStep::Workflow, |context| {
        let progress = &mut *context.progress;
        let mut seen = |name: &str, well: bool| progress(RunProgress::WorkflowStep(name, well));
        let pipelines = require_pipelines(context.forge)?;
        pipelines.wait_for_pipeline(&url, &workflow, &mut seen)?;
        Ok(((), "succeeded".to_owned()))
    })?;
    let commit = run_step(context, steps, RunStep::Clone, |context| {
        let commit = clone_new_repository(work, service, context)?;
        Ok((commit, service.directory.display().to_string()))
    })?;
    let (registered, notes) = read_registration(service, context)?;
    Ok((commit, registered, notes))
}

fn run_step<T>(
    context: &mut RunContext<'_>,
    steps: &mut Vec<CompletedStep>,
    step: RunStep,
    work: impl FnOnce(&mut RunContext<'_>) -> Result<(T, String)>,
) -> Result<T> {
    (context.progress)(RunProgress::Started(step));
    let began = std::time::Instant::now();
    let (value, detail) = work(context)?;
    let done = CompletedStep {
        step,
        detail,
        elapsed: Some(began.elapsed()),
    };
    (context.progress)(RunProgress::Done(&done));
    steps.push(done);
    Ok(value)
}

/// What carries the run out; `create: dispatch` in `idp.yaml` is refused for a forge without pipelines.
fn require_pipelines(forge: &dyn Forge) -> Result<&dyn Pipelines> {
    forge.pipelines().ok_or_else(|| {
        Error::usage("the platform's forge has no workflows")
            .with_hint("set `create: direct` in idp.yaml")
    })
}

fn dispatch_workflow(
    work: &ActiveRun,
    header: &RunHeader,
    url: &str,
    context: &RunContext<'_>,
) -> Result<PipelineRun> {
    let journal = &work.journal;
    if let Some(workflow) = journal.effect_outcome(DISPATCH_EFFECT) {
        return Ok(workflow);
    }
    let again = journal.is_effect_begun(DISPATCH_EFFECT);
    journal.begin_effect(DISPATCH_EFFECT)?;
    let workflow = require_pipelines(context.forge)?.start_pipeline(&PipelineRequest {
        url,
        pipeline: PIPELINE,
        branch: &context.platform.tip.branch,
        run: &header.run,
        inputs: vec![
            ("run", header.run.clone()),
            ("template", header.service.template.0.clone()),
            ("values", header.values.clone().unwrap_or_default()),
        ],
        is_retry: again,
    })?;
    journal.record_outcome(DISPATCH_EFFECT, &workflow)?;
    Ok(workflow)
}

/// Clones what was made to its place, unless it is there; its commit.
fn clone_new_repository(
    work: &ActiveRun,
    service: &PlannedService,
    context: &RunContext<'_>,
) -> Result<String> {
    let is_ours = || {
        let from = read_origin_url(&service.directory).ok().flatten();
        from.as_deref() == Some(service.repository.as_str())
    };
    if !work.journal.is_effect_done(effect::PLACE) {
        work.journal.begin_effect(effect::PLACE)?;
        if !is_ours() {
            let mut draft = RepositoryDraft::new(&service.directory)?;
            clone_repository(
                &service.repository,
                &draft.path(),
                context.forge.credentials(),
            )?;
            draft.move_to_target(false)?;
        }
        work.journal.record_outcome(effect::PLACE, &())?;
    }
    Repository::find_branch_tip(&service.directory, DEFAULT_BRANCH)
        .filter(|_| is_ours())
        .map(|commit| commit.to_string())
        .ok_or_else(|| {
            Error::conflict(format!(
                "{} holds another repository",
                service.directory.display()
            ))
        })
}

/// Where the entity is by now.
fn read_registration(
    service: &PlannedService,
    context: &mut RunContext<'_>,
) -> Result<(RegisteredEntity, Vec<String>)> {
    context.platform.refetch_tip()?;
    let fresh = &context.platform;
    let there = is_registered(&fresh.snapshot, &service.entity)?;
    let registered = RegisteredEntity {
        file: component_file_path(&fresh.snapshot, &service.name),
        commit: fresh.tip.commit.to_string(),
        pull_request: None,
        attempts: 1,
    };
    let waits = "its registration waits in a pull request of the platform".to_owned();
    Ok((registered, if there { Vec::new() } else { vec![waits] }))
}
