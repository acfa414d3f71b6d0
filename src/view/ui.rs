//! The two streams, and what may be written to them: data to stdout, talk to stderr, colour and motion only where
//! they are wanted.

use std::io::{IsTerminal, StdoutLock, Write};

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

use super::escape::{escape_json_for_terminal, escape_terminal_text};
use super::json_lines::EscapedJsonWriter;
use super::{OutputFormat, TextStyle, render_error};
use crate::error::{Error, ErrorKind, Result};

/// Whether to write in colour.
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

/// How to talk, decided once from the flags and the streams.
#[derive(Clone, Copy, Debug)]
pub struct Ui {
    /// The form of the data.
    pub format: OutputFormat,
    /// Say nothing but data and errors.
    pub quiet: bool,
    /// Say more: where an error came from.
    pub verbose: u8,
    /// Whether stdout gets colour.
    pub stdout_colour: ColorChoice,
    /// Whether stderr gets colour.
    pub stderr_colour: ColorChoice,
}

impl Ui {
    /// Decides for this process's streams; `no_color` is whether `NO_COLOR` is set to anything.
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
        }
    }

    /// Writes data to stdout, without what would act on a terminal. A reader that has gone away is not a failure.
    pub fn write_stdout_text(&self, data: &str) -> Result<()> {
        let safe = escape_terminal_text(data, self.format == OutputFormat::Github);
        let mut stdout = self.lock_stdout();
        let written = stdout
            .write_all(safe.as_bytes())
            .and_then(|()| stdout.flush());
        ignore_broken_pipe(written)
    }

    /// As [`Ui::write_stdout_text`], as JSON, piece by piece: a large report is never in memory as a whole.
    pub fn write_stdout_json<T: Serialize>(&self, data: &T) -> Result<()> {
        let mut lines = EscapedJsonWriter::new(self.lock_stdout());
        let written = match serde_json::to_writer_pretty(&mut lines, data) {
            Err(error) if !error.is_io() => {
                return Err(Error::usage("cannot write this as JSON").with_source(error));
            }
            written => written.map_err(std::io::Error::from),
        };
        ignore_broken_pipe(written.and_then(|()| lines.finish()))
    }

    fn lock_stdout(&self) -> AutoStream<StdoutLock<'static>> {
        AutoStream::new(std::io::stdout().lock(), self.stdout_colour)
    }

    /// Says a line on stderr, for people: not when quiet, not beside JSON.
    pub fn print_status(&self, line: impl std::fmt::Display) {
        if !self.quiet && self.format != OutputFormat::Json {
            self.write_stderr(&format!("{line}\n"));
        }
    }

    /// Says what may surprise.
    pub fn print_warning(&self, line: impl std::fmt::Display) {
        self.print_status(format_args!(
            "{}: {line}",
            TextStyle::Caution.paint("warning")
        ));
    }

    /// Says what went wrong and what to type next; as JSON where the data is JSON.
    pub fn print_error(&self, error: &Error) {
        // Ctrl-C leaves the cursor behind a question.
        if error.kind() == ErrorKind::Interrupted && std::io::stderr().is_terminal() {
            self.write_stderr("\n");
        }
        self.write_stderr(&render_error(error, self.format, self.verbose > 0));
    }

    /// Whether a moving line may be drawn on stderr.
    pub fn can_animate(&self) -> bool {
        !self.quiet && self.format == OutputFormat::Text && std::io::stderr().is_terminal()
    }

    /// There is nobody to tell that stderr cannot be written to.
    fn write_stderr(&self, text: &str) {
        let safe = match self.format {
            OutputFormat::Json => escape_json_for_terminal(text),
            _ => escape_terminal_text(text, false),
        };
        let mut stderr = AutoStream::new(std::io::stderr().lock(), self.stderr_colour);
        let _ = stderr.write_all(safe.as_bytes());
    }
}

/// A reader that has gone away has what it wanted.
fn ignore_broken_pipe(written: std::io::Result<()>) -> Result<()> {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::io("write to stdout", error))
        }
        _ => Ok(()),
    }
}
