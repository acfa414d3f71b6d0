//! One file per verb: arguments in, one operation, its result into a view.

mod catalog;
mod completions;
mod connect;
mod doctor;
mod explain;
mod new;
mod runs;
mod template;
mod who_owns;

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;

use crate::catalog::Catalog;
use crate::cli::{Cli, Command, PointInTimeArgs, TemplateCommand};
use crate::context::{Context, InterruptState, ProcessEnvironment, limit_thread_pool};
use crate::error::{Error, Result};
use crate::platform::{Platform, PlatformSnapshot};
use crate::view::{ColourMode, OutputFormat, PlatformInfo, Ui};

/// How a command that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CommandOutcome {
    /// All well.
    Done,
    /// It found faults, and has shown them.
    Findings,
}

/// Runs `idp` with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let environment = ProcessEnvironment::read();
    limit_thread_pool(environment.requested_threads);
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(refusal) => return report_clap_error(&refusal, &arguments),
    };
    let format = cli
        .global
        .output
        .unwrap_or_else(|| default_format(&cli.command, environment.github_actions));
    let mut ui = Ui::new(format, cli.global.color, environment.no_color);
    ui.quiet = cli.global.quiet;
    ui.verbose = cli.global.verbose;
    let interrupts = InterruptState::default();
    let run = || {
        validate_output_format(&cli.command, format)?;
        let context = Context::new(&cli.global, environment, ui, interrupts.clone())?;
        let end = run_command(&context, cli.command)
            .map_err(|error| context.add_not_found_hints(error))?;
        context.warn_about_partial_checkout();
        Ok(end)
    };
    let outcome = run();
    interrupts.begin_exit();
    match outcome {
        Ok(CommandOutcome::Done) => ExitCode::SUCCESS,
        Ok(CommandOutcome::Findings) => {
            ExitCode::from(crate::error::ErrorKind::Findings.exit_code())
        }
        Err(error) => {
            ui.print_error(&error);
            ExitCode::from(error.kind().exit_code())
        }
    }
}

/// The form of the data where nobody asked for one.
fn default_format(command: &Command, github_actions: bool) -> OutputFormat {
    if github_actions && command.output_formats().contains(&OutputFormat::Github) {
        OutputFormat::Github
    } else {
        OutputFormat::Text
    }
}

/// Refuses a form that a verb does not have, before it does anything.
fn validate_output_format(command: &Command, format: OutputFormat) -> Result<()> {
    let formats = command.output_formats();
    if formats.contains(&format) {
        return Ok(());
    }
    let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
    let message = format!("this command has no output in {}", format.name());
    Err(Error::usage(message).with_hint(format!("-o takes {}", names.join(", "))))
}

fn run_command(context: &Context, command: Command) -> Result<CommandOutcome> {
    match command {
        Command::New(args) => new::new(context, *args),
        Command::Connect(args) => connect::connect(context, &args),
        Command::Doctor(args) => doctor::doctor(context, &args),
        Command::WhoOwns(args) => who_owns::who_owns(context, &args),
        Command::Catalog(command) => catalog::run_catalog_command(context, &command),
        Command::Template(TemplateCommand::List(args)) => template::list(context, &args),
        Command::Template(TemplateCommand::Show(args)) => template::show(context, &args),
        Command::Template(TemplateCommand::Lint(args)) => template::lint(context, &args),
        Command::Template(TemplateCommand::Test(args)) => template::test(context, &args),
        Command::Template(TemplateCommand::New(args)) => template::new(context, &args),
        Command::Runs(command) => runs::run_runs_command(context, &command),
        Command::Explain(args) => explain::explain(context, &args),
        Command::Completions(args) => completions::completions(context, &args),
    }
}

/// The catalog that a question is about, and where it comes from.
struct LoadedCatalog {
    catalog: Arc<Catalog>,
    platform: PlatformInfo,
}

/// What there is to ask at that moment.
fn load_catalog(context: &Context, args: &PointInTimeArgs) -> Result<LoadedCatalog> {
    let platform = context.find_and_announce_platform()?;
    let snapshot = load_snapshot(context, &platform, args)?;
    Ok(LoadedCatalog {
        catalog: snapshot.read_catalog()?,
        platform: PlatformInfo::new(&platform, &snapshot),
    })
}

/// The files of `platform`: as they are, or as they were. Where they may be old, that is said.
fn load_snapshot(
    context: &Context,
    platform: &Platform,
    at: &PointInTimeArgs,
) -> Result<PlatformSnapshot> {
    let snapshot = match &at.at {
        Some(when) => platform.read_snapshot_at(when)?,
        None => platform.read_current_snapshot()?,
    };
    if let Some(fetched) = &snapshot.fetch_status
        && let Some(why) = &fetched.stale_reason
    {
        context
            .ui
            .print_status(format_args!("as of {:.0}: {why}", fetched.at));
    }
    Ok(snapshot)
}

/// Help and version are data; a usage error is ours to show where JSON was asked for.
fn report_clap_error(refusal: &clap::Error, arguments: &[OsString]) -> ExitCode {
    let json = arguments
        .windows(2)
        .any(|pair| (pair[0] == "-o" || pair[0] == "--output") && pair[1] == "json")
        || arguments
            .iter()
            .any(|argument| argument == "-ojson" || argument == "--output=json");
    if json && refusal.use_stderr() {
        let rendered = refusal.render().to_string();
        let said = rendered
            .lines()
            .take_while(|line| !line.starts_with("Usage:"));
        let words: Vec<&str> = said
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let message = words.join(" ").trim_start_matches("error: ").to_owned();
        Ui::new(OutputFormat::Json, ColourMode::Never, true)
            .print_error(&Error::usage(message).with_hint("idp --help"));
        return ExitCode::from(2);
    }
    match refusal.print() {
        _ if refusal.use_stderr() => ExitCode::from(2),
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let error = Error::io("write to stdout", error);
            Ui::new(OutputFormat::Text, ColourMode::Never, true).print_error(&error);
            ExitCode::from(error.kind().exit_code())
        }
        _ => ExitCode::SUCCESS,
    }
}
