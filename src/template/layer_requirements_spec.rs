//! The `requires` block of `layer.yaml`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::input::InputValue;
use super::input_spec::InputType;
use super::name_or_object::NameOrObject;

/// What a template must provide to use the layer.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LayerRequirements {
    /// Inputs of the template or any of its layers: names, or objects with more details.
    pub(super) inputs: Vec<NameOrObject<LayerInputRequirement>>,
    /// Layers that must be enabled whenever this one is.
    pub layers: Vec<String>,
    /// Features of the template or of enabled layers.
    pub features: Vec<String>,
    /// Globs; each must match a file of the template or of another layer.
    pub files: Vec<String>,
}

/// An input that a layer requires.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayerInputRequirement {
    /// The name of the input.
    pub name: String,
    /// The required type. Default: any.
    #[serde(rename = "type")]
    pub(super) type_: Option<InputType>,
    /// Values that the input must accept. It can accept more.
    #[serde(default)]
    pub values: Vec<InputValue>,
}

impl LayerRequirements {
    /// The required inputs, in order.
    pub fn inputs(&self) -> impl Iterator<Item = &LayerInputRequirement> {
        self.inputs.iter().map(|NameOrObject(input)| input)
    }
}

impl LayerInputRequirement {
    /// The name of the required type; `None` for any type.
    pub fn type_name(&self) -> Option<&'static str> {
        self.type_.map(InputType::name)
    }
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
