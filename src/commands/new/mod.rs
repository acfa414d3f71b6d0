//! `idp new`.

mod run_session;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use run_session::FetchedPlatform;
pub(super) use run_session::{NewServiceSession, RepositoryCreatorArg};

use super::verb::{CommandOutcome, Verb};
use crate::catalog::Catalog;
use crate::cli::parse_non_empty;
use crate::context::Context;
use crate::count::CountedNoun;
use crate::error::{Error, ErrorKind, Result};
use crate::input_file::{MAX_SETTINGS_BYTES, read_file_or_pipe};
use crate::ops::{
    self, CreatedService, PartialServiceRequest, RunDecision, ServiceRequest,
    TemplateInputAssignment,
};
use crate::printable::Printable;
use crate::prompt::Prompter;
use crate::remedy::Remedy;
use crate::run::{self, RecordedCommand};
use crate::template::{Template, TemplatePack, shell_quote_path};
use crate::view::{
    CloneInShell, NewServiceOutput, NewServicePlanReport, NewServiceReport, OtherOptions,
    format_catalog_counts, format_new_command, render_interview_summary,
};

/// Create a service: repository, first commit and catalog entry
///
/// Renders a golden template into a new directory, commits it, creates the repository, pushes, and registers the service in the
/// platform's catalog. On a terminal, `idp new` asks for anything that is missing. If it is interrupted, the same command
/// resumes.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
#[command(after_help = "Examples:
  idp new service checkout --owner payments
  idp new service checkout --owner payments --dry-run
  idp new service checkout --owner payments --set database=none
  idp new service promo --owner storefront --without alerts \\
    --because \"load test, gone in two weeks\"")]
pub struct NewServiceArgs {
    /// Golden template; see `idp template list`
    #[arg(value_parser = parse_non_empty)]
    pub template: String,
    /// Service name: lower-case letters, digits and `-`; at most 50 characters
    pub name: Option<String>,
    /// Group that owns the service (required; on a terminal, idp asks)
    #[arg(long, value_name = "GROUP", value_parser = parse_non_empty)]
    pub owner: Option<String>,
    /// System that the service is part of
    #[arg(long, value_name = "SYSTEM")]
    pub system: Option<String>,
    /// Description, in one sentence
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Set an input of the template (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<TemplateInputAssignment>,
    /// Read inputs from a YAML file; flags take precedence
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub values: Option<PathBuf>,
    /// Directory to create [default: ./<NAME>]
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// Use a template from a local directory
    #[arg(long = "template", value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
    pub template_path: Option<PathBuf>,
    /// Opt out of a feature (repeatable); `observability` means all features
    #[arg(long, value_name = "FEATURE")]
    pub without: Vec<String>,
    /// Reason for opting out, 10 to 500 characters; recorded in the repository and the catalog
    #[arg(long, value_name = "REASON")]
    pub because: Option<String>,
    /// Date when the opt-out ends [default: in 90 days]
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Who creates the repository; overrides `create` in idp.yaml
    #[arg(long, value_enum, value_name = "WHO")]
    pub create: Option<RepositoryCreatorArg>,
    /// Show files, catalog entry and remote calls; change nothing
    #[arg(long)]
    pub dry_run: bool,
}

impl Verb for NewServiceArgs {
    type Report = NewServiceOutput;

    fn run(self, context: &Context) -> Result<CommandOutcome<NewServiceOutput>> {
        let began = Instant::now();
        let run = run::generate_run_id(context.clock);
        let (is_dry_run, create) = (self.dry_run, self.create);
        let tip = FetchedPlatform::fetch_newest_platform(context.find_platform()?, &run, create)?;
        let catalog = tip.upstream.snapshot.read_catalog()?;
        let template = load_template(context, &self, &tip)?;
        template.component_spec()?;
        print_platform_notices(context, &tip, &catalog);
        let asked = Instant::now();
        let others = list_other_options(&self);
        let given = collect_given_inputs(context, self)?;
        ops::validate_partial_service_request(&given, &template, &catalog)
            .map_err(|error| add_unpushed_entity_hint(error, &tip, &given, &template))?;
        let mut terminal = context.open_terminal_prompter();
        // A missing token is reported after invalid inputs but before the questions, so that no answers are wasted.
        let early = match terminal {
            Some(_) => Some(tip.open_forge(context, is_dry_run)?),
            None => None,
        };
        let prompter = terminal
            .as_mut()
            .map(|terminal| terminal as &mut dyn Prompter);
        let request = complete_request(context, given, &template, &catalog, prompter, &others)?;
        let mut waited = asked.elapsed();
        context.ui.print_chosen_template(&template, &request);
        let forge = match early {
            Some(forge) => forge,
            None => tip.open_forge(context, is_dry_run)?,
        };
        let mut session = tip.into_new_service_session(forge);
        let decision = ops::decide_run(
            &request,
            &template,
            session.build_plan_context(context, &catalog, &session.platform.platform_address()?),
            &context.open_run_store()?,
            (&run, is_dry_run),
        )
        .map_err(|error| add_outdated_clone_hint(context, error, &session, &request))?;
        let created = match decision {
            RunDecision::Resume(run_record) => {
                session.resume_service_run(context, &run_record.header.run)?
            }
            RunDecision::Start(mut plan) => {
                plan.command = Some(record_command(context, &template, &request, &others));
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
                session.execute_new_service_plan(context, &plan, &request, &run, checked)?
            }
        };
        let elapsed = began.elapsed().saturating_sub(waited);
        let report = build_new_service_report(context, &session, &created, elapsed);
        Ok(NewServiceOutput::Created(report).into())
    }
}

/// Says that the clone has the entity that the platform's remote lacks.
fn add_unpushed_entity_hint(
    error: Error,
    tip: &FetchedPlatform,
    given: &PartialServiceRequest,
    template: &Template,
) -> Error {
    if !error.is_about_missing_entity() || tip.platform.directory().is_none() {
        return error;
    }
    let here = tip.platform.read_current_snapshot();
    let here = here.and_then(|here| here.read_catalog());
    let is_here = here
        .and_then(|here| ops::validate_partial_service_request(given, template, &here))
        .is_ok();
    let branch = Printable(&tip.upstream.tip.branch);
    let hint = format!("this clone has it, but origin/{branch} doesn't; commit and push it first");
    error.with_optional_hint(is_here.then_some(hint))
}

fn record_command(
    context: &Context,
    template: &Template,
    request: &ServiceRequest,
    others: &OtherOptions,
) -> RecordedCommand {
    RecordedCommand {
        directory: context.directory.clone(),
        words: format_new_command(template, request, others),
    }
}

/// Says that the clone lacks the entity that has the name on the platform's remote, so that queries in it don't find that entity.
fn add_outdated_clone_hint(
    context: &Context,
    error: Error,
    session: &NewServiceSession,
    request: &ServiceRequest,
) -> Error {
    let Some(clone) = session.platform.directory() else {
        return error;
    };
    let clone = CloneInShell {
        clone,
        shell_directory: &context.shell_directory,
    };
    let here = session.platform.read_current_snapshot();
    let here = here.and_then(|here| here.read_catalog());
    let name = request.name.to_string();
    let lacks_it = here.is_ok_and(|here| here.find_entities_by_name(&name).is_empty());
    let is_conflict = error.kind() == ErrorKind::Conflict;
    let pull = clone.format_pull_command(&session.upstream.tip.branch);
    error.with_optional_hint(
        pull.filter(|_| is_conflict && lacks_it)
            .map(|pull| format!("this clone doesn't have it yet: {pull}")),
    )
}

/// Prompts for missing inputs, and prints a summary of them afterwards.
fn complete_request(
    context: &Context,
    given: PartialServiceRequest,
    template: &Template,
    catalog: &Catalog,
    prompter: Option<&mut dyn Prompter>,
    others: &OtherOptions,
) -> Result<ServiceRequest> {
    let is_interview = prompter.is_some() && ops::needs_interview(&given, template);
    let today = context.clock.today();
    let request = ops::complete_new_service_request(given, template, catalog, today, prompter)?;
    if is_interview {
        let words = format_new_command(template, &request, others);
        let command = format!("{} {words}", context.format_program());
        let width = context.ui.stderr_width;
        let summary = render_interview_summary(template, &request, &command, width);
        context.ui.print_status(summary);
    }
    Ok(request)
}

/// What the user typed beyond the request; a command that repeats the interview needs it, too.
fn list_other_options(args: &NewServiceArgs) -> OtherOptions {
    let path = |path: &Option<PathBuf>| Some(path.as_ref()?.display().to_string());
    let options = [
        ("--template", path(&args.template_path)),
        ("--dir", path(&args.dir)),
    ];
    let given = options.into_iter();
    given
        .filter_map(|(option, value)| Some((option, value?)))
        .collect()
}

fn print_platform_notices(context: &Context, tip: &FetchedPlatform, catalog: &Catalog) {
    let counts = format_catalog_counts(catalog);
    context.ui.print_chosen_platform(&tip.platform, &counts);
    if let Some(branch) = tip.platform.find_side_branch() {
        let branch = Printable(&branch);
        context.ui.print_warning(format_args!(
            "the service is registered on the branch {branch}, which the platform has checked out"
        ));
    }
    if let Some(unpushed) = &tip.unpushed_settings {
        context.ui.warn_about_error(unpushed);
    }
}

/// Builds the report on the created service, and prints its notes as warnings.
pub(super) fn build_new_service_report(
    context: &Context,
    session: &NewServiceSession,
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
    let report = NewServiceReport::new(created, elapsed, &context.shell_directory);
    match session.platform.directory() {
        Some(clone) => {
            let clone = CloneInShell {
                clone,
                shell_directory: &context.shell_directory,
            };
            report.with_pull_step(clone, &session.upstream.tip.branch)
        }
        None => report,
    }
}

/// Adds the option for a template that was named by its folder, as cookiecutter does.
fn add_template_folder_hint(context: &Context, args: &NewServiceArgs, error: Error) -> Error {
    let folder = Path::new(&args.template);
    let Some(name) = folder
        .file_name()
        .filter(|_| ops::has_templates(&context.resolve_path(folder)))
    else {
        return error;
    };
    if name == folder.as_os_str() {
        return error.with_hint(Remedy::UseTemplateFolder(folder.to_owned()));
    }
    let (name, folder) = (shell_quote_path(Path::new(name)), shell_quote_path(folder));
    error.with_hint(format!(
        "to use the template in this folder: idp new {} <NAME> --template {}",
        Printable(&name),
        Printable(&folder)
    ))
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
    let loaded =
        ops::load_platform_template(platform, upstream, &args.template, &context.directory);
    let (template, unpushed) =
        loaded.map_err(|error| add_template_folder_hint(context, args, error))?;
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
