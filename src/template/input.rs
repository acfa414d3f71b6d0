//! What a template asks, and what an answer may be.

use std::fmt;

use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::manifest_location::ManifestLocation;
use crate::printable::{escape_and_truncate, find_forbidden_char};

/// An answer, typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum InputValue {
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
    pub default: Option<InputValue>,
    /// Whether a person is asked; otherwise only `--set` changes its default.
    pub ask: bool,
    /// When it is asked.
    pub(super) when: Option<Condition>,
    /// Who asks it.
    pub(super) declared_at: DeclarationSite,
}

/// Where an input or a feature is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DeclarationSite {
    /// Where it stands.
    pub(super) location: ManifestLocation,
    /// The layer, by its number among those of the template; `None` for the template itself.
    pub(super) layer: Option<usize>,
}

/// What an answer may be.
#[derive(Clone, Debug)]
pub enum InputKind {
    /// Any text within these bounds.
    String(TextConstraints),
    /// A whole number within these bounds.
    Integer {
        /// The least; no bound by default.
        minimum: Option<i64>,
        /// The most; no bound by default.
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
    List(TextConstraints),
    /// A group of the catalog.
    Group,
    /// A system of the catalog.
    System,
}

/// What a text may be.
#[derive(Clone, Debug, Default)]
pub struct TextConstraints {
    /// What the whole text must match.
    pub pattern: Option<Regex>,
    /// In characters.
    pub min_length: Option<usize>,
    /// In characters; 1,000 by default.
    pub max_length: Option<usize>,
}

/// Longer texts are no answers.
const DEFAULT_MAX_LENGTH: usize = 1000;

impl InputValue {
    /// The value as JSON, of the same type.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            InputValue::Boolean(value) => (*value).into(),
            InputValue::Integer(value) => (*value).into(),
            InputValue::Text(text) => text.as_str().into(),
            InputValue::List(items) => items.clone().into(),
        }
    }
}

impl fmt::Display for InputValue {
    /// As one would type it after `--set name=`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InputValue::Boolean(value) => write!(f, "{value}"),
            InputValue::Integer(value) => write!(f, "{value}"),
            InputValue::Text(text) => f.write_str(text),
            InputValue::List(items) => f.write_str(&items.join(",")),
        }
    }
}

impl Input {
    /// An answer that was typed; the message says what is wrong with it.
    pub fn parse_answer_text(&self, text: &str) -> Result<InputValue, String> {
        let shown = escape_and_truncate(text);
        let value = match &self.kind {
            InputKind::Integer { .. } => match text.parse() {
                Ok(number) => InputValue::Integer(number),
                Err(_) => return Err(format!("`{shown}` is no whole number")),
            },
            InputKind::Boolean => match text {
                "true" | "yes" => InputValue::Boolean(true),
                "false" | "no" => InputValue::Boolean(false),
                _ => return Err(format!("`{shown}` is neither true nor false")),
            },
            InputKind::List(_) if text.is_empty() => InputValue::List(Vec::new()),
            InputKind::List(_) => {
                InputValue::List(text.split(',').map(|item| item.trim().to_owned()).collect())
            }
            _ => InputValue::Text(text.to_owned()),
        };
        self.validate_input_value(value)
    }

    /// An answer that came typed, from a values file or a manifest.
    pub(super) fn input_value_from_json(
        &self,
        value: &serde_json::Value,
    ) -> Result<InputValue, String> {
        match serde_json::from_value(value.clone()) {
            Ok(typed) => self.validate_input_value(typed),
            Err(_) => Err(self.format_type_mismatch(&value.to_string())),
        }
    }

    fn validate_input_value(&self, value: InputValue) -> Result<InputValue, String> {
        match (&self.kind, &value) {
            (InputKind::String(bounds), InputValue::Text(text)) => bounds.validate_text(text)?,
            (InputKind::List(bounds), InputValue::List(items)) => items
                .iter()
                .try_for_each(|item| bounds.validate_text(item))?,
            (InputKind::Integer { minimum, maximum }, InputValue::Integer(number)) => {
                validate_range(*number, *minimum, *maximum)?
            }
            (InputKind::Enum { values }, InputValue::Text(text)) if !values.contains(text) => {
                let near: Vec<&str> = crate::similar_names::find_similar_names(
                    text,
                    values.iter().map(String::as_str),
                );
                let near = crate::similar_names::format_did_you_mean(&near)
                    .map(|near| format!("; {near}"))
                    .unwrap_or_default();
                return Err(format!(
                    "`{}` is none of {}{near}",
                    escape_and_truncate(text),
                    values.join(", ")
                ));
            }
            (InputKind::Group | InputKind::System, InputValue::Text(text)) if text.is_empty() => {
                return Err("it is empty".to_owned());
            }
            (InputKind::Boolean, InputValue::Boolean(_)) => {}
            (
                InputKind::Enum { .. } | InputKind::Group | InputKind::System,
                InputValue::Text(_),
            ) => {}
            _ => return Err(self.format_type_mismatch(&value.to_string())),
        }
        Ok(value)
    }

    /// What to say of a value of another type.
    fn format_type_mismatch(&self, shown: &str) -> String {
        match &self.kind {
            InputKind::Enum { values } => {
                format!(
                    "`{}` is none of {}",
                    escape_and_truncate(shown),
                    values.join(", ")
                )
            }
            kind => format!("`{}` is no {}", escape_and_truncate(shown), kind.name()),
        }
    }
}

fn validate_range(number: i64, minimum: Option<i64>, maximum: Option<i64>) -> Result<(), String> {
    match (minimum, maximum) {
        (Some(least), _) if number < least => Err(format!("{number} is less than {least}")),
        (_, Some(most)) if number > most => Err(format!("{number} is more than {most}")),
        _ => Ok(()),
    }
}

impl TextConstraints {
    fn validate_text(&self, text: &str) -> Result<(), String> {
        let length = text.chars().count();
        let shown = escape_and_truncate(text);
        if length < self.min_length.unwrap_or(0)
            || length > self.max_length.unwrap_or(DEFAULT_MAX_LENGTH)
        {
            return Err(format!(
                "`{shown}` has {length} characters, {} to {} are possible",
                self.min_length.unwrap_or(0),
                self.max_length.unwrap_or(DEFAULT_MAX_LENGTH)
            ));
        }
        if let Some(control) = find_forbidden_char(text) {
            return Err(format!(
                "it has a control character: {}",
                escape_and_truncate(&control.to_string())
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
    pub fn enum_values(&self) -> &[String] {
        match self {
            InputKind::Enum { values } => values,
            _ => &[],
        }
    }
}
