//! `idp catalog unowned`.

use clap::Args;

use crate::cli::PointInTimeArgs;
use crate::commands::loading::{LoadedCatalog, load_catalog};
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::view::UnownedEntitiesReport;

/// `idp catalog unowned`.
#[derive(Debug, Args)]
#[command(after_help = "Exit code 1 when there is anything.")]
pub struct CatalogUnownedArgs {
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

impl Verb for CatalogUnownedArgs {
    type Report = UnownedEntitiesReport;

    fn run(self, context: &Context) -> Result<Answer<UnownedEntitiesReport>> {
        let LoadedCatalog { catalog, platform } = load_catalog(context, &self.at)?;
        let report = UnownedEntitiesReport::new(platform, &ops::find_unowned_entities(&catalog));
        let has_unowned = report.has_unowned_entities();
        Ok(Answer::with_findings(report, has_unowned))
    }
}
