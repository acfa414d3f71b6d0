//! The layers of a template in `idp template show`: which it uses, when, and what each of them requires.

use schemars::JsonSchema;
use serde::Serialize;

use super::LineWidth;
use super::TextStyle;
use super::table::{LastColumn, render_table};
use crate::printable::Printable;
use crate::template::{InputValue, LayerInputRequirement, LayerRequirements, UsedLayer};
use crate::text_layout::wrap_value;

/// A layer of a template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TemplateLayerItem {
    /// The name of the layer.
    pub name: String,
    /// What the layer adds.
    pub description: String,
    /// The condition that enables the layer; null if it's always enabled.
    pub when: Option<String>,
    /// What the template must provide to use the layer.
    pub requires: LayerRequirementsItem,
}

/// What a layer requires of a template.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LayerRequirementsItem {
    /// Inputs of the template or any of its layers.
    pub inputs: Vec<RequiredInputItem>,
    /// Layers that must be enabled whenever this one is.
    pub layers: Vec<String>,
    /// Features of the template or of enabled layers.
    pub features: Vec<String>,
    /// Globs; each must match a file of the template or of another layer.
    pub files: Vec<String>,
}

/// An input that a layer requires.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RequiredInputItem {
    /// The name of the input.
    pub name: String,
    /// The required type; null for any type.
    #[serde(rename = "type")]
    pub type_: Option<&'static str>,
    /// Values that the input must accept.
    pub values: Vec<serde_json::Value>,
}

impl From<&UsedLayer> for TemplateLayerItem {
    fn from(layer: &UsedLayer) -> TemplateLayerItem {
        TemplateLayerItem {
            name: layer.name.clone(),
            description: layer.description.clone(),
            when: layer.condition_text(),
            requires: LayerRequirementsItem::from(&layer.requires),
        }
    }
}

impl From<&LayerRequirements> for LayerRequirementsItem {
    fn from(required: &LayerRequirements) -> LayerRequirementsItem {
        LayerRequirementsItem {
            inputs: required.inputs().map(RequiredInputItem::from).collect(),
            layers: required.layers.clone(),
            features: required.features.clone(),
            files: required.files.clone(),
        }
    }
}

impl From<&LayerInputRequirement> for RequiredInputItem {
    fn from(required: &LayerInputRequirement) -> RequiredInputItem {
        RequiredInputItem {
            name: required.name.clone(),
            type_: required.type_name(),
            values: required.values.iter().map(InputValue::to_json).collect(),
        }
    }
}

/// A table with the description of each layer below it; empty if there are no layers.
pub(super) fn render_template_layers(layers: &[TemplateLayerItem], width: LineWidth) -> String {
    if layers.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<[String; 3]>> = layers
        .iter()
        .map(TemplateLayerItem::to_table_rows)
        .collect();
    let table = render_table(
        ["LAYER", "WHEN", "REQUIRES"],
        &rows.concat(),
        LastColumn::Sentences,
        width,
    );
    let mut lines = table.lines();
    let mut text: Vec<String> = lines.next().map(str::to_owned).into_iter().collect();
    for (layer, rows) in layers.iter().zip(&rows) {
        text.extend(lines.by_ref().take(rows.len()).map(str::to_owned));
        let description = Printable(&layer.description).to_string();
        let description = TextStyle::Faint.paint(description).to_string();
        let lines = wrap_value("  ", &description, 2, width);
        text.push(lines);
    }
    text.join("\n") + "\n"
}

impl TemplateLayerItem {
    /// One row for each line of its requirements, and at least one.
    fn to_table_rows(&self) -> Vec<[String; 3]> {
        let when = self.when.as_deref().unwrap_or("always");
        let mut required = self.requires.to_lines().into_iter();
        let first = required.next().unwrap_or_else(|| "-".to_owned());
        let first = [self.name.clone(), when.to_owned(), first];
        let more = required.map(|line| [String::new(), String::new(), line]);
        let rows = std::iter::once(first).chain(more);
        rows.map(|row| row.map(|cell| Printable(&cell).to_string()))
            .collect()
    }
}

impl LayerRequirementsItem {
    /// Each input, then the layers, the features and the files.
    fn to_lines(&self) -> Vec<String> {
        let inputs = self.inputs.iter().map(RequiredInputItem::to_line);
        let names = [
            ("layer", &self.layers),
            ("feature", &self.features),
            ("file", &self.files),
        ];
        let names = names.into_iter().filter(|(_, names)| !names.is_empty());
        let names = names.map(|(noun, names)| {
            let plural = if names.len() == 1 { "" } else { "s" };
            format!("{noun}{plural} {}", names.join(", "))
        });
        inputs.chain(names).collect()
    }
}

impl RequiredInputItem {
    /// The name, and the values or the type that it must have.
    fn to_line(&self) -> String {
        let value = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let values: Vec<String> = self.values.iter().map(value).collect();
        let details = match (values.is_empty(), self.type_) {
            (false, _) => format!(" ({})", values.join(", ")),
            (true, Some(kind)) => format!(" ({kind})"),
            (true, None) => String::new(),
        };
        format!("input {}{details}", self.name)
    }
}
