//! `idp catalog search`.

use std::num::NonZeroUsize;

use clap::Args;

use crate::cli::{PointInTimeArgs, parse_non_empty, parse_positive_number};
use crate::commands::loading::{CatalogWithPlatformInfo, load_catalog};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops;
use crate::similar_names::format_did_you_mean;
use crate::view::EntityList;

/// Search entities by partial name, title, tag, owner or description
///
/// Every word must match.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog search pay
  idp catalog search feature flags --limit 5")]
pub struct CatalogSearchArgs {
    /// Words to search for; letters may be missing (fuzzy match)
    #[arg(required = true, value_name = "WORD", value_parser = parse_non_empty)]
    pub words: Vec<String>,
    /// Show at most N entities
    #[arg(long, value_name = "N", default_value = "20", value_parser = parse_positive_number)]
    pub limit: NonZeroUsize,
    /// The version of the catalog to read.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

impl Verb for CatalogSearchArgs {
    type Report = EntityList;

    fn run(self, context: &Context) -> Result<CommandOutcome<EntityList>> {
        let CatalogWithPlatformInfo { catalog, platform } = load_catalog(context, &self.at)?;
        let found = ops::search_entities(&catalog, &self.words, self.limit.get());
        if found.is_empty() {
            let words = self.words.join(" ");
            let near = catalog.suggest_entity_names(&words);
            let near: Vec<&str> = near.iter().map(String::as_str).collect();
            let hint = format_did_you_mean(&near)
                .unwrap_or_else(|| "list entities: idp catalog list".to_owned());
            context
                .ui
                .print_status(format_args!("no entities found; {hint}"));
        }
        Ok(EntityList::from_ranked_entities(platform, &catalog, &found).into())
    }
}
