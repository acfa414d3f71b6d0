//! Where `idp new` and `idp runs resume` work: the platform, the forge, and a run that may have begun before.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::catalog::Catalog;
use crate::cli::CreateArg;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::forge::Forge;
use crate::git::Identity;
use crate::ops::{
    self, CreatedService, NewPlan, PlanContext, ProgressCallback, RunContext, ServiceRequest,
};
use crate::platform;
use crate::platform::{CreateMode, Platform, Upstream};
use crate::printable::escape_and_truncate;
use crate::prompt::Prompter;
use crate::run::{RunRecord, RunWork};
use crate::template::Template;
use crate::view::{ProgressReporter, render_new_confirmation};

/// What is to be done.
pub(super) enum RunDecision {
    /// A run begins.
    Start(Box<NewPlan>),
    /// One that was begun with the same command goes on.
    Resume(Box<RunRecord>),
}

/// The platform as it is now: what everything but the forge is checked against.
pub(super) struct PlatformTip {
    /// Which platform.
    pub(super) platform: Platform,
    /// Its tip.
    pub(super) upstream: Upstream,
    /// That the clone one stands in has other settings.
    pub(super) unpushed_settings: Option<Error>,
}

impl PlatformTip {
    /// The newest state of `platform`, for the run `run`; `create` says who makes repositories.
    pub(super) fn fetch(
        platform: Platform,
        run: &str,
        create: Option<CreateArg>,
    ) -> Result<PlatformTip> {
        let mut fresh = platform.fetch_upstream("create a service", run)?;
        let unpushed = platform::check_unpushed_config(&platform, &fresh);
        let config = &mut fresh.snapshot.config;
        config.create = create.map_or(config.create, CreateMode::from);
        Ok(PlatformTip {
            platform,
            upstream: fresh,
            unpushed_settings: unpushed,
        })
    }

    /// The forge; for a plan, one that needs no token.
    pub(super) fn open_forge(&self, context: &Context, dry_run: bool) -> Result<Box<dyn Forge>> {
        let config = &self.upstream.snapshot.config;
        let (stop, tell) = (
            context.cancellation_token(),
            context.build_request_observer(),
        );
        if dry_run {
            self.platform.open_planning_forge(config, stop, tell)
        } else {
            self.platform.open_forge(config, stop, tell)
        }
    }

    /// The setting of a run here.
    pub(super) fn into_session(self, forge: Box<dyn Forge>) -> RunSession {
        let PlatformTip {
            platform,
            upstream: mut fresh,
            ..
        } = self;
        fresh.mirror.set_missing_credentials(forge.credentials());
        RunSession {
            platform,
            upstream: fresh,
            forge,
        }
    }
}

/// Where a run takes place: the platform as it is now, and the forge.
pub(in crate::commands) struct RunSession {
    platform: Platform,
    upstream: Upstream,
    pub(super) forge: Box<dyn Forge>,
}

impl RunSession {
    /// The setting of the run `run` on `platform`.
    pub(in crate::commands) fn new(
        context: &Context,
        platform: Platform,
        run: &str,
    ) -> Result<RunSession> {
        let tip = PlatformTip::fetch(platform, run, None)?;
        let forge = tip.open_forge(context, false)?;
        Ok(tip.into_session(forge))
    }

    /// Asks a person before anything is made that others can see.
    ///
    /// # Errors
    /// Interrupted (130) for a no.
    pub(super) fn confirm_plan(
        &self,
        context: &Context,
        plan: &NewPlan,
        prompter: Option<&mut dyn Prompter>,
    ) -> Result<()> {
        let Some(prompter) = prompter.filter(|_| self.forge.is_shared() && !context.yes) else {
            return Ok(());
        };
        context
            .ui
            .print_status(render_new_confirmation(plan, &self.upstream.tip.branch).trim_end());
        let question = format!("Create {}?", plan.service.name);
        if prompter.ask_confirmation(&question, true)? {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::Interrupted, "nothing was created"))
        }
    }

    /// Looks for a run that was begun with the same command, else plans one.
    pub(super) fn resume_or_plan(
        &self,
        context: &Context,
        request: &ServiceRequest,
        template: &Template,
        catalog: &Catalog,
        (run, dry_run): (&str, bool),
    ) -> Result<RunDecision> {
        let plan_context = PlanContext {
            snapshot: &self.upstream.snapshot,
            catalog,
            forge: &*self.forge,
            address: &self.platform.address()?,
            practice: self.platform.is_practice(),
            working_directory: &context.directory,
            clock: context.clock,
        };
        Ok(
            match find_resumable_run(context, request, template, plan_context, dry_run)? {
                Some(run_record) => RunDecision::Resume(Box::new(run_record)),
                None => RunDecision::Start(Box::new(ops::plan_new_service(
                    request,
                    template,
                    plan_context,
                    run,
                )?)),
            },
        )
    }

    /// Carries `plan` out, or has it carried out.
    pub(super) fn execute_plan(
        &mut self,
        context: &Context,
        plan: &NewPlan,
        request: &ServiceRequest,
        run: &str,
        checked: Duration,
    ) -> Result<CreatedService> {
        match self.upstream.snapshot.config.create {
            CreateMode::Direct => self.run_with_progress(context, |on, progress| {
                ops::apply_plan(plan, run, checked, on, progress)
            }),
            CreateMode::Dispatch => {
                let values = request.to_values_file();
                self.run_with_progress(context, |on, progress| {
                    ops::dispatch_plan(plan, run, values, on, progress)
                })
            }
        }
    }

    /// Does `work`, and tells of it as it goes on.
    pub(in crate::commands) fn run_with_progress(
        &mut self,
        context: &Context,
        work: impl FnOnce(&mut RunContext<'_>, ProgressCallback<'_>) -> Result<CreatedService>,
    ) -> Result<CreatedService> {
        let identity = Identity::resolve(&context.directory, self.platform.is_practice())?;
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

impl From<CreateArg> for CreateMode {
    fn from(who: CreateArg) -> CreateMode {
        match who {
            CreateArg::Direct => CreateMode::Direct,
            CreateArg::Dispatch => CreateMode::Dispatch,
        }
    }
}

/// The run that was begun with the same command and has asked the forge; one that did not get so far is cleared away,
/// unless nothing is to be changed.
fn find_resumable_run(
    context: &Context,
    request: &ServiceRequest,
    template: &Template,
    plan_context: PlanContext<'_>,
    dry_run: bool,
) -> Result<Option<RunRecord>> {
    let runs = context.open_run_store()?;
    let repository = plan_context
        .forge
        .repositories()
        .clone_url(&request.name.to_string());
    let Some(run_record) = runs.find_unfinished_run(&repository)? else {
        return Ok(None);
    };
    if !ops::has_requested_repository(&run_record) {
        if !dry_run {
            ops::abandon_run(&runs, &run_record.header.run, context.clock)?;
        }
        return Ok(None);
    }
    let inputs = ops::collect_run_inputs(
        request,
        template,
        &ops::resolve_service_directory(request, plan_context)?,
    );
    let RunWork::New(begun) = &run_record.header.work;
    match format_input_differences(&begun.inputs, &inputs) {
        differences if differences.is_empty() => Ok(Some(run_record)),
        differences => Err(Error::conflict(format!(
            "`{}` was begun with other answers: {}",
            request.name,
            differences.join(", ")
        ))
        .with_hint(format!(
            "to go on as it was begun: idp runs resume {}",
            run_record.header.run
        ))
        .with_hint(format!(
            "to give that up: idp runs abandon {}",
            run_record.header.run
        ))),
    }
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
