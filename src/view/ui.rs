//! The two streams, and what may be written to them: data to stdout, talk to stderr, colour and motion only where
//! they are wanted.

use std::io::{IsTerminal, Write};
use std::sync::Once;

use anstream::{AutoStream, ColorChoice};
use serde::Serialize;

use super::escape::{escape_json, escape_text};
use super::{Format, Style, show_failure};
use crate::error::{Error, Kind, Result};

/// Whether to write in colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
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
    pub format: Format,
    /// Say nothing but data and errors.
    pub quiet: bool,
    /// Say more: where an error came from.
    pub verbose: u8,
    /// Whether stdout gets colour.
    pub colour: ColorChoice,
    /// Whether stderr gets colour.
    pub talk_colour: ColorChoice,
}

impl Ui {
    /// Decides for this process's streams; `no_color` is whether `NO_COLOR` is set to anything.
    pub fn new(format: Format, colour: Colour, no_color: bool) -> Ui {
        let choose = |terminal: bool| match colour {
            Colour::Always => ColorChoice::Always,
            Colour::Auto if terminal && !no_color => ColorChoice::Always,
            _ => ColorChoice::Never,
        };
        Ui {
            format,
            quiet: false,
            verbose: 0,
            colour: choose(std::io::stdout().is_terminal()),
            talk_colour: choose(std::io::stderr().is_terminal()),
        }
    }

    /// Gives `data`, as JSON or as the words of `text`, which is what any other form comes to.
    pub fn show<T: Serialize>(&self, data: &T, text: impl FnOnce(&T) -> String) -> Result<()> {
        match self.format {
            Format::Json => {
                let json = serde_json::to_string_pretty(data)
                    .map_err(|error| Error::usage("cannot write this as JSON").caused_by(error))?;
                self.give(&format!("{json}\n"))
            }
            _ => self.give(&text(data)),
        }
    }

    /// Writes data to stdout, without what would act on a terminal. A reader that has gone away is not a failure.
    pub fn give(&self, data: &str) -> Result<()> {
        let safe = match self.format {
            Format::Json | Format::Sarif => escape_json(data),
            format => escape_text(data, format == Format::Github),
        };
        let mut stdout = AutoStream::new(std::io::stdout().lock(), self.colour);
        let written = stdout
            .write_all(safe.as_bytes())
            .and_then(|()| stdout.flush());
        match written {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Error::io("write to stdout", error))
            }
            _ => Ok(()),
        }
    }

    /// Says a line on stderr, for people: not when quiet, not beside JSON.
    pub fn say(&self, line: impl std::fmt::Display) {
        if !self.quiet && self.format != Format::Json {
            self.talk(&format!("{line}\n"));
        }
    }

    /// Says what may surprise.
    pub fn warn(&self, line: impl std::fmt::Display) {
        self.say(format_args!("{}: {line}", Style::Caution.of("warning")));
    }

    /// Says what went wrong and what to type next; as JSON where the data is JSON.
    ///
    /// Heard once in a process: a Ctrl-C at a question is noticed by the one who asks and by the one who listens.
    pub fn fail(&self, error: &Error) {
        static SAID: Once = Once::new();
        SAID.call_once(|| {
            // Ctrl-C leaves the cursor behind a question.
            if error.kind() == Kind::Interrupted && std::io::stderr().is_terminal() {
                self.talk("\n");
            }
            self.talk(&show_failure(error, self.format, self.verbose > 0));
        });
    }

    /// Whether a moving line may be drawn on stderr.
    pub fn moves(&self) -> bool {
        !self.quiet && self.format == Format::Text && std::io::stderr().is_terminal()
    }

    /// There is nobody to tell that stderr cannot be written to.
    fn talk(&self, text: &str) {
        let safe = match self.format {
            Format::Json => escape_json(text),
            _ => escape_text(text, false),
        };
        let mut stderr = AutoStream::new(std::io::stderr().lock(), self.talk_colour);
        let _ = stderr.write_all(safe.as_bytes());
    }
}
