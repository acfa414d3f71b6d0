//! Arguments that several verbs share. Those of one verb stand beside it, in `commands`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use crate::view::{ColourMode, OutputFormat};

/// Flags of every verb.
#[derive(Clone, Debug, Args)]
pub struct GlobalArgs {
    /// Run as if started in DIR
    #[arg(short = 'C', global = true, hide_short_help = true, hide_long_help = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
    /// Platform to use: a directory, bare repository, URL, or `practice`
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        hide_long_help = true,
        env = "IDP_PLATFORM",
        value_name = "PATH|URL",
        hide_env_values = true
    )]
    pub platform: Option<String>,
    /// Output format; each command lists those it supports
    #[arg(
        short,
        long,
        global = true,
        hide_short_help = true,
        hide_long_help = true,
        value_enum,
        value_name = "FORMAT"
    )]
    pub output: Option<OutputFormat>,
    /// Print only results and errors
    #[arg(
        short,
        long,
        global = true,
        hide_short_help = true,
        hide_long_help = true
    )]
    pub quiet: bool,
    /// Print causes of errors and request counts; -vv prints each request
    #[arg(short, long, global = true, hide_short_help = true, hide_long_help = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// When to use colour; NO_COLOR is honoured
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        hide_long_help = true,
        value_enum,
        default_value_t,
        value_name = "WHEN"
    )]
    pub color: ColourMode,
    /// Don't use the network; read remote platforms from the cache
    #[arg(long, global = true, hide_short_help = true, hide_long_help = true)]
    pub offline: bool,
    /// Accept defaults and skip confirmation prompts
    #[arg(
        short,
        long,
        global = true,
        hide_short_help = true,
        hide_long_help = true
    )]
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

/// A number of things to show.
///
/// # Errors
/// For anything but a whole number from 1.
pub fn parse_positive_number(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.parse::<NonZeroUsize>();
    number.map_err(|_| "it must be a whole number from 1".to_owned())
}

/// When to look.
#[derive(Clone, Debug, Args)]
pub struct PointInTimeArgs {
    /// Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01
    #[arg(long, value_name = "REV|DATE", value_parser = parse_non_empty)]
    pub at: Option<String>,
}
