//! Asking a person.

mod scripted;
mod state;
mod terminal;

pub use scripted::Scripted;
pub use state::TerminalState;
pub use terminal::Terminal;

use crate::error::Result;

/// One thing out of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is given back.
    pub value: String,
    /// What stands beside it, such as a title; may be empty.
    pub note: String,
}

/// What checks a typed answer; the message says what is wrong with it.
pub type Check<'a> = &'a dyn Fn(&str) -> std::result::Result<(), String>;

/// Somebody who answers: a person at a terminal, or a script.
pub trait Prompter {
    /// A line of text that passes `check`; `default` stands where nothing is typed.
    fn text(&mut self, question: &str, default: Option<&str>, check: Check<'_>) -> Result<String>;

    /// One of `choices`, found by typing part of it; the index into `choices`.
    fn choose(&mut self, question: &str, choices: &[Choice], default: usize) -> Result<usize>;

    /// Yes or no; Enter takes `default`.
    fn confirm(&mut self, question: &str, default: bool) -> Result<bool>;
}
