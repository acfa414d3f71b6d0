//! JSON Schemas of everything `-o json` gives, made from the types themselves.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::{
    catalog, connect, doctor, failure, new, runs, template, template_test, text, who_owns,
};
use crate::platform;

/// A published schema: the name of its file under `docs/reference/schemas/`, and how it is made.
pub type Published = (&'static str, fn() -> Schema);

/// Every schema.
pub const SCHEMAS: &[Published] = &[
    (
        "catalog-diff.schema.json",
        output::<catalog::DifferenceReport>,
    ),
    ("catalog-edit.schema.json", output::<catalog::EditReport>),
    ("catalog-graph.schema.json", output::<catalog::GraphReport>),
    ("catalog-list.schema.json", output::<catalog::CatalogList>),
    (
        "catalog-rebase-pr.schema.json",
        output::<catalog::RebaseReport>,
    ),
    ("catalog-show.schema.json", output::<catalog::EntityPages>),
    (
        "catalog-unowned.schema.json",
        output::<catalog::UnownedReport>,
    ),
    ("catalog-fmt.schema.json", output::<catalog::FormatReport>),
    (
        "catalog-validate.schema.json",
        output::<catalog::ValidationReport>,
    ),
    ("completions.schema.json", output::<text::CompletionScript>),
    ("connect.schema.json", output::<connect::ConnectReport>),
    ("doctor.schema.json", output::<doctor::DoctorReport>),
    ("error.schema.json", output::<failure::Failure>),
    ("explain.schema.json", output::<text::RulePage>),
    ("explain-all.schema.json", output::<text::RuleList>),
    ("idp-yaml.schema.json", input::<platform::Config>),
    ("new.schema.json", output::<new::NewReport>),
    ("new-plan.schema.json", output::<new::NewPlan>),
    ("runs-abandon.schema.json", output::<runs::AbandonReport>),
    ("runs-list.schema.json", output::<runs::RunList>),
    ("runs-show.schema.json", output::<runs::RunPage>),
    ("template-lint.schema.json", output::<template::LintReport>),
    (
        "template-list.schema.json",
        output::<template::TemplateList>,
    ),
    (
        "template-new.schema.json",
        output::<template_test::StartedTemplate>,
    ),
    (
        "template-show.schema.json",
        output::<template::TemplatePage>,
    ),
    (
        "template-test.schema.json",
        output::<template_test::TestReport>,
    ),
    ("who-owns.schema.json", output::<who_owns::WhoOwnsReport>),
];

/// The schema of what we write.
fn output<T: schemars::JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
}

/// The schema of what we read.
fn input<T: schemars::JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
}
