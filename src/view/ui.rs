//! The two streams and what is written to them: data to stdout, messages to stderr, colour and animation only where they
//! are wanted.

use std::io::{IsTerminal, StdoutLock, Write};

use anstream::{AutoStream, ColorChoice};
use console::Term;
use serde::Serialize;

use super::escape::{escape_json_for_terminal, escape_terminal_text};
use super::json_lines::EscapedJsonWriter;
use super::{LineWidth, OutputFormat, TextStyle, render_error};
use crate::error::{Error, ErrorKind, Result};
use crate::text_layout::{wrap_lines, wrap_value};

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColourMode {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The column of the values in messages with a label.
const STATUS_COLUMN: usize = 10;

/// The output settings, decided once from the flags and the streams.
#[derive(Clone, Copy, Debug)]
pub struct Ui {
    /// The output format.
    pub format: OutputFormat,
    /// Print only data and errors.
    pub quiet: bool,
    /// Print more, such as the causes of an error.
    pub verbose: u8,
    /// Whether to use colour on stdout.
    pub stdout_colour: ColorChoice,
    /// Whether to use colour on stderr.
    pub stderr_colour: ColorChoice,
    /// The width of lines on stdout.
    pub stdout_width: LineWidth,
    /// The width of lines on stderr.
    pub stderr_width: LineWidth,
}

impl Ui {
    /// The settings for the streams of this process; `no_color` says whether `NO_COLOR` is set to anything.
    pub fn new(format: OutputFormat, colour: ColourMode, no_color: bool) -> Ui {
        let choose = |terminal: bool| match colour {
            ColourMode::Always => ColorChoice::Always,
            ColourMode::Auto if terminal && !no_color => ColorChoice::Always,
            _ => ColorChoice::Never,
        };
        Ui {
            format,
            quiet: false,
            verbose: 0,
            stdout_colour: choose(std::io::stdout().is_terminal()),
            stderr_colour: choose(std::io::stderr().is_terminal()),
            stdout_width: LineWidth::of_terminal(&Term::stdout()),
            stderr_width: LineWidth::of_terminal(&Term::stderr()),
        }
    }

    /// Writes data to stdout, escaped for terminals. A closed pipe isn't an error.
    pub fn write_stdout_text(&self, data: &str) -> Result<()> {
        let safe = escape_terminal_text(data, self.format == OutputFormat::Github);
        let mut stdout = self.lock_stdout();
        let written = stdout
            .write_all(safe.as_bytes())
            .and_then(|()| stdout.flush());
        ignore_broken_pipe(written)
    }

    /// Like [`Ui::write_stdout_text`], but streams JSON: a large report is never in memory as a whole.
    pub fn write_stdout_json<T: Serialize>(&self, data: &T) -> Result<()> {
        let mut lines = EscapedJsonWriter::new(self.lock_stdout());
        let written = match serde_json::to_writer_pretty(&mut lines, data) {
            Err(error) if !error.is_io() => {
                return Err(Error::usage("cannot write the output as JSON").with_source(error));
            }
            written => written.map_err(std::io::Error::from),
        };
        ignore_broken_pipe(written.and_then(|()| lines.finish()))
    }

    fn lock_stdout(&self) -> AutoStream<StdoutLock<'static>> {
        AutoStream::new(std::io::stdout().lock(), self.stdout_colour)
    }

    /// Prints a line to stderr for people, unless output is quiet or JSON.
    pub fn print_status(&self, line: impl std::fmt::Display) {
        if !self.quiet && self.format != OutputFormat::Json {
            let text = wrap_lines(&line.to_string(), self.stderr_width);
            self.write_stderr(&format!("{text}\n"));
        }
    }

    /// Prints `value` to stderr beside a label, unless output is quiet or JSON.
    pub fn print_labelled_status(&self, label: &str, value: impl std::fmt::Display) {
        self.print_wrapped(&format!("{label:<STATUS_COLUMN$}"), STATUS_COLUMN, value);
    }

    /// Prints a warning.
    pub fn print_warning(&self, line: impl std::fmt::Display) {
        let head = format!("{}: ", TextStyle::Caution.paint("warning"));
        self.print_wrapped(&head, "warning: ".len(), line);
    }

    /// Prints a note that helps the user understand the result.
    pub fn print_note(&self, line: impl std::fmt::Display) {
        let head = format!("{}: ", TextStyle::Hint.paint("note"));
        self.print_wrapped(&head, "note: ".len(), line);
    }

    fn print_wrapped(&self, head: &str, column: usize, value: impl std::fmt::Display) {
        let text = wrap_value(head, &value.to_string(), column, self.stderr_width);
        self.print_status(text);
    }

    /// Prints an error and its hints, as JSON if the output format is JSON.
    pub fn print_error(&self, error: &Error) {
        // After Ctrl-C, the cursor is still on the line of the prompt.
        if error.kind() == ErrorKind::Interrupted && std::io::stderr().is_terminal() {
            self.write_stderr("\n");
        }
        let is_verbose = self.verbose > 0;
        self.write_stderr(&render_error(
            error,
            self.format,
            is_verbose,
            self.stderr_width,
        ));
    }

    /// Clears the line of a progress animation, so that a message doesn't start after it.
    pub fn clear_progress_line(&self) {
        if self.can_animate() {
            let _ = Term::stderr().clear_line();
        }
    }

    /// Whether stderr can show animations.
    pub fn can_animate(&self) -> bool {
        !self.quiet && self.format == OutputFormat::Text && std::io::stderr().is_terminal()
    }

    /// Ignores write errors: if stderr doesn't work, there is no way to report that.
    fn write_stderr(&self, text: &str) {
        let safe = match self.format {
            OutputFormat::Json => escape_json_for_terminal(text),
            _ => escape_terminal_text(text, false),
        };
        let mut stderr = AutoStream::new(std::io::stderr().lock(), self.stderr_colour);
        let _ = stderr.write_all(safe.as_bytes());
    }
}

/// Writes what a shell takes as candidates. Their separators may be control characters, so names are checked before.
///
/// # Errors
/// If stdout can't be written to.
pub fn write_shell_candidates(candidates: &[u8]) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(candidates).and_then(|()| stdout.flush())
}

/// A reader that closes the pipe has read all it needs.
fn ignore_broken_pipe(written: std::io::Result<()>) -> Result<()> {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::io("write to stdout", error))
        }
        _ => Ok(()),
    }
}
