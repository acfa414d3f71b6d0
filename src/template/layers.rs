//! The layers of a template: which exist, and which are enabled.

use serde_json::{Map, Value as Json};

use super::condition::Condition;
use super::layer_requirements_spec::LayerRequirements;
use super::manifest::{self, LayerManifest, TemplateManifest};
use super::manifest_location::{Diagnostics, ManifestValueLocation};
use super::name_or_object::NameOrObject;
use super::pack::{LAYERS_FOLDER, TemplatePack};
use crate::error::Result;
use crate::printable::Printable;
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::source::SourceFile;

/// A layer that a template uses.
#[derive(Clone, Debug)]
pub struct UsedLayer {
    /// The name of its folder.
    pub name: String,
    /// What it adds.
    pub description: String,
    /// The condition that enables it; always enabled by default.
    pub(super) when: Option<Condition>,
    /// Where the template lists it.
    pub(super) location: ManifestValueLocation,
    /// What it requires of the template.
    pub requires: LayerRequirements,
    /// Where it declares that.
    pub(super) requires_location: ManifestValueLocation,
}

/// The layers that a template uses, and the names of all available layers.
#[derive(Clone, Debug)]
pub(super) struct UsedAndAvailableLayers {
    pub(super) used: Vec<UsedLayer>,
    /// Every available layer, sorted.
    pub(super) available: Vec<String>,
}

/// The manifest of a layer and its location, for loading a template.
pub(super) struct LocatedLayerManifest {
    pub(super) manifest: LayerManifest,
    pub(super) location: ManifestValueLocation,
}

/// Reads the layers listed in `manifest`, whose location is `spot`.
///
/// # Errors
/// Usage (2) if a layer can't be read. Errors in layer names are added to `faults`.
pub(super) fn read_template_layers(
    pack: &TemplatePack,
    manifest: &TemplateManifest,
    spot: &ManifestValueLocation,
    faults: &mut Diagnostics,
) -> Result<(UsedAndAvailableLayers, Vec<LocatedLayerManifest>)> {
    let known: Vec<String> = pack.layer_names().map(str::to_owned).collect();
    let mut layers = UsedAndAvailableLayers {
        used: Vec::new(),
        available: known,
    };
    let mut sheets = Vec::new();
    for (index, NameOrObject(spec)) in manifest.layers.iter().enumerate() {
        let spot = spot.join_key_or_index("layers").join_key_or_index(index);
        if let Some(message) = layers.check_layer_name(&spec.layer) {
            faults.push(spot.build_diagnostic("template-manifest", message));
            continue;
        }
        let file = format!("_shared/{}/layer.yaml", spec.layer);
        let source = SourceFile::new(file.as_str(), pack.read_file_text(&file)?);
        let content: LayerManifest = manifest::parse_manifest_file(&source)?;
        let asks = ManifestValueLocation::new(&source);
        layers.used.push(UsedLayer {
            name: spec.layer.clone(),
            description: content.metadata.description.clone(),
            when: Condition::parse_optional_condition(spec.when.as_deref(), &spot, faults),
            location: spot,
            requires: content.requires.clone(),
            requires_location: asks.join_key_or_index("requires"),
        });
        sheets.push(LocatedLayerManifest {
            manifest: content,
            location: asks,
        });
    }
    Ok((layers, sheets))
}

impl UsedLayer {
    /// The condition that enables it, as the template writes it; `None` if it's always enabled.
    pub fn condition_text(&self) -> Option<String> {
        self.when.as_ref().map(ToString::to_string)
    }

    /// Its folder in a pack.
    pub(super) fn folder(&self) -> String {
        format!("{LAYERS_FOLDER}/{}", self.name)
    }
}

impl UsedAndAvailableLayers {
    fn check_layer_name(&self, name: &str) -> Option<String> {
        if self.used.iter().any(|layer| layer.name == name) {
            return Some(format!("duplicate layer `{name}`"));
        }
        (!self.available.iter().any(|known| known == name))
            .then(|| format_unknown_layer(name, &self.available))
    }

    /// Whether each layer is enabled. Available layers that the template doesn't use are off. `holds` evaluates a
    /// condition.
    pub(super) fn resolve_enabled_layers(
        &self,
        values: &mut Json,
        holds: impl Fn(&Condition, &Json) -> bool,
    ) -> Vec<bool> {
        let off = |name: &String| (name.clone(), Json::Bool(false));
        let facts: Map<String, Json> = self.available.iter().map(off).collect();
        values["layers"] = Json::Object(facts);
        let mut on = Vec::new();
        // In order: the condition of a layer can refer to the layers before it.
        for layer in &self.used {
            let is_on = layer.when.as_ref().is_none_or(|when| holds(when, values));
            values["layers"][&layer.name] = Json::Bool(is_on);
            on.push(is_on);
        }
        on
    }
}

/// The error for an unknown layer.
pub(super) fn format_unknown_layer(name: &str, known: &[String]) -> String {
    let near = format_did_you_mean(&find_similar_names(name, known.iter().map(String::as_str)));
    let near = near.map(|near| format!("; {near}")).unwrap_or_default();
    format!("no layer named `{}`{near}", Printable(name))
}
