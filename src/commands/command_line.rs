//! The command line: the verbs, and the text of the main help page.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use super::clap_error::report_clap_error;
use super::completion::answer_completion_request;
use super::completion_source::CompletionSource;
use super::help::describe_command;
use super::invocation::Invocation;
use super::verb_args::VerbArgs;
use super::{catalog, completions, connect, doctor, explain, init, new, runs, template, who_owns};
use crate::cli::GlobalArgs;
use crate::context::{ProcessEnvironment, limit_thread_pool};

const CLI_HELP_STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Create services from golden templates, and know who owns what
///
/// `idp` is an internal developer platform in one binary: golden templates, a catalog in git, and the owner of everything in it.
/// Commands use a practice platform on this machine until you connect your own; nothing needs configuring.
#[derive(Debug, Parser)]
#[command(name = "idp", version, styles = CLI_HELP_STYLES, max_term_width = 100)]
#[command(after_help = "Examples:
  idp new service checkout --owner payments
  idp who-owns cart
  idp catalog validate")]
pub struct Cli {
    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
    /// The options that every verb accepts.
    #[command(flatten)]
    pub global: GlobalArgs,
}

impl Cli {
    fn run(self, environment: ProcessEnvironment) -> ExitCode {
        let Cli { command, global } = self;
        command.run(Invocation {
            global,
            environment,
        })
    }
}

/// The verbs. Their help is defined with their arguments.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "a comment here would replace the help")]
pub enum Command {
    New(Box<VerbArgs<new::NewServiceArgs>>),
    WhoOwns(VerbArgs<who_owns::WhoOwnsArgs>),
    Explain(VerbArgs<explain::ExplainArgs>),
    /// Query, check and change the catalog
    #[command(subcommand)]
    Catalog(catalog::CatalogCommand),
    /// List, check, test and create golden templates
    #[command(subcommand)]
    Template(template::TemplateCommand),
    /// List, resume and abandon runs of `idp new` and `idp init`
    #[command(subcommand)]
    Runs(runs::RunsCommand),
    Init(Box<VerbArgs<init::InitArgs>>),
    Connect(VerbArgs<connect::ConnectArgs>),
    Doctor(VerbArgs<doctor::DoctorArgs>),
    Completions(VerbArgs<completions::CompletionsArgs>),
}

impl Command {
    /// Runs the command.
    pub(super) fn run(self, invocation: Invocation) -> ExitCode {
        match self {
            Command::New(args) => invocation.run_and_report(*args),
            Command::WhoOwns(args) => invocation.run_and_report(args),
            Command::Explain(args) => invocation.run_and_report(args),
            Command::Catalog(command) => command.run(invocation),
            Command::Template(command) => command.run(invocation),
            Command::Runs(command) => command.run(invocation),
            Command::Init(args) => invocation.run_and_report(*args),
            Command::Connect(args) => invocation.run_and_report(args),
            Command::Doctor(args) => invocation.run_and_report(args),
            Command::Completions(args) => invocation.run_and_report(args),
        }
    }
}

/// The complete command line, including everything that only the help shows.
pub fn build_command() -> clap::Command {
    describe_command(Cli::command())
}

/// Runs `idp` with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let environment = ProcessEnvironment::read();
    limit_thread_pool(environment.requested_threads);
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(request) = environment.completion.clone()
        && let Some(words) = words_to_complete(&arguments)
    {
        return match CompletionSource::new(environment, &words) {
            Ok(source) => answer_completion_request(&request, words, build_command(), source),
            Err(_) => ExitCode::FAILURE,
        };
    }
    let arguments = without_help_of_help(arguments);
    // Only help and errors need the whole description, which takes as long to build as a query takes to answer.
    if let Ok(cli) = parse_arguments(Cli::command(), &arguments) {
        return cli.run(environment);
    }
    let command = build_command();
    match parse_arguments(command.clone(), &arguments) {
        Ok(cli) => cli.run(environment),
        Err(refusal) => report_clap_error(&refusal, &arguments, &command, environment),
    }
}

fn parse_arguments(command: clap::Command, arguments: &[OsString]) -> clap::error::Result<Cli> {
    let matches = command.try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

/// The words to complete: the arguments after `--` in a completion request from a shell.
fn words_to_complete(arguments: &[OsString]) -> Option<Vec<OsString>> {
    let separator = arguments.iter().position(|argument| argument == "--")?;
    arguments.get(separator + 1..).map(<[OsString]>::to_vec)
}

/// Turns `idp help new --help` into `idp help new`, because clap takes the flag for the name of a command.
fn without_help_of_help(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let asks_for_help = arguments.iter().any(|argument| argument == "help");
    let repeats = |argument: &OsString| argument == "--help" || argument == "-h";
    if asks_for_help && arguments.last().is_some_and(repeats) {
        arguments.pop();
    }
    arguments
}
