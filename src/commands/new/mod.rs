//! `idp new`.

mod run_session;

use std::time::{Duration, Instant};

pub(super) use run_session::RunSession;
use run_session::{PlatformTip, RunDecision};

use super::CommandOutcome;
use crate::cli::NewArgs;
use crate::context::Context;
use crate::count::CountedNoun;
use crate::error::{Error, ErrorKind, Result};
use crate::git::find_work_tree;
use crate::input_file::{MAX_SETTINGS_BYTES, read_file_or_pipe};
use crate::ops::{self, CreatedService, NewPlan, PartialServiceRequest, ServiceRequest};
use crate::platform;
use crate::platform::Platform;
use crate::printable::Printable;
use crate::prompt::Prompter;
use crate::run;
use crate::run::RunRecord;
use crate::template::{Approval, Template, TemplatePack};
use crate::view::{NewPlanReport, NewReport, Ui, format_catalog_counts, format_hints};

pub(super) fn new(context: &Context, args: NewArgs) -> Result<CommandOutcome> {
    let began = Instant::now();
    let run = run::generate_run_id(context.clock);
    let tip = PlatformTip::fetch(context.find_platform()?, &run, args.create)?;
    let catalog = tip.upstream.snapshot.read_catalog()?;
    let template = load_template(context, &args, &tip)?;
    print_platform_line(&context.ui, &tip.platform, &format_catalog_counts(&catalog));
    if let Some(unpushed) = &tip.unpushed_settings {
        warn_with_hints(&context.ui, unpushed);
    }
    let dry_run = args.dry_run;
    let asked = Instant::now();
    let given = collect_given_inputs(context, args)?;
    ops::validate_partial_request(&given, &template, &catalog)?;
    let mut terminal = context.open_terminal_prompter();
    // Nobody should answer questions for nothing, so a missing token comes before them, and behind what is wrong already.
    let early = match terminal {
        Some(_) => Some(tip.open_forge(context, dry_run)?),
        None => None,
    };
    let prompter = terminal
        .as_mut()
        .map(|terminal| terminal as &mut dyn Prompter);
    let request =
        ops::complete_request(given, &template, &catalog, context.clock.today(), prompter)?;
    let mut waited = asked.elapsed();
    print_template_line(&context.ui, &template, &request);
    let forge = match early {
        Some(forge) => forge,
        None => tip.open_forge(context, dry_run)?,
    };
    let mut setting = tip.into_session(forge);
    let created =
        match setting.resume_or_plan(context, &request, &template, &catalog, (&run, dry_run))? {
            RunDecision::Start(plan) if dry_run => return show_plan(context, &plan),
            RunDecision::Start(plan) => {
                print_plan_notices(&context.ui, &plan);
                let asked = Instant::now();
                let prompter = terminal
                    .as_mut()
                    .map(|terminal| terminal as &mut dyn Prompter);
                setting.confirm_plan(context, &plan, prompter)?;
                waited += asked.elapsed();
                let checked = began.elapsed().saturating_sub(waited);
                setting.execute_plan(context, &plan, &request, &run, checked)?
            }
            RunDecision::Resume(run_record) if dry_run => {
                return Err(already_begun_error(&run_record));
            }
            RunDecision::Resume(run_record) => resume_run(context, &mut setting, &run_record)?,
        };
    show_new_report(
        context,
        &setting,
        &created,
        began.elapsed().saturating_sub(waited),
    )
}

fn show_plan(context: &Context, plan: &NewPlan) -> Result<CommandOutcome> {
    print_plan_notices(&context.ui, plan);
    context
        .ui
        .write_report(&NewPlanReport::new(plan), NewPlanReport::render_text)?;
    Ok(CommandOutcome::Done)
}

/// Finishes what another run has begun to make.
fn resume_run(
    context: &Context,
    setting: &mut RunSession,
    run_record: &RunRecord,
) -> Result<CreatedService> {
    let run = &run_record.header.run;
    let work = context.open_run_store()?.resume_run(run, context.clock)?;
    context
        .ui
        .print_status(format_args!("going on with the run {run}"));
    setting.run_with_progress(context, |on, progress| ops::resume_run(work, on, progress))
}

/// A plan for what a run has begun to make would be wrong.
fn already_begun_error(run_record: &RunRecord) -> Error {
    let run = &run_record.header.run;
    Error::conflict(format!("the run {run} has begun to make it"))
        .with_hint(format!("idp runs show {run}"))
}

/// Shows what there is now.
pub(super) fn show_new_report(
    context: &Context,
    setting: &RunSession,
    created: &CreatedService,
    elapsed: Duration,
) -> Result<CommandOutcome> {
    for note in &created.notes {
        context.ui.print_warning(Printable(note));
    }
    if let Some(requests) = setting
        .forge
        .request_count()
        .filter(|_| context.ui.verbose > 0)
    {
        context.ui.print_status(format_args!(
            "{} to the forge",
            CountedNoun(requests, "request")
        ));
    }
    let report = NewReport::new(created, elapsed, &context.directory);
    let text = if context.ui.quiet {
        NewReport::render_brief
    } else {
        NewReport::render_text
    };
    context.ui.write_report(&report, text)?;
    Ok(CommandOutcome::Done)
}

fn load_template(context: &Context, args: &NewArgs, tip: &PlatformTip) -> Result<Template> {
    if let Some(path) = &args.template_path {
        return TemplatePack::from_directory(&context.resolve_path(path))?
            .load_template(&args.template);
    }
    let found = tip
        .upstream
        .snapshot
        .load_templates()?
        .load_template(&args.template);
    let (platform, fresh) = (&tip.platform, &tip.upstream);
    let unpushed =
        platform::check_unpushed_template(platform, fresh, &args.template, &context.directory);
    match (found, unpushed) {
        (Err(error), Some(unpushed)) if error.kind() == ErrorKind::NotFound => Err(unpushed),
        (Ok(template), Some(unpushed)) => {
            warn_with_hints(&context.ui, &unpushed);
            Ok(template)
        }
        (found, _) => found,
    }
}

/// Says what is not as the user may expect, and what to do about it.
fn warn_with_hints(ui: &Ui, unexpected: &Error) {
    let hints = format_hints(unexpected).join("; ");
    ui.print_warning(format_args!("{}; {hints}", unexpected.message()));
}

fn collect_given_inputs(context: &Context, args: NewArgs) -> Result<PartialServiceRequest> {
    let mut given = PartialServiceRequest {
        name: args.name,
        owner: args.owner,
        system: args.system,
        description: args.description,
        without: args.without,
        because: args.because,
        until: args.until,
        directory: args.dir.map(|dir| context.resolve_path(&dir)),
        yes: context.yes,
        ..PartialServiceRequest::default()
    };
    given.merge_assignments(&args.set)?;
    if let Some(file) = args.values {
        let path = context.resolve_path(&file);
        let text = read_file_or_pipe(&path, MAX_SETTINGS_BYTES)?;
        given.merge_values_file(&file.display().to_string(), &text)?;
    }
    Ok(given)
}

fn print_platform_line(ui: &Ui, platform: &Platform, population: &str) {
    let local = if platform.is_practice() {
        format!("practice (local, {population}) · nothing leaves this machine")
    } else {
        format!(
            "{} ({population}) · as its repository has it",
            Printable(&platform.to_string())
        )
    };
    ui.print_status(format_args!("platform  {local}"));
}

fn print_template_line(ui: &Ui, template: &Template, request: &ServiceRequest) {
    let (name, version, title) = (template.name(), template.version(), template.title());
    let off: Vec<&str> = request
        .opt_outs
        .iter()
        .map(|opt_out| opt_out.feature.as_str())
        .collect();
    let on: Vec<&str> = template
        .available_features(&request.answers)
        .map(|feature| feature.name.as_str())
        .filter(|feature| !off.contains(feature))
        .collect();
    let mut line = format!("template  {name} {version} · {}", Printable(title));
    for (names, state) in [(on, "on"), (off, "off")] {
        if !names.is_empty() {
            line.push_str(&format!(" · {}: {state}", names.join(", ")));
        }
    }
    ui.print_status(line);
}

/// What people should know before it is done.
fn print_plan_notices(ui: &Ui, plan: &NewPlan) {
    if let Some(why) = &plan.no_deploy_reason {
        ui.print_warning(format_args!("nothing can be deployed: {}", Printable(why)));
    }
    // Where the forge is told nothing, nothing is lost.
    if !plan.requests.is_empty() {
        let (template, wanted) = (&plan.service.template.0, &plan.service.wanted);
        if wanted.checks.is_empty() {
            ui.print_status(format_args!(
                "checks    none is required: `forge` of the template {template} names none"
            ));
        }
        if wanted.deploy.is_none() {
            ui.print_status(format_args!(
                "deploy    nothing: `forge` of the template {template} names no workflow for it"
            ));
        }
    }
    for (environment, approval) in &plan.approvals {
        let team = &plan.service.wanted.team;
        match (approval, &plan.missing_reviewers_reason) {
            (Approval::PullRequest, Some(why)) => ui.print_status(format_args!(
                "approval  {team} merges a pull request before a deployment to {environment} · no reviewers: {}",
                Printable(why)
            )),
            (Approval::PullRequest, None) => ui.print_status(format_args!(
                "approval  {team} merges a pull request before a deployment to {environment}"
            )),
            (Approval::Reviewers | Approval::Owner, _) => ui.print_status(format_args!(
                "approval  {team} reviews each deployment to {environment}"
            )),
            (Approval::None, _) => {}
        }
    }
    if let Some(outer) = find_work_tree(&plan.service.directory) {
        ui.print_warning(format_args!(
            "{} lies inside the repository {}",
            plan.service.directory.display(),
            outer.display()
        ));
    }
}
