//! `idp catalog show`.

use clap::Args;

use crate::cli::{PointInTimeArgs, parse_non_empty};
use crate::commands::loading::{CatalogWithPlatformInfo, load_catalog};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::find_entities;
use crate::view::EntityDetailsReport;

/// Show everything about an entity
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog show cart
  idp catalog show group:payments system:shop -o json")]
pub struct CatalogShowArgs {
    /// Entities to show
    #[arg(required = true, value_name = "NAME", value_parser = parse_non_empty)]
    pub names: Vec<String>,
    /// The version of the catalog to read.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

impl Verb for CatalogShowArgs {
    type Report = EntityDetailsReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<EntityDetailsReport>> {
        let CatalogWithPlatformInfo { catalog, platform } = load_catalog(context, &self.at)?;
        let mut entities = Vec::new();
        for name in &self.names {
            entities.extend(find_entities(&catalog, name)?);
        }
        Ok(EntityDetailsReport::new(platform, &catalog, &entities).into())
    }
}
