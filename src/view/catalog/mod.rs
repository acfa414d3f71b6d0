//! The output of the `idp catalog` commands.

mod counts;
mod diff;
mod edit;
mod edit_confirmation;
mod export;
mod export_datadog;
mod export_platform_values;
mod fmt;
mod graph;
mod import;
mod import_check;
mod list;
mod rebase_pr;
mod serve;
mod show;
mod site;
mod unowned;
mod validate;

pub use counts::format_catalog_counts;
pub use diff::CatalogDiffReport;
pub use edit::CatalogEditReport;
pub use edit_confirmation::EditConfirmationPrompt;
pub use export::{BackstageEntityItem, BackstageExport, CatalogExportReport};
pub use export_datadog::{DatadogDefinition, DatadogExport};
pub use export_platform_values::PlatformValuesExport;
pub use fmt::CatalogFmtReport;
pub use graph::CatalogGraphReport;
pub use import::{CatalogImportOutput, CatalogImportReport};
pub use import_check::OutsideChangesReport;
pub use list::EntityList;
pub use rebase_pr::RebasePrReport;
pub use serve::CatalogServeReport;
pub use show::EntityDetailsReport;
pub use site::CatalogSiteReport;
pub use unowned::UnownedEntitiesReport;
pub use validate::CatalogValidationReport;

use crate::view::report::{PublishedSchema, generate_output_schema};

/// The JSON Schemas of their output.
pub(super) const SCHEMAS: &[PublishedSchema] = &[
    (
        "catalog-diff.schema.json",
        generate_output_schema::<CatalogDiffReport>,
    ),
    (
        "catalog-edit.schema.json",
        generate_output_schema::<CatalogEditReport>,
    ),
    (
        "catalog-export-backstage.schema.json",
        generate_output_schema::<BackstageExport>,
    ),
    (
        "catalog-export-datadog.schema.json",
        generate_output_schema::<DatadogExport>,
    ),
    (
        "catalog-export-platform-values.schema.json",
        generate_output_schema::<PlatformValuesExport>,
    ),
    (
        "catalog-graph.schema.json",
        generate_output_schema::<CatalogGraphReport>,
    ),
    (
        "catalog-import.schema.json",
        generate_output_schema::<CatalogImportReport>,
    ),
    (
        "catalog-import-check.schema.json",
        generate_output_schema::<OutsideChangesReport>,
    ),
    (
        "catalog-list.schema.json",
        generate_output_schema::<EntityList>,
    ),
    (
        "catalog-rebase-pr.schema.json",
        generate_output_schema::<RebasePrReport>,
    ),
    (
        "catalog-show.schema.json",
        generate_output_schema::<EntityDetailsReport>,
    ),
    (
        "catalog-serve.schema.json",
        generate_output_schema::<CatalogServeReport>,
    ),
    (
        "catalog-site.schema.json",
        generate_output_schema::<CatalogSiteReport>,
    ),
    (
        "catalog-unowned.schema.json",
        generate_output_schema::<UnownedEntitiesReport>,
    ),
    (
        "catalog-fmt.schema.json",
        generate_output_schema::<CatalogFmtReport>,
    ),
    (
        "catalog-validate.schema.json",
        generate_output_schema::<CatalogValidationReport>,
    ),
];
