//! What a layer may require, as its `layer.yaml` says it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::input::InputValue;
use super::input_spec::InputType;
use super::name_or_object::NameOrObject;

/// What a template that uses a layer must have.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LayerRequirements {
    /// Inputs, of the template or any of its layers: names, or objects that say more.
    pub(super) inputs: Vec<NameOrObject<RequiredInput>>,
    /// Layers that are on whenever this one is.
    pub(super) layers: Vec<String>,
    /// Features, of the template or of layers that are on.
    pub(super) features: Vec<String>,
    /// Globs, each of which a file of the template or of another layer matches.
    pub(super) files: Vec<String>,
}

/// An input that a layer asks about.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RequiredInput {
    /// Its name.
    pub(super) name: String,
    /// Its type. Default: any.
    #[serde(rename = "type")]
    pub(super) type_: Option<InputType>,
    /// What it must be able to be; it may be more.
    #[serde(default)]
    pub(super) values: Vec<InputValue>,
}

impl From<String> for RequiredInput {
    fn from(name: String) -> RequiredInput {
        RequiredInput {
            name,
            type_: None,
            values: Vec::new(),
        }
    }
}
