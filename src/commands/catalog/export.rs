//! `idp catalog export`.

use clap::{Args, ValueEnum};

use super::export_platform_values::export_platform_values;
use super::export_warnings::{warn_about_rejected_entities, warn_about_unread_placeholders};
use crate::cli::PointInTimeArgs;
use crate::commands::loading::{load_platform_snapshot, warn_about_unparsable_files};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::CatalogExport;
use crate::printable::Printable;
use crate::template::DeploymentEnvironments;
use crate::view::{BackstageExport, CatalogExportReport, DatadogExport};

/// Export the catalog for another program
///
/// Exports for Backstage and Datadog contain only what Backstage accepts; `idp catalog validate` lists the rest.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog export backstage > entities.json
  idp catalog export datadog > entity.datadog.yaml
  idp catalog export platform-values --environment staging > values-catalog.yaml")]
pub struct CatalogExportArgs {
    /// Program to export for
    #[arg(value_name = "PROGRAM")]
    pub program: ExportProgram,
    /// Environment that the cluster runs, for `platform-values` [default: all]
    #[arg(long, value_name = "ENV", value_parser = DeploymentEnvironments::NAMES)]
    pub environment: Option<String>,
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
    /// Values for the platform chart: namespaces, teams and their contacts
    PlatformValues,
}

impl Verb for CatalogExportArgs {
    type Report = CatalogExportReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogExportReport>> {
        if self.environment.is_some() && self.program != ExportProgram::PlatformValues {
            return Err(Error::usage(
                "`--environment` is only for `idp catalog export platform-values`",
            ));
        }
        let platform = context.find_and_announce_platform()?;
        let snapshot = load_platform_snapshot(context, &platform, &self.at)?;
        let catalog = snapshot.read_catalog()?;
        if self.program == ExportProgram::PlatformValues {
            let export = export_platform_values(context, &platform, &snapshot, self.environment)?;
            return Ok(CatalogExportReport::PlatformValues(Box::new(export)).into());
        }
        warn_about_unparsable_files(context, &catalog);
        let export = CatalogExport::new(&platform, snapshot, catalog);
        warn_about_rejected_entities(context, export.catalog());
        let report = if self.program == ExportProgram::Backstage {
            warn_about_unread_placeholders(context, &export);
            CatalogExportReport::Backstage(Box::new(BackstageExport(export)))
        } else {
            let definitions = DatadogExport::new(&export);
            for omission in definitions.omissions() {
                context.ui.print_note(Printable(omission));
            }
            CatalogExportReport::Datadog(definitions)
        };
        Ok(report.into())
    }
}
