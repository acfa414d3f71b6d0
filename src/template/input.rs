//! The inputs of a template, and the values that each of them accepts.

use std::fmt;

use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::manifest_location::ManifestValueLocation;
use crate::printable::{escape_and_truncate, find_control_or_bidi_char};

/// The value of an input, of the input's type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum InputValue {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Text: a string, one of an enum's values, or the name of a group or system.
    Text(String),
    /// A list of strings.
    List(Vec<String>),
}

/// An input of a template.
#[derive(Clone, Debug)]
pub struct TemplateInput {
    /// The name that `--set` and templates use.
    pub name: String,
    /// The type, and the values that are allowed.
    pub kind: InputKind,
    /// The question that `idp new` asks.
    pub title: String,
    /// A one-line explanation.
    pub help: Option<String>,
    /// The value if none is given.
    pub default: Option<InputValue>,
    /// Whether `idp new` asks for it; if not, only `--set` changes the default.
    pub ask: bool,
    /// The condition under which it is asked.
    pub(super) when: Option<Condition>,
    /// The manifest that declares it.
    pub(super) declared_at: ManifestDeclarationSite,
}

/// Where an input or a feature is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ManifestDeclarationSite {
    /// The place in the manifest.
    pub(super) location: ManifestValueLocation,
    /// The index of the layer in the template; `None` for the template itself.
    pub(super) layer: Option<usize>,
}

/// The type of an input, with its constraints.
#[derive(Clone, Debug)]
pub enum InputKind {
    /// Text that meets these constraints.
    String(TextConstraints),
    /// A whole number in this range.
    Integer {
        /// The minimum; unlimited by default.
        minimum: Option<i64>,
        /// The maximum; unlimited by default.
        maximum: Option<i64>,
    },
    /// Yes or no.
    Boolean,
    /// One of these values.
    Enum {
        /// In the order in which they are offered.
        values: Vec<String>,
    },
    /// A list of strings, each of which meets these constraints.
    List(TextConstraints),
    /// A group in the catalog.
    Group,
    /// A system in the catalog.
    System,
}

/// The constraints on a string.
#[derive(Clone, Debug, Default)]
pub struct TextConstraints {
    /// The pattern that the whole text must match.
    pub pattern: Option<Regex>,
    /// The minimum length in characters.
    pub min_length: Option<usize>,
    /// The maximum length in characters; 1,000 by default.
    pub max_length: Option<usize>,
}

/// Rejects pasted documents: longer values don't belong in an input.
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
    /// In the form that `--set name=` accepts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InputValue::Boolean(value) => write!(f, "{value}"),
            InputValue::Integer(value) => write!(f, "{value}"),
            InputValue::Text(text) => f.write_str(text),
            InputValue::List(items) => f.write_str(&items.join(",")),
        }
    }
}

impl TemplateInput {
    /// Parses a value typed by the user; the error message says what is wrong with it.
    pub fn parse_answer_text(&self, text: &str) -> Result<InputValue, String> {
        let shown = escape_and_truncate(text);
        let value = match &self.kind {
            InputKind::Integer { .. } => match text.parse() {
                Ok(number) => InputValue::Integer(number),
                Err(_) => return Err(format!("`{shown}` is not a whole number")),
            },
            InputKind::Boolean => match text {
                "true" | "yes" => InputValue::Boolean(true),
                "false" | "no" => InputValue::Boolean(false),
                _ => return Err(format!("`{shown}` is not true or false")),
            },
            InputKind::List(_) if text.is_empty() => InputValue::List(Vec::new()),
            InputKind::List(_) => {
                InputValue::List(text.split(',').map(|item| item.trim().to_owned()).collect())
            }
            _ => InputValue::Text(text.to_owned()),
        };
        self.validate_input_value(value)
    }

    /// Converts a typed value from a values file or a manifest.
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
                validate_number_in_range(*number, *minimum, *maximum)?
            }
            (InputKind::Enum { values }, InputValue::Text(text)) if !values.contains(text) => {
                let near: Vec<&str> = crate::similar_names::find_similar_names(
                    text,
                    values.iter().map(String::as_str),
                );
                // `aws` isn't a misspelling of `aks`, and all values are listed anyway.
                let is_long = text.chars().count() > 3;
                let near = crate::similar_names::format_did_you_mean(&near)
                    .filter(|_| is_long)
                    .map(|near| format!("; {near}"))
                    .unwrap_or_default();
                return Err(format!(
                    "`{}` is not one of {}{near}",
                    escape_and_truncate(text),
                    values.join(", ")
                ));
            }
            (InputKind::Group | InputKind::System, InputValue::Text(text)) if text.is_empty() => {
                return Err("must not be empty".to_owned());
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

    /// The error for a value of the wrong type.
    fn format_type_mismatch(&self, shown: &str) -> String {
        match &self.kind {
            InputKind::Enum { values } => {
                format!(
                    "`{}` is not one of {}",
                    escape_and_truncate(shown),
                    values.join(", ")
                )
            }
            InputKind::Boolean => {
                format!("`{}` is not `true` or `false`", escape_and_truncate(shown))
            }
            kind => format!(
                "`{}` is not of type {}",
                escape_and_truncate(shown),
                kind.name()
            ),
        }
    }
}

fn validate_number_in_range(
    number: i64,
    minimum: Option<i64>,
    maximum: Option<i64>,
) -> Result<(), String> {
    match (minimum, maximum) {
        (Some(least), _) if number < least => Err(format!("{number} is less than {least}")),
        (_, Some(most)) if number > most => Err(format!("{number} is greater than {most}")),
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
                "`{shown}` has {length} characters; must have {} to {}",
                self.min_length.unwrap_or(0),
                self.max_length.unwrap_or(DEFAULT_MAX_LENGTH)
            ));
        }
        if let Some(control) = find_control_or_bidi_char(text) {
            return Err(format!(
                "contains a control character: {}",
                escape_and_truncate(&control.to_string())
            ));
        }
        match &self.pattern {
            Some(pattern) if !pattern.is_match(text) => {
                // Compiled with anchors, which the author didn't write.
                let pattern = pattern.as_str();
                let inner = pattern.strip_prefix("^(?:");
                let inner = inner.and_then(|inner| inner.strip_suffix(")$"));
                Err(format!(
                    "`{shown}` does not match {}",
                    inner.unwrap_or(pattern)
                ))
            }
            _ => Ok(()),
        }
    }
}

impl InputKind {
    /// The name in manifests.
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

    /// The allowed values of an enum; empty for other types.
    pub fn enum_values(&self) -> &[String] {
        match self {
            InputKind::Enum { values } => values,
            _ => &[],
        }
    }
}
