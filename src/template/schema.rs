//! The JSON Schemas of `template.yaml`, `layer.yaml` and `case.yaml`, for editors; made from the types that read the files.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::manifest::{Layer, Manifest};
use super::test_case::CaseFile;

/// Of `template.yaml`.
pub fn manifest_schema() -> Schema {
    schema::<Manifest>()
}

/// Of `layer.yaml`.
pub fn layer_schema() -> Schema {
    schema::<Layer>()
}

/// Of `case.yaml`.
pub fn case_schema() -> Schema {
    schema::<CaseFile>()
}

fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
}
