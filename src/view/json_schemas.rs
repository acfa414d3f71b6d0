//! JSON Schemas of all `-o json` output, generated from the types.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::report::{PublishedSchema, generate_output_schema};
use super::{
    catalog, connect, doctor, error_report, explain, init, new, runs, template, template_test,
    who_owns,
};
use crate::platform;
use crate::template::LockFile;

/// All schemas.
pub fn list_published_schemas() -> Vec<PublishedSchema> {
    [SCHEMAS, catalog::SCHEMAS].concat()
}

/// All schemas except those of `idp catalog`.
const SCHEMAS: &[PublishedSchema] = &[
    (
        "completions.schema.json",
        generate_output_schema::<explain::CompletionScript>,
    ),
    (
        "connect.schema.json",
        generate_output_schema::<connect::ConnectReport>,
    ),
    (
        "doctor.schema.json",
        generate_output_schema::<doctor::DoctorReport>,
    ),
    (
        "error.schema.json",
        generate_output_schema::<error_report::ErrorReport>,
    ),
    (
        "explain.schema.json",
        generate_output_schema::<explain::RuleExplanation>,
    ),
    (
        "explain-all.schema.json",
        generate_output_schema::<explain::RuleList>,
    ),
    (
        "idp-yaml.schema.json",
        generate_input_file_schema::<platform::PlatformConfig>,
    ),
    (
        "init.schema.json",
        generate_output_schema::<init::InitReport>,
    ),
    (
        "lock-yaml.schema.json",
        generate_input_file_schema::<LockFile>,
    ),
    (
        "new.schema.json",
        generate_output_schema::<new::NewServiceReport>,
    ),
    (
        "new-plan.schema.json",
        generate_output_schema::<new::NewServicePlanReport>,
    ),
    (
        "runs-abandon.schema.json",
        generate_output_schema::<runs::RunAbandonReport>,
    ),
    (
        "runs-list.schema.json",
        generate_output_schema::<runs::RunList>,
    ),
    (
        "runs-show.schema.json",
        generate_output_schema::<runs::RunDetails>,
    ),
    (
        "template-lint.schema.json",
        generate_output_schema::<template::TemplateLintReport>,
    ),
    (
        "template-list.schema.json",
        generate_output_schema::<template::TemplateList>,
    ),
    (
        "template-new.schema.json",
        generate_output_schema::<template_test::NewTemplateReport>,
    ),
    (
        "template-show.schema.json",
        generate_output_schema::<template::TemplateDetails>,
    ),
    (
        "template-test.schema.json",
        generate_output_schema::<template_test::TemplateTestReport>,
    ),
    (
        "who-owns.schema.json",
        generate_output_schema::<who_owns::WhoOwnsReport>,
    ),
];

/// The schema of `T` as it is deserialized.
fn generate_input_file_schema<T: schemars::JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
}
