//! `idp catalog unowned`.

use clap::Args;

use crate::cli::PointInTimeArgs;
use crate::commands::loading::{CatalogWithPlatformInfo, load_catalog};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::UnownedEntitiesReport;

/// List entities without an owner
#[derive(Debug, Args)]
#[command(
    after_help = "The exit code is 1 if there are any, or if a catalog file can't be parsed.

Examples:
  idp catalog unowned
  idp catalog unowned --at HEAD"
)]
pub struct CatalogUnownedArgs {
    /// The version of the catalog to read.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

impl Verb for CatalogUnownedArgs {
    type Report = UnownedEntitiesReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<UnownedEntitiesReport>> {
        let CatalogWithPlatformInfo { catalog, platform } = load_catalog(context, &self.at)?;
        let unowned = ops::find_unowned_entities(&catalog);
        let unparsable = catalog.unparsable_file_count();
        let report = UnownedEntitiesReport::new(platform, &unowned, unparsable);
        let has_unowned = report.has_unowned_entities();
        Ok(CommandOutcome::with_findings(report, has_unowned))
    }
}
