//! A run that a workflow of the platform carries out, for organisations where people can't create repositories (`create:
//! dispatch`).
//!
//! The workflow runs `idp new --create direct` with the same request and the same run id. This process follows it and
//! clones the result.

use super::context::{CreatedService, ProgressCallback, RunContext, require_forge_pipelines};
use super::plan::NewServicePlan;
use crate::effect::{EffectAttempt, EffectKey};
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{PipelineRequest, PipelineRun};
use crate::git::{LocalServiceRepository as Repository, clone_repository, read_origin_url};
use crate::ops::new_repository::{DEFAULT_BRANCH, RepositoryDraftFolder};
use crate::ops::register::{EntityRegistrationOutcome, component_file_path, is_entity_registered};
use crate::printable::Printable;
use crate::run::{NewServiceRun, PlannedService, RunEngine, RunProgressEvent, RunRecord, RunStep};

/// The pipeline in the platform repository.
const NEW_SERVICE_PIPELINE: &str = "idp-new";

/// Has the platform's workflow carry out `plan` as the run `run`; `values` is the request as a values file.
///
/// # Errors
/// Whatever stopped it; hints say how to resume.
pub fn dispatch_plan_to_workflow(
    plan: &NewServicePlan,
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

/// Resumes a dispatched run: finds the workflow, follows it and clones the result.
pub(super) fn resume_dispatched_run(
    work: &NewServiceRun,
    engine: &RunEngine<'_>,
    context: &mut RunContext<'_>,
) -> Result<CreatedService> {
    let run_record = engine.journal().run_record();
    let run = run_record.header.run.clone();
    match create_service_via_workflow(work, engine, context) {
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
        Err(error) if has_not_started_workflow(&run_record, engine, &error) => {
            engine.delete_run()?;
            Err(error)
        }
        Err(error) => Err(error.with_hint(format!("resume the run: idp runs resume {run}"))),
    }
}

/// Whether there is nothing to resume: the workflow was never requested, or only by this attempt and the forge refused to start it.
/// `before` is the journal at the start of this attempt.
fn has_not_started_workflow(before: &RunRecord, engine: &RunEngine<'_>, error: &Error) -> bool {
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

fn create_service_via_workflow(
    work: &NewServiceRun,
    engine: &RunEngine<'_>,
    context: &mut RunContext<'_>,
) -> Result<(String, EntityRegistrationOutcome, Vec<String>)> {
    let service = &work.service;
    let url = context.platform.mirror.url().to_owned();
    // Keep a refusal even after Ctrl-C: it says that nothing was started.
    let workflow = engine.run_step_with_original_errors(RunStep::Dispatch, || {
        let workflow = engine.run_effect_once(EffectKey::Dispatch, |attempt| {
            dispatch_workflow(work, &engine.journal().run_id(), attempt, context)
        })?;
        let detail = workflow.url.clone();
        Ok((workflow, detail))
    })?;
    let followed = engine.run_step_with_original_errors(RunStep::Workflow, || {
        let mut seen = |name: &str, well: bool| {
            engine.report_progress(RunProgressEvent::WorkflowStep(name, well));
        };
        let pipelines = require_forge_pipelines(context.forge)?;
        pipelines.wait_for_pipeline(&url, &workflow, &mut seen)?;
        Ok(((), "succeeded".to_owned()))
    });
    followed.map_err(|error| explain_running_workflow(error, &workflow))?;
    let commit = engine.run_step(RunStep::Clone, || {
        let commit = clone_new_repository(engine, service, context)?;
        Ok((commit, service.directory.display().to_string()))
    })?;
    // The workflow has registered it with a push or in a pull request; only the latest catalog shows which.
    let (registered, notes) = fetch_catalog_registration_status(service, context)?;
    Ok((commit, registered, notes))
}

/// Says that the workflow is running, and where, if the user stopped before it was followed. Errors while following it
/// already say so.
fn explain_running_workflow(error: Error, workflow: &PipelineRun) -> Error {
    if error.kind() != ErrorKind::Interrupted || !error.hints().is_empty() {
        return error;
    }
    Error::new(
        ErrorKind::Interrupted,
        "interrupted; the workflow is still running",
    )
    .with_hint(format!("watch it: {}", Printable(&workflow.url)))
}

fn dispatch_workflow(
    work: &NewServiceRun,
    run: &str,
    attempt: EffectAttempt,
    context: &RunContext<'_>,
) -> Result<PipelineRun> {
    require_forge_pipelines(context.forge)?.start_pipeline(&PipelineRequest {
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

/// Clones the new repository to its directory, unless it's already there; returns its commit.
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
        let mut draft = RepositoryDraftFolder::new(&service.directory)?;
        let credentials = context.forge.git_credentials();
        clone_repository(&service.repository, &draft.repository_path(), credentials)?;
        draft.move_to_target(false)
    })?;
    Repository::find_branch_tip(&service.directory, DEFAULT_BRANCH)
        .filter(|_| is_ours())
        .map(|commit| commit.to_string())
        .ok_or_else(|| {
            Error::conflict(format!(
                "{} contains another repository",
                service.directory.display()
            ))
        })
}

/// Fetches the catalog and finds out where the entity is.
fn fetch_catalog_registration_status(
    service: &PlannedService,
    context: &mut RunContext<'_>,
) -> Result<(EntityRegistrationOutcome, Vec<String>)> {
    context.platform.refetch_tip()?;
    let fresh = &context.platform;
    let there = is_entity_registered(&fresh.snapshot, &service.entity)?;
    let registered = EntityRegistrationOutcome {
        file: component_file_path(&fresh.snapshot, &service.name),
        commit: fresh.tip.commit.to_string(),
        pull_request: None,
        attempts: 1,
    };
    let waits =
        "the registration is waiting in a pull request on the platform repository".to_owned();
    Ok((registered, if there { Vec::new() } else { vec![waits] }))
}
