//! The session of `idp new` and `idp runs resume`: the platform, the forge, and a run that may be a resumed one.

use std::time::Duration;

use crate::catalog::Catalog;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::Forge;
use crate::git::GitIdentity;
use crate::ops::{
    self, CreatedService, NewServicePlan, NewServicePlanContext, ProgressCallback, RunContext,
    ServiceRequest,
};
use crate::platform;
use crate::platform::{Platform, RepositoryCreator, UpstreamPlatform};
use crate::prompt::Prompter;
use crate::view::{ProgressReporter, render_new_service_confirmation};

/// Who creates the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum RepositoryCreatorArg {
    /// This machine
    Direct,
    /// The workflow idp-new.yml of the platform
    Dispatch,
}

/// The newest state of the platform. A request is validated against it, and later against the forge.
pub(super) struct FetchedPlatform {
    /// The platform.
    pub(super) platform: Platform,
    /// The version that was fetched from its remote.
    pub(super) upstream: UpstreamPlatform,
    /// A warning if the current clone has different settings.
    pub(super) unpushed_settings: Option<Error>,
}

impl FetchedPlatform {
    /// Fetches the latest version of `platform` for the run `run`; `create` overrides who creates repositories.
    pub(super) fn fetch_newest_platform(
        platform: Platform,
        run: &str,
        create: Option<RepositoryCreatorArg>,
    ) -> Result<FetchedPlatform> {
        platform.ensure_accepts_push()?;
        let mut fresh = platform.fetch_upstream("create a service", run)?;
        let unpushed = platform::find_unpushed_config_warning(&platform, &fresh);
        let config = &mut fresh.snapshot.config;
        config.create = create.map_or(config.create, RepositoryCreator::from);
        Ok(FetchedPlatform {
            platform,
            upstream: fresh,
            unpushed_settings: unpushed,
        })
    }

    /// The forge; for a dry run, one that needs no token.
    pub(super) fn open_forge(&self, context: &Context, dry_run: bool) -> Result<Box<dyn Forge>> {
        let config = &self.upstream.snapshot.config;
        let (stop, tell) = (
            context.cancellation_token(),
            context.build_request_observer(),
        );
        if dry_run {
            self.platform.open_forge_for_dry_run(config, stop, tell)
        } else {
            self.platform.open_forge(config, stop, tell)
        }
    }

    /// The session of a run on this platform.
    pub(super) fn into_new_service_session(self, forge: Box<dyn Forge>) -> NewServiceSession {
        let FetchedPlatform {
            platform,
            upstream: mut fresh,
            ..
        } = self;
        fresh
            .mirror
            .set_missing_credentials(forge.git_credentials());
        NewServiceSession {
            platform,
            upstream: fresh,
            forge,
        }
    }
}

/// The context of a run: the newest state of the platform, and the forge.
pub(in crate::commands) struct NewServiceSession {
    pub(super) platform: Platform,
    pub(super) upstream: UpstreamPlatform,
    pub(super) forge: Box<dyn Forge>,
}

impl NewServiceSession {
    /// The session of the run `run` on `platform`.
    pub(in crate::commands) fn new(
        context: &Context,
        platform: Platform,
        run: &str,
    ) -> Result<NewServiceSession> {
        let tip = FetchedPlatform::fetch_newest_platform(platform, run, None)?;
        let forge = tip.open_forge(context, false)?;
        Ok(tip.into_new_service_session(forge))
    }

    /// Asks for confirmation before creating anything that others can see.
    ///
    /// # Errors
    /// Interrupted (130) if the answer is no.
    pub(super) fn confirm_plan(
        &self,
        context: &Context,
        plan: &NewServicePlan,
        prompter: Option<&mut dyn Prompter>,
    ) -> Result<()> {
        let Some(prompter) = prompter.filter(|_| self.forge.is_visible_to_others() && !context.yes)
        else {
            return Ok(());
        };
        let (branch, width) = (&self.upstream.tip.branch, context.ui.stderr_width);
        let summary = render_new_service_confirmation(plan, branch, width);
        context.ui.print_status(summary.trim_end());
        let question = format!("Create {}?", plan.service.name);
        if prompter.ask_confirmation(&question, true)? {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::Interrupted, "nothing was created"))
        }
    }

    /// The context for planning a request.
    pub(super) fn build_plan_context<'s>(
        &'s self,
        context: &'s Context,
        catalog: &'s Catalog,
        address: &'s str,
    ) -> NewServicePlanContext<'s> {
        NewServicePlanContext {
            snapshot: &self.upstream.snapshot,
            catalog,
            forge: &*self.forge,
            address,
            practice: self.platform.is_practice(),
            working_directory: &context.directory,
            clock: context.clock,
        }
    }

    /// Resumes the run `run` and finishes it.
    pub(super) fn resume_service_run(
        &mut self,
        context: &Context,
        run: &str,
    ) -> Result<CreatedService> {
        let active = context.open_run_store()?.resume_run(run, context.clock)?;
        let line = format_args!("resuming run {run}");
        context.ui.print_status(line);
        self.run_with_progress(context, |on, progress| {
            ops::resume_run(active, on, progress)
        })
    }

    /// Executes `plan` here or in the platform workflow.
    pub(super) fn execute_new_service_plan(
        &mut self,
        context: &Context,
        plan: &NewServicePlan,
        request: &ServiceRequest,
        run: &str,
        checked: Duration,
    ) -> Result<CreatedService> {
        match self.upstream.snapshot.config.create {
            RepositoryCreator::Direct => self.run_with_progress(context, |on, progress| {
                ops::apply_new_service_plan(plan, run, checked, on, progress)
            }),
            RepositoryCreator::Dispatch => {
                let values = request.to_values_file();
                self.run_with_progress(context, |on, progress| {
                    ops::dispatch_plan_to_workflow(plan, run, values, on, progress)
                })
            }
        }
    }

    /// Runs `work` and reports its progress.
    pub(in crate::commands) fn run_with_progress(
        &mut self,
        context: &Context,
        work: impl FnOnce(&mut RunContext<'_>, ProgressCallback<'_>) -> Result<CreatedService>,
    ) -> Result<CreatedService> {
        let identity =
            GitIdentity::resolve_git_identity(&context.directory, self.platform.is_practice())?;
        let runs = context.open_run_store()?;
        let stop = context.enable_graceful_stop();
        let mut narrator = ProgressReporter::new(&context.ui, context.home.as_deref());
        let mut on = RunContext {
            forge: &*self.forge,
            platform: &mut self.upstream,
            identity: &identity,
            runs: &runs,
            clock: context.clock,
            stop,
        };
        work(&mut on, &mut |progress| narrator.report(progress))
    }
}

impl From<RepositoryCreatorArg> for RepositoryCreator {
    fn from(who: RepositoryCreatorArg) -> RepositoryCreator {
        match who {
            RepositoryCreatorArg::Direct => RepositoryCreator::Direct,
            RepositoryCreatorArg::Dispatch => RepositoryCreator::Dispatch,
        }
    }
}
