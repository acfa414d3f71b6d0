//! Arguments that several verbs share. Those of one verb stand beside it, in `commands`.

use std::path::PathBuf;

use clap::Args;

use crate::view::{ColourMode, OutputFormat};

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
    /// The output format; text by default
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
///
/// # Errors
/// For a value of nothing but blanks.
pub fn parse_non_empty(text: &str) -> Result<String, String> {
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
