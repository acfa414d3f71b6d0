//! The formats of `template.yaml` and `layer.yaml`.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use super::file_tree::FileClass;
use super::forge_requirements::TemplateForgeSpec;
use super::input_spec::InputSpec;
use super::layer_requirements_spec::LayerRequirements;
use super::name_or_object::NameOrObject;
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::error::{Error, Result};
use crate::source::SourceFile;

/// The manifest of a golden template.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = "template.yaml")]
pub(super) struct TemplateManifest {
    /// The version of this format.
    #[expect(dead_code, reason = "read only to be validated")]
    pub(super) api_version: ManifestApiVersion,
    /// Always `Template`.
    #[expect(dead_code, reason = "read only to be validated")]
    pub(super) kind: TemplateManifestKind,
    /// The name, title, description and version.
    pub(super) metadata: TemplateMetadata,
    /// The Component that is registered in the catalog, or `none` for a repository that isn't a service.
    #[serde(default)]
    pub(super) entity: TemplateEntitySpec,
    /// The layers that the template uses: names, or `{layer: NAME, when: CONDITION}`.
    #[serde(default)]
    pub(super) layers: Vec<NameOrObject<LayerInclusionSpec>>,
    /// Globs for layer files to exclude.
    #[serde(default)]
    pub(super) without: Vec<String>,
    /// The inputs, in the order in which they are asked.
    #[serde(default)]
    pub(super) inputs: Vec<InputSpec>,
    /// The features, enabled unless a service opts out.
    #[serde(default)]
    pub(super) features: Vec<FeatureSpec>,
    /// Rules for files; later entries take precedence.
    #[serde(default)]
    pub(super) files: Vec<FileRuleSpec>,
    /// Settings for the forge: required checks, deploy workflow and environments. Default: none.
    pub(super) forge: Option<TemplateForgeSpec>,
    /// Next steps to show after the service is created, in this order.
    #[serde(default)]
    pub(super) next: Vec<NextStepSpec>,
}

/// The manifest of a layer, which several templates can share.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(title = "layer.yaml")]
pub(super) struct LayerManifest {
    /// The version of this format.
    #[expect(dead_code, reason = "read only to be validated")]
    pub(super) api_version: ManifestApiVersion,
    /// Always `Layer`.
    #[expect(dead_code, reason = "read only to be validated")]
    pub(super) kind: LayerManifestKind,
    /// The name and description.
    pub(super) metadata: LayerMetadata,
    /// What a template must provide to use the layer.
    #[serde(default)]
    pub(super) requires: LayerRequirements,
    /// The inputs, asked after the template's own inputs.
    #[serde(default)]
    pub(super) inputs: Vec<InputSpec>,
    /// The features, enabled unless a service opts out.
    #[serde(default)]
    pub(super) features: Vec<FeatureSpec>,
    /// Rules for the layer's files; entries of the template take precedence.
    #[serde(default)]
    pub(super) files: Vec<FileRuleSpec>,
    /// Next steps to show after those of the template.
    #[serde(default)]
    pub(super) next: Vec<NextStepSpec>,
}

/// The version of the format.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub(super) enum ManifestApiVersion {
    /// The only version so far.
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

/// The name, title, description and version of a template.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateMetadata {
    /// The name for `idp new`. Must match the name of the folder.
    #[schemars(regex(pattern = r"^[a-z]([-a-z0-9]*[a-z0-9])?$"))]
    pub(super) name: String,
    /// A short title.
    pub(super) title: String,
    /// One or two sentences.
    pub(super) description: String,
    /// The version, in semantic versioning format.
    #[schemars(regex(pattern = r"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$"))]
    pub(super) version: String,
}

/// The name and description of a layer.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LayerMetadata {
    /// The name of the layer's folder.
    #[expect(dead_code, reason = "for readers of the file")]
    pub(super) name: String,
    /// What the layer adds.
    pub(super) description: String,
}

/// The Component of a new repository: `none`, or an object.
#[derive(Clone, Debug)]
pub(super) struct TemplateEntitySpec(pub(super) Option<TemplateComponentSpec>);

/// The word for a repository that isn't a service.
const NO_ENTITY: &str = "none";

impl Default for TemplateEntitySpec {
    fn default() -> Self {
        TemplateEntitySpec(Some(TemplateComponentSpec::default()))
    }
}

impl<'de> Deserialize<'de> for TemplateEntitySpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer
            .deserialize_any(TemplateEntityVisitor)
            .map(TemplateEntitySpec)
    }
}

/// Unlike serde's untagged enums, this visitor reports what is wrong in the object, and where.
struct TemplateEntityVisitor;

impl<'de> Visitor<'de> for TemplateEntityVisitor {
    type Value = Option<TemplateComponentSpec>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{NO_ENTITY}` or an object")
    }

    fn visit_str<E: serde::de::Error>(self, word: &str) -> std::result::Result<Self::Value, E> {
        if word == NO_ENTITY {
            Ok(None)
        } else {
            Err(E::invalid_value(Unexpected::Str(word), &self))
        }
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> std::result::Result<Self::Value, M::Error> {
        TemplateComponentSpec::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }
}

impl JsonSchema for TemplateEntitySpec {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "TemplateEntity".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let component = generator.subschema_for::<TemplateComponentSpec>();
        json_schema!({"anyOf": [{"const": NO_ENTITY}, component]})
    }
}

/// The Component that is registered in the catalog.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateComponentSpec {
    /// `spec.type` of the Component. Default: `service`.
    #[serde(rename = "type", default = "default_component_type")]
    pub type_: String,
    /// `spec.lifecycle` of the Component. Default: `experimental`.
    #[serde(default = "default_lifecycle")]
    pub lifecycle: String,
}

fn default_component_type() -> String {
    "service".to_owned()
}

fn default_lifecycle() -> String {
    "experimental".to_owned()
}

impl Default for TemplateComponentSpec {
    fn default() -> Self {
        TemplateComponentSpec {
            type_: default_component_type(),
            lifecycle: default_lifecycle(),
        }
    }
}

/// A layer that the template uses, always or under a condition.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LayerInclusionSpec {
    /// The name of the layer.
    pub(super) layer: String,
    /// The condition that enables the layer. It can use the template's own inputs and features, built-in values, and layers
    /// listed before it. Default: always.
    pub(super) when: Option<String>,
}

impl From<String> for LayerInclusionSpec {
    fn from(layer: String) -> LayerInclusionSpec {
        LayerInclusionSpec { layer, when: None }
    }
}

/// A feature that is enabled by default; a service can opt out with a reason.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FeatureSpec {
    /// The name for `--without`; `features.<name>` in templates.
    pub(super) name: String,
    /// A short title.
    pub(super) title: String,
    /// What a service loses without it.
    pub(super) description: String,
}

/// A rule for the files that a glob matches.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRuleSpec {
    /// A glob for paths in the new repository; `*` doesn't match `/`, `**` does.
    #[serde(rename = "match")]
    pub(super) glob: String,
    /// Who owns the file after the repository is created. Default: `managed`.
    pub(super) class: Option<FileClass>,
    /// The condition under which the file is included. Default: always.
    pub(super) when: Option<String>,
    /// Set to `executable` to make the file executable, regardless of the stored file's mode.
    pub(super) mode: Option<FileModeSpec>,
}

/// The mode of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum FileModeSpec {
    /// The file is executable.
    Executable,
}

/// A next step to show after the service is created.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NextStepSpec {
    /// A title of two or three words.
    pub(super) title: String,
    /// One line of text, rendered as a template; `{{directory}}` is the directory of the new repository.
    pub(super) text: String,
    /// The condition under which it is shown; `practice` is true if nothing can be deployed: on the practice platform and with a local forge. Default: always.
    pub(super) when: Option<String>,
}

/// Parses a manifest; `file` is its name in error messages.
pub(super) fn parse_manifest<T: DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    parse_manifest_file(&SourceFile::new(file, text))
}

/// Parses a manifest.
pub(super) fn parse_manifest_file<T: DeserializeOwned>(source: &Arc<SourceFile>) -> Result<T> {
    crate::yaml::deserialize_yaml(source).map_err(|(place, message)| {
        let finding =
            Diagnostic::new("template-manifest", RuleTier::Template, message).with_place(place);
        Error::usage(format!("invalid {}", source.name)).with_diagnostics(vec![finding])
    })
}
