//! Prompts at a terminal with dialoguer. They are printed to stderr, so that stdout contains only data.

use console::{Term, truncate_str};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, FuzzySelect, Input};

use super::{AnswerValidator, PromptChoice, Prompter};
use crate::error::{Error, ErrorKind, Result};
use crate::printable::Printable;

/// The widths between which choices are truncated.
const MIN_CHOICE_WIDTH: usize = 10;
const MAX_CHOICE_WIDTH: usize = 70;

/// The terminal behind stderr.
pub struct TerminalPrompter {
    term: Term,
    theme: Box<dyn Theme>,
}

impl TerminalPrompter {
    /// Prompts on stderr, optionally in colour.
    pub fn new(colour: bool) -> Self {
        let theme: Box<dyn Theme> = if colour {
            Box::new(ColorfulTheme::default())
        } else {
            Box::new(SimpleTheme)
        };
        TerminalPrompter {
            term: Term::stderr(),
            theme,
        }
    }

    /// The width of a choice beside the mark of the selected one.
    fn choice_width(&self) -> usize {
        let columns = self.term.size_checked().map(|(_, columns)| columns);
        let room = columns.map(|columns| usize::from(columns).saturating_sub(4));
        room.unwrap_or(MAX_CHOICE_WIDTH)
            .clamp(MIN_CHOICE_WIDTH, MAX_CHOICE_WIDTH)
    }

    /// Converts an error. A selection hides the cursor, and an interrupt leaves it hidden.
    fn map_prompt_error<T>(&self, answer: dialoguer::Result<T>) -> Result<T> {
        answer.map_err(|dialoguer::Error::IO(error)| {
            let _ = self.term.show_cursor();
            match error.kind() {
                std::io::ErrorKind::Interrupted => {
                    Error::new(ErrorKind::Interrupted, "interrupted; nothing was changed")
                }
                _ => Error::io("read the answer", error),
            }
        })
    }
}

impl Prompter for TerminalPrompter {
    fn ask_text(
        &mut self,
        question: &str,
        default: Option<&str>,
        check: AnswerValidator<'_>,
    ) -> Result<String> {
        let mut input = Input::<String>::with_theme(self.theme.as_ref())
            .with_prompt(Printable(question).to_string())
            .validate_with(|answer: &String| check(answer));
        if let Some(default) = default {
            input = input.default(default.to_owned());
        }
        self.map_prompt_error(input.interact_text_on(&self.term))
    }

    fn ask_choice(
        &mut self,
        question: &str,
        choices: &[PromptChoice],
        default: usize,
    ) -> Result<usize> {
        let width = self.choice_width();
        let lines = choices.iter().map(|choice| format_choice(choice, width));
        let lines: Vec<String> = lines.collect();
        let select = FuzzySelect::with_theme(self.theme.as_ref())
            .with_prompt(Printable(question).to_string())
            .items(&lines)
            .default(default)
            .max_length(10);
        self.map_prompt_error(select.interact_on_opt(&self.term))?
            .ok_or_else(|| {
                Error::new(
                    ErrorKind::Interrupted,
                    "nothing was selected; nothing was changed",
                )
            })
    }

    fn ask_confirmation(&mut self, question: &str, default: bool) -> Result<bool> {
        let confirm = Confirm::with_theme(self.theme.as_ref())
            .with_prompt(Printable(question).to_string())
            .default(default);
        let answer = self.map_prompt_error(confirm.interact_on_opt(&self.term))?;
        Ok(answer.unwrap_or(false))
    }
}

/// `payments  Payments`, escaped and truncated to one line of `width`.
fn format_choice(choice: &PromptChoice, width: usize) -> String {
    let text = format!("{}  {}", choice.value, choice.note);
    truncate_str(&Printable(text.trim_end()).to_string(), width, "…").into_owned()
}
