//! A run that a workflow of the platform carries out, where people may not make repositories (`create: dispatch`).
//!
//! The workflow runs `idp new --create direct` with what was asked for here; its run is known by the name of ours. Here
//! it is followed, and what it made is cloned.

use super::context::{CreatedService, ProgressCallback, RunContext};
use super::directory::RepositoryDraft;
use super::plan::{DEFAULT_BRANCH, NewPlan};
use crate::effect::{EffectAttempt, EffectKey};
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{Forge, PipelineRequest, PipelineRun, Pipelines};
use crate::git::{GitRepository as Repository, clone_repository, read_origin_url};
use crate::ops::register::{RegisteredEntity, component_file_path, is_entity_registered};
use crate::printable::Printable;
use crate::run::{NewServiceRun, PlannedService, RunEngine, RunProgress, RunRecord, RunStep};

/// The pipeline of the platform repository.
const NEW_SERVICE_PIPELINE: &str = "idp-new";

/// Has `plan` carried out by the platform's workflow, as the run `run`; `values` is what makes the same request there.
///
/// # Errors
/// Whatever stopped it; hints say how to go on.
pub fn dispatch_plan_to_workflow(
    plan: &NewPlan,
    run: &str,
    values: String,
    context: &mut RunContext<'_>,
    progress: ProgressCallback<'_>,
) -> Result<CreatedService> {
    let work = NewServiceRun {
        values: Some(values),
        ..plan.to_new_service_run()
    };
    let header = plan.to_run_header(run, work.clone(), context.clock);
    let active = context.runs.begin_run(header, context.clock)?;
    let engine = RunEngine::new(active, context.stop, progress);
    resume_dispatched_run(&work, &engine, context)
}

/// Goes on with such a run: finds the workflow, follows it, clones what it made.
pub(super) fn resume_dispatched_run(
    work: &NewServiceRun,
    engine: &RunEngine<'_>,
    context: &mut RunContext<'_>,
) -> Result<CreatedService> {
    let run_record = engine.journal().run_record();
    let run = run_record.header.run.clone();
    match follow_dispatched_run(work, engine, context) {
        Ok((commit, registered, notes)) => Ok(CreatedService {
            run,
            service: work.service.clone(),
            commit,
            registered,
            oidc_subject: None,
            deploy: None,
            notes,
            steps: engine.finish_run()?,
        }),
        Err(error) if has_started_nothing(&run_record, engine, &error) => {
            engine.delete_run()?;
            Err(error)
        }
        Err(error) => Err(error.with_hint(format!("to go on: idp runs resume {run}"))),
    }
}

/// Whether there is nothing to go on with: the workflow was not asked for, or not by an earlier attempt, and the answer is that it
/// was not even started. `before` is the journal as this attempt found it.
fn has_started_nothing(before: &RunRecord, engine: &RunEngine<'_>, error: &Error) -> bool {
    let now = engine.journal().run_record();
    let is_refusal = matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::SignIn | ErrorKind::Usage
    );
    !now.is_effect_begun(&EffectKey::Dispatch)
        || !before.is_effect_begun(&EffectKey::Dispatch)
            && !now.is_effect_done(&EffectKey::Dispatch)
            && is_refusal
}

fn follow_dispatched_run(
    work: &NewServiceRun,
    engine: &RunEngine<'_>,
    context: &mut RunContext<'_>,
) -> Result<(String, RegisteredEntity, Vec<String>)> {
    let service = &work.service;
    let url = context.platform.mirror.url().to_owned();
    // A refusal stays one after Ctrl-C: it says that nothing was started.
    let workflow = engine.run_step_keeping_errors(RunStep::Dispatch, || {
        let workflow = engine.run_effect_once(EffectKey::Dispatch, |attempt| {
            dispatch_workflow(work, &engine.journal().run_id(), attempt, context)
        })?;
        let detail = workflow.url.clone();
        Ok((workflow, detail))
    })?;
    let followed = engine.run_step_keeping_errors(RunStep::Workflow, || {
        let mut seen = |name: &str, well: bool| {
            engine.report_progress(RunProgress::WorkflowStep(name, well));
        };
        let pipelines = require_pipelines(context.forge)?;
        pipelines.wait_for_pipeline(&url, &workflow, &mut seen)?;
        Ok(((), "succeeded".to_owned()))
    });
    followed.map_err(|error| explain_running_workflow(error, &workflow))?;
    let commit = engine.run_step(RunStep::Clone, || {
        let commit = clone_new_repository(engine, service, context)?;
        Ok((commit, service.directory.display().to_string()))
    })?;
    // The workflow has registered it by a push or in a pull request; only the newest catalog says which.
    let (registered, notes) = read_catalog_registration(service, context)?;
    Ok((commit, registered, notes))
}

/// Who stopped before following the workflow is told that it runs, and where; errors of following it say so themselves.
fn explain_running_workflow(error: Error, workflow: &PipelineRun) -> Error {
    if error.kind() != ErrorKind::Interrupted || !error.hints().is_empty() {
        return error;
    }
    Error::new(ErrorKind::Interrupted, "interrupted; the workflow goes on")
        .with_hint(format!("watch it: {}", Printable(&workflow.url)))
}

/// What carries the run out; `create: dispatch` in `idp.yaml` is refused for a forge without pipelines.
fn require_pipelines(forge: &dyn Forge) -> Result<&dyn Pipelines> {
    forge.pipelines().ok_or_else(|| {
        Error::usage("the platform's forge has no workflows")
            .with_hint("set `create: direct` in idp.yaml")
    })
}

fn dispatch_workflow(
    work: &NewServiceRun,
    run: &str,
    attempt: EffectAttempt,
    context: &RunContext<'_>,
) -> Result<PipelineRun> {
    require_pipelines(context.forge)?.start_pipeline(&PipelineRequest {
        url: context.platform.mirror.url(),
        pipeline: NEW_SERVICE_PIPELINE,
        branch: &context.platform.tip.branch,
        run,
        inputs: vec![
            ("run", run.to_owned()),
            ("template", work.service.template.0.clone()),
            ("values", work.values.clone().unwrap_or_default()),
        ],
        is_retry: attempt.may_have_happened(),
    })
}

/// Clones what was made to its place, unless it is there; its commit.
fn clone_new_repository(
    engine: &RunEngine<'_>,
    service: &PlannedService,
    context: &RunContext<'_>,
) -> Result<String> {
    let is_ours = || {
        let from = read_origin_url(&service.directory).ok().flatten();
        from.as_deref() == Some(service.repository.as_str())
    };
    engine.run_effect_once(EffectKey::Place, |_| {
        if is_ours() {
            return Ok(());
        }
        let mut draft = RepositoryDraft::new(&service.directory)?;
        let credentials = context.forge.credentials();
        clone_repository(&service.repository, &draft.path(), credentials)?;
        draft.move_to_target(false)
    })?;
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
fn read_catalog_registration(
    service: &PlannedService,
    context: &mut RunContext<'_>,
) -> Result<(RegisteredEntity, Vec<String>)> {
    context.platform.refetch_tip()?;
    let fresh = &context.platform;
    let there = is_entity_registered(&fresh.snapshot, &service.entity)?;
    let registered = RegisteredEntity {
        file: component_file_path(&fresh.snapshot, &service.name),
        commit: fresh.tip.commit.to_string(),
        pull_request: None,
        attempts: 1,
    };
    let waits = "its registration waits in a pull request of the platform".to_owned();
    Ok((registered, if there { Vec::new() } else { vec![waits] }))
}
