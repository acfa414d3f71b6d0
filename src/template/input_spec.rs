//! Inputs as manifests write them.

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::condition::Condition;
use super::input::{DeclarationSite, Input, InputKind, InputValue, TextConstraints};
use super::manifest_location::Diagnostics;
use crate::printable::Printable;

/// A question.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct InputSpec {
    /// What `--set` and templates call it.
    #[schemars(regex(pattern = r"^[a-z][a-zA-Z0-9]*$"))]
    pub(super) name: String,
    /// What an answer may be.
    #[serde(rename = "type")]
    pub(super) type_: InputType,
    /// The question.
    pub(super) title: String,
    /// One line more about it.
    pub(super) help: Option<String>,
    /// The values of an enum.
    #[serde(default)]
    pub(super) values: Vec<String>,
    /// What stands if it is not answered, of the input's type.
    pub(super) default: Option<InputValue>,
    /// What a string, or each item of a list, must match as a whole.
    pub(super) pattern: Option<String>,
    /// Of a string or an item, in characters.
    pub(super) min_length: Option<usize>,
    /// Of a string or an item, in characters.
    pub(super) max_length: Option<usize>,
    /// Of an integer.
    pub(super) minimum: Option<i64>,
    /// Of an integer.
    pub(super) maximum: Option<i64>,
    /// Whether a person is asked; `false` leaves it to `--set`. Default: true.
    #[serde(default = "default_ask")]
    pub(super) ask: bool,
    /// When it is asked: `x`, `not x`, `x == value`, `x != value`, joined by ` and `.
    pub(super) when: Option<String>,
}

/// People are asked unless the manifest says otherwise.
fn default_ask() -> bool {
    true
}

/// What an answer may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum InputType {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// Yes or no.
    Boolean,
    /// One of `values`.
    Enum,
    /// Several texts.
    List,
    /// A group of the catalog.
    Group,
    /// A system of the catalog.
    System,
}

impl InputType {
    /// As manifests write it.
    pub(super) fn name(self) -> &'static str {
        match self {
            InputType::String => "string",
            InputType::Integer => "integer",
            InputType::Boolean => "boolean",
            InputType::Enum => "enum",
            InputType::List => "list",
            InputType::Group => "group",
            InputType::System => "system",
        }
    }
}

impl InputSpec {
    /// The input it specifies, which `origin` asks; what makes no sense is left in `faults`.
    pub(super) fn build_input(
        &self,
        origin: DeclarationSite,
        faults: &mut Diagnostics,
    ) -> Option<Input> {
        let spot = origin.location.clone();
        let when = Condition::parse_optional_condition(self.when.as_deref(), &spot, faults);
        match self.try_build_input(origin, when) {
            Ok(input) => Some(input),
            Err(fault) => {
                let message = format!("input `{}`: {fault}", Printable(&self.name));
                faults.push(spot.build_diagnostic("template-manifest", message));
                None
            }
        }
    }

    fn try_build_input(
        &self,
        origin: DeclarationSite,
        when: Option<Condition>,
    ) -> Result<Input, String> {
        let mut input = Input {
            name: self.name.clone(),
            kind: self.build_input_kind()?,
            title: self.title.clone(),
            help: self.help.clone(),
            default: None,
            ask: self.ask,
            when,
            declared_at: origin,
        };
        let default = self
            .default
            .as_ref()
            .map(|value| input.input_value_from_json(&value.to_json()))
            .transpose();
        input.default =
            default.map_err(|message| format!("its default does not fit: {message}"))?;
        if input.when.is_some() && input.default.is_none() {
            return Err("an input with `when` needs a default".to_owned());
        }
        if !input.ask && input.default.is_none() {
            return Err("an input with `ask: false` needs a default".to_owned());
        }
        Ok(input)
    }

    fn build_input_kind(&self) -> Result<InputKind, String> {
        if (self.type_ == InputType::Enum) == self.values.is_empty() {
            return Err("an enum, and nothing else, has `values`".to_owned());
        }
        Ok(match self.type_ {
            InputType::String => InputKind::String(self.build_text_constraints()?),
            InputType::List => InputKind::List(self.build_text_constraints()?),
            InputType::Integer => InputKind::Integer {
                minimum: self.minimum,
                maximum: self.maximum,
            },
            InputType::Boolean => InputKind::Boolean,
            InputType::Enum => InputKind::Enum {
                values: self.values.clone(),
            },
            InputType::Group => InputKind::Group,
            InputType::System => InputKind::System,
        })
    }

    fn build_text_constraints(&self) -> Result<TextConstraints, String> {
        // By itself first: what is balanced only inside our parentheses would not be anchored.
        let whole = |pattern| Regex::new(pattern).and(Regex::new(&format!("^(?:{pattern})$")));
        let pattern = self.pattern.as_deref().map(whole);
        let pattern = pattern
            .transpose()
            .map_err(|error| format!("its pattern is none: {error}"))?;
        Ok(TextConstraints {
            pattern,
            min_length: self.min_length,
            max_length: self.max_length,
        })
    }
}
