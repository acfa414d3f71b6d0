//! `idp new`.

mod run_session;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;

pub(super) use run_session::RunSession;
use run_session::{CreateArg, FetchedPlatform};

use super::verb::{Answer, Verb};
use crate::catalog::Catalog;
use crate::cli::parse_non_empty;
use crate::context::Context;
use crate::count::CountedNoun;
use crate::error::Result;
use crate::input_file::{MAX_SETTINGS_BYTES, read_file_or_pipe};
use crate::ops::{
    self, CreatedService, PartialServiceRequest, RunDecision, TemplateInputAssignment,
};
use crate::printable::Printable;
use crate::prompt::Prompter;
use crate::run;
use crate::template::{Template, TemplatePack};
use crate::view::{
    NewServiceOutput, NewServicePlanReport, NewServiceReport, format_catalog_counts,
};

/// `idp new`.
///
/// Renders a golden template into a new directory, commits it, makes the repository, pushes, and registers the
/// service in the platform's catalog. Asks for what is missing when there is a terminal to ask on.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
#[command(after_help = "Examples:
  idp new service checkout --owner payments
  idp new service checkout --owner payments --set database=none
  idp new service promo --owner storefront --without alerts --because \"load test, gone in two weeks\"
  idp new service checkout --owner payments --dry-run")]
pub struct NewServiceArgs {
    /// The golden template; `idp template list` shows them
    #[arg(value_parser = parse_non_empty)]
    pub template: String,
    /// The name: lower-case letters, digits and `-`, at most 50 characters
    pub name: Option<String>,
    /// The group that will own it
    #[arg(long, value_name = "GROUP")]
    pub owner: Option<String>,
    /// The system it is part of
    #[arg(long, value_name = "SYSTEM")]
    pub system: Option<String>,
    /// One sentence about it
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Answer an input of the template (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<TemplateInputAssignment>,
    /// Read answers from a YAML file; flags win
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub values: Option<PathBuf>,
    /// Where to write; ./<NAME> by default
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// Take the template from this directory
    #[arg(long = "template", value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
    pub template_path: Option<PathBuf>,
    /// Leave a feature out (repeatable); `observability` is all of them
    #[arg(long, value_name = "FEATURE")]
    pub without: Vec<String>,
    /// Why it is left out, in 10 to 500 characters; recorded in the repository and in the catalog
    #[arg(long, value_name = "REASON")]
    pub because: Option<String>,
    /// When leaving it out ends; 90 days from today by default
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Who makes the repository, whatever idp.yaml says: this machine, or a workflow of the platform
    #[arg(long, value_enum, value_name = "WHO")]
    pub create: Option<CreateArg>,
    /// Show the tree, the entity and every effect, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

impl Verb for NewServiceArgs {
    type Report = NewServiceOutput;

    fn run(self, context: &Context) -> Result<Answer<NewServiceOutput>> {
        let began = Instant::now();
        let run = run::generate_run_id(context.clock);
        let (is_dry_run, create) = (self.dry_run, self.create);
        let tip = FetchedPlatform::fetch_newest_platform(context.find_platform()?, &run, create)?;
        let catalog = tip.upstream.snapshot.read_catalog()?;
        let template = load_template(context, &self, &tip)?;
        print_platform_notices(context, &tip, &catalog);
        let asked = Instant::now();
        let given = collect_given_inputs(context, self)?;
        ops::validate_partial_service_request(&given, &template, &catalog)?;
        let mut terminal = context.open_terminal_prompter();
        // Nobody should answer questions for nothing, so a missing token comes before them, and behind what is wrong already.
        let early = match terminal {
            Some(_) => Some(tip.open_forge(context, is_dry_run)?),
            None => None,
        };
        let prompter = terminal
            .as_mut()
            .map(|terminal| terminal as &mut dyn Prompter);
        let today = context.clock.today();
        let request =
            ops::complete_new_service_request(given, &template, &catalog, today, prompter)?;
        let mut waited = asked.elapsed();
        context.ui.print_chosen_template(&template, &request);
        let forge = match early {
            Some(forge) => forge,
            None => tip.open_forge(context, is_dry_run)?,
        };
        let mut session = tip.into_run_session(forge);
        let decision = ops::decide_run(
            &request,
            &template,
            session.build_plan_context(context, &catalog, &session.platform.platform_address()?),
            &context.open_run_store()?,
            (&run, is_dry_run),
        )?;
        let created = match decision {
            RunDecision::Resume(run_record) => {
                session.resume_service_run(context, &run_record.header.run)?
            }
            RunDecision::Start(plan) => {
                context.ui.print_plan_notices(&plan);
                if is_dry_run {
                    return Ok(NewServiceOutput::Plan(NewServicePlanReport::new(&plan)).into());
                }
                let asked = Instant::now();
                let prompter = terminal
                    .as_mut()
                    .map(|terminal| terminal as &mut dyn Prompter);
                session.confirm_plan(context, &plan, prompter)?;
                waited += asked.elapsed();
                let checked = began.elapsed().saturating_sub(waited);
                session.execute_plan(context, &plan, &request, &run, checked)?
            }
        };
        let elapsed = began.elapsed().saturating_sub(waited);
        let report = report_created_service(context, &session, &created, elapsed);
        Ok(NewServiceOutput::Created(report).into())
    }
}

fn print_platform_notices(context: &Context, tip: &FetchedPlatform, catalog: &Catalog) {
    let counts = format_catalog_counts(catalog);
    context.ui.print_chosen_platform(&tip.platform, &counts);
    if let Some(unpushed) = &tip.unpushed_settings {
        context.ui.warn_about_error(unpushed);
    }
}

/// What there is now.
pub(super) fn report_created_service(
    context: &Context,
    session: &RunSession,
    created: &CreatedService,
    elapsed: Duration,
) -> NewServiceReport {
    for note in &created.notes {
        context.ui.print_warning(Printable(note));
    }
    let requests = session.forge.request_count();
    if let Some(requests) = requests.filter(|_| context.ui.verbose > 0) {
        let requests = CountedNoun(requests, "request");
        context
            .ui
            .print_status(format_args!("{requests} to the forge"));
    }
    NewServiceReport::new(created, elapsed, &context.directory)
}

fn load_template(
    context: &Context,
    args: &NewServiceArgs,
    tip: &FetchedPlatform,
) -> Result<Template> {
    if let Some(path) = &args.template_path {
        let pack = TemplatePack::from_directory(&context.resolve_path(path))?;
        return pack.load_template(&args.template);
    }
    let (platform, upstream) = (&tip.platform, &tip.upstream);
    let (template, unpushed) =
        ops::load_platform_template(platform, upstream, &args.template, &context.directory)?;
    if let Some(unpushed) = &unpushed {
        context.ui.warn_about_error(unpushed);
    }
    Ok(template)
}

fn collect_given_inputs(context: &Context, args: NewServiceArgs) -> Result<PartialServiceRequest> {
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
    given.merge_input_assignments(&args.set)?;
    if let Some(file) = args.values {
        let path = context.resolve_path(&file);
        let text = read_file_or_pipe(&path, MAX_SETTINGS_BYTES)?;
        given.merge_values_file(&file.display().to_string(), &text)?;
    }
    Ok(given)
}
