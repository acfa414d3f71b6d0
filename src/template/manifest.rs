//! `template.yaml` and `layer.yaml`, as they are written.

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::condition::Condition;
use super::input::{Input, InputKind, TextBounds, Value};
use super::tree::Class;
use crate::diagnostic::{Diagnostic, Tier};
use crate::error::{Error, Result};
use crate::source::Source;

/// What a golden template is, asks and holds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = "template.yaml")]
pub(super) struct Manifest {
    /// The version of this format.
    #[expect(dead_code, reason = "read to be checked")]
    pub(super) api_version: ApiVersion,
    /// Always `Template`.
    #[expect(dead_code, reason = "read to be checked")]
    pub(super) kind: TemplateKind,
    /// What it is called.
    pub(super) metadata: TemplateMetadata,
    /// What is registered in the catalog.
    #[serde(default)]
    pub(super) entity: EntityKind,
    /// The layers it is put together from, by name.
    #[serde(default)]
    pub(super) layers: Vec<String>,
    /// What it asks, in this order.
    #[serde(default)]
    pub(super) inputs: Vec<InputSpec>,
    /// What it switches on unless opted out of.
    #[serde(default)]
    pub(super) features: Vec<Feature>,
    /// What becomes of which files; later entries win.
    #[serde(default)]
    pub(super) files: Vec<FileSpec>,
    /// What the user is told in the end, in this order.
    #[serde(default)]
    pub(super) next: Vec<NextSpec>,
}

/// What a layer, which several templates share, asks and holds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = "layer.yaml")]
pub(super) struct Layer {
    /// The version of this format.
    #[expect(dead_code, reason = "read to be checked")]
    pub(super) api_version: ApiVersion,
    /// Always `Layer`.
    #[expect(dead_code, reason = "read to be checked")]
    pub(super) kind: LayerKind,
    /// What it is called.
    #[expect(dead_code, reason = "read to be checked")]
    pub(super) metadata: LayerMetadata,
    /// What it asks, after the template's own questions.
    #[serde(default)]
    pub(super) inputs: Vec<InputSpec>,
    /// What it switches on unless opted out of.
    #[serde(default)]
    pub(super) features: Vec<Feature>,
    /// What becomes of which of its files; a template's entries win.
    #[serde(default)]
    pub(super) files: Vec<FileSpec>,
    /// What the user is told in the end, after what the template itself says.
    #[serde(default)]
    pub(super) next: Vec<NextSpec>,
}

/// The version of the format.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub(super) enum ApiVersion {
    /// The only one so far.
    #[serde(rename = "idp.dev/v1")]
    V1,
}

/// The kind of a template.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub(super) enum TemplateKind {
    /// A golden template.
    Template,
}

/// The kind of a layer.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub(super) enum LayerKind {
    /// A layer.
    Layer,
}

/// What a template is called.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateMetadata {
    /// What `idp new` takes; the name of its folder.
    #[schemars(regex(pattern = r"^[a-z]([-a-z0-9]*[a-z0-9])?$"))]
    pub(super) name: String,
    /// A few words.
    pub(super) title: String,
    /// A sentence or two.
    pub(super) description: String,
    /// A semantic version.
    #[schemars(regex(pattern = r"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$"))]
    pub(super) version: String,
}

/// What a layer is called.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LayerMetadata {
    /// The name of its folder.
    #[expect(dead_code, reason = "for readers of the file")]
    pub(super) name: String,
    /// What it brings and what it needs.
    #[expect(dead_code, reason = "for readers of the file")]
    pub(super) description: String,
}

/// What is registered in the catalog.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntityKind {
    /// `spec.type` of the Component.
    #[serde(rename = "type", default = "service")]
    pub type_: String,
    /// `spec.lifecycle` of the Component.
    #[serde(default = "experimental")]
    pub lifecycle: String,
}

fn service() -> String {
    "service".to_owned()
}

fn experimental() -> String {
    "experimental".to_owned()
}

impl Default for EntityKind {
    fn default() -> Self {
        EntityKind {
            type_: service(),
            lifecycle: experimental(),
        }
    }
}

/// A default that a team may opt out of, with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// What `--without` takes; `features.<name>` in templates.
    pub name: String,
    /// A few words.
    pub title: String,
    /// What one loses without it.
    pub description: String,
}

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
    pub(super) default: Option<Value>,
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
    /// When it is asked: `x`, `not x`, `x == value`, `x != value`, joined by ` and `.
    pub(super) when: Option<String>,
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

/// What becomes of the files that a glob matches.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSpec {
    /// A glob over the path in the new repository; `*` stays within a folder, `**` does not.
    #[serde(rename = "match")]
    pub(super) glob: String,
    /// Who the file belongs to after birth; `managed` unless said.
    pub(super) class: Option<Class>,
    /// When it is there at all.
    pub(super) when: Option<String>,
    /// `executable`, whatever the stored file's mode.
    pub(super) mode: Option<ModeSpec>,
}

/// A mode that a manifest can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ModeSpec {
    /// It can be run.
    Executable,
}

/// Something to tell the user in the end.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NextSpec {
    /// Two or three words.
    pub(super) title: String,
    /// One line, a template itself; `{{directory}}` is where the repository lies.
    pub(super) text: String,
    /// When it is told; `practice` holds on the practice platform.
    pub(super) when: Option<String>,
}

/// Reads a manifest; `file` is how to call it.
pub(super) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    crate::yaml::typed(&Source::new(file, text)).map_err(|(place, message)| {
        let finding = Diagnostic::new("template-manifest", Tier::Template, message).at(place);
        Error::usage(format!("{file} is not valid")).at(vec![finding])
    })
}

impl InputSpec {
    /// The input it specifies.
    ///
    /// # Errors
    /// A message that says what makes no sense.
    pub(super) fn build(&self) -> std::result::Result<Input, String> {
        let mut input = Input {
            name: self.name.clone(),
            kind: self.kind()?,
            title: self.title.clone(),
            help: self.help.clone(),
            default: None,
            when: self.when.as_deref().map(Condition::parse).transpose()?,
        };
        let default = self
            .default
            .as_ref()
            .map(|value| input.accept(&value.to_json()))
            .transpose();
        input.default =
            default.map_err(|message| format!("its default does not fit: {message}"))?;
        if input.when.is_some() && input.default.is_none() {
            return Err("an input with `when` needs a default".to_owned());
        }
        Ok(input)
    }

    fn kind(&self) -> std::result::Result<InputKind, String> {
        if (self.type_ == InputType::Enum) == self.values.is_empty() {
            return Err("an enum, and nothing else, has `values`".to_owned());
        }
        Ok(match self.type_ {
            InputType::String => InputKind::String(self.bounds()?),
            InputType::List => InputKind::List(self.bounds()?),
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

    fn bounds(&self) -> std::result::Result<TextBounds, String> {
        // By itself first: what is balanced only inside our parentheses would not be anchored.
        let whole = |pattern| Regex::new(pattern).and(Regex::new(&format!("^(?:{pattern})$")));
        let pattern = self.pattern.as_deref().map(whole);
        let pattern = pattern
            .transpose()
            .map_err(|error| format!("its pattern is none: {error}"))?;
        Ok(TextBounds {
            pattern,
            min_length: self.min_length,
            max_length: self.max_length,
        })
    }
}
