//! `idp new`.

use std::time::Instant;

use super::End;
use crate::cli::NewArgs;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::git::{Identity, work_tree_of};
use crate::ops::{self, Fresh, Given, Plan, Platform, Request, Site, World};
use crate::printable::Printable;
use crate::prompt::Prompter;
use crate::template::{Pack, Template};
use crate::view::{Narrator, NewPlan, NewReport, Ui, population};

pub(super) fn new(context: &Context, args: NewArgs) -> Result<End> {
    let began = Instant::now();
    let platform = context.platform()?;
    let run = ops::run_id(context.clock);
    let mut fresh = platform.fresh(&run)?;
    let forge = platform.forge(&fresh.snapshot.config)?;
    let catalog = fresh.snapshot.catalog()?;
    let template = template(context, &args, &fresh)?;
    introduce(&context.ui, &platform, &population(&catalog));
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
    let site = Site {
        snapshot: &fresh.snapshot,
        catalog: &catalog,
        forge: &forge,
        address: &platform.address()?,
        practice: platform.is_practice(),
        working_directory: &context.directory,
        clock: context.clock,
    };
    let plan = ops::plan(&request, &template, site)?;
    warn_of_nesting(&context.ui, &plan);
    if dry_run {
        context.ui.show(&NewPlan::new(&plan), NewPlan::text)?;
        return Ok(End::Done);
    }
    let identity = Identity::find(&context.directory, platform.is_practice())?;
    let stop = context.stop_between_steps();
    let mut narrator = Narrator::new(&context.ui, context.home.as_deref());
    let mut world = World {
        forge: &forge,
        platform: &mut fresh,
        identity: &identity,
        run: &run,
        clock: context.clock,
        stop,
        progress: &mut |progress| narrator.tell(progress),
    };
    let created = ops::apply(&plan, began.elapsed().saturating_sub(waited), &mut world)?;
    drop(narrator);
    let report = NewReport::new(&plan, &created, began.elapsed().saturating_sub(waited));
    let text = match context.ui.quiet {
        true => NewReport::brief,
        false => NewReport::text,
    };
    context.ui.show(&report, text)?;
    Ok(End::Done)
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
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Error::usage(format!("cannot read {}: {error}", path.display())).caused_by(error)
        })?;
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

fn warn_of_nesting(ui: &Ui, plan: &Plan) {
    if let Some(outer) = work_tree_of(&plan.directory) {
        ui.warn(format_args!(
            "{} lies inside the repository {}",
            plan.directory.display(),
            outer.display()
        ));
    }
}
