//! The command line: what can be typed, and the words of its help. Nothing here acts.

mod catalog;
mod who_owns;

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand};

pub use catalog::{
    AddArgs, CatalogCommand, DiffArgs, EditArgs, FmtArgs, GraphArgs, ListArgs, RebasePrArgs,
    RemoveArgs, RenameArgs, SearchArgs, SetArgs, ShowArgs, TierArg, UnownedArgs, ValidateArgs,
};
pub use who_owns::{HandleKindArg, WhoOwnsArgs};

use crate::ops::InputAssignment;
use crate::view::{ColourMode, OutputFormat};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// An internal developer platform in one binary.
///
/// New services from golden templates, a catalog in git, and who owns what.
#[derive(Debug, Parser)]
#[command(name = "idp", version, styles = STYLES, max_term_width = 100, infer_subcommands = false)]
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

/// Flags of every verb.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Run as if started in this directory
    #[arg(short = 'C', global = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
    /// The platform: a directory, a bare repository, a URL, or `practice`
    #[arg(
        long,
        global = true,
        env = "IDP_PLATFORM",
        value_name = "PATH|URL",
        hide_env_values = true
    )]
    pub platform: Option<String>,
    /// The form of the data on stdout; text unless said
    #[arg(short, long, global = true, value_enum, value_name = "FORMAT")]
    pub output: Option<OutputFormat>,
    /// Say nothing but data and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more: where an error came from, how many requests there were; twice: each of them
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// When to write in colour; NO_COLOR is honoured
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: ColourMode,
    /// Ask no network: a remote platform is answered from what was fetched last
    #[arg(long, global = true)]
    pub offline: bool,
    /// Take defaults where there are some, without asking
    #[arg(short, long, global = true)]
    pub yes: bool,
}

/// A value that says something: an unset variable of a script names nothing.
fn parse_non_empty(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("it must not be empty".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// When to look.
#[derive(Clone, Debug, Args)]
pub struct PointInTimeArgs {
    /// Answer from the past: a revision, or the end of a day (UTC), such as 2026-03-01
    #[arg(long, value_name = "REV|DATE", value_parser = parse_non_empty)]
    pub at: Option<String>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new service: repository, first commit, entry in the catalog
    New(Box<NewArgs>),
    /// Point this machine at its organisation's platform
    Connect(ConnectArgs),
    /// Look whether everything is there that a run will need
    Doctor(DoctorArgs),
    /// Say who owns a service, and how to reach them
    WhoOwns(WhoOwnsArgs),
    /// Look at the catalog, or check it
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Look at golden templates, or check them
    #[command(subcommand)]
    Template(TemplateCommand),
    /// Look at runs of `idp new`, go on with them, or give them up
    #[command(subcommand)]
    Runs(RunsCommand),
    /// Say what a finding means and how to mend it
    Explain(ExplainArgs),
    /// Print the completion script of a shell
    Completions(CompletionsArgs),
}

impl Command {
    /// The forms its data comes in.
    pub fn output_formats(&self) -> &'static [OutputFormat] {
        match self {
            Command::Catalog(command) => command.output_formats(),
            Command::WhoOwns(_) => &[OutputFormat::Text, OutputFormat::Json, OutputFormat::Csv],
            Command::Explain(args) if args.all => {
                &[OutputFormat::Text, OutputFormat::Json, OutputFormat::Csv]
            }
            _ => &[OutputFormat::Text, OutputFormat::Json],
        }
    }
}

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
pub struct NewArgs {
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
    pub set: Vec<InputAssignment>,
    /// Read answers from a YAML file; flags win
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub values: Option<PathBuf>,
    /// Where to write; ./<NAME> unless said
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
    /// When leaving it out ends; 90 days from today unless said
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Who makes the repository, whatever idp.yaml says: this machine, or a workflow of the platform
    #[arg(long, value_enum, value_name = "WHO")]
    pub create: Option<CreateArg>,
    /// Show the tree, the entity and every effect, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Who makes a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum CreateArg {
    /// This machine
    Direct,
    /// The workflow idp-new.yml of the platform
    Dispatch,
}

/// `idp template`.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// List the golden templates
    List(TemplateListArgs),
    /// Show what a template asks and what it switches on
    Show(TemplateShowArgs),
    /// Prove a template by rendering it with hostile values
    Lint(TemplateLintArgs),
    /// Render the cases of templates and compare them with what is expected
    ///
    /// A case is a folder `<template>/tests/<case>` with a `case.yaml`, which says what `idp new` would be told, and the
    /// tree `expected`. `--update`, or `UPDATE=1` in the environment, writes that tree anew: read the difference before
    /// you commit it.
    Test(TemplateTestArgs),
    /// Start a template, with a case that tests it
    New(TemplateNewArgs),
}

/// `idp template list`.
#[derive(Debug, Args)]
pub struct TemplateListArgs {
    /// Take the templates from this directory
    #[arg(long = "template", value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
    pub template_path: Option<PathBuf>,
}

/// `idp template show`.
#[derive(Debug, Args)]
pub struct TemplateShowArgs {
    /// The template
    #[arg(value_parser = parse_non_empty)]
    pub template: String,
    /// Take the template from this directory
    #[arg(long = "template", value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
    pub template_path: Option<PathBuf>,
}

/// `idp template lint`.
#[derive(Debug, Args)]
pub struct TemplateLintArgs {
    /// A directory with templates; the platform's and the embedded ones unless said
    #[arg(value_hint = clap::ValueHint::DirPath)]
    pub path: Option<PathBuf>,
}

/// `idp template test`.
#[derive(Debug, Args)]
pub struct TemplateTestArgs {
    /// A platform, a directory with templates, or a template
    #[arg(default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub path: PathBuf,
    /// Only the cases of this name (repeatable)
    #[arg(long = "case", value_name = "NAME")]
    pub cases: Vec<String>,
    /// Write down what is rendered now as what is expected
    #[arg(long)]
    pub update: bool,
}

/// `idp template new`.
#[derive(Debug, Args)]
pub struct TemplateNewArgs {
    /// What `idp new` will take
    #[arg(value_parser = parse_non_empty)]
    pub name: String,
    /// Its directory; `templates/<NAME>` in a platform, else `<NAME>`
    #[arg(value_hint = clap::ValueHint::DirPath)]
    pub path: Option<PathBuf>,
}

/// `idp connect`.
///
/// What is asked outside of any platform or service goes to this one from then on. A remote platform is kept in the
/// cache: questions are answered from what is at most ten minutes old, or from what was there last where the remote does
/// not answer within two seconds; whatever writes fetches first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp connect https://github.com/acme/platform
  idp connect
  idp connect --forget")]
pub struct ConnectArgs {
    /// The URL of the platform repository; without one, the platform of this machine is shown
    pub url: Option<String>,
    /// Let this machine forget its platform
    #[arg(long, conflicts_with = "url")]
    pub forget: bool,
}

/// `idp doctor`.
///
/// Git, the name for commits, runs that wait, the platform, its catalog, the token and what it may do, the organisation's
/// plan, and what the cluster that kubectl leads to has for Datadog. Each line says what was found, or how to mend it;
/// nothing is changed.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Compare the organisation's repositories with the catalog, too
    #[arg(long)]
    pub org: bool,
}

/// `idp runs`.
#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    /// List the runs of this machine
    List,
    /// Show what a run did
    Show(RunIdArgs),
    /// Go on with a run that was interrupted
    ///
    /// The same `idp new` again does so, too. What was done before is not done again; what may have been done is looked
    /// for first.
    Resume(RunIdArgs),
    /// Give a run up
    ///
    /// Nothing that others may have seen is removed: what is left is listed, each with the command that removes it.
    Abandon(RunIdArgs),
}

/// Which run.
#[derive(Debug, Args)]
pub struct RunIdArgs {
    /// Its name, or how its name begins; `idp runs list` shows them
    #[arg(value_parser = parse_non_empty)]
    pub run: String,
}

/// `idp explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The code, such as `owner-not-found`
    #[arg(required_unless_present = "all", value_parser = parse_non_empty)]
    pub code: Option<String>,
    /// List every code
    #[arg(long, conflicts_with = "code")]
    pub all: bool,
}

/// `idp completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}
