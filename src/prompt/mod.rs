//! Asking a person.

mod scripted;
mod terminal;
mod terminal_state;

pub use scripted::ScriptedPrompter;
pub use terminal::TerminalPrompter;
pub use terminal_state::TerminalState;

use crate::error::Result;

/// One thing out of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptChoice {
    /// What is given back.
    pub value: String,
    /// What stands beside it, such as a title; may be empty.
    pub note: String,
}

/// What checks a typed answer; the message says what is wrong with it.
pub type AnswerValidator<'a> = &'a dyn Fn(&str) -> std::result::Result<(), String>;

/// Somebody who answers: a person at a terminal, or a script.
pub trait Prompter {
    /// A line of text that passes `check`; `default` stands where nothing is typed.
    fn ask_text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: AnswerValidator<'_>,
    ) -> Result<String>;

    /// One of `choices`, found by typing part of it; the index into `choices`.
    fn ask_choice(
        &mut self,
        question: &str,
        choices: &[PromptChoice],
        default: usize,
    ) -> Result<usize>;

    /// Yes or no; Enter takes `default`.
    fn ask_confirmation(&mut self, question: &str, default: bool) -> Result<bool>;
}
