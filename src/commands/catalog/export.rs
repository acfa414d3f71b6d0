//! `idp catalog export`.

use clap::{Args, ValueEnum};

use crate::cli::PointInTimeArgs;
use crate::commands::loading::{load_platform_snapshot, warn_about_unparsable_files};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::count::CountedNoun;
use crate::error::Result;
use crate::ops::CatalogExport;
use crate::printable::Printable;
use crate::view::{BackstageExport, CatalogExportReport, DatadogExport};

/// The notes on placeholders to print before the rest is only counted.
const MAX_PLACEHOLDER_NOTES: usize = 5;

/// Export the catalog for another program
///
/// The export contains only what Backstage accepts; `idp catalog validate` lists the rest.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog export backstage > entities.json
  idp catalog export datadog > entity.datadog.yaml")]
pub struct CatalogExportArgs {
    /// Program to export for
    #[arg(value_name = "PROGRAM")]
    pub program: ExportProgram,
    /// The version of the catalog to read.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

/// A program that reads the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportProgram {
    /// The array that Backstage's `GET /entities` returns, as JSON
    Backstage,
    /// Definitions for Datadog's Software Catalog (v3), as YAML documents
    Datadog,
}

impl Verb for CatalogExportArgs {
    type Report = CatalogExportReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogExportReport>> {
        let platform = context.find_and_announce_platform()?;
        let snapshot = load_platform_snapshot(context, &platform, &self.at)?;
        let catalog = snapshot.read_catalog()?;
        warn_about_unparsable_files(context, &catalog);
        let export = CatalogExport::new(&platform, snapshot, catalog);
        if let rejected @ 1.. = export.rejected_entity_count() {
            let rejected = CountedNoun(rejected, "entity");
            context.ui.print_warning(format_args!(
                "left out {rejected} that Backstage rejects; {} catalog validate",
                context.format_program()
            ));
        }
        let report = match self.program {
            ExportProgram::Backstage => {
                warn_about_unread_placeholders(context, &export);
                CatalogExportReport::Backstage(Box::new(BackstageExport(export)))
            }
            ExportProgram::Datadog => {
                let definitions = DatadogExport::new(&export);
                for omission in definitions.omissions() {
                    context.ui.print_note(Printable(omission));
                }
                CatalogExportReport::Datadog(definitions)
            }
        };
        Ok(report.into())
    }
}

/// Warns that entities contain placeholders that Backstage would fill in from elsewhere.
fn warn_about_unread_placeholders(context: &Context, export: &CatalogExport) {
    let unread = export.find_unread_placeholders();
    for (reference, placeholder) in unread.iter().take(MAX_PLACEHOLDER_NOTES) {
        context.ui.print_warning(format_args!(
            "{}: idp can't fill in `{}`",
            Printable(reference),
            Printable(placeholder)
        ));
    }
    if let Some(more @ 1..) = unread.len().checked_sub(MAX_PLACEHOLDER_NOTES) {
        context
            .ui
            .print_warning(format_args!("{more} more placeholders weren't filled in"));
    }
}
