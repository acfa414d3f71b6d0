//! `template.yaml` and `layer.yaml`, as they are written.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::file_tree::FileClass;
use super::forge_requirements::ForgeSpec;
use super::input_spec::InputSpec;
use super::layer_requirements_spec::LayerRequirements;
use super::name_or_object::NameOrObject;
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::error::{Error, Result};
use crate::source::SourceFile;

/// What a golden template is, asks and holds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = "template.yaml")]
pub(super) struct TemplateManifest {
    /// The version of this format.
    #[expect(dead_code, reason = "read to be checked")]
    pub(super) api_version: ApiVersion,
    /// Always `Template`.
    #[expect(dead_code, reason = "read to be checked")]
    pub(super) kind: TemplateManifestKind,
    /// What it is called.
    pub(super) metadata: TemplateMetadata,
    /// What is registered in the catalog.
    #[serde(default)]
    pub(super) entity: EntitySpec,
    /// The layers it is put together from: names, or `{layer: NAME, when: CONDITION}`.
    #[serde(default)]
    pub(super) layers: Vec<NameOrObject<LayerSpec>>,
    /// Globs over files of its layers that it leaves out.
    #[serde(default)]
    pub(super) without: Vec<String>,
    /// What it asks, in this order.
    #[serde(default)]
    pub(super) inputs: Vec<InputSpec>,
    /// What it switches on unless opted out of.
    #[serde(default)]
    pub(super) features: Vec<FeatureSpec>,
    /// What becomes of which files; later entries win.
    #[serde(default)]
    pub(super) files: Vec<FileRuleSpec>,
    /// What the forge must know: required checks, the deploy workflow, environments. Without it there are none.
    pub(super) forge: Option<ForgeSpec>,
    /// What the user is told in the end, in this order.
    #[serde(default)]
    pub(super) next: Vec<NextStepSpec>,
}

/// What a layer, which several templates share, asks and holds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = "layer.yaml")]
pub(super) struct LayerManifest {
    /// The version of this format.
    #[expect(dead_code, reason = "read to be checked")]
    pub(super) api_version: ApiVersion,
    /// Always `LayerManifest`.
    #[expect(dead_code, reason = "read to be checked")]
    pub(super) kind: LayerManifestKind,
    /// What it is called.
    #[expect(dead_code, reason = "read to be checked")]
    pub(super) metadata: LayerMetadata,
    /// What a template that uses it must have.
    #[serde(default)]
    pub(super) requires: LayerRequirements,
    /// What it asks, after the template's own questions.
    #[serde(default)]
    pub(super) inputs: Vec<InputSpec>,
    /// What it switches on unless opted out of.
    #[serde(default)]
    pub(super) features: Vec<FeatureSpec>,
    /// What becomes of which of its files; a template's entries win.
    #[serde(default)]
    pub(super) files: Vec<FileRuleSpec>,
    /// What the user is told in the end, after what the template itself says.
    #[serde(default)]
    pub(super) next: Vec<NextStepSpec>,
}

/// The version of the format.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub(super) enum ApiVersion {
    /// The only one so far.
    #[serde(rename = "idp.dev/v1")]
    V1,
}

/// The kind of a template.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub(super) enum TemplateManifestKind {
    /// A golden template.
    Template,
}

/// The kind of a layer.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub(super) enum LayerManifestKind {
    /// A layer.
    Layer,
}

/// What a template is called.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateMetadata {
    /// What `idp new` takes; the name of its folder.
    #[schemars(regex(pattern = r"^[a-z]([-a-z0-9]*[a-z0-9])?$"))]
    pub(super) name: String,
    /// A few words.
    pub(super) title: String,
    /// A sentence or two.
    pub(super) description: String,
    /// A semantic version.
    #[schemars(regex(pattern = r"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$"))]
    pub(super) version: String,
}

/// What a layer is called.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LayerMetadata {
    /// The name of its folder.
    #[expect(dead_code, reason = "for readers of the file")]
    pub(super) name: String,
    /// What it brings.
    #[expect(dead_code, reason = "for readers of the file")]
    pub(super) description: String,
}

/// What is registered in the catalog.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntitySpec {
    /// `spec.type` of the Component.
    #[serde(rename = "type", default = "default_component_type")]
    pub type_: String,
    /// `spec.lifecycle` of the Component.
    #[serde(default = "default_lifecycle")]
    pub lifecycle: String,
}

fn default_component_type() -> String {
    "service".to_owned()
}

fn default_lifecycle() -> String {
    "experimental".to_owned()
}

impl Default for EntitySpec {
    fn default() -> Self {
        EntitySpec {
            type_: default_component_type(),
            lifecycle: default_lifecycle(),
        }
    }
}

/// A layer that is there always, or under a condition.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LayerSpec {
    /// The name of its folder.
    pub(super) layer: String,
    /// When it is there: a condition over the template's own inputs and features, facts, and layers further up.
    pub(super) when: Option<String>,
}

impl From<String> for LayerSpec {
    fn from(layer: String) -> LayerSpec {
        LayerSpec { layer, when: None }
    }
}

/// A default that a team may opt out of, with a reason.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FeatureSpec {
    /// What `--without` takes; `features.<name>` in templates.
    pub(super) name: String,
    /// A few words.
    pub(super) title: String,
    /// What a service loses without it.
    pub(super) description: String,
}

/// What becomes of the files that a glob matches.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRuleSpec {
    /// A glob over the path in the new repository; `*` stays within a folder, `**` does not.
    #[serde(rename = "match")]
    pub(super) glob: String,
    /// Who the file belongs to after birth; `managed` by default.
    pub(super) class: Option<FileClass>,
    /// When it is there at all.
    pub(super) when: Option<String>,
    /// `executable`, whatever the stored file's mode.
    pub(super) mode: Option<FileModeSpec>,
}

/// A mode that a manifest can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum FileModeSpec {
    /// It can be run.
    Executable,
}

/// Something to tell the user in the end.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NextStepSpec {
    /// Two or three words.
    pub(super) title: String,
    /// One line, a template itself; `{{directory}}` is where the repository lies.
    pub(super) text: String,
    /// When it is told; `practice` holds on the practice platform.
    pub(super) when: Option<String>,
}

/// Reads a manifest; `file` is how to call it.
pub(super) fn parse_manifest<T: DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    parse_manifest_file(&SourceFile::new(file, text))
}

/// Reads a manifest.
pub(super) fn parse_manifest_file<T: DeserializeOwned>(source: &Arc<SourceFile>) -> Result<T> {
    crate::yaml::deserialize_yaml(source).map_err(|(place, message)| {
        let finding =
            Diagnostic::new("template-manifest", RuleTier::Template, message).with_place(place);
        Error::usage(format!("{} is not valid", source.name)).with_diagnostics(vec![finding])
    })
}
