//! Arguments that several verbs share. The arguments of a single verb are defined with that verb, in `commands`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use crate::view::{ColourMode, OutputFormat};

/// The options that every verb accepts.
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
    /// Output format; each command lists the formats it supports
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
    /// Print error causes and request counts; -vv prints each request
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

/// Parses a value that must not be blank: an unset variable in a script would pass an empty one.
///
/// # Errors
/// If the value is empty or contains only whitespace.
pub fn parse_non_empty(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("it must not be empty".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// Parses a whole number that is at least 1, such as the maximum number of results.
///
/// # Errors
/// If the text isn't a whole number of at least 1.
pub fn parse_positive_number(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.parse::<NonZeroUsize>();
    number.map_err(|_| "it must be a whole number, at least 1".to_owned())
}

/// Parses a whole number, such as the number of steps to follow.
///
/// # Errors
/// If the text isn't a whole number.
pub fn parse_whole_number(text: &str) -> Result<usize, String> {
    let number = text.parse();
    number.map_err(|_| "it must be a whole number".to_owned())
}

/// The version of the catalog to read.
#[derive(Clone, Debug, Args)]
pub struct PointInTimeArgs {
    /// Use the catalog as of a revision or the end of a day (UTC), such as 2026-03-01
    #[arg(long, value_name = "REV|DATE", value_parser = parse_non_empty)]
    pub at: Option<String>,
}
