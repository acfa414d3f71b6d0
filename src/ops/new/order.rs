//! A run that a workflow of the platform carries out, where people may not make repositories (`create: dispatch`).
//!
//! The workflow runs `idp new --create direct` with what was asked for here; its run is known by the name of ours. Here
//! it is followed, and what it made is cloned.

use super::context::{Created, RunContext};
use super::directory::Draft;
use super::effect;
use super::plan::{BRANCH, Plan};
use super::step::{Progress, Step, StepDone};
use crate::error::{Error, Kind, Result};
use crate::forge::{Ledger, Order, Workflow};
use crate::git::{Service as Repository, clone, origin};
use crate::ops::register::{Registered, file_of, is_registered};
use crate::run::{Header, RunRecord, Service, Work};

/// The workflow of the platform repository.
const WORKFLOW: &str = "idp-new.yml";
/// The effect of asking for it, in the journal.
pub(super) const ORDER: &str = "order";

/// Has `plan` carried out by the platform's workflow, as the run `run`; `values` is what makes the same request there.
///
/// # Errors
/// Whatever stopped it; hints say how to go on.
pub fn order(
    plan: &Plan,
    run: &str,
    values: String,
    context: &mut RunContext<'_>,
) -> Result<Created> {
    let header = Header {
        values: Some(values),
        ..plan.header(run, context.clock)
    };
    let work = context.runs.begin(header, context.clock)?;
    carried_on(work, context)
}

/// Whether the run is one that a workflow carries out.
pub(super) fn is_ordered(run_record: &RunRecord) -> bool {
    run_record.header.values.is_some()
}

/// Goes on with such a run: finds the workflow, follows it, clones what it made.
pub(super) fn carried_on(work: Work, context: &mut RunContext<'_>) -> Result<Created> {
    let header = work.journal.run_record().header;
    let (run, service) = (header.run.clone(), header.service.clone());
    let again = work.journal.is_begun(ORDER);
    let mut steps = Vec::new();
    match all(&work, &header, context, &mut steps) {
        Ok((commit, registered, notes)) => {
            work.finish()?;
            Ok(Created {
                run,
                service,
                commit,
                registered,
                subject: None,
                deploy: None,
                notes,
                steps,
            })
        }
        Err(error) if !again && !work.journal.is_done(ORDER) && refused(&error) => {
            // Nothing was started, so there is nothing to go on with.
            work.forget()?;
            Err(error)
        }
        Err(error) => Err(error.hint(format!("to go on: idp runs resume {run}"))),
    }
}

/// Whether an error says that the workflow was not even started.
fn refused(error: &Error) -> bool {
    matches!(error.kind(), Kind::NotFound | Kind::SignIn | Kind::Usage)
}

fn all(
    work: &Work,
    header: &Header,
    context: &mut RunContext<'_>,
    steps: &mut Vec<StepDone>,
) -> Result<(String, Registered, Vec<String>)> {
    let service = &header.service;
    let url = context.platform.mirror.url().to_owned();
    let workflow = step(context, steps, Step::Order, |context| {
        let workflow = ordered(work, header, &url, context)?;
        let detail = workflow.url.clone();
        Ok((workflow, detail))
    })?;
    step(context, steps, Step::Workflow, |context| {
        let progress = &mut *context.progress;
        let mut seen = |name: &str, well: bool| progress(Progress::Elsewhere(name, well));
        context.forge.follow(&url, &workflow, &mut seen)?;
        Ok(((), "succeeded".to_owned()))
    })?;
    let commit = step(context, steps, Step::Clone, |context| {
        let commit = placed(work, service, context)?;
        Ok((commit, service.directory.display().to_string()))
    })?;
    let (registered, notes) = registered(service, context)?;
    Ok((commit, registered, notes))
}

fn step<T>(
    context: &mut RunContext<'_>,
    steps: &mut Vec<StepDone>,
    step: Step,
    work: impl FnOnce(&mut RunContext<'_>) -> Result<(T, String)>,
) -> Result<T> {
    (context.progress)(Progress::Started(step));
    let began = std::time::Instant::now();
    let (value, detail) = work(context)?;
    let done = StepDone {
        step,
        detail,
        elapsed: Some(began.elapsed()),
    };
    (context.progress)(Progress::Done(&done));
    steps.push(done);
    Ok(value)
}

fn ordered(work: &Work, header: &Header, url: &str, context: &RunContext<'_>) -> Result<Workflow> {
    let journal = &work.journal;
    if let Some(workflow) = journal.outcome(ORDER) {
        return Ok(workflow);
    }
    let again = journal.is_begun(ORDER);
    journal.begin(ORDER)?;
    let workflow = context.forge.order(&Order {
        url,
        workflow: WORKFLOW,
        branch: &context.platform.tip.branch,
        run: &header.run,
        inputs: vec![
            ("run", header.run.clone()),
            ("template", header.service.template.0.clone()),
            ("values", header.values.clone().unwrap_or_default()),
        ],
        again,
    })?;
    journal.record_outcome(ORDER, &workflow)?;
    Ok(workflow)
}

/// Clones what was made to its place, unless it is there; its commit.
fn placed(work: &Work, service: &Service, context: &RunContext<'_>) -> Result<String> {
    let is_ours = || {
        let from = origin(&service.directory).ok().flatten();
        from.as_deref() == Some(service.repository.as_str())
    };
    if !work.journal.is_done(effect::PLACE) {
        work.journal.begin(effect::PLACE)?;
        if !is_ours() {
            let mut draft = Draft::new(&service.directory)?;
            clone(
                &service.repository,
                &draft.path(),
                context.forge.credentials(),
            )?;
            draft.place(false)?;
        }
        work.journal.record_outcome(effect::PLACE, &())?;
    }
    Repository::tip(&service.directory, BRANCH)
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
fn registered(
    service: &Service,
    context: &mut RunContext<'_>,
) -> Result<(Registered, Vec<String>)> {
    context.platform.again()?;
    let fresh = &context.platform;
    let there = is_registered(&fresh.snapshot, &service.entity)?;
    let registered = Registered {
        file: file_of(&fresh.snapshot, &service.name),
        commit: fresh.tip.commit.to_string(),
        pull_request: None,
        attempts: 1,
    };
    let waits = "its registration waits in a pull request of the platform".to_owned();
    Ok((registered, if there { Vec::new() } else { vec![waits] }))
}
