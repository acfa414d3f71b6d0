//! `idp new`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::End;
use crate::catalog::Catalog;
use crate::cli::{CreateArg, NewArgs};
use crate::context::Context;
use crate::count::Count;
use crate::error::{Error, Result};
use crate::forge::Forge;
use crate::git::{Identity, work_tree_of};
use crate::input_file::{SETTINGS, read_named};
use crate::ops::{
    self, Create, Created, Fresh, Given, Plan, Platform, Request, Site, Story, World,
};
use crate::printable::{Printable, brief};
use crate::prompt::Prompter;
use crate::template::{Approval, Pack, Template};
use crate::view::{Narrator, NewPlan, NewReport, Ui, population};

pub(super) fn new(context: &Context, args: NewArgs) -> Result<End> {
    let began = Instant::now();
    let run = ops::run_id(context.clock);
    let mut setting = Setting::of(context, context.platform()?, &run, args.create)?;
    let catalog = setting.fresh.snapshot.catalog()?;
    let template = template(context, &args, &setting.fresh)?;
    introduce(&context.ui, &setting.platform, &population(&catalog));
    let dry_run = args.dry_run;
    let asked = Instant::now();
    let mut terminal = context.prompter();
    let prompter = terminal
        .as_mut()
        .map(|terminal| terminal as &mut dyn Prompter);
    let request = ops::interview(
        given(context, args)?,
        &template,
        &catalog,
        context.clock.today(),
        prompter,
    )?;
    let waited = asked.elapsed();
    present(&context.ui, &template, &request);
    let created = match setting.decide(context, &request, &template, &catalog, (&run, dry_run))? {
        Decision::Begin(plan) if dry_run => {
            announce(&context.ui, &plan);
            context.ui.show(&NewPlan::new(&plan), NewPlan::text)?;
            return Ok(End::Done);
        }
        Decision::Begin(plan) => {
            announce(&context.ui, &plan);
            let checked = began.elapsed().saturating_sub(waited);
            setting.begin(context, &plan, &request, &run, checked)?
        }
        Decision::GoOn(story) if dry_run => {
            return Err(Error::conflict(format!(
                "the run {} has begun to make it",
                story.header.run
            ))
            .hint(format!("idp runs show {}", story.header.run)));
        }
        Decision::GoOn(story) => {
            let run = &story.header.run;
            let work = context.runs()?.resume(run, context.clock)?;
            context.ui.say(format_args!("going on with the run {run}"));
            setting.act(context, |world| ops::resume(work, world))?
        }
    };
    finish(
        context,
        &setting,
        &created,
        began.elapsed().saturating_sub(waited),
    )
}

/// What is to be done.
enum Decision {
    /// A run begins.
    Begin(Box<Plan>),
    /// One that was begun with the same command goes on.
    GoOn(Box<Story>),
}

/// Where a run takes place: the platform as it is now, and the forge.
pub(super) struct Setting {
    platform: Platform,
    fresh: Fresh,
    forge: Box<dyn Forge>,
}

impl Setting {
    /// The setting of the run `run` on `platform`.
    pub(super) fn new(context: &Context, platform: Platform, run: &str) -> Result<Setting> {
        Setting::of(context, platform, run, None)
    }

    /// The same, where `create` says who makes repositories.
    fn of(
        context: &Context,
        platform: Platform,
        run: &str,
        create: Option<CreateArg>,
    ) -> Result<Setting> {
        let mut fresh = platform.fresh(run)?;
        let config = &mut fresh.snapshot.config;
        config.create = create.map_or(config.create, Create::from);

        let forge = platform.forge(&fresh.snapshot.config, context.stop(), context.tell())?;
        fresh.mirror.sign_in(forge.credentials());
        Ok(Setting {
            platform,
            fresh,
            forge,
        })
    }

    /// Looks for a run that was begun with the same command, else plans one.
    fn decide(
        &self,
        context: &Context,
        request: &Request,
        template: &Template,
        catalog: &Catalog,
        (run, dry_run): (&str, bool),
    ) -> Result<Decision> {
        let site = Site {
            snapshot: &self.fresh.snapshot,
            catalog,
            forge: &*self.forge,
            address: &self.platform.address()?,
            practice: self.platform.is_practice(),
            working_directory: &context.directory,
            clock: context.clock,
        };
        Ok(
            match begun_before(context, request, template, site, dry_run)? {
                Some(story) => Decision::GoOn(Box::new(story)),
                None => Decision::Begin(Box::new(ops::plan(request, template, site, run)?)),
            },
        )
    }

    /// Carries `plan` out, or has it carried out.
    fn begin(
        &mut self,
        context: &Context,
        plan: &Plan,
        request: &Request,
        run: &str,
        checked: Duration,
    ) -> Result<Created> {
        match self.fresh.snapshot.config.create {
            Create::Direct => self.act(context, |world| ops::apply(plan, run, checked, world)),
            Create::Dispatch => {
                let values = request.to_values();
                self.act(context, |world| ops::order(plan, run, values, world))
            }
        }
    }

    /// Does `work`, and tells of it as it goes on.
    pub(super) fn act(
        &mut self,
        context: &Context,
        work: impl FnOnce(&mut World<'_>) -> Result<Created>,
    ) -> Result<Created> {
        let identity = Identity::find(&context.directory, self.platform.is_practice())?;
        let runs = context.runs()?;
        let stop = context.stop_between_steps();
        let mut narrator = Narrator::new(&context.ui, context.home.as_deref());
        work(&mut World {
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

/// Shows what there is now.
pub(super) fn finish(
    context: &Context,
    setting: &Setting,
    created: &Created,
    elapsed: Duration,
) -> Result<End> {
    for note in &created.notes {
        context.ui.warn(Printable(note));
    }
    if let Some(requests) = setting.forge.requests().filter(|_| context.ui.verbose > 0) {
        context
            .ui
            .say(format_args!("{} to the forge", Count(requests, "request")));
    }
    let report = NewReport::new(created, elapsed, &context.directory);
    let text = match context.ui.quiet {
        true => NewReport::brief,
        false => NewReport::text,
    };
    context.ui.show(&report, text)?;
    Ok(End::Done)
}

/// The run that was begun with the same command and has asked the forge; one that did not get so far is cleared away,
/// unless nothing is to be changed.
fn begun_before(
    context: &Context,
    request: &Request,
    template: &Template,
    site: Site<'_>,
    dry_run: bool,
) -> Result<Option<Story>> {
    let runs = context.runs()?;
    let repository = site.forge.url(&request.name.to_string());
    let Some(story) = runs.open_for(&repository)? else {
        return Ok(None);
    };
    if !ops::asked_forge(&story) {
        if !dry_run {
            ops::abandon(&runs, &story.header.run, context.clock)?;
        }
        return Ok(None);
    }
    let inputs = ops::inputs(request, template, &ops::directory_of(request, site)?);
    match differences(&story.header.inputs, &inputs) {
        differences if differences.is_empty() => Ok(Some(story)),
        differences => Err(Error::conflict(format!(
            "`{}` was begun with other answers: {}",
            request.name,
            differences.join(", ")
        ))
        .hint(format!(
            "to go on as it was begun: idp runs resume {}",
            story.header.run
        ))
        .hint(format!(
            "to give that up: idp runs abandon {}",
            story.header.run
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

fn template(context: &Context, args: &NewArgs, fresh: &Fresh) -> Result<Template> {
    let pack = match &args.template_path {
        Some(path) => Pack::directory(&context.path(path))?,
        None => fresh.snapshot.templates()?,
    };
    pack.template(&args.template)
}

fn given(context: &Context, args: NewArgs) -> Result<Given> {
    let mut given = Given {
        name: args.name,
        owner: args.owner,
        system: args.system,
        description: args.description,
        without: args.without,
        because: args.because,
        until: args.until,
        directory: args.dir.map(|dir| context.path(&dir)),
        yes: context.yes,
        ..Given::default()
    };
    given.merge_settings(&args.set)?;
    if let Some(file) = args.values {
        let path = context.path(&file);
        let text = read_named(&path, SETTINGS)?;
        given.merge_values(&file.display().to_string(), &text)?;
    }
    Ok(given)
}

fn introduce(ui: &Ui, platform: &Platform, population: &str) {
    let local = match platform.is_practice() {
        true => format!("practice (local, {population}) · nothing leaves this machine"),
        false => format!(
            "{} ({population}) · as its repository has it",
            Printable(&platform.to_string())
        ),
    };
    ui.say(format_args!("platform  {local}"));
}

fn present(ui: &Ui, template: &Template, request: &Request) {
    let (name, version, title) = (template.name(), template.version(), template.title());
    let off: Vec<&str> = request
        .opt_outs
        .iter()
        .map(|opt_out| opt_out.feature.as_str())
        .collect();
    let on: Vec<&str> = template
        .features()
        .iter()
        .map(|feature| feature.name.as_str())
        .filter(|feature| !off.contains(feature))
        .collect();
    let mut line = format!("template  {name} {version} · {}", Printable(title));
    for (names, state) in [(on, "on"), (off, "off")] {
        if !names.is_empty() {
            line.push_str(&format!(" · {}: {state}", names.join(", ")));
        }
    }
    ui.say(line);
}

/// What people should know before it is done.
fn announce(ui: &Ui, plan: &Plan) {
    if let Some(why) = &plan.undeployed {
        ui.warn(format_args!("nothing can be deployed: {}", Printable(why)));
    }
    for (environment, approval) in &plan.approvals {
        let team = &plan.service.wanted.team;
        match (approval, &plan.lacking) {
            (Approval::PullRequest, Some(why)) => ui.say(format_args!(
                "approval  {team} merges a pull request before a deployment to {environment} · no reviewers: {}",
                Printable(why)
            )),
            (Approval::PullRequest, None) => ui.say(format_args!(
                "approval  {team} merges a pull request before a deployment to {environment}"
            )),
            (Approval::Reviewers | Approval::Owner, _) => ui.say(format_args!(
                "approval  {team} reviews each deployment to {environment}"
            )),
            (Approval::None, _) => {}
        }
    }
    if let Some(outer) = work_tree_of(&plan.service.directory) {
        ui.warn(format_args!(
            "{} lies inside the repository {}",
            plan.service.directory.display(),
            outer.display()
        ));
    }
}
