//! Carries a plan out, effect by effect, each noted before and after.
//!
//! Until the forge is asked for the repository nobody else has seen anything, and a failure takes everything back. From
//! then on nothing is taken back: the run can be gone on with, and comes to the same end.

use std::time::{Duration, Instant};

use git2::Oid;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::context::{CreatedService, RunContext};
use super::directory::RepositoryDraft;
use super::dispatch::{DISPATCH_EFFECT, is_dispatched, resume_dispatched_run};
use super::effect;
use super::plan::{DEFAULT_BRANCH, NewPlan};
use super::step::{CompletedStep, RunProgress, RunStep};
use crate::count::CountedNoun;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{CreatedRepository, EffectLedger, SetupReport};
use crate::git::{GitRepository as Repository, InitialCommit, PushOutcome};
use crate::ops::publish::{PublishOptions, PublishOutcome};
use crate::ops::register::{
    OIDC_SUBJECT_ANNOTATION, RegisteredEntity, RegistrationRequest, propose_registration,
    register_entity,
};
use crate::platform::RegistrationMode;
use crate::printable::Printable;
use crate::run::{ActiveRun, PlannedService, RunHeader, RunRecord};
use crate::template::shell_quote;

/// How long a repository that was just made may look as if it were not there, or a push may go unanswered.
const MAX_PUSH_TIME: Duration = Duration::from_secs(60);

/// Carries `plan` out as the run `run`; `checked` is how long it took to make it, which is the first step.
///
/// # Errors
/// Whatever stopped it. Before the repository was asked for, what this run made was taken back; after that, hints say
/// how to go on.
pub fn apply_plan(
    plan: &NewPlan,
    run: &str,
    planning_time: Duration,
    context: &mut RunContext<'_>,
) -> Result<CreatedService> {
    let service = &plan.service;
    let draft = RepositoryDraft::new(&service.directory)?;
    let header = RunHeader {
        draft: draft.folder().to_owned(),
        ..plan.to_run_header(run, context.clock)
    };
    let work = match context.runs.begin_run(header, context.clock) {
        Ok(work) => work,
        Err(error) => return Err(discard_draft(draft, error)),
    };
    let mut run = RunExecutor::new(service, work, context, Some(draft));
    run.record_step(
        RunStep::Check,
        format_check_detail(plan),
        Some(planning_time),
    );
    match run
        .render_and_commit(plan)
        .and_then(|()| run.create_repository())
    {
        Ok(()) => run.finish(),
        Err(error) => Err(run.abort(error)),
    }
}

/// Goes on with the run of `work`, whose commit is made.
///
/// # Errors
/// Whatever stopped it; hints say how to go on.
pub fn resume_run(work: ActiveRun, context: &mut RunContext<'_>) -> Result<CreatedService> {
    let header = work.journal.run_record().header;
    if header.values.is_some() {
        return resume_dispatched_run(work, context);
    }
    let draft = RepositoryDraft::reopen(&header.draft, &header.service.directory);
    let mut run = RunExecutor::new(&header.service, work, context, draft);
    if let Err(error) = run.validate_resumable() {
        return Err(run.keep_for_resume(error));
    }
    let commit: String = run
        .work
        .journal
        .effect_outcome(effect::COMMIT)
        .unwrap_or_default();
    run.record_step(RunStep::Commit, shorten_commit_id(&commit).to_owned(), None);
    match run.create_repository() {
        Ok(()) => run.finish(),
        Err(error) => Err(run.keep_for_resume(error)),
    }
}

/// Whether the commit of a run is made, so that [`resume_run`] can go on with it.
pub fn can_resume(run_record: &RunRecord) -> bool {
    run_record.is_effect_done(effect::COMMIT) || is_dispatched(run_record)
}

/// Whether the forge was asked for the repository, so that there may be something to keep.
pub fn has_requested_repository(run_record: &RunRecord) -> bool {
    run_record.is_effect_begun(effect::CREATE) || run_record.is_effect_begun(DISPATCH_EFFECT)
}

struct RunExecutor<'r, 'w> {
    service: &'r PlannedService,
    work: ActiveRun,
    context: &'r mut RunContext<'w>,
    draft: Option<RepositoryDraft>,
    steps: Vec<CompletedStep>,
    notes: Vec<String>,
    /// Whether what the step at hand is about was done by an earlier attempt.
    was_done_before: bool,
    /// Whether the forge has said that it does not make the repository.
    is_create_refused: bool,
    /// As [`CreatedService::oidc_subject`], as far as it is known by now.
    oidc_subject: Option<String>,
}

impl<'r, 'w> RunExecutor<'r, 'w> {
    fn new(
        service: &'r PlannedService,
        work: ActiveRun,
        context: &'r mut RunContext<'w>,
        draft: Option<RepositoryDraft>,
    ) -> Self {
        RunExecutor {
            service,
            work,
            context,
            draft,
            steps: Vec::new(),
            notes: Vec::new(),
            was_done_before: false,
            is_create_refused: false,
            oidc_subject: None,
        }
    }

    /// Whether what the run began is still where this one would go on: settings may have changed, folders may be gone.
    fn validate_resumable(&self) -> Result<()> {
        let begun = &self.service.repository;
        let now = self
            .context
            .forge
            .repositories()
            .clone_url(&self.service.wanted.name);
        if *begun != now {
            return Err(Error::conflict(format!(
                "the run makes {}, and the platform now says {}",
                Printable(begun),
                Printable(&now)
            )));
        }
        let rendered = self
            .draft
            .as_ref()
            .is_some_and(|draft| draft.path().exists());
        if let Some(made) = self
            .work
            .journal
            .effect_outcome::<CreatedRepository>(effect::CREATE)
        {
            let wanted = &self.service.wanted;
            let repositories = self.context.forge.repositories();
            repositories.ensure_same_repository(wanted, &made)?;
        }
        if rendered || self.work.journal.is_effect_done(effect::PUSH) {
            Ok(())
        } else {
            Err(self.missing_draft_error())
        }
    }

    fn render_and_commit(&mut self, plan: &NewPlan) -> Result<()> {
        self.run_step(RunStep::Render, |run| run.write_rendered_files(plan))?;
        self.run_step(RunStep::Commit, |run| {
            let id = run.run_effect_once(effect::COMMIT, |run| run.create_first_commit(plan))?;
            let message = run.format_commit_message();
            let subject = message.lines().next().unwrap_or_default();
            Ok(((), format!("{} {subject}", shorten_commit_id(&id))))
        })
    }

    fn create_repository(&mut self) -> Result<()> {
        self.run_step(RunStep::Create, |run| {
            let made: CreatedRepository = run.run_effect_once(effect::CREATE, |run| {
                let repositories = run.context.forge.repositories();
                let made = repositories.create_repository(&run.service.wanted);
                let refusal = made.as_ref().err().map(Error::kind);
                run.is_create_refused = refusal.is_some_and(|kind| {
                    !matches!(kind, ErrorKind::Remote | ErrorKind::Interrupted)
                });
                made
            })?;
            run.oidc_subject = made.subject;
            Ok(((), run.service.place.clone()))
        })
    }

    /// Everything after the repository is there.
    fn finish(mut self) -> Result<CreatedService> {
        match self.run_remaining_steps() {
            Ok((commit, registered, deploy)) => {
                let run = self.work.journal.run_id();
                self.work.finish()?;
                Ok(CreatedService {
                    run,
                    service: self.service.clone(),
                    commit: commit.to_string(),
                    registered,
                    oidc_subject: self.oidc_subject,
                    deploy,
                    notes: self.notes,
                    steps: self.steps,
                })
            }
            Err(error) => Err(self.keep_for_resume(error)),
        }
    }

    fn run_remaining_steps(&mut self) -> Result<(Oid, RegisteredEntity, Option<String>)> {
        let commit: String = self
            .work
            .journal
            .effect_outcome(effect::COMMIT)
            .unwrap_or_default();
        let commit = Oid::from_str(&commit)
            .map_err(|_| Error::conflict("the journal does not know the commit of this run"))?;
        self.run_step(RunStep::Push, |run| {
            run.run_effect_once(effect::PUSH, |run| run.push_commit(commit))?;
            Ok(((), format!("{DEFAULT_BRANCH} and its pristine ref")))
        })?;
        if self.context.forge.repositories().supports_settings() {
            self.run_step(RunStep::Settings, |run| run.apply_repository_settings())?;
        }
        let registered = self.run_step(RunStep::Register, |run| run.register_service())?;
        let deploy = self.start_first_deploy()?;
        self.move_into_place(commit)?;
        Ok((commit, registered, deploy))
    }

    fn run_step<T>(
        &mut self,
        step: RunStep,
        work: impl FnOnce(&mut Self) -> Result<(T, String)>,
    ) -> Result<T> {
        if self.context.stop.is_cancelled() {
            return Err(Error::new(
                ErrorKind::Interrupted,
                format!("interrupted before {}", step.name()),
            ));
        }
        (self.context.progress)(RunProgress::Started(step));
        let began = Instant::now();
        self.was_done_before = false;
        let (value, detail) = work(self).map_err(|error| self.map_interrupted(step, error))?;
        self.record_step(
            step,
            detail,
            (!self.was_done_before).then(|| began.elapsed()),
        );
        Ok(value)
    }

    /// Does what the journal does not have done yet, and notes both ends of it; what came of it, then or now.
    fn run_effect_once<T: Serialize + DeserializeOwned>(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        // Done means done and answered. An effect that began without an end may have happened; `work` has to look for it.
        if self.work.journal.is_effect_done(name) {
            self.was_done_before = true;
            return self.work.journal.effect_outcome(name).ok_or_else(|| {
                Error::conflict(format!("the journal does not say what came of {name}"))
            });
        }
        // On the disk before the effect: a process that is killed in between must leave a trace of what it may have done.
        self.work.journal.begin_effect(name)?;
        let outcome = work(self)?;
        self.work.journal.record_outcome(name, &outcome)?;
        Ok(outcome)
    }

    /// Ctrl-C reaches a git that the terminal sees, too: what it then fails at is no fault.
    fn map_interrupted(&self, step: RunStep, error: Error) -> Error {
        if self.context.stop.is_cancelled() {
            error.hints().iter().fold(
                Error::new(
                    ErrorKind::Interrupted,
                    format!("interrupted in {}", step.name()),
                ),
                |interrupted, hint| interrupted.with_hint(hint),
            )
        } else {
            error
        }
    }

    fn record_step(&mut self, step: RunStep, detail: String, elapsed: Option<Duration>) {
        let done = CompletedStep {
            step,
            detail,
            elapsed,
        };
        (self.context.progress)(RunProgress::Done(&done));
        self.steps.push(done);
    }

    fn write_rendered_files(&mut self, plan: &NewPlan) -> Result<((), String)> {
        plan.tree.write(&self.require_draft()?.path())?;
        Ok(((), CountedNoun(plan.tree.files().len(), "file").to_string()))
    }

    fn create_first_commit(&mut self, plan: &NewPlan) -> Result<String> {
        let message = self.format_commit_message();
        let path = self.require_draft()?.path();
        let repository = Repository::init(&path, DEFAULT_BRANCH)?;
        repository.set_origin(&self.service.repository)?;
        let first = InitialCommit {
            message: &message,
            identity: self.context.identity,
            date: self.context.clock.commit_timestamp_override(),
        };
        let files = plan.tree.files().iter();
        let id = repository.create_initial_commit(
            files.map(|file| (file.path.as_str(), file.executable, &*file.bytes)),
            first,
        )?;
        drop(repository);
        Repository::refresh_index(&path)?;
        Ok(id.to_string())
    }

    /// Pushes, again where no answer comes or the new repository cannot be seen yet: what is there already is there.
    fn push_commit(&mut self, commit: Oid) -> Result<()> {
        let path = self.require_draft()?.path();
        let began = Instant::now();
        let mut pause = Duration::from_millis(250);
        loop {
            let credentials = self.context.forge.credentials();
            let pushed =
                Repository::push_initial_commit(&path, DEFAULT_BRANCH, commit, credentials);
            let error = match pushed.map_err(|error| self.explain_push_error(error))? {
                PushOutcome::Done => return Ok(()),
                PushOutcome::Unconfirmed(error) => error,
                PushOutcome::Protected(error)
                | PushOutcome::Busy(error)
                | PushOutcome::Declined(error) => return Err(error),
                PushOutcome::RefMoved(reason) => return Err(Error::conflict(reason)),
            };
            if self.context.stop.is_cancelled() || began.elapsed() > MAX_PUSH_TIME {
                return Err(error);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_secs(8));
        }
    }

    /// A push that was refused with a token of ours is no matter of how git signs in.
    fn explain_push_error(&self, error: Error) -> Error {
        match (error.kind(), self.context.forge.credentials()) {
            (ErrorKind::SignIn, Some(_)) => {
                let url = &self.service.repository;
                self.context.forge.explain_push_error(url, error)
            }
            _ => error,
        }
    }

    fn apply_repository_settings(&mut self) -> Result<((), String)> {
        let report: SetupReport = self.run_effect_once(effect::SETTINGS, |run| {
            let (wanted, journal) = (&run.service.wanted, &run.work.journal);
            let repositories = run.context.forge.repositories();
            repositories.apply_repository_settings(wanted, journal)
        })?;
        self.notes.extend(report.notes);
        let subject = report.subject.or(self.oidc_subject.take());
        self.oidc_subject = subject.filter(|_| !report.is_unguarded);
        Ok(((), report.detail))
    }

    fn register_service(&mut self) -> Result<(RegisteredEntity, String)> {
        let registered = self.run_effect_once(effect::REGISTER, |run| run.register_or_propose())?;
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

    fn register_or_propose(&mut self) -> Result<RegisteredEntity> {
        let message = self.format_registration_message();
        let mut entity = self.service.entity.clone();
        let subject = self.oidc_subject.iter();
        let subject = subject.map(|subject| (OIDC_SUBJECT_ANNOTATION.to_owned(), subject.clone()));
        entity.annotations.extend(subject);
        let entry = RegistrationRequest {
            entity: &entity,
            options: PublishOptions {
                action: "register",
                message: &message,
                identity: self.context.identity,
                clock: self.context.clock,
                stop: self.context.stop,
            },
        };
        let fresh = &mut *self.context.platform;
        let proposals = self.context.forge.proposals();
        if fresh.snapshot.config.registration == RegistrationMode::PullRequest {
            return propose_registration(fresh, entry, proposals.ok_or_else(no_proposals_error)?);
        }
        let proposals =
            proposals.filter(|proposals| proposals.accepts_repository(fresh.mirror.url()));
        match (register_entity(fresh, entry)?, proposals) {
            (PublishOutcome::Done(registered), _) => Ok(registered),
            (PublishOutcome::Protected(_), Some(proposals)) => {
                self.notes.push(format!(
                    "{} is protected, so the registration waits in a pull request; `registration: pull-request` in idp.yaml says so at once",
                    fresh.tip.branch
                ));
                propose_registration(fresh, entry, proposals)
            }
            (PublishOutcome::Protected(error), None) => Err(error),
            (PublishOutcome::Unknown(error), _) => Err(error.with_hint(format!(
                "it may be registered: idp who-owns {}",
                self.service.name
            ))),
        }
    }

    fn start_first_deploy(&mut self) -> Result<Option<String>> {
        let wanted = &self.service.wanted;
        let Some(pipelines) = self
            .context
            .forge
            .pipelines()
            .filter(|_| wanted.can_deploy())
        else {
            return Ok(None);
        };
        self.run_step(RunStep::Deploy, |run| {
            let url = run.run_effect_once(effect::DEPLOY, |run| {
                let (wanted, journal) = (&run.service.wanted, &run.work.journal);
                pipelines.start_first_deploy(wanted, journal)
            })?;
            let detail = url.clone().unwrap_or_else(|| "not started".to_owned());
            Ok((url, detail))
        })
    }

    /// Brings the repository to its directory, now that everybody can know of it: until here nobody could work in it,
    /// so there was nothing of theirs to lose.
    fn move_into_place(&mut self, commit: Oid) -> Result<()> {
        let clone = format!("git clone {}", shell_quote(&self.service.repository));
        let begun = self.work.journal.is_effect_begun(effect::PLACE);
        let directory = self.service.directory.clone();
        self.run_effect_once(effect::PLACE, |run| {
            match &mut run.draft {
                Some(draft) if draft.path().exists() => draft.move_to_target(begun)?,
                _ if Repository::contains_commit(&directory, DEFAULT_BRANCH, commit) => {}
                _ => {
                    return Err(Error::conflict(
                        "what was rendered is no longer where it was",
                    ));
                }
            }
            run.draft
                .take()
                .map_or(Ok(()), RepositoryDraft::remove_folder)
        })
        .map_err(|error| error.with_hint(format!("the service is there all the same: {clone}")))
    }

    fn require_draft(&mut self) -> Result<&mut RepositoryDraft> {
        let missing = self.missing_draft_error();
        self.draft.as_mut().ok_or(missing)
    }

    fn missing_draft_error(&self) -> Error {
        Error::conflict("what was rendered is no longer where it was, and is not pushed yet")
            .with_hint(format!("nothing is in {}", self.service.place))
    }

    fn format_commit_message(&self) -> String {
        let (template, version) = &self.service.template;
        format!(
            "{}: {template} {version}\n\n{}",
            self.service.name,
            self.format_trailers()
        )
    }

    fn format_registration_message(&self) -> String {
        format!(
            "catalog: add {}\n\n{}Idp-Actor: {}\n",
            self.service.reference,
            self.format_trailers(),
            self.context.identity
        )
    }

    fn format_trailers(&self) -> String {
        let (template, version) = &self.service.template;
        format!(
            "Idp-Run: {}\nIdp-Template: {template}@{version}\n",
            self.work.journal.run_id()
        )
    }

    /// Ends a run that failed while it made the repository or before. Unless somebody may have seen something of it, it
    /// leaves nothing.
    fn abort(mut self, error: Error) -> Error {
        // Once the forge was asked for the repository, it may exist. Deleting the draft would leave an empty repository that
        // nobody can fill.
        if self.work.journal.is_effect_begun(effect::CREATE) && !self.is_create_refused {
            return self.keep_for_resume(error);
        }
        let error = match self.draft.take() {
            Some(draft) => discard_draft(draft, error),
            None => error,
        };
        match self.work.delete() {
            Ok(()) => error,
            Err(left) => error.with_hint(left.message()),
        }
    }

    /// Says how to go on.
    fn keep_for_resume(self, error: Error) -> Error {
        let run = self.work.journal.run_id();
        if let Some(draft) = self.draft {
            draft.keep();
        }
        match error.kind() {
            ErrorKind::Conflict | ErrorKind::Findings => error
                .with_hint(format!(
                    "when that is out of the way: idp runs resume {run}"
                ))
                .with_hint(format!("to give it up: idp runs abandon {run}")),
            _ => error.with_hint(format!("to go on: idp runs resume {run}")),
        }
    }
}

/// Takes back a draft that nobody has seen, and says where that was not possible.
fn discard_draft(draft: RepositoryDraft, error: Error) -> Error {
    let folder = draft.folder().display().to_string();
    match draft.discard() {
        Ok(()) => error,
        Err(left) => error.with_hint(format!("left behind: {folder} ({left})")),
    }
}

fn format_check_detail(plan: &NewPlan) -> String {
    format!(
        "name is free, {} has {}",
        plan.service.owner,
        CountedNoun(plan.members, "member")
    )
}

/// `registration: pull-request` on a forge that has none; `idp.yaml` is refused for it before.
fn no_proposals_error() -> Error {
    Error::usage("the platform's forge has no pull requests")
        .with_hint("set `registration: push` in idp.yaml")
}

/// The first seven digits of a commit id, as git shows it.
fn shorten_commit_id(id: &str) -> &str {
    id.get(..7).unwrap_or(id)
}
