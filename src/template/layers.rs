//! The layers of a template: which there are, and which are on.

use serde_json::{Map, Value as Json};

use super::brief::Brief;
use super::condition::Condition;
use super::manifest::{self, Layer, Manifest};
use super::pack::Pack;
use super::requires_spec::Requires;
use super::spot::{Faults, Spot};
use crate::error::Result;
use crate::nearest::{did_you_mean, nearest};
use crate::printable::Printable;
use crate::source::Source;

/// A layer that a template uses.
#[derive(Clone, Debug)]
pub(super) struct UsedLayer {
    pub(super) name: String,
    /// When it is on; always unless said.
    pub(super) when: Option<Condition>,
    /// Where the template names it.
    pub(super) spot: Spot,
    /// What it wants of the template, and where it says so.
    pub(super) requires: Requires,
    pub(super) asks: Spot,
}

/// The layers of a template, and every name that one could have.
#[derive(Clone, Debug)]
pub(super) struct Layers {
    pub(super) used: Vec<UsedLayer>,
    /// Every layer that there is, sorted.
    pub(super) known: Vec<String>,
}

/// A layer as it is written, for those who put a template together.
pub(super) struct Sheet {
    pub(super) content: Layer,
    pub(super) spot: Spot,
}

/// Reads the layers that `manifest`, which stands at `spot`, names.
///
/// # Errors
/// Usage (2) where a layer can't be read; what is wrong with their names is left in `faults`.
pub(super) fn read(
    pack: &Pack,
    manifest: &Manifest,
    spot: &Spot,
    faults: &mut Faults,
) -> Result<(Layers, Vec<Sheet>)> {
    let known: Vec<String> = pack.layer_names().map(str::to_owned).collect();
    let mut layers = Layers {
        used: Vec::new(),
        known,
    };
    let mut sheets = Vec::new();
    for (index, Brief(spec)) in manifest.layers.iter().enumerate() {
        let spot = spot.below("layers").below(index);
        if let Some(message) = layers.misnamed(&spec.layer) {
            faults.push(spot.fault("template-manifest", message));
            continue;
        }
        let file = format!("_shared/{}/layer.yaml", spec.layer);
        let source = Source::new(file.as_str(), pack.text(&file)?);
        let content: Layer = manifest::read_source(&source)?;
        let asks = Spot::new(&source);
        layers.used.push(UsedLayer {
            name: spec.layer.clone(),
            when: Condition::read(spec.when.as_deref(), &spot, faults),
            spot,
            requires: content.requires.clone(),
            asks: asks.below("requires"),
        });
        sheets.push(Sheet {
            content,
            spot: asks,
        });
    }
    Ok((layers, sheets))
}

impl Layers {
    fn misnamed(&self, name: &str) -> Option<String> {
        if self.used.iter().any(|layer| layer.name == name) {
            return Some(format!("the layer `{name}` is named twice"));
        }
        (!self.known.iter().any(|known| known == name)).then(|| no_layer(name, &self.known))
    }

    /// For each layer whether it is on: those of the library that the template does not use are off. `holds` says what
    /// becomes of a condition.
    pub(super) fn on(
        &self,
        values: &mut Json,
        holds: impl Fn(&Condition, &Json) -> bool,
    ) -> Vec<bool> {
        let off = |name: &String| (name.clone(), Json::Bool(false));
        let facts: Map<String, Json> = self.known.iter().map(off).collect();
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
pub(super) fn no_layer(name: &str, known: &[String]) -> String {
    let near = did_you_mean(&nearest(name, known.iter().map(String::as_str)));
    let near = near.map(|near| format!("; {near}")).unwrap_or_default();
    format!("no layer is called `{}`{near}", Printable(name))
}
