//! The `requires` block of `layer.yaml`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::input::InputValue;
use super::input_spec::InputType;
use super::name_or_object::NameOrObject;

/// What a template must provide to use the layer.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LayerRequirements {
    /// Inputs of the template or any of its layers: names, or objects with more details.
    pub(super) inputs: Vec<NameOrObject<LayerInputRequirement>>,
    /// Layers that must be enabled whenever this one is.
    pub(super) layers: Vec<String>,
    /// Features of the template or of enabled layers.
    pub(super) features: Vec<String>,
    /// Globs; each must match a file of the template or of another layer.
    pub(super) files: Vec<String>,
}

/// An input that a layer requires.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LayerInputRequirement {
    /// The name of the input.
    pub(super) name: String,
    /// The required type. Default: any.
    #[serde(rename = "type")]
    pub(super) type_: Option<InputType>,
    /// Values that the input must accept. It can accept more.
    #[serde(default)]
    pub(super) values: Vec<InputValue>,
}

impl From<String> for LayerInputRequirement {
    fn from(name: String) -> LayerInputRequirement {
        LayerInputRequirement {
            name,
            type_: None,
            values: Vec::new(),
        }
    }
}
