//! Prompts at a terminal with dialoguer. They are printed to stderr, so that stdout contains only data.

use console::{Term, measure_text_width, style, truncate_str};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, FuzzySelect, Input};

use super::choice_theme::ChoiceTheme;
use super::{AnswerValidator, PromptChoice, PromptQuestion, Prompter};
use crate::error::{Error, ErrorKind, Result};
use crate::printable::Printable;
use crate::text_layout::{LineWidth, wrap_value};

/// The minimum and maximum width to which choices are truncated.
const MIN_CHOICE_WIDTH: usize = 10;
const MAX_CHOICE_WIDTH: usize = 70;

/// The columns that a prompt needs besides its text: a mark before it, and brackets around the default.
const MARK_WIDTH: usize = 8;

/// The keys for selecting a choice, shown before the first such prompt.
const CHOICE_KEYS: &str = "Type to search, ↑ ↓ to move, Enter to select, Esc to cancel";

/// Prompts on the terminal that stderr is connected to.
pub struct TerminalPrompter {
    term: Term,
    theme: Box<dyn Theme>,
    /// Whether [`CHOICE_KEYS`] was already shown.
    explained_keys: bool,
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
            explained_keys: false,
        }
    }

    /// Prints a line of explanation above a prompt.
    fn explain(&self, line: &str) -> Result<()> {
        let line = Printable(line).to_string();
        let line = wrap_value("", &line, 0, LineWidth::of_terminal(&self.term));
        self.term
            .write_line(&style(line).for_stderr().dim().to_string())
            .map_err(|error| Error::io("write to the terminal", error))
    }

    /// The width that is left for a choice next to the selection mark.
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
        question: PromptQuestion<'_>,
        default: Option<&str>,
        check: AnswerValidator<'_>,
    ) -> Result<String> {
        question.help.map_or(Ok(()), |help| self.explain(help))?;
        let prompt = Printable(question.text).to_string();
        let width = LineWidth::of_terminal(&self.term).width_beside(MARK_WIDTH, MIN_CHOICE_WIDTH);
        // dialoguer clears only as many lines as it has written, so neither a prompt nor an error may wrap by itself.
        let fits = |default: &str| {
            let needed = measure_text_width(&prompt) + measure_text_width(default) + MARK_WIDTH;
            width.columns().is_none_or(|columns| needed <= columns)
        };
        let shows_default = default.is_none_or(fits);
        if let Some(default) = default.filter(|_| !shows_default) {
            self.explain(&format!("Press Enter for: {default}"))?;
        }
        let wrap_error = |message: String| wrap_value("", &message, 0, width);
        let mut input = Input::<String>::with_theme(self.theme.as_ref())
            .with_prompt(prompt.as_str())
            // Otherwise, dialoguer asks again without saying why.
            .allow_empty(default.is_none())
            .show_default(shows_default)
            .validate_with(|answer: &String| check(answer).map_err(wrap_error));
        if let Some(default) = default {
            input = input.default(default.to_owned());
        }
        self.map_prompt_error(input.interact_text_on(&self.term))
    }

    fn ask_choice(
        &mut self,
        question: PromptQuestion<'_>,
        choices: &[PromptChoice],
        default: usize,
    ) -> Result<usize> {
        question.help.map_or(Ok(()), |help| self.explain(help))?;
        if !self.explained_keys {
            self.explain(CHOICE_KEYS)?;
            self.explained_keys = true;
        }
        let width = self.choice_width();
        let choices = choices.iter();
        let labels: Vec<String> = choices.map(|choice| format_choice(choice, width)).collect();
        let theme = ChoiceTheme {
            theme: self.theme.as_ref(),
            labels: &labels,
        };
        let select = FuzzySelect::with_theme(&theme)
            .with_prompt(Printable(question.text).to_string())
            .items(&labels)
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

/// A choice such as `payments  Payments`, escaped and truncated to one line of `width`.
fn format_choice(choice: &PromptChoice, width: usize) -> String {
    let text = format!("{}  {}", choice.value, choice.note);
    truncate_str(&Printable(text.trim_end()).to_string(), width, "…").into_owned()
}
