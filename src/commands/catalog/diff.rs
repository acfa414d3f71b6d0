//! `idp catalog diff`.

use clap::Args;

use crate::cli::parse_non_empty;
use crate::commands::loading::warn_about_unparsable_files;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::{CatalogDiffReport, PlatformInfo};

/// Show which entities and fields changed between two versions
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog diff HEAD
  idp catalog diff main HEAD

In a clone of the platform, with history:
  idp catalog diff 2026-01-01
  idp catalog diff v1.0 v2.0")]
pub struct CatalogDiffArgs {
    /// Old version: a revision, or the end of a day (UTC)
    #[arg(value_name = "REV|DATE", value_parser = parse_non_empty)]
    pub from: String,
    /// New version [default: the current catalog]
    #[arg(value_name = "REV|DATE", value_parser = parse_non_empty)]
    pub to: Option<String>,
}

impl Verb for CatalogDiffArgs {
    type Report = CatalogDiffReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogDiffReport>> {
        let platform = context.find_and_announce_platform()?;
        let before = platform.read_snapshot_at(&self.from)?.read_catalog()?;
        let after = match &self.to {
            Some(when) => platform.read_snapshot_at(when)?,
            None => platform.read_current_snapshot()?,
        };
        let stamp = PlatformInfo::new(&platform, &after);
        let catalog = after.read_catalog()?;
        for read in [&before, &catalog] {
            warn_about_unparsable_files(context, read);
        }
        Ok(CatalogDiffReport::new(stamp, ops::diff_catalogs(&before, &catalog)).into())
    }
}
