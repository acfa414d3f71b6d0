//! The command line: the verbs, and the words of the first page of help.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{CommandFactory, Parser, Subcommand};

use super::clap_error::report_clap_error;
use super::invocation::Invocation;
use super::{catalog, completions, connect, doctor, explain, new, runs, template, who_owns};
use crate::cli::GlobalArgs;
use crate::context::{ProcessEnvironment, limit_thread_pool};

const CLI_HELP_STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// An internal developer platform in one binary.
///
/// New services from golden templates, a catalog in git, and who owns what.
#[derive(Debug, Parser)]
#[command(name = "idp", version, styles = CLI_HELP_STYLES, max_term_width = 100, infer_subcommands = false)]
#[command(after_help = "Try it: idp new service checkout --owner payments
Everything works on a practice platform on this machine; nothing needs configuring.
Exit codes: 0 done, 1 findings, 2 usage, 3 not found, 4 sign-in, 5 remote, 6 conflict, 7 file system, 130 interrupted.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Flags of every verb.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new service: repository, first commit, entry in the catalog
    New(Box<new::NewServiceArgs>),
    /// Point this machine at its organisation's platform
    Connect(connect::ConnectArgs),
    /// Look whether everything is there that a run will need
    Doctor(doctor::DoctorArgs),
    /// Say who owns a service, and how to reach them
    WhoOwns(who_owns::WhoOwnsArgs),
    /// Look at the catalog, or check it
    #[command(subcommand)]
    Catalog(catalog::CatalogCommand),
    /// Look at golden templates, or check them
    #[command(subcommand)]
    Template(template::TemplateCommand),
    /// Look at runs of `idp new`, go on with them, or give them up
    #[command(subcommand)]
    Runs(runs::RunsCommand),
    /// Say what a finding means and how to fix it
    Explain(explain::ExplainArgs),
    /// Print the completion script of a shell
    Completions(completions::CompletionsArgs),
}

impl Command {
    /// Answers it.
    pub(super) fn run(self, invocation: Invocation) -> ExitCode {
        match self {
            Command::New(args) => invocation.answer(*args),
            Command::Connect(args) => invocation.answer(args),
            Command::Doctor(args) => invocation.answer(args),
            Command::WhoOwns(args) => invocation.answer(args),
            Command::Catalog(command) => command.run(invocation),
            Command::Template(command) => command.run(invocation),
            Command::Runs(command) => command.run(invocation),
            Command::Explain(args) => invocation.answer(args),
            Command::Completions(args) => invocation.answer(args.for_command(Cli::command())),
        }
    }
}

/// Runs `idp` with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let environment = ProcessEnvironment::read();
    limit_thread_pool(environment.requested_threads);
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    match Cli::try_parse_from(&arguments) {
        Ok(Cli { command, global }) => command.run(Invocation {
            global,
            environment,
        }),
        Err(refusal) => report_clap_error(&refusal, &arguments),
    }
}
