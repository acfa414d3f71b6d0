//! The JSON Schema of `template.yaml`, for editors.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::manifest::Manifest;

/// The schema, made from the types that read the file.
pub fn manifest_schema() -> Schema {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Manifest>()
}
