//! The layers of a template: which there are, and which are on.

use serde_json::{Map, Value as Json};

use super::condition::Condition;
use super::layer_requirements_spec::LayerRequirements;
use super::manifest::{self, LayerManifest, TemplateManifest};
use super::manifest_location::{Diagnostics, ManifestLocation};
use super::name_or_object::NameOrObject;
use super::pack::{LAYERS_FOLDER, TemplatePack};
use crate::error::Result;
use crate::printable::Printable;
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::source::SourceFile;

/// A layer that a template uses.
#[derive(Clone, Debug)]
pub(super) struct UsedLayer {
    pub(super) name: String,
    /// When it is on; always by default.
    pub(super) when: Option<Condition>,
    /// Where the template names it.
    pub(super) location: ManifestLocation,
    /// What it wants of the template, and where it says so.
    pub(super) requires: LayerRequirements,
    pub(super) requires_location: ManifestLocation,
}

/// The layers of a template, and every name that one could have.
#[derive(Clone, Debug)]
pub(super) struct TemplateLayers {
    pub(super) used: Vec<UsedLayer>,
    /// Every layer that there is, sorted.
    pub(super) available: Vec<String>,
}

/// A layer as it is written, for those who put a template together.
pub(super) struct LoadedLayer {
    pub(super) manifest: LayerManifest,
    pub(super) location: ManifestLocation,
}

/// Reads the layers that `manifest`, which stands at `spot`, names.
///
/// # Errors
/// Usage (2) where a layer can't be read; what is wrong with their names is left in `faults`.
pub(super) fn read_layers(
    pack: &TemplatePack,
    manifest: &TemplateManifest,
    spot: &ManifestLocation,
    faults: &mut Diagnostics,
) -> Result<(TemplateLayers, Vec<LoadedLayer>)> {
    let known: Vec<String> = pack.layer_names().map(str::to_owned).collect();
    let mut layers = TemplateLayers {
        used: Vec::new(),
        available: known,
    };
    let mut sheets = Vec::new();
    for (index, NameOrObject(spec)) in manifest.layers.iter().enumerate() {
        let spot = spot.child_location("layers").child_location(index);
        if let Some(message) = layers.check_layer_name(&spec.layer) {
            faults.push(spot.build_diagnostic("template-manifest", message));
            continue;
        }
        let file = format!("_shared/{}/layer.yaml", spec.layer);
        let source = SourceFile::new(file.as_str(), pack.read_file_text(&file)?);
        let content: LayerManifest = manifest::parse_manifest_file(&source)?;
        let asks = ManifestLocation::new(&source);
        layers.used.push(UsedLayer {
            name: spec.layer.clone(),
            when: Condition::parse_optional_condition(spec.when.as_deref(), &spot, faults),
            location: spot,
            requires: content.requires.clone(),
            requires_location: asks.child_location("requires"),
        });
        sheets.push(LoadedLayer {
            manifest: content,
            location: asks,
        });
    }
    Ok((layers, sheets))
}

impl UsedLayer {
    /// The folder of its files in a pack.
    pub(super) fn folder(&self) -> String {
        format!("{LAYERS_FOLDER}/{}", self.name)
    }
}

impl TemplateLayers {
    fn check_layer_name(&self, name: &str) -> Option<String> {
        if self.used.iter().any(|layer| layer.name == name) {
            return Some(format!("the layer `{name}` is named twice"));
        }
        (!self.available.iter().any(|known| known == name))
            .then(|| format_unknown_layer(name, &self.available))
    }

    /// For each layer whether it is on: those of the library that the template does not use are off. `holds` says what
    /// becomes of a condition.
    pub(super) fn resolve_enabled_layers(
        &self,
        values: &mut Json,
        holds: impl Fn(&Condition, &Json) -> bool,
    ) -> Vec<bool> {
        let off = |name: &String| (name.clone(), Json::Bool(false));
        let facts: Map<String, Json> = self.available.iter().map(off).collect();
        values["layers"] = Json::Object(facts);
        let mut on = Vec::new();
        // In order: the condition of a layer may ask about those before it.
        for layer in &self.used {
            let is_on = layer.when.as_ref().is_none_or(|when| holds(when, values));
            values["layers"][&layer.name] = Json::Bool(is_on);
            on.push(is_on);
        }
        on
    }
}

/// That there is no layer of this name.
pub(super) fn format_unknown_layer(name: &str, known: &[String]) -> String {
    let near = format_did_you_mean(&find_similar_names(name, known.iter().map(String::as_str)));
    let near = near.map(|near| format!("; {near}")).unwrap_or_default();
    format!("no layer is called `{}`{near}", Printable(name))
}
