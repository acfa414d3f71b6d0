//! Where `idp new` and `idp runs resume` work: the platform, the forge, and a run that may have begun before.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::catalog::Catalog;
use crate::cli::CreateArg;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::forge::Forge;
use crate::git::Identity;
use crate::ops::{self, Created, Plan, PlanContext, Request, RunContext};
use crate::platform;
use crate::platform::{Create, Platform, Upstream};
use crate::printable::brief;
use crate::prompt::Prompter;
use crate::run::RunRecord;
use crate::template::Template;
use crate::view::{ProgressReporter, summary};

/// What is to be done.
pub(super) enum Decision {
    /// A run begins.
    Begin(Box<Plan>),
    /// One that was begun with the same command goes on.
    GoOn(Box<RunRecord>),
}

/// The platform as it is now: what everything but the forge is checked against.
pub(super) struct PlatformTip {
    /// Which platform.
    pub(super) platform: Platform,
    /// Its tip.
    pub(super) fresh: Upstream,
    /// That the clone one stands in has other settings.
    pub(super) unpushed: Option<Error>,
}

impl PlatformTip {
    /// The newest state of `platform`, for the run `run`; `create` says who makes repositories.
    pub(super) fn of(
        platform: Platform,
        run: &str,
        create: Option<CreateArg>,
    ) -> Result<PlatformTip> {
        let mut fresh = platform.fresh("create a service", run)?;
        let unpushed = platform::unpushed_settings(&platform, &fresh);
        let config = &mut fresh.snapshot.config;
        config.create = create.map_or(config.create, Create::from);
        Ok(PlatformTip {
            platform,
            fresh,
            unpushed,
        })
    }

    /// The forge; for a plan, one that needs no token.
    pub(super) fn forge(&self, context: &Context, dry_run: bool) -> Result<Box<dyn Forge>> {
        let config = &self.fresh.snapshot.config;
        let (stop, tell) = (context.stop(), context.tell());
        match dry_run {
            true => self.platform.forge_to_plan(config, stop, tell),
            false => self.platform.forge(config, stop, tell),
        }
    }

    /// The setting of a run here.
    pub(super) fn signed_in(self, forge: Box<dyn Forge>) -> Setting {
        let PlatformTip {
            platform,
            mut fresh,
            ..
        } = self;
        fresh.mirror.sign_in(forge.credentials());
        Setting {
            platform,
            fresh,
            forge,
        }
    }
}

/// Where a run takes place: the platform as it is now, and the forge.
pub(in crate::commands) struct Setting {
    platform: Platform,
    fresh: Upstream,
    pub(super) forge: Box<dyn Forge>,
}

impl Setting {
    /// The setting of the run `run` on `platform`.
    pub(in crate::commands) fn new(
        context: &Context,
        platform: Platform,
        run: &str,
    ) -> Result<Setting> {
        let tip = PlatformTip::of(platform, run, None)?;
        let forge = tip.forge(context, false)?;
        Ok(tip.signed_in(forge))
    }

    /// Asks a person before anything is made that others can see.
    ///
    /// # Errors
    /// Interrupted (130) for a no.
    pub(super) fn confirm(
        &self,
        context: &Context,
        plan: &Plan,
        prompter: Option<&mut dyn Prompter>,
    ) -> Result<()> {
        let Some(prompter) = prompter.filter(|_| self.forge.is_shared() && !context.yes) else {
            return Ok(());
        };
        context
            .ui
            .say(summary(plan, &self.fresh.tip.branch).trim_end());
        let question = format!("Create {}?", plan.service.name);
        match prompter.confirm(&question, true)? {
            true => Ok(()),
            false => Err(Error::new(Kind::Interrupted, "nothing was created")),
        }
    }

    /// Looks for a run that was begun with the same command, else plans one.
    pub(super) fn decide(
        &self,
        context: &Context,
        request: &Request,
        template: &Template,
        catalog: &Catalog,
        (run, dry_run): (&str, bool),
    ) -> Result<Decision> {
        let plan_context = PlanContext {
            snapshot: &self.fresh.snapshot,
            catalog,
            forge: &*self.forge,
            address: &self.platform.address()?,
            practice: self.platform.is_practice(),
            working_directory: &context.directory,
            clock: context.clock,
        };
        Ok(
            match begun_before(context, request, template, plan_context, dry_run)? {
                Some(run_record) => Decision::GoOn(Box::new(run_record)),
                None => Decision::Begin(Box::new(ops::plan(request, template, plan_context, run)?)),
            },
        )
    }

    /// Carries `plan` out, or has it carried out.
    pub(super) fn begin(
        &mut self,
        context: &Context,
        plan: &Plan,
        request: &Request,
        run: &str,
        checked: Duration,
    ) -> Result<Created> {
        match self.fresh.snapshot.config.create {
            Create::Direct => self.act(context, |on| ops::apply(plan, run, checked, on)),
            Create::Dispatch => {
                let values = request.to_values();
                self.act(context, |on| ops::order(plan, run, values, on))
            }
        }
    }

    /// Does `work`, and tells of it as it goes on.
    pub(in crate::commands) fn act(
        &mut self,
        context: &Context,
        work: impl FnOnce(&mut RunContext<'_>) -> Result<Created>,
    ) -> Result<Created> {
        let identity = Identity::find(&context.directory, self.platform.is_practice())?;
        let runs = context.runs()?;
        let stop = context.stop_between_steps();
        let mut narrator = ProgressReporter::new(&context.ui, context.home.as_deref());
        work(&mut RunContext {
            forge: &*self.forge,
            platform: &mut self.fresh,
            identity: &identity,
            runs: &runs,
            clock: context.clock,
            stop,
            progress: &mut |progress| narrator.tell(progress),
        })
    }
}

impl From<CreateArg> for Create {
    fn from(who: CreateArg) -> Create {
        match who {
            CreateArg::Direct => Create::Direct,
            CreateArg::Dispatch => Create::Dispatch,
        }
    }
}

/// The run that was begun with the same command and has asked the forge; one that did not get so far is cleared away,
/// unless nothing is to be changed.
fn begun_before(
    context: &Context,
    request: &Request,
    template: &Template,
    plan_context: PlanContext<'_>,
    dry_run: bool,
) -> Result<Option<RunRecord>> {
    let runs = context.runs()?;
    let repository = plan_context.forge.url(&request.name.to_string());
    let Some(run_record) = runs.open_for(&repository)? else {
        return Ok(None);
    };
    if !ops::asked_forge(&run_record) {
        if !dry_run {
            ops::abandon(&runs, &run_record.header.run, context.clock)?;
        }
        return Ok(None);
    }
    let inputs = ops::inputs(
        request,
        template,
        &ops::directory_of(request, plan_context)?,
    );
    match differences(&run_record.header.inputs, &inputs) {
        differences if differences.is_empty() => Ok(Some(run_record)),
        differences => Err(Error::conflict(format!(
            "`{}` was begun with other answers: {}",
            request.name,
            differences.join(", ")
        ))
        .hint(format!(
            "to go on as it was begun: idp runs resume {}",
            run_record.header.run
        ))
        .hint(format!(
            "to give that up: idp runs abandon {}",
            run_record.header.run
        ))),
    }
}

/// What differs, as people read it: `owner payments, now storefront`.
fn differences(then: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<String> {
    let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let word = |value: Option<&String>| value.map_or("nothing".to_owned(), |value| brief(value));
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
