//! The values of a template's inputs: each is converted to its type, and all errors are reported at once.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value as Json;

use super::condition::Condition;
use super::feature::Feature;
use super::input::{InputValue, TemplateInput};
use super::opt_out::OptOut;
use super::template::Template;
use crate::printable::Printable;
use crate::similar_names::{find_similar_names, format_did_you_mean};

/// The value of an input as the user gave it.
#[derive(Clone, Debug, PartialEq)]
pub enum RawAnswer {
    /// Typed by a person.
    Text(String),
    /// From a values file, with its type.
    Value(Json),
}

/// A complete set of input values, in the order of the template's inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    values: Vec<(String, InputValue)>,
}

/// An error in the given values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// An input without a default has no value.
    Missing {
        /// The input.
        input: String,
    },
    /// The template has no such input.
    Unknown {
        /// The name that was given.
        input: String,
        /// Inputs with similar names.
        nearest: Vec<String>,
        /// All inputs of the template.
        known: Vec<String>,
    },
    /// The value isn't allowed.
    Invalid {
        /// The input.
        input: String,
        /// What is wrong with it.
        message: String,
    },
}

impl Template {
    /// Whether to ask for `input`, given the values so far, the defaults and the opt-outs. Conditions on values that aren't
    /// known yet, such as how a forge approves deployments, count as met.
    pub fn should_ask_input(
        &self,
        input: &TemplateInput,
        given: &BTreeMap<String, RawAnswer>,
        left_out: &[OptOut],
    ) -> bool {
        let mut values = collect_valid_answers_as_json(self, given);
        values["features"] = self.build_feature_states(left_out);
        let on = self
            .layers
            .resolve_enabled_layers(&mut values, Condition::may_be_met);
        Template::is_declaring_layer_enabled(&input.declared_at, &on)
            && input
                .when
                .as_ref()
                .is_none_or(|when| when.may_be_met(&values))
    }

    /// The features that a service with these values can have, in order. Features of disabled layers are left out.
    pub fn available_features(&self, answers: &Answers) -> impl Iterator<Item = &Feature> {
        let known = answers
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_json()));
        let mut values = Json::Object(known.collect());
        let on = self
            .layers
            .resolve_enabled_layers(&mut values, Condition::may_be_met);
        let features = self.features.iter();
        features
            .filter(move |feature| Template::is_declaring_layer_enabled(&feature.declared_at, &on))
    }
}

impl Answers {
    /// Converts every value to its type and fills in defaults. An input whose `when` isn't met keeps its default.
    ///
    /// # Errors
    /// Every error in the given values.
    pub fn resolve(
        template: &Template,
        given: &BTreeMap<String, RawAnswer>,
    ) -> Result<Answers, Vec<AnswerError>> {
        let names: Vec<&str> = template
            .inputs()
            .iter()
            .map(|input| input.name.as_str())
            .collect();
        let unknown = given.keys().filter(|key| !names.contains(&key.as_str()));
        let mut problems: Vec<AnswerError> = unknown
            .map(|key| build_unknown_input_error(key, &names))
            .collect();
        let mut values = Vec::new();
        for input in template.inputs() {
            match resolve_answer(input, given.get(&input.name)) {
                Ok(value) => values.push((input.name.clone(), value)),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            Ok(Answers { values })
        } else {
            Err(problems)
        }
    }

    /// Every input with its value, in the template's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &InputValue)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }
}

/// The values so far, for evaluating conditions; invalid and missing ones are left out.
pub(super) fn collect_valid_answers_as_json(
    template: &Template,
    given: &BTreeMap<String, RawAnswer>,
) -> Json {
    let known = template.inputs().iter().filter_map(|input| {
        let value = resolve_answer(input, given.get(&input.name)).ok()?;
        Some((input.name.clone(), value.to_json()))
    });
    Json::Object(known.collect())
}

fn resolve_answer(
    input: &TemplateInput,
    given: Option<&RawAnswer>,
) -> Result<InputValue, AnswerError> {
    let invalid = |message| AnswerError::Invalid {
        input: input.name.clone(),
        message,
    };
    match (given, &input.default) {
        (Some(RawAnswer::Text(text)), _) => input.parse_answer_text(text).map_err(invalid),
        (Some(RawAnswer::Value(value)), _) => input.input_value_from_json(value).map_err(invalid),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(AnswerError::Missing {
            input: input.name.clone(),
        }),
    }
}

fn build_unknown_input_error(key: &str, names: &[&str]) -> AnswerError {
    let near = find_similar_names(key, names.iter().copied());
    AnswerError::Unknown {
        input: key.to_owned(),
        nearest: near.into_iter().map(str::to_owned).collect(),
        known: names.iter().map(|name| (*name).to_owned()).collect(),
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnswerError::Missing { input } => write!(f, "missing `{input}`"),
            AnswerError::Invalid { input, message } => write!(f, "`{input}`: {message}"),
            AnswerError::Unknown {
                input,
                nearest,
                known,
            } => {
                write!(f, "unknown input `{}`", Printable(input))?;
                let near: Vec<&str> = nearest.iter().map(String::as_str).collect();
                match format_did_you_mean(&near) {
                    Some(near) => write!(f, "; {near}"),
                    None if known.is_empty() => f.write_str("; the template has no inputs"),
                    None => write!(f, "; known inputs: {}", Printable(&known.join(", "))),
                }
            }
        }
    }
}
