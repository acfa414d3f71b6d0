//! The JSON Schemas of `template.yaml`, `layer.yaml` and `case.yaml`, for editors; made from the types that read the files.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::manifest::{TemplateLayer, TemplateManifest};
use super::test_case::TestCaseFile;

/// Of `template.yaml`.
pub fn build_template_schema() -> Schema {
    build_schema::<TemplateManifest>()
}

/// Of `layer.yaml`.
pub fn build_layer_schema() -> Schema {
    build_schema::<TemplateLayer>()
}

/// Of `case.yaml`.
pub fn build_case_schema() -> Schema {
    build_schema::<TestCaseFile>()
}

fn build_schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
}
