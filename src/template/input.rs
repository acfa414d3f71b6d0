//! What a template asks, and what an answer may be.

use std::fmt;

use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::spot::Spot;
use crate::printable::{brief, unwelcome};

/// An answer, typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Text, one of an enum's values, or the name of a group or a system.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

/// A question of a template.
#[derive(Clone, Debug)]
pub struct Input {
    /// What `--set` and templates call it.
    pub name: String,
    /// What an answer may be.
    pub kind: InputKind,
    /// The question.
    pub title: String,
    /// One line more about it.
    pub help: Option<String>,
    /// What stands if it is not answered.
    pub default: Option<Value>,
    /// Whether a person is asked; otherwise only `--set` changes its default.
    pub ask: bool,
    /// When it is asked.
    pub(super) when: Option<Condition>,
    /// Who asks it.
    pub(super) origin: Origin,
}

/// Where an input or a feature is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// Where it stands.
    pub(super) spot: Spot,
    /// The layer, by its number among those of the template; `None` for the template itself.
    pub(super) layer: Option<usize>,
}

/// What an answer may be.
#[derive(Clone, Debug)]
pub enum InputKind {
    /// Any text within these bounds.
    String(TextBounds),
    /// A whole number within these bounds.
    Integer {
        /// The least; no bound unless said.
        minimum: Option<i64>,
        /// The most; no bound unless said.
        maximum: Option<i64>,
    },
    /// Yes or no.
    Boolean,
    /// One of these.
    Enum {
        /// In the order they are offered.
        values: Vec<String>,
    },
    /// Several texts, each within these bounds.
    List(TextBounds),
    /// A group of the catalog.
    Group,
    /// A system of the catalog.
    System,
}

/// What a text may be.
#[derive(Clone, Debug, Default)]
pub struct TextBounds {
    /// What the whole text must match.
    pub pattern: Option<Regex>,
    /// In characters.
    pub min_length: Option<usize>,
    /// In characters; 1,000 unless said.
    pub max_length: Option<usize>,
}

/// Longer texts are no answers.
const LONGEST: usize = 1000;

impl Value {
    /// The value as JSON, of the same type.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Value::Boolean(value) => (*value).into(),
            Value::Integer(value) => (*value).into(),
            Value::Text(text) => text.as_str().into(),
            Value::List(items) => items.clone().into(),
        }
    }
}

impl fmt::Display for Value {
    /// As one would type it after `--set name=`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Boolean(value) => write!(f, "{value}"),
            Value::Integer(value) => write!(f, "{value}"),
            Value::Text(text) => f.write_str(text),
            Value::List(items) => f.write_str(&items.join(",")),
        }
    }
}

impl Input {
    /// An answer that was typed; the message says what is wrong with it.
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        let shown = brief(text);
        let value = match &self.kind {
            InputKind::Integer { .. } => match text.parse() {
                Ok(number) => Value::Integer(number),
                Err(_) => return Err(format!("`{shown}` is no whole number")),
            },
            InputKind::Boolean => match text {
                "true" | "yes" => Value::Boolean(true),
                "false" | "no" => Value::Boolean(false),
                _ => return Err(format!("`{shown}` is neither true nor false")),
            },
            InputKind::List(_) if text.is_empty() => Value::List(Vec::new()),
            InputKind::List(_) => {
                Value::List(text.split(',').map(|item| item.trim().to_owned()).collect())
            }
            _ => Value::Text(text.to_owned()),
        };
        self.check(value)
    }

    /// An answer that came typed, from a values file or a manifest.
    pub(super) fn accept(&self, value: &serde_json::Value) -> Result<Value, String> {
        match serde_json::from_value(value.clone()) {
            Ok(typed) => self.check(typed),
            Err(_) => Err(self.misfit(&value.to_string())),
        }
    }

    fn check(&self, value: Value) -> Result<Value, String> {
        match (&self.kind, &value) {
            (InputKind::String(bounds), Value::Text(text)) => bounds.check(text)?,
            (InputKind::List(bounds), Value::List(items)) => {
                items.iter().try_for_each(|item| bounds.check(item))?
            }
            (InputKind::Integer { minimum, maximum }, Value::Integer(number)) => {
                within(*number, *minimum, *maximum)?
            }
            (InputKind::Enum { values }, Value::Text(text)) if !values.contains(text) => {
                let near: Vec<&str> =
                    crate::nearest::nearest(text, values.iter().map(String::as_str));
                let near = crate::nearest::did_you_mean(&near)
                    .map(|near| format!("; {near}"))
                    .unwrap_or_default();
                return Err(format!(
                    "`{}` is none of {}{near}",
                    brief(text),
                    values.join(", ")
                ));
            }
            (InputKind::Group | InputKind::System, Value::Text(text)) if text.is_empty() => {
                return Err("it is empty".to_owned());
            }
            (InputKind::Boolean, Value::Boolean(_)) => {}
            (InputKind::Enum { .. } | InputKind::Group | InputKind::System, Value::Text(_)) => {}
            _ => return Err(self.misfit(&value.to_string())),
        }
        Ok(value)
    }

    /// What to say of a value of another type.
    fn misfit(&self, shown: &str) -> String {
        match &self.kind {
            InputKind::Enum { values } => {
                format!("`{}` is none of {}", brief(shown), values.join(", "))
            }
            kind => format!("`{}` is no {}", brief(shown), kind.name()),
        }
    }
}

fn within(number: i64, minimum: Option<i64>, maximum: Option<i64>) -> Result<(), String> {
    match (minimum, maximum) {
        (Some(least), _) if number < least => Err(format!("{number} is less than {least}")),
        (_, Some(most)) if number > most => Err(format!("{number} is more than {most}")),
        _ => Ok(()),
    }
}

impl TextBounds {
    fn check(&self, text: &str) -> Result<(), String> {
        let length = text.chars().count();
        let shown = brief(text);
        if length < self.min_length.unwrap_or(0) || length > self.max_length.unwrap_or(LONGEST) {
            return Err(format!(
                "`{shown}` has {length} characters, {} to {} are possible",
                self.min_length.unwrap_or(0),
                self.max_length.unwrap_or(LONGEST)
            ));
        }
        if let Some(control) = unwelcome(text) {
            return Err(format!(
                "it has a control character: {}",
                brief(&control.to_string())
            ));
        }
        match &self.pattern {
            Some(pattern) if !pattern.is_match(text) => {
                Err(format!("`{shown}` does not match {pattern}"))
            }
            _ => Ok(()),
        }
    }
}

impl InputKind {
    /// As manifests write it.
    pub fn name(&self) -> &'static str {
        match self {
            InputKind::String(_) => "string",
            InputKind::Integer { .. } => "integer",
            InputKind::Boolean => "boolean",
            InputKind::Enum { .. } => "enum",
            InputKind::List(_) => "list",
            InputKind::Group => "group",
            InputKind::System => "system",
        }
    }

    /// The values to choose from; empty unless it is an enum.
    pub fn values(&self) -> &[String] {
        match self {
            InputKind::Enum { values } => values,
            _ => &[],
        }
    }
}
