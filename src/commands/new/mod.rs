//! `idp new`.

mod setting;

use std::time::{Duration, Instant};

pub(super) use setting::Setting;
use setting::{Decision, PlatformTip};

use super::End;
use crate::cli::NewArgs;
use crate::context::Context;
use crate::count::Count;
use crate::error::{Error, Kind, Result};
use crate::git::work_tree_of;
use crate::input_file::{SETTINGS, read_named};
use crate::ops::{self, Created, Given, Plan, Request};
use crate::platform;
use crate::platform::Platform;
use crate::printable::Printable;
use crate::prompt::Prompter;
use crate::run;
use crate::run::RunRecord;
use crate::template::{Approval, Pack, Template};
use crate::view::{NewPlan, NewReport, Ui, population};

pub(super) fn new(context: &Context, args: NewArgs) -> Result<End> {
    let began = Instant::now();
    let run = run::run_id(context.clock);
    let tip = PlatformTip::of(context.platform()?, &run, args.create)?;
    let catalog = tip.fresh.snapshot.catalog()?;
    let template = template(context, &args, &tip)?;
    introduce(&context.ui, &tip.platform, &population(&catalog));
    if let Some(unpushed) = &tip.unpushed {
        warn_of(&context.ui, unpushed);
    }
    let dry_run = args.dry_run;
    let asked = Instant::now();
    let given = given(context, args)?;
    ops::check_given(&given, &template, &catalog)?;
    let mut terminal = context.prompter();
    // Nobody should answer questions for nothing, so a missing token comes before them, and behind what is wrong already.
    let early = match terminal {
        Some(_) => Some(tip.forge(context, dry_run)?),
        None => None,
    };
    let prompter = terminal
        .as_mut()
        .map(|terminal| terminal as &mut dyn Prompter);
    let request = ops::interview(given, &template, &catalog, context.clock.today(), prompter)?;
    let mut waited = asked.elapsed();
    present(&context.ui, &template, &request);
    let forge = match early {
        Some(forge) => forge,
        None => tip.forge(context, dry_run)?,
    };
    let mut setting = tip.signed_in(forge);
    let created = match setting.decide(context, &request, &template, &catalog, (&run, dry_run))? {
        Decision::Begin(plan) if dry_run => {
            announce(&context.ui, &plan);
            context.ui.show(&NewPlan::new(&plan), NewPlan::text)?;
            return Ok(End::Done);
        }
        Decision::Begin(plan) => {
            announce(&context.ui, &plan);
            let asked = Instant::now();
            let prompter = terminal
                .as_mut()
                .map(|terminal| terminal as &mut dyn Prompter);
            setting.confirm(context, &plan, prompter)?;
            waited += asked.elapsed();
            let checked = began.elapsed().saturating_sub(waited);
            setting.begin(context, &plan, &request, &run, checked)?
        }
        Decision::GoOn(run_record) if dry_run => return Err(begun(&run_record)),
        Decision::GoOn(run_record) => {
            let run = &run_record.header.run;
            let work = context.runs()?.resume(run, context.clock)?;
            context.ui.say(format_args!("going on with the run {run}"));
            setting.act(context, |on| ops::resume(work, on))?
        }
    };
    finish(
        context,
        &setting,
        &created,
        began.elapsed().saturating_sub(waited),
    )
}

/// A plan for what a run has begun to make would be wrong.
fn begun(run_record: &RunRecord) -> Error {
    let run = &run_record.header.run;
    Error::conflict(format!("the run {run} has begun to make it"))
        .hint(format!("idp runs show {run}"))
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

fn template(context: &Context, args: &NewArgs, tip: &PlatformTip) -> Result<Template> {
    if let Some(path) = &args.template_path {
        return Pack::directory(&context.path(path))?.template(&args.template);
    }
    let found = tip.fresh.snapshot.templates()?.template(&args.template);
    let (platform, fresh) = (&tip.platform, &tip.fresh);
    let unpushed = platform::unpushed_template(platform, fresh, &args.template, &context.directory);
    match (found, unpushed) {
        (Err(error), Some(unpushed)) if error.kind() == Kind::NotFound => Err(unpushed),
        (Ok(template), Some(unpushed)) => {
            warn_of(&context.ui, &unpushed);
            Ok(template)
        }
        (found, _) => found,
    }
}

/// Says what is not as the user may expect, and what to do about it.
fn warn_of(ui: &Ui, unexpected: &Error) {
    let hints = unexpected.hints().join("; ");
    ui.warn(format_args!("{}; {hints}", unexpected.message()));
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
        .features_for(&request.answers)
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
    // Where the forge is told nothing, nothing is lost.
    if !plan.requests.is_empty() {
        let (template, wanted) = (&plan.service.template.0, &plan.service.wanted);
        if wanted.checks.is_empty() {
            ui.say(format_args!(
                "checks    none is required: `forge` of the template {template} names none"
            ));
        }
        if wanted.deploy.is_none() {
            ui.say(format_args!(
                "deploy    nothing: `forge` of the template {template} names no workflow for it"
            ));
        }
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
