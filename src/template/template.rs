//! A golden template with its layers: its inputs, its features, and the files it can render.

use serde_json::Value as Json;

use super::condition::Condition;
use super::feature::Feature;
use super::forge_requirements::TemplateForgeRequirements;
use super::input::{ManifestDeclarationSite, TemplateInput};
use super::layers::{UsedAndAvailableLayers, UsedLayer};
use super::manifest::TemplateComponentSpec;
use super::manifest_location::{Diagnostics, ManifestValueLocation};
use super::pack::TemplatePack;
use super::scope::{TemplateVariableScope, ValueType};
use super::template_files::TemplateFile;
use crate::count::CountedNoun;
use crate::error::{Error, Result};
use crate::printable::Printable;

/// The template of the platform repository, which `idp init` renders.
pub const PLATFORM_TEMPLATE: &str = "platform";

/// A loaded template that passed the consistency checks.
#[derive(Clone, Debug)]
pub struct Template {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) version: String,
    pub(super) entity: Option<TemplateComponentSpec>,
    pub(super) inputs: Vec<TemplateInput>,
    pub(super) features: Vec<Feature>,
    /// Its manifest.
    pub(super) location: ManifestValueLocation,
    pub(super) layers: UsedAndAvailableLayers,
    pub(super) files: Vec<TemplateFile>,
    pub(super) forge: TemplateForgeRequirements,
    pub(super) next_steps: Vec<NextStep>,
    /// Its own files and those of its layers, as stored. They are hashed only when a lock is written, because listing
    /// templates needs no digest.
    pub(super) stored: TemplatePack,
}

/// A next step to show after the service is created.
#[derive(Clone, Debug)]
pub(super) struct NextStep {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) when: Option<Condition>,
    pub(super) declared_at: ManifestDeclarationSite,
}

impl Template {
    /// The name that `idp new` takes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A short title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// One or two sentences.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// A semantic version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The Component that is registered in the catalog.
    ///
    /// # Errors
    /// Usage (2) for a template with `entity: none`, whose repositories aren't services.
    pub fn component_spec(&self) -> Result<&TemplateComponentSpec> {
        self.entity.as_ref().ok_or_else(|| {
            let name = Printable(&self.name);
            Error::usage(format!(
                "the template `{name}` doesn't create a service: it has `entity: none`"
            ))
            .with_optional_hint(
                (self.name == PLATFORM_TEMPLATE).then_some("to create a platform: idp init"),
            )
        })
    }

    /// Whether its repositories are services, each with a Component in the catalog.
    pub(super) fn creates_service(&self) -> bool {
        self.entity.is_some()
    }

    /// The inputs, in order.
    pub fn inputs(&self) -> &[TemplateInput] {
        &self.inputs
    }

    /// The features, in order.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The layers that it uses, in order.
    pub fn layers(&self) -> &[UsedLayer] {
        &self.layers.used
    }

    /// Whether the layer that `origin` refers to is enabled.
    pub(super) fn is_declaring_layer_enabled(
        origin: &ManifestDeclarationSite,
        on: &[bool],
    ) -> bool {
        let layer = origin.layer.and_then(|number| on.get(number));
        layer.copied().unwrap_or(true)
    }

    /// The files to render for these values.
    pub(super) fn included_files<'t>(
        &'t self,
        values: &'t Json,
    ) -> impl Iterator<Item = &'t TemplateFile> {
        self.files.iter().filter(|file| {
            self.is_layer_enabled(file.layer, values)
                && file.when.as_ref().is_none_or(|when| when.is_met(values))
        })
    }

    /// Whether the layer with this index is enabled; the template itself always is.
    pub(super) fn is_layer_enabled(&self, number: Option<usize>, values: &Json) -> bool {
        let layer = number.and_then(|number| self.layers.used.get(number));
        layer.is_none_or(|layer| values["layers"][&layer.name] == Json::Bool(true))
    }

    /// The names that its files can use.
    pub(super) fn build_file_scope(&self) -> TemplateVariableScope {
        TemplateVariableScope::new(&self.inputs, &self.features, &self.layers.available)
    }

    /// The names that the condition of the layer with this index can use. Inputs and features of layers, and later layers,
    /// are not in scope.
    pub(super) fn build_layer_condition_scope(&self, number: usize) -> TemplateVariableScope {
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
        TemplateVariableScope::new(inputs, features, before)
    }

    /// The names that its `next` can use, including those known only after a service is created.
    pub(super) fn build_next_steps_message_scope(&self) -> TemplateVariableScope {
        self.build_file_scope()
            .with_name("directory", ValueType::Identifier)
            .with_name("practice", ValueType::Boolean)
    }

    /// The error that reports all these findings.
    pub(super) fn error_from_diagnostics(&self, faults: Diagnostics) -> Error {
        let count = CountedNoun(faults.len(), "error");
        let name = Printable(&self.name);
        Error::usage(format!("template {name} has {count}")).with_diagnostics(faults)
    }
}
