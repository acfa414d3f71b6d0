//! What a template was told: every input typed, and everything that is wrong reported at once.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value as Json;

use super::condition::Condition;
use super::feature::Feature;
use super::input::{Input, Value};
use super::opt_out::OptOut;
use super::template::Template;
use crate::nearest::{did_you_mean, nearest};
use crate::printable::Printable;

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Typed by a person.
    Text(String),
    /// From a values file, with its type.
    Value(Json),
}

/// A complete set of answers, in the order of the template's inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    values: Vec<(String, Value)>,
}

/// Something wrong with what was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// An input without a default has no answer.
    Missing {
        /// The input.
        input: String,
    },
    /// The template has no such input.
    Unknown {
        /// What was given.
        input: String,
        /// The inputs that are nearly called so.
        nearest: Vec<String>,
    },
    /// The answer does not fit.
    Invalid {
        /// The input.
        input: String,
        /// What is wrong with it.
        message: String,
    },
}

impl Template {
    /// Whether `input` is asked, going by what was given, the defaults and what is left out. What is not known yet, such as
    /// how a forge approves, may hold.
    pub fn asks(
        &self,
        input: &Input,
        given: &BTreeMap<String, Given>,
        left_out: &[OptOut],
    ) -> bool {
        let mut values = current_values(self, given);
        values["features"] = self.switched(left_out);
        let on = self.layers.on(&mut values, Condition::may_hold);
        Template::is_of(&input.origin, &on)
            && input
                .when
                .as_ref()
                .is_none_or(|when| when.may_hold(&values))
    }

    /// The features that a service with these answers can have, in order: those of a layer that is off are none.
    pub fn features_for(&self, answers: &Answers) -> impl Iterator<Item = &Feature> {
        let known = answers
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_json()));
        let mut values = Json::Object(known.collect());
        let on = self.layers.on(&mut values, Condition::may_hold);
        let features = self.features.iter();
        features.filter(move |feature| Template::is_of(&feature.origin, &on))
    }
}

impl Answers {
    /// Types every answer and fills in defaults. An input whose `when` does not hold keeps its default.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn resolve(
        template: &Template,
        given: &BTreeMap<String, Given>,
    ) -> Result<Answers, Vec<Problem>> {
        let names: Vec<&str> = template
            .inputs()
            .iter()
            .map(|input| input.name.as_str())
            .collect();
        let unknown = given.keys().filter(|key| !names.contains(&key.as_str()));
        let mut problems: Vec<Problem> = unknown.map(|key| unknown_input(key, &names)).collect();
        let mut values = Vec::new();
        for input in template.inputs() {
            match answer(input, given.get(&input.name)) {
                Ok(value) => values.push((input.name.clone(), value)),
                Err(problem) => problems.push(problem),
            }
        }
        match problems.is_empty() {
            true => Ok(Answers { values }),
            false => Err(problems),
        }
    }

    /// Every input with its value, in the template's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }
}

/// What the inputs come to so far, for conditions; what is wrong or missing is left out.
pub(super) fn current_values(template: &Template, given: &BTreeMap<String, Given>) -> Json {
    let known = template.inputs().iter().filter_map(|input| {
        let value = answer(input, given.get(&input.name)).ok()?;
        Some((input.name.clone(), value.to_json()))
    });
    Json::Object(known.collect())
}

fn answer(input: &Input, given: Option<&Given>) -> Result<Value, Problem> {
    let invalid = |message| Problem::Invalid {
        input: input.name.clone(),
        message,
    };
    match (given, &input.default) {
        (Some(Given::Text(text)), _) => input.parse(text).map_err(invalid),
        (Some(Given::Value(value)), _) => input.accept(value).map_err(invalid),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(Problem::Missing {
            input: input.name.clone(),
        }),
    }
}

fn unknown_input(key: &str, names: &[&str]) -> Problem {
    let near = nearest(key, names.iter().copied());
    Problem::Unknown {
        input: key.to_owned(),
        nearest: near.into_iter().map(str::to_owned).collect(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Missing { input } => write!(f, "`{input}` has no answer"),
            Problem::Invalid { input, message } => write!(f, "`{input}`: {message}"),
            Problem::Unknown { input, nearest } => {
                write!(f, "the template has no input `{}`", Printable(input))?;
                let near: Vec<&str> = nearest.iter().map(String::as_str).collect();
                did_you_mean(&near).map_or(Ok(()), |near| write!(f, "; {near}"))
            }
        }
    }
}
