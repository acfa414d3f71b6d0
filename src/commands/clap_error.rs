//! What clap refuses to parse, and what it prints instead of running a verb.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::ExitCode;

use crate::error::Error;
use crate::view::{ColourMode, OutputFormat, Ui};

/// Help and version are data; a usage error is ours to show where JSON was asked for.
pub(super) fn report_clap_error(refusal: &clap::Error, arguments: &[OsString]) -> ExitCode {
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
