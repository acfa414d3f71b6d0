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

use clap::Parser;

use crate::catalog::Catalog;
use crate::cli::{AtArgs, Cli, Command, TemplateCommand};
use crate::context::{Context, in_github_actions, limit_threads, no_color};
use crate::error::{Error, Result};
use crate::platform::{Platform, Snapshot};
use crate::view::{Colour, Format, PlatformStamp, Ui};

/// How a command that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// All well.
    Done,
    /// It found faults, and has shown them.
    Findings,
}

/// Runs `idp` with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    limit_threads();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(refusal) => return refuse(&refusal, &arguments),
    };
    let format = cli.global.output.unwrap_or_else(|| usual(&cli.command));
    let mut ui = Ui::new(format, cli.global.color, no_color());
    ui.quiet = cli.global.quiet;
    ui.verbose = cli.global.verbose;
    let run = || {
        can_give(&cli.command, format)?;
        let context = Context::new(&cli.global, ui)?;
        let end = dispatch(&context, cli.command).map_err(|error| context.explained(error))?;
        context.warn_of_partial_checkout();
        Ok(end)
    };
    match run() {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Findings) => ExitCode::from(crate::error::Kind::Findings.exit_code()),
        Err(error) => {
            ui.fail(&error);
            ExitCode::from(error.kind().exit_code())
        }
    }
}

/// The form of the data where nobody asked for one.
fn usual(command: &Command) -> Format {
    match in_github_actions() && command.formats().contains(&Format::Github) {
        true => Format::Github,
        false => Format::Text,
    }
}

/// Refuses a form that a verb does not have, before it does anything.
fn can_give(command: &Command, format: Format) -> Result<()> {
    let formats = command.formats();
    if formats.contains(&format) {
        return Ok(());
    }
    let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
    let message = format!("this command has no output in {}", format.name());
    Err(Error::usage(message).hint(format!("-o takes {}", names.join(", "))))
}

fn dispatch(context: &Context, command: Command) -> Result<End> {
    match command {
        Command::New(args) => new::new(context, *args),
        Command::Connect(args) => connect::connect(context, &args),
        Command::Doctor(args) => doctor::doctor(context, &args),
        Command::WhoOwns(args) => who_owns::who_owns(context, &args),
        Command::Catalog(command) => catalog::catalog(context, &command),
        Command::Template(TemplateCommand::List(args)) => template::list(context, &args),
        Command::Template(TemplateCommand::Show(args)) => template::show(context, &args),
        Command::Template(TemplateCommand::Lint(args)) => template::lint(context, &args),
        Command::Template(TemplateCommand::Test(args)) => template::test(context, &args),
        Command::Template(TemplateCommand::New(args)) => template::new(context, &args),
        Command::Runs(command) => runs::runs(context, &command),
        Command::Explain(args) => explain::explain(context, &args),
        Command::Completions(args) => completions::completions(context, &args),
    }
}

/// The catalog that a question is about, and where it comes from.
struct Queried {
    catalog: Catalog,
    platform: PlatformStamp,
}

/// What there is to ask at that moment.
fn queried(context: &Context, args: &AtArgs) -> Result<Queried> {
    let platform = context.platform_aloud()?;
    let snapshot = at(context, &platform, args)?;
    Ok(Queried {
        catalog: snapshot.catalog()?,
        platform: PlatformStamp::new(&platform, &snapshot),
    })
}

/// The files of `platform`: as they are, or as they were. Where they may be old, that is said.
fn at(context: &Context, platform: &Platform, at: &AtArgs) -> Result<Snapshot> {
    let snapshot = match &at.at {
        Some(when) => platform.at(when)?,
        None => platform.current()?,
    };
    if let Some(fetched) = &snapshot.fetched
        && let Some(why) = &fetched.stale
    {
        context
            .ui
            .say(format_args!("as of {:.0}: {why}", fetched.at));
    }
    Ok(snapshot)
}

/// Help and version are data; a usage error is ours to show where JSON was asked for.
fn refuse(refusal: &clap::Error, arguments: &[OsString]) -> ExitCode {
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
        Ui::new(Format::Json, Colour::Never, true).fail(&Error::usage(message).hint("idp --help"));
        return ExitCode::from(2);
    }
    match refusal.print() {
        _ if refusal.use_stderr() => ExitCode::from(2),
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let error = Error::io("write to stdout", error);
            Ui::new(Format::Text, Colour::Never, true).fail(&error);
            ExitCode::from(error.kind().exit_code())
        }
        _ => ExitCode::SUCCESS,
    }
}
