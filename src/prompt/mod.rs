//! Prompts.

mod choice_theme;
mod scripted;
mod terminal;
mod terminal_state;

pub use scripted::ScriptedPrompter;
pub use terminal::TerminalPrompter;
pub use terminal_state::TerminalState;

use crate::error::Result;

/// An option of a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptChoice {
    /// The value of the choice.
    pub value: String,
    /// A note shown next to it, such as a title; may be empty.
    pub note: String,
}

/// What a prompt asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PromptQuestion<'a> {
    /// The question, or the name of the value.
    pub text: &'a str,
    /// A line of explanation.
    pub help: Option<&'a str>,
}

impl<'a> From<&'a str> for PromptQuestion<'a> {
    fn from(text: &'a str) -> PromptQuestion<'a> {
        PromptQuestion { text, help: None }
    }
}

/// Validates an answer; the error message is shown to the user.
pub type AnswerValidator<'a> = &'a dyn Fn(&str) -> std::result::Result<(), String>;

/// Answers prompts: a user at a terminal, or a script.
pub trait Prompter {
    /// Asks for a line of text that passes `check`; an empty answer returns `default`.
    fn ask_text(
        &mut self,
        question: PromptQuestion<'_>,
        default: Option<&str>,
        check: AnswerValidator<'_>,
    ) -> Result<String>;

    /// Asks for one of `choices`, with fuzzy search. Returns its index.
    fn ask_choice(
        &mut self,
        question: PromptQuestion<'_>,
        choices: &[PromptChoice],
        default: usize,
    ) -> Result<usize>;

    /// Asks for yes or no; Enter selects `default`.
    fn ask_confirmation(&mut self, question: &str, default: bool) -> Result<bool>;
}
