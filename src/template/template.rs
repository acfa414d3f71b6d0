//! A golden template with its layers: what it asks, what it switches on, and which files it may render.

use serde_json::Value as Json;

use super::condition::Condition;
use super::feature::Feature;
use super::forge_requirements::ForgeRequirements;
use super::input::{DeclarationSite, Input};
use super::layers::TemplateLayers;
use super::manifest::EntitySpec;
use super::manifest_location::{Diagnostics, ManifestLocation};
use super::pack::TemplatePack;
use super::scope::{NameScope, ValueType};
use super::template_files::TemplateFile;
use crate::count::CountedNoun;
use crate::error::Error;
use crate::printable::Printable;

/// A template that was put together and makes sense in itself.
#[derive(Clone, Debug)]
pub struct Template {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) version: String,
    pub(super) entity: EntitySpec,
    pub(super) inputs: Vec<Input>,
    pub(super) features: Vec<Feature>,
    /// Its manifest.
    pub(super) location: ManifestLocation,
    pub(super) layers: TemplateLayers,
    pub(super) files: Vec<TemplateFile>,
    pub(super) forge: ForgeRequirements,
    pub(super) next_steps: Vec<NextStep>,
    /// Its own files and those of its layers, as they are stored. They are hashed when a lock is written; whoever only
    /// lists templates needs no digest.
    pub(super) stored: TemplatePack,
}

/// Something to tell the user in the end.
#[derive(Clone, Debug)]
pub(super) struct NextStep {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) when: Option<Condition>,
    pub(super) declared_at: DeclarationSite,
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
    pub fn entity(&self) -> &EntitySpec {
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
    pub(super) fn is_manifest_item_active(origin: &DeclarationSite, on: &[bool]) -> bool {
        let layer = origin.layer.and_then(|number| on.get(number));
        layer.copied().unwrap_or(true)
    }

    /// The files that are there for these values.
    pub(super) fn included_files<'t>(
        &'t self,
        values: &'t Json,
    ) -> impl Iterator<Item = &'t TemplateFile> {
        self.files.iter().filter(|file| {
            self.is_layer_enabled(file.layer, values)
                && file.when.as_ref().is_none_or(|when| when.is_met(values))
        })
    }

    /// Whether the layer of this number is on; the template itself always is.
    pub(super) fn is_layer_enabled(&self, number: Option<usize>, values: &Json) -> bool {
        let layer = number.and_then(|number| self.layers.used.get(number));
        layer.is_none_or(|layer| values["layers"][&layer.name] == Json::Bool(true))
    }

    /// The names its files may use.
    pub(super) fn build_file_scope(&self) -> NameScope {
        NameScope::new(&self.inputs, &self.features, &self.layers.available)
    }

    /// The names that the condition of the layer of this number may use: neither what layers bring, nor layers behind it.
    pub(super) fn build_layer_scope(&self, number: usize) -> NameScope {
        let inputs = self
            .inputs
            .iter()
            .filter(|input| input.declared_at.layer.is_none());
        let features = self
            .features
            .iter()
            .filter(|feature| feature.declared_at.layer.is_none());
        let before = self
            .layers
            .used
            .iter()
            .take(number)
            .map(|layer| &layer.name);
        NameScope::new(inputs, features, before)
    }

    /// The names its `next` may use: also those that only a birth knows.
    pub(super) fn build_next_step_scope(&self) -> NameScope {
        self.build_file_scope()
            .with_name("directory", ValueType::Identifier)
            .with_name("practice", ValueType::Boolean)
    }

    /// That something is wrong with it, in all these places.
    pub(super) fn error_from_diagnostics(&self, faults: Diagnostics) -> Error {
        let count = CountedNoun(faults.len(), "fault");
        let name = Printable(&self.name);
        Error::usage(format!("template {name} has {count}; nothing was rendered"))
            .with_diagnostics(faults)
    }
}
