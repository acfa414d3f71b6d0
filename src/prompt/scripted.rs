//! Answers from a list, to test prompts without a terminal.

use std::collections::VecDeque;

use super::{AnswerValidator, PromptChoice, PromptQuestion, Prompter};
use crate::error::{Error, Result};

/// Returns its answers in order. An invalid or missing answer is an error.
#[derive(Debug, Default)]
pub struct ScriptedPrompter {
    answers: VecDeque<String>,
    /// The questions so far, as they were asked.
    pub questions: Vec<String>,
}

impl ScriptedPrompter {
    /// Answers with `answers`; an empty one selects the default.
    pub fn new<'a>(answers: impl IntoIterator<Item = &'a str>) -> Self {
        ScriptedPrompter {
            answers: answers.into_iter().map(str::to_owned).collect(),
            questions: Vec::new(),
        }
    }

    fn next_answer(&mut self, question: &str) -> Result<String> {
        self.questions.push(question.to_owned());
        self.answers
            .pop_front()
            .ok_or_else(|| Error::usage(format!("no answer to `{question}`")))
    }
}

impl Prompter for ScriptedPrompter {
    fn ask_text(
        &mut self,
        question: PromptQuestion<'_>,
        default: Option<&str>,
        check: AnswerValidator<'_>,
    ) -> Result<String> {
        let answer = match (self.next_answer(question.text)?, default) {
            (empty, Some(default)) if empty.is_empty() => default.to_owned(),
            (answer, _) => answer,
        };
        check(&answer).map_err(Error::usage)?;
        Ok(answer)
    }

    fn ask_choice(
        &mut self,
        question: PromptQuestion<'_>,
        choices: &[PromptChoice],
        default: usize,
    ) -> Result<usize> {
        let answer = self.next_answer(question.text)?;
        if answer.is_empty() {
            return Ok(default);
        }
        choices
            .iter()
            .position(|choice| choice.value == answer)
            .ok_or_else(|| {
                Error::usage(format!(
                    "`{answer}` is not one of the choices for `{}`",
                    question.text
                ))
            })
    }

    fn ask_confirmation(&mut self, question: &str, default: bool) -> Result<bool> {
        match self.next_answer(question)?.to_lowercase().as_str() {
            "" => Ok(default),
            "y" | "yes" => Ok(true),
            "n" | "no" => Ok(false),
            answer => Err(Error::usage(format!(
                "`{answer}` is not a yes or no answer to `{question}`"
            ))),
        }
    }
}
