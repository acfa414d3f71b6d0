//! Creates a new platform, effect by effect: a draft next to its directory, the first commit, the repository on the forge with its
//! settings, and the move into place. Each effect is recorded before and after.
//!
//! Until the forge is asked to create the repository, no one else has seen anything, so a failure rolls everything back. After that,
//! nothing is rolled back: the run can be resumed and has the same result.

use std::cell::Cell;
use std::time::Duration;

use git2::Oid;

use super::plan::PlatformPlan;
use crate::cancellation::CancellationToken;
use crate::clock::Clock;
use crate::count::CountedNoun;
use crate::effect::EffectKey;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::{CreatedRepository, Forge, RepositorySetupReport, RepositorySpec};
use crate::git::{GitIdentity, InitialCommitSpec};
use crate::ops::new::ProgressCallback;
use crate::ops::new_repository::{
    DEFAULT_BRANCH, NewRepositoryRemote, RepositoryDraftFolder, discard_draft_after_error,
    init_repository_with_first_commit, move_draft_into_place, push_first_commit, shorten_commit_id,
};
use crate::run::{
    ActiveRun, CompletedStep, PlannedPlatform, RunEngine, RunStep, RunStore, RunWork,
};

/// What creating a platform needs.
#[derive(Clone, Copy)]
pub struct PlatformRunContext<'a> {
    /// The forge that creates the repository; not needed by a platform that stays on this machine.
    pub forge: Option<&'a dyn Forge>,
    /// The author of the first commit.
    pub identity: &'a GitIdentity,
    /// Where runs are recorded.
    pub runs: &'a RunStore,
    /// The clock.
    pub clock: Clock,
    /// Cancelled when the user wants to stop; a pending call is still completed.
    pub stop: &'a CancellationToken,
}

/// A platform that was created.
#[derive(Clone, Debug)]
pub struct CreatedPlatform {
    /// The name of the run.
    pub run: String,
    /// The platform.
    pub platform: PlannedPlatform,
    /// The first commit, which contains exactly the rendered files.
    pub commit: String,
    /// The address of the site, if it is published.
    pub site: Option<String>,
    /// Notes for the user.
    pub notes: Vec<String>,
    /// Every step, in order.
    pub steps: Vec<CompletedStep>,
}

/// Applies `plan` as the run `run`; `planning_time` is the duration of the planning, which counts as the first step.
///
/// # Errors
/// Whatever stopped it. Unless the run had started to move the files into place, nothing is left; otherwise hints say how to resume.
pub fn apply_platform_plan(
    plan: &PlatformPlan,
    run: &str,
    planning_time: Duration,
    context: PlatformRunContext<'_>,
    progress: ProgressCallback<'_>,
) -> Result<CreatedPlatform> {
    let draft = RepositoryDraftFolder::new(&plan.platform.directory)?;
    let header = plan.to_run_header(run, draft.folder(), context.clock);
    // The journal is written first, so that the run is visible whatever happens next.
    let active = match context.runs.begin_run(header, context.clock) {
        Ok(active) => active,
        Err(error) => return Err(discard_draft_after_error(draft, error)),
    };
    let engine = RunEngine::new(active, context.stop, progress);
    let detail = match plan.platform.wanted {
        Some(_) => format!(
            "{}/{} is available",
            plan.platform.organisation, plan.platform.name
        ),
        None => format!("{} is free", plan.platform.place),
    };
    engine.report_completed_step(RunStep::Check, detail, Some(planning_time));
    let mut executor = PlatformRunExecutor {
        platform: &plan.platform,
        engine: &engine,
        context,
        draft: Some(draft),
        is_create_refused: false,
        setup: RepositorySetupReport::default(),
    };
    let created = executor
        .render_and_commit(plan)
        .and_then(|commit| executor.create_repository().map(|()| commit));
    match created {
        Ok(commit) => executor.run_to_completion(commit),
        Err(error) => Err(executor.roll_back_or_keep_run(error)),
    }
}

/// Resumes the run `active`, which has its commit.
///
/// # Errors
/// Whatever stopped it; hints say how to resume.
pub fn resume_platform_run(
    active: ActiveRun,
    context: PlatformRunContext<'_>,
    progress: ProgressCallback<'_>,
) -> Result<CreatedPlatform> {
    let run_record = active.journal.run_record();
    let RunWork::Init(work) = &run_record.header.work else {
        return Err(Error::conflict("the run doesn't create a platform"));
    };
    let engine = RunEngine::new(active, context.stop, progress);
    let commit: Option<String> = run_record.effect_outcome(&EffectKey::Commit);
    let commit = commit.unwrap_or_default();
    let detail = shorten_commit_id(&commit).to_owned();
    engine.report_completed_step(RunStep::Commit, detail, None);
    let mut executor = PlatformRunExecutor {
        platform: &work.platform,
        engine: &engine,
        context,
        draft: RepositoryDraftFolder::reopen(&work.draft, &work.platform.directory),
        is_create_refused: false,
        setup: RepositorySetupReport::default(),
    };
    let created = executor
        .verify_repository()
        .and_then(|()| executor.create_repository());
    match created {
        Ok(()) => executor.run_to_completion(commit),
        Err(error) => Err(executor.keep_run(error)),
    }
}

struct PlatformRunExecutor<'r, 'w> {
    platform: &'r PlannedPlatform,
    engine: &'r RunEngine<'r>,
    context: PlatformRunContext<'w>,
    draft: Option<RepositoryDraftFolder>,
    /// Whether the forge has refused to create the repository.
    is_create_refused: bool,
    setup: RepositorySetupReport,
}

impl PlatformRunExecutor<'_, '_> {
    fn render_and_commit(&mut self, plan: &PlatformPlan) -> Result<String> {
        let engine = self.engine;
        engine.run_step(RunStep::Render, || {
            plan.tree.write(&self.require_draft()?.repository_path())?;
            Ok(((), CountedNoun(plan.tree.files().len(), "file").to_string()))
        })?;
        engine.run_step(RunStep::Commit, || {
            let message = format_first_commit_message(self.platform, &engine.journal().run_id());
            let id: String = engine.run_effect_once(EffectKey::Commit, |_| {
                let path = self.require_draft()?.repository_path();
                let first = InitialCommitSpec {
                    message: &message,
                    identity: self.context.identity,
                    date: self.context.clock.commit_timestamp_override(),
                };
                let remote = match self.platform.wanted {
                    Some(_) => NewRepositoryRemote::Origin(&self.platform.repository),
                    None => NewRepositoryRemote::None,
                };
                let id = init_repository_with_first_commit(&path, &plan.tree, remote, first)?;
                Ok(id.to_string())
            })?;
            let subject = message.lines().next().unwrap_or_default();
            let detail = format!("{} {subject}", shorten_commit_id(&id));
            Ok((id, detail))
        })
    }

    /// The repository to create, and the forge; `None` if the platform stays on this machine.
    fn forge_repository(&self) -> Result<Option<(&RepositorySpec, &dyn Forge)>> {
        let Some(wanted) = &self.platform.wanted else {
            return Ok(None);
        };
        let forge = self.context.forge;
        let forge = forge.ok_or_else(|| Error::conflict("the run needs its forge"))?;
        Ok(Some((wanted, forge)))
    }

    /// Checks that the repository is still the one that an earlier process created.
    fn verify_repository(&self) -> Result<()> {
        let made = self.engine.journal().effect_outcome(&EffectKey::Create);
        match (self.forge_repository()?, made) {
            (Some((wanted, forge)), Some(made)) => forge
                .repositories()
                .verify_repository_identity(wanted, &made),
            _ => Ok(()),
        }
    }

    fn create_repository(&mut self) -> Result<()> {
        let engine = self.engine;
        let Some((wanted, forge)) = self.forge_repository()? else {
            return Ok(());
        };
        let refused = Cell::new(false);
        let created = engine.run_step(RunStep::Create, || {
            let _: CreatedRepository = engine.run_effect_once(EffectKey::Create, |_| {
                let made = forge.repositories().create_repository(wanted);
                let refusal = made.as_ref().err().map(Error::kind);
                // Only a response counts as a refusal. Without one, or after an interrupt, the repository may exist.
                refused.set(refusal.is_some_and(|kind| {
                    !matches!(kind, ErrorKind::Remote | ErrorKind::Interrupted)
                }));
                made
            })?;
            Ok(((), self.platform.place.clone()))
        });
        self.is_create_refused = refused.get();
        created
    }

    /// Runs what follows the creation of the repository.
    fn run_to_completion(mut self, commit: String) -> Result<CreatedPlatform> {
        let done = self
            .push_and_set_up(&commit)
            .and_then(|()| self.move_into_place(&commit));
        match done {
            Ok(()) => Ok(CreatedPlatform {
                run: self.engine.journal().run_id(),
                platform: self.platform.clone(),
                commit,
                site: self.setup.site,
                notes: self.setup.notes,
                steps: self.engine.finish_run()?,
            }),
            Err(error) => Err(self.roll_back_or_keep_run(error)),
        }
    }

    fn push_and_set_up(&mut self, commit: &str) -> Result<()> {
        let engine = self.engine;
        let commit = parse_commit(commit)?;
        let Some((wanted, forge)) = self.forge_repository()? else {
            return Ok(());
        };
        engine.run_step(RunStep::Push, || {
            engine.run_effect_once(EffectKey::Push, |_| {
                let path = self.require_draft()?.repository_path();
                let (url, stop) = (&self.platform.repository, self.context.stop);
                push_first_commit(&path, commit, url, forge, stop)
            })?;
            Ok(((), format!("{DEFAULT_BRANCH} and its pristine ref")))
        })?;
        // After the push, because the rules of the default branch would reject it.
        let setup = engine.run_step(RunStep::Settings, || {
            let report: RepositorySetupReport =
                engine.run_effect_once(EffectKey::Settings, |_| {
                    let repositories = forge.repositories();
                    repositories.apply_repository_settings(wanted, engine.journal())
                })?;
            let detail = report.detail.clone();
            Ok((report, detail))
        })?;
        self.setup = setup;
        Ok(())
    }

    /// Moves the repository to its directory, at the end: until then, no one can work in it.
    fn move_into_place(&mut self, commit: &str) -> Result<()> {
        let commit = parse_commit(commit)?;
        let directory = &self.platform.directory;
        self.engine.run_effect_once(EffectKey::Place, |attempt| {
            move_draft_into_place(&mut self.draft, directory, commit, attempt)
        })
    }

    fn require_draft(&self) -> Result<&RepositoryDraftFolder> {
        self.draft
            .as_ref()
            .ok_or_else(|| Error::conflict("the rendered files are missing"))
    }

    /// Ends a run that failed. It leaves nothing behind, unless others may have seen parts of it.
    fn roll_back_or_keep_run(self, error: Error) -> Error {
        let run_record = self.engine.journal().run_record();
        // Once the forge has been asked, the repository may exist. Deleting the draft would leave one that can't be filled.
        if run_record.is_effect_begun(&EffectKey::Create) && !self.is_create_refused {
            return self.keep_run(error);
        }
        // What was moved into place was moved back, unless that failed, too.
        let is_whole =
            |draft: &RepositoryDraftFolder| draft.repository_path().join(".git").exists();
        let has_moved_files = run_record.is_effect_begun(&EffectKey::Place)
            && !self.draft.as_ref().is_some_and(is_whole);
        if has_moved_files {
            return self.keep_run(error);
        }
        self.roll_back(error)
    }

    /// Keeps the draft and adds hints on how to resume.
    fn keep_run(self, error: Error) -> Error {
        let run = self.engine.journal().run_id();
        if let Some(draft) = self.draft {
            draft.keep();
        }
        error
            .with_hint(format!("resume the run: idp runs resume {run}"))
            .with_hint(format!("or abandon it: idp runs abandon {run}"))
    }

    /// Ends a run that no one else has seen anything of.
    fn roll_back(mut self, error: Error) -> Error {
        let error = match self.draft.take() {
            Some(draft) => discard_draft_after_error(draft, error),
            None => error,
        };
        match self.engine.delete_run() {
            Ok(()) => error,
            Err(left) => error.with_hint(left.message()),
        }
    }
}

fn parse_commit(id: &str) -> Result<Oid> {
    Oid::from_str(id).map_err(|_| Error::conflict("the journal has no commit for this run"))
}

/// The message of the first commit, which records the run and the template.
fn format_first_commit_message(platform: &PlannedPlatform, run: &str) -> String {
    let (template, version) = &platform.template;
    format!(
        "{}: {template} {version}\n\nIdp-Run: {run}\nIdp-Template: {template}@{version}\n",
        platform.name
    )
}
