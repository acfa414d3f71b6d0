//! A golden template with its layers: what it asks, what it switches on, and which files it may render.

use serde_json::Value as Json;

use super::condition::Condition;
use super::feature::Feature;
use super::forge::ForgeWants;
use super::input::{Input, Origin};
use super::layers::Layers;
use super::manifest::EntityKind;
use super::scope::{Meaning, Scope};
use super::sources::TemplateFile;
use super::spot::{Faults, Spot};
use crate::count::Count;
use crate::error::Error;
use crate::printable::Printable;

/// A template that was put together and makes sense in itself.
#[derive(Clone, Debug)]
pub struct Template {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) version: String,
    pub(super) entity: EntityKind,
    pub(super) inputs: Vec<Input>,
    pub(super) features: Vec<Feature>,
    /// Its manifest.
    pub(super) spot: Spot,
    pub(super) layers: Layers,
    pub(super) sources: Vec<TemplateFile>,
    pub(super) forge: ForgeWants,
    pub(super) next: Vec<Next>,
}

/// Something to tell the user in the end.
#[derive(Clone, Debug)]
pub(super) struct Next {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) when: Option<Condition>,
    pub(super) origin: Origin,
}

impl Template {
    /// What `idp new` takes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A few words.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// A sentence or two.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// A semantic version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What is registered in the catalog.
    pub fn entity(&self) -> &EntityKind {
        &self.entity
    }

    /// What it asks, in order.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// What it switches on, in order.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// Whether what `origin` declares is there, going by the layers that are on.
    pub(super) fn is_of(origin: &Origin, on: &[bool]) -> bool {
        let layer = origin.layer.and_then(|number| on.get(number));
        layer.copied().unwrap_or(true)
    }

    /// The files that are there for these values.
    pub(super) fn present<'t>(
        &'t self,
        values: &'t Json,
    ) -> impl Iterator<Item = &'t TemplateFile> {
        self.sources.iter().filter(|file| {
            self.has_layer(file.layer, values)
                && file.when.as_ref().is_none_or(|when| when.holds(values))
        })
    }

    /// Whether the layer of this number is on; the template itself always is.
    pub(super) fn has_layer(&self, number: Option<usize>, values: &Json) -> bool {
        let layer = number.and_then(|number| self.layers.used.get(number));
        layer.is_none_or(|layer| values["layers"][&layer.name] == Json::Bool(true))
    }

    /// The names its files may use.
    pub(super) fn scope(&self) -> Scope {
        Scope::new(&self.inputs, &self.features, &self.layers.known)
    }

    /// The names that the condition of the layer of this number may use: neither what layers bring, nor layers behind it.
    pub(super) fn layer_scope(&self, number: usize) -> Scope {
        let inputs = self
            .inputs
            .iter()
            .filter(|input| input.origin.layer.is_none());
        let features = self
            .features
            .iter()
            .filter(|feature| feature.origin.layer.is_none());
        let before = self
            .layers
            .used
            .iter()
            .take(number)
            .map(|layer| &layer.name);
        Scope::new(inputs, features, before)
    }

    /// The names its `next` may use: also those that only a birth knows.
    pub(super) fn next_scope(&self) -> Scope {
        self.scope()
            .and("directory", Meaning::Identifier)
            .and("practice", Meaning::Boolean)
    }

    /// That something is wrong with it, in all these places.
    pub(super) fn faulty(&self, faults: Faults) -> Error {
        let count = Count(faults.len(), "fault");
        let name = Printable(&self.name);
        Error::usage(format!("template {name} has {count}; nothing was rendered")).at(faults)
    }
}
