//! The JSON Schemas of `template.yaml`, `layer.yaml` and `case.yaml`, for editors, generated from the types that parse the
//! files.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::manifest::{LayerManifest, TemplateManifest};
use super::test_case::TemplateTestCaseFile;

/// The schema of `template.yaml`.
pub fn build_template_schema() -> Schema {
    build_json_schema::<TemplateManifest>()
}

/// The schema of `layer.yaml`.
pub fn build_layer_schema() -> Schema {
    build_json_schema::<LayerManifest>()
}

/// The schema of `case.yaml`.
pub fn build_test_case_schema() -> Schema {
    build_json_schema::<TemplateTestCaseFile>()
}

fn build_json_schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
}
