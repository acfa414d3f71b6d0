//! `idp catalog show`.

use clap::Args;

use crate::cli::{PointInTimeArgs, parse_non_empty};
use crate::commands::loading::{LoadedCatalog, load_catalog};
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::find_entities;
use crate::view::EntityDetailsReport;

/// `idp catalog show`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog show checkout
  idp catalog show group:payments system:shop -o json")]
pub struct CatalogShowArgs {
    /// Names or entity refs
    #[arg(required = true, value_name = "NAME", value_parser = parse_non_empty)]
    pub names: Vec<String>,
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

impl Verb for CatalogShowArgs {
    type Report = EntityDetailsReport;

    fn run(self, context: &Context) -> Result<Answer<EntityDetailsReport>> {
        let LoadedCatalog { catalog, platform } = load_catalog(context, &self.at)?;
        let mut entities = Vec::new();
        for name in &self.names {
            entities.extend(find_entities(&catalog, name)?);
        }
        Ok(EntityDetailsReport::new(platform, &catalog, &entities).into())
    }
}
