//! An error, as text and as JSON.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::remedy::format_error_hints;
use super::snippet::render_finding_snippet;
use super::{OutputFormat, TextStyle};
use crate::error::Error;
use crate::printable::Printable;

/// The error on stderr after a failure with `-o json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "idp: error")]
pub(super) struct ErrorReport {
    /// The version of this schema: 1.
    pub(super) schema_version: u32,
    /// The error.
    pub(super) error: ErrorItem,
}

/// An error.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ErrorItem {
    /// The kind: `usage`, `not-found`, `sign-in`, `remote`, `conflict`, `io`, `findings` or `interrupted`.
    pub(super) code: &'static str,
    /// The message, in one sentence.
    pub(super) message: String,
    /// What to do next, if known.
    pub(super) hint: Option<String>,
}

/// The text or JSON of an error, including the final newline.
pub fn render_error(error: &Error, format: OutputFormat, verbose: bool) -> String {
    match format {
        OutputFormat::Json => render_error_json(error),
        _ => render_error_text(error, verbose),
    }
}

fn render_error_text(error: &Error, verbose: bool) -> String {
    let mut text: String = error
        .diagnostics()
        .iter()
        .map(render_finding_snippet)
        .collect();
    // Always one line, even if a file name contains line feeds.
    let message = Printable(error.message());
    let _ = writeln!(text, "{}: {message}", TextStyle::Bad.paint("error"));
    let mut source = std::error::Error::source(error);
    while let (true, Some(cause)) = (verbose, source) {
        for line in cause.to_string().lines() {
            let _ = writeln!(
                text,
                "{}: {}",
                TextStyle::Faint.paint("cause"),
                Printable(line)
            );
        }
        source = cause.source();
    }
    for hint in format_error_hints(error) {
        let _ = writeln!(
            text,
            "{}: {}",
            TextStyle::Hint.paint("help"),
            Printable(&hint)
        );
    }
    text
}

fn render_error_json(error: &Error) -> String {
    let mut message = error.message().to_owned();
    for finding in error.diagnostics() {
        let place = finding
            .place
            .as_ref()
            .map(|place| format!("{place}: "))
            .unwrap_or_default();
        let _ = write!(message, "; {place}{}", finding.message);
    }
    let hint = (!error.hints().is_empty()).then(|| format_error_hints(error).join("; "));
    let failure = ErrorReport {
        schema_version: SCHEMA_VERSION,
        error: ErrorItem {
            code: error.kind().error_code(),
            message,
            hint,
        },
    };
    let text = serde_json::to_string(&failure).unwrap_or_default();
    format!("{text}\n")
}
