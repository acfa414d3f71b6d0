//! Inputs, as manifests declare them.

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::condition::Condition;
use super::input::{
    InputKind, InputValue, ManifestDeclarationSite, TemplateInput, TextConstraints,
};
use super::manifest_location::Diagnostics;
use crate::printable::Printable;

/// An input of a template.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct InputSpec {
    /// The name that `--set` and templates use.
    #[schemars(regex(pattern = r"^[a-z][a-zA-Z0-9]*$"))]
    pub(super) name: String,
    /// The type of the value.
    #[serde(rename = "type")]
    pub(super) type_: InputType,
    /// The question that `idp new` asks.
    pub(super) title: String,
    /// A one-line explanation.
    pub(super) help: Option<String>,
    /// The allowed values. Required for the type `enum`, not allowed for others.
    #[serde(default)]
    pub(super) values: Vec<String>,
    /// The value if none is given. Must match the type.
    pub(super) default: Option<InputValue>,
    /// A regular expression that a string, or each item of a list, must match as a whole.
    pub(super) pattern: Option<String>,
    /// The minimum length of a string or list item, in characters.
    pub(super) min_length: Option<usize>,
    /// The maximum length of a string or list item, in characters. Default: 1000.
    pub(super) max_length: Option<usize>,
    /// The minimum of an integer.
    pub(super) minimum: Option<i64>,
    /// The maximum of an integer.
    pub(super) maximum: Option<i64>,
    /// Whether `idp new` asks for it; with `false`, only `--set` changes the default. Default: true.
    #[serde(default = "is_asked_by_default")]
    pub(super) ask: bool,
    /// The condition under which it is asked: `x`, `not x`, `x == value`, `x != value`, joined by ` and `.
    pub(super) when: Option<String>,
}

/// Inputs are asked for by default.
fn is_asked_by_default() -> bool {
    true
}

/// The type of an input.
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
    /// A list of strings.
    List,
    /// A group in the catalog.
    Group,
    /// A system in the catalog.
    System,
}

impl InputType {
    /// The name in manifests.
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
    /// Builds the input that `origin` declares. Errors are added to `faults`.
    pub(super) fn build_input(
        &self,
        origin: ManifestDeclarationSite,
        faults: &mut Diagnostics,
    ) -> Option<TemplateInput> {
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
        origin: ManifestDeclarationSite,
        when: Option<Condition>,
    ) -> Result<TemplateInput, String> {
        let mut input = TemplateInput {
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
        input.default = default.map_err(|message| format!("invalid default: {message}"))?;
        if input.when.is_some() && input.default.is_none() {
            return Err("an input with `when` needs a default".to_owned());
        }
        if !input.ask && input.default.is_none() {
            return Err("an input with `ask: false` needs a default".to_owned());
        }
        Ok(input)
    }

    fn build_input_kind(&self) -> Result<InputKind, String> {
        match (self.type_ == InputType::Enum, self.values.is_empty()) {
            (true, true) => return Err("type `enum` requires `values`".to_owned()),
            (false, false) => return Err("only type `enum` can have `values`".to_owned()),
            _ => {}
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
        // Compiled alone first: a pattern that is balanced only inside our parentheses wouldn't be anchored.
        let whole = |pattern| Regex::new(pattern).and(Regex::new(&format!("^(?:{pattern})$")));
        let pattern = self.pattern.as_deref().map(whole);
        let pattern = pattern
            .transpose()
            .map_err(|error| format!("invalid pattern: {error}"))?;
        Ok(TextConstraints {
            pattern,
            min_length: self.min_length,
            max_length: self.max_length,
        })
    }
}
