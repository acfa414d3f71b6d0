//! `idp catalog`: what its verbs show.

mod counts;
mod diff;
mod edit;
mod edit_confirmation;
mod fmt;
mod graph;
mod list;
mod rebase_pr;
mod show;
mod unowned;
mod validate;

pub use counts::format_catalog_counts;
pub use diff::DiffReport;
pub use edit::EditReport;
pub use edit_confirmation::EditConfirmation;
pub use fmt::FmtReport;
pub use graph::GraphReport;
pub use list::EntityList;
pub use rebase_pr::RebasePrReport;
pub use show::EntityDetailsReport;
pub use unowned::UnownedReport;
pub use validate::ValidationReport;

use crate::view::report::{PublishedSchema, generate_output_schema};

/// The schemas of what they give as JSON.
pub(super) const SCHEMAS: &[PublishedSchema] = &[
    (
        "catalog-diff.schema.json",
        generate_output_schema::<DiffReport>,
    ),
    (
        "catalog-edit.schema.json",
        generate_output_schema::<EditReport>,
    ),
    (
        "catalog-graph.schema.json",
        generate_output_schema::<GraphReport>,
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
        "catalog-unowned.schema.json",
        generate_output_schema::<UnownedReport>,
    ),
    (
        "catalog-fmt.schema.json",
        generate_output_schema::<FmtReport>,
    ),
    (
        "catalog-validate.schema.json",
        generate_output_schema::<ValidationReport>,
    ),
];
