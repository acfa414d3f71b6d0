//! Applies a plan, effect by effect. Each effect is recorded before and after.
//!
//! Until the forge is asked to create the repository, no one else has seen anything, so a failure rolls everything back. After
//! that, nothing is rolled back: the run can be resumed and has the same result.

use std::time::Duration;

use git2::Oid;

use super::commit_message::{format_first_commit_message, format_registration_commit_message};
use super::context::{CreatedService, ProgressCallback, RunContext};
use super::dispatch::resume_dispatched_run;
use super::plan::NewServicePlan;
use super::register_service::register_service_in_catalog;
use crate::count::CountedNoun;
use crate::effect::EffectKey;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{CreatedRepository, RepositorySetupReport};
use crate::git::InitialCommitSpec;
use crate::ops::new_repository::{
    DEFAULT_BRANCH, NewRepositoryRemote, RepositoryDraftFolder, discard_draft_after_error,
    init_repository_with_first_commit, move_draft_into_place, push_first_commit, shorten_commit_id,
};
use crate::ops::register::{EntityRegistrationOutcome, ValidatedCatalogChange};
use crate::printable::Printable;
use crate::run::{
    ActiveRun, NewServiceRun, PlannedService, RunEngine, RunRecord, RunStep, RunWork,
};
use crate::template::shell_quote;

/// Applies `plan` as the run `run`; `planning_time` is the duration of the planning, which counts as the first step.
///
/// # Errors
/// Whatever stopped it. If the repository wasn't requested yet, the run was rolled back; otherwise hints say how to resume.
pub fn apply_new_service_plan(
    plan: &NewServicePlan,
    run: &str,
    planning_time: Duration,
    context: &mut RunContext<'_>,
    progress: ProgressCallback<'_>,
) -> Result<CreatedService> {
    let draft = RepositoryDraftFolder::new(&plan.service.directory)?;
    let work = NewServiceRun {
        draft: draft.folder().to_owned(),
        ..plan.to_new_service_run()
    };
    let header = plan.to_run_header(run, work, context.clock);
    // The journal is written first, so that the run is visible whatever happens next.
    let active = match context.runs.begin_run(header, context.clock) {
        Ok(active) => active,
        Err(error) => return Err(discard_draft_after_error(draft, error)),
    };
    let engine = RunEngine::new(active, context.stop, progress);
    engine.report_completed_step(
        RunStep::Check,
        format_check_step_detail(plan),
        Some(planning_time),
    );
    let mut executor = RunExecutor::new(&plan.service, &engine, context, Some(draft));
    executor.planned_change = plan.validated_catalog_change();
    match executor
        .render_and_commit(plan)
        .and_then(|()| executor.create_repository())
    {
        Ok(()) => executor.run_to_completion(),
        Err(error) => Err(executor.roll_back_or_keep_run(error)),
    }
}

/// Resumes the run `active`, which has its commit.
///
/// # Errors
/// Whatever stopped it; hints say how to resume.
pub fn resume_run(
    active: ActiveRun,
    context: &mut RunContext<'_>,
    progress: ProgressCallback<'_>,
) -> Result<CreatedService> {
    let run_record = active.journal.run_record();
    let RunWork::New(work) = &run_record.header.work else {
        return Err(Error::conflict("the run doesn't create a service"));
    };
    let engine = RunEngine::new(active, context.stop, progress);
    if work.values.is_some() {
        return resume_dispatched_run(work, &engine, context);
    }
    let draft = RepositoryDraftFolder::reopen(&work.draft, &work.service.directory);
    let mut executor = RunExecutor::new(&work.service, &engine, context, draft);
    if let Err(error) = executor.validate_resumable() {
        return Err(executor.keep_draft_and_hint_resume(error));
    }
    let commit: Option<String> = run_record.effect_outcome(&EffectKey::Commit);
    let commit = shorten_commit_id(commit.as_deref().unwrap_or_default()).to_owned();
    engine.report_completed_step(RunStep::Commit, commit, None);
    match executor.create_repository() {
        Ok(()) => executor.run_to_completion(),
        Err(error) => Err(executor.keep_draft_and_hint_resume(error)),
    }
}

/// Whether a run has its commit or waits for a workflow, so that it can be resumed.
pub fn can_resume_run(run_record: &RunRecord) -> bool {
    let is_dispatched =
        matches!(&run_record.header.work, RunWork::New(work) if work.values.is_some());
    run_record.is_effect_done(&EffectKey::Commit) || is_dispatched
}

/// Whether the forge was asked to create the repository, so that there may be something to keep.
pub(in crate::ops) fn has_begun_repository_creation(run_record: &RunRecord) -> bool {
    run_record.is_effect_begun(&EffectKey::Create)
        || run_record.is_effect_begun(&EffectKey::Dispatch)
}

struct RunExecutor<'r, 'w> {
    service: &'r PlannedService,
    engine: &'r RunEngine<'r>,
    context: &'r mut RunContext<'w>,
    draft: Option<RepositoryDraftFolder>,
    notes: Vec<String>,
    /// Whether the forge has refused to create the repository.
    is_create_refused: bool,
    /// See [`CreatedService::oidc_subject`]; `None` until it's known.
    oidc_subject: Option<String>,
    /// The planned change to the catalog; a resumed run doesn't have it.
    planned_change: Option<ValidatedCatalogChange<'r>>,
}

impl<'r, 'w> RunExecutor<'r, 'w> {
    fn new(
        service: &'r PlannedService,
        engine: &'r RunEngine<'r>,
        context: &'r mut RunContext<'w>,
        draft: Option<RepositoryDraftFolder>,
    ) -> Self {
        RunExecutor {
            service,
            engine,
            context,
            draft,
            notes: Vec::new(),
            is_create_refused: false,
            oidc_subject: None,
            planned_change: None,
        }
    }

    /// Checks that the run can be resumed: settings may have changed, folders may be missing.
    fn validate_resumable(&self) -> Result<()> {
        let (begun, repositories) = (&self.service.repository, self.context.forge.repositories());
        // idp.yaml may name another organisation now. Resuming there would create a second repository.
        let now = repositories.clone_url(&self.service.wanted.name);
        if *begun != now {
            return Err(Error::conflict(format!(
                "the run was started for {}, but the platform now uses {}",
                Printable(begun),
                Printable(&now)
            )));
        }
        let journal = self.engine.journal();
        if let Some(made) = journal.effect_outcome::<CreatedRepository>(&EffectKey::Create) {
            repositories.verify_repository_identity(&self.service.wanted, &made)?;
        }
        let draft = self.draft.as_ref();
        let rendered = draft.is_some_and(|draft| draft.repository_path().exists());
        if rendered || journal.is_effect_done(&EffectKey::Push) {
            Ok(())
        } else {
            Err(self.missing_draft_error())
        }
    }

    fn render_and_commit(&mut self, plan: &NewServicePlan) -> Result<()> {
        let engine = self.engine;
        engine.run_step(RunStep::Render, || {
            plan.tree
                .write(&self.require_repository_draft()?.repository_path())?;
            Ok(((), CountedNoun(plan.tree.files().len(), "file").to_string()))
        })?;
        engine.run_step(RunStep::Commit, || {
            let message = format_first_commit_message(self.service, &engine.journal().run_id());
            let id: String = engine.run_effect_once(EffectKey::Commit, |_| {
                let path = self.require_repository_draft()?.repository_path();
                let first = InitialCommitSpec {
                    message: &message,
                    identity: self.context.identity,
                    date: self.context.clock.commit_timestamp_override(),
                };
                let remote = NewRepositoryRemote::Origin(&self.service.repository);
                init_repository_with_first_commit(&path, &plan.tree, remote, first)
                    .map(|id| id.to_string())
            })?;
            let subject = message.lines().next().unwrap_or_default();
            Ok(((), format!("{} {subject}", shorten_commit_id(&id))))
        })
    }

    fn create_repository(&mut self) -> Result<()> {
        let engine = self.engine;
        engine.run_step(RunStep::Create, || {
            let made: CreatedRepository = engine.run_effect_once(EffectKey::Create, |_| {
                let repositories = self.context.forge.repositories();
                let made = repositories.create_repository(&self.service.wanted);
                let refusal = made.as_ref().err().map(Error::kind);
                // Only a response counts as a refusal. Without one, or after an interrupt, the repository may exist.
                self.is_create_refused = refusal.is_some_and(|kind| {
                    !matches!(kind, ErrorKind::Remote | ErrorKind::Interrupted)
                });
                made
            })?;
            self.oidc_subject = made.subject;
            Ok(((), self.service.place.clone()))
        })
    }

    /// Runs the steps that follow the creation of the repository.
    fn run_to_completion(mut self) -> Result<CreatedService> {
        match self.run_remaining_steps() {
            Ok((commit, registered, deploy)) => Ok(CreatedService {
                run: self.engine.journal().run_id(),
                service: self.service.clone(),
                commit: commit.to_string(),
                registered,
                oidc_subject: self.oidc_subject,
                deploy,
                notes: self.notes,
                steps: self.engine.finish_run()?,
            }),
            Err(error) => Err(self.keep_draft_and_hint_resume(error)),
        }
    }

    fn run_remaining_steps(&mut self) -> Result<(Oid, EntityRegistrationOutcome, Option<String>)> {
        let engine = self.engine;
        let commit: Option<String> = engine.journal().effect_outcome(&EffectKey::Commit);
        let commit = Oid::from_str(&commit.unwrap_or_default())
            .map_err(|_| Error::conflict("the journal has no commit for this run"))?;
        engine.run_step(RunStep::Push, || {
            engine.run_effect_once(EffectKey::Push, |_| {
                let path = self.require_repository_draft()?.repository_path();
                let (forge, stop) = (self.context.forge, self.context.stop);
                push_first_commit(&path, commit, &self.service.repository, forge, stop)
            })?;
            Ok(((), format!("{DEFAULT_BRANCH} and its pristine ref")))
        })?;
        // After the push, because the rules of the default branch would reject the first push.
        if self
            .context
            .forge
            .repositories()
            .supports_repository_settings()
        {
            engine.run_step(RunStep::Settings, || self.apply_repository_settings())?;
        }
        // After the settings: the catalog refers to a repository only once its rules are in place.
        let registered =
            engine.run_step(RunStep::Register, || self.register_service_in_catalog())?;
        let deploy = self.start_first_deploy()?;
        self.move_repository_into_place(commit)?;
        Ok((commit, registered, deploy))
    }

    fn apply_repository_settings(&mut self) -> Result<((), String)> {
        let engine = self.engine;
        let report: RepositorySetupReport = engine.run_effect_once(EffectKey::Settings, |_| {
            let repositories = self.context.forge.repositories();
            repositories.apply_repository_settings(&self.service.wanted, engine.journal())
        })?;
        self.notes.extend(report.notes);
        // No subject for a repository without rules: anyone who can push to it could act as the service in the cloud.
        let subject = report.subject.or(self.oidc_subject.take());
        self.oidc_subject = subject.filter(|_| !report.is_unguarded);
        Ok(((), report.detail))
    }

    fn register_service_in_catalog(&mut self) -> Result<(EntityRegistrationOutcome, String)> {
        let (engine, service) = (self.engine, self.service);
        let registered: EntityRegistrationOutcome =
            engine.run_effect_once(EffectKey::Register, |_| {
                let (run, actor) = (engine.journal().run_id(), self.context.identity);
                let message = format_registration_commit_message(service, &run, actor);
                let subject = self.oidc_subject.as_deref();
                let planned = self.planned_change;
                let (registered, note) =
                    register_service_in_catalog(service, subject, planned, &message, self.context)?;
                self.notes.extend(note);
                Ok(registered)
            })?;
        let again = match registered.attempts {
            0 | 1 => String::new(),
            attempts => format!(", {attempts} attempts"),
        };
        let detail = match &registered.pull_request {
            Some(url) => format!("{} in {url}", registered.file),
            None => format!(
                "{} ({}){again}",
                registered.file,
                shorten_commit_id(&registered.commit)
            ),
        };
        Ok((registered, detail))
    }

    fn start_first_deploy(&self) -> Result<Option<String>> {
        let (engine, wanted) = (self.engine, &self.service.wanted);
        let pipelines = self.context.forge.pipelines();
        let Some(pipelines) = pipelines.filter(|_| wanted.can_start_first_deploy()) else {
            return Ok(None);
        };
        engine.run_step(RunStep::Deploy, || {
            let url: Option<String> = engine.run_effect_once(EffectKey::FirstDeploy, |_| {
                pipelines.start_first_deploy(wanted, engine.journal())
            })?;
            let detail = url.clone().unwrap_or_else(|| "not started".to_owned());
            Ok((url, detail))
        })
    }

    /// Moves the repository to its directory. This comes last: until now no one could work in it, so no one's work could be lost.
    fn move_repository_into_place(&mut self, commit: Oid) -> Result<()> {
        let directory = &self.service.directory;
        let moved = self.engine.run_effect_once(EffectKey::Place, |attempt| {
            move_draft_into_place(&mut self.draft, directory, commit, attempt)
        });
        let clone = format!("git clone {}", shell_quote(&self.service.repository));
        moved
            .map_err(|error| error.with_hint(format!("the service was created; clone it: {clone}")))
    }

    fn require_repository_draft(&mut self) -> Result<&mut RepositoryDraftFolder> {
        let missing = self.missing_draft_error();
        self.draft.as_mut().ok_or(missing)
    }

    fn missing_draft_error(&self) -> Error {
        Error::conflict("the rendered files are missing and were never pushed")
            .with_hint(format!("{} is still empty", self.service.place))
    }

    /// Ends a run that failed at or before creating the repository. It leaves nothing behind, unless others may have seen parts
    /// of it.
    fn roll_back_or_keep_run(mut self, error: Error) -> Error {
        // Once the forge has been asked, the repository may exist. Deleting the draft would leave an empty repository that can't
        // be filled.
        let run_record = self.engine.journal().run_record();
        if run_record.is_effect_begun(&EffectKey::Create) && !self.is_create_refused {
            return self.keep_draft_and_hint_resume(error);
        }
        let error = match self.draft.take() {
            Some(draft) => discard_draft_after_error(draft, error),
            None => error,
        };
        match self.engine.delete_run() {
            Ok(()) if error.kind() == ErrorKind::Interrupted => {
                error.with_hint("nothing was created; to start again, run the same command")
            }
            Ok(()) => error,
            Err(left) => error.with_hint(left.message()),
        }
    }

    /// Keeps the draft and adds hints on how to resume.
    fn keep_draft_and_hint_resume(self, error: Error) -> Error {
        let run = self.engine.journal().run_id();
        if let Some(draft) = self.draft {
            draft.keep();
        }
        match error.kind() {
            ErrorKind::Conflict | ErrorKind::Findings => error
                .with_hint(format!(
                    "once resolved, resume the run: idp runs resume {run}"
                ))
                .with_hint(format!(
                    "or abandon it, and start again with other answers: idp runs abandon {run}"
                )),
            _ => error
                .with_hint(format!("resume the run: idp runs resume {run}"))
                .with_hint(format!("or abandon it: idp runs abandon {run}")),
        }
    }
}

fn format_check_step_detail(plan: &NewServicePlan) -> String {
    format!(
        "name is free, {} has {}",
        plan.service.owner,
        CountedNoun(plan.members, "member")
    )
}
