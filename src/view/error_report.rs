//! An error, as text and as JSON.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::remedy::format_error_hints;
use super::snippet::render_finding_snippet;
use super::{LineWidth, OutputFormat, TextStyle};
use crate::error::Error;
use crate::printable::Printable;
use crate::text_layout::{wrap_advice, wrap_value};

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
pub fn render_error(
    error: &Error,
    format: OutputFormat,
    verbose: bool,
    width: LineWidth,
) -> String {
    match format {
        OutputFormat::Json => render_error_json(error),
        _ => render_error_text(error, verbose, width),
    }
}

fn render_error_text(error: &Error, verbose: bool, width: LineWidth) -> String {
    let mut text: String = error
        .diagnostics()
        .iter()
        .map(|finding| render_finding_snippet(finding, width))
        .collect();
    let mut write = |style: TextStyle, label: &str, value: &str| {
        // A line feed in a file name must not start a new line.
        let value = Printable(value).to_string();
        let (head, column) = (format!("{}: ", style.paint(label)), label.len() + 2);
        let line = match style {
            TextStyle::Hint => wrap_advice(&head, &value, column, width),
            _ => wrap_value(&head, &value, column, width),
        };
        let _ = writeln!(text, "{line}");
    };
    write(TextStyle::Bad, "error", error.message());
    let mut source = std::error::Error::source(error);
    while let (true, Some(cause)) = (verbose, source) {
        for line in cause.to_string().lines() {
            write(TextStyle::Faint, "cause", line);
        }
        source = cause.source();
    }
    for hint in format_error_hints(error) {
        write(TextStyle::Hint, "help", &hint);
    }
    text
}

/// The message and the findings of `error` in one line.
pub(super) fn format_error_in_one_line(error: &Error) -> String {
    let mut message = error.message().to_owned();
    for finding in error.diagnostics() {
        let place = finding
            .place
            .as_ref()
            .map(|place| format!("{place}: "))
            .unwrap_or_default();
        let _ = write!(message, "; {place}{}", finding.message);
    }
    message
}

fn render_error_json(error: &Error) -> String {
    let hint = (!error.hints().is_empty()).then(|| format_error_hints(error).join("; "));
    let failure = ErrorReport {
        schema_version: SCHEMA_VERSION,
        error: ErrorItem {
            code: error.kind().error_code(),
            message: format_error_in_one_line(error),
            hint,
        },
    };
    let text = serde_json::to_string(&failure).unwrap_or_default();
    format!("{text}\n")
}
