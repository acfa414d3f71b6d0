//! `idp catalog list`.

use clap::Args;

use crate::cli::{PointInTimeArgs, parse_non_empty};
use crate::commands::loading::{CatalogWithPlatformInfo, load_catalog};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::{EntityFilter, ResolvedEntityFilter};
use crate::view::EntityList;

/// List entities
///
/// Repeating a filter matches any of its values; different filters must all match. Filters ignore case.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog list --kind component --owner payments
  idp catalog list --system shop
  idp catalog list --type service --lifecycle production -o csv
  idp catalog list --relation partOf=system:shop
  idp catalog list --annotation backstage.io/techdocs-ref
  idp catalog list --owner platform --below")]
pub struct CatalogListArgs {
    /// Entities of this kind (repeatable)
    #[arg(long, value_name = "KIND", value_parser = parse_non_empty)]
    pub kind: Vec<String>,
    /// Entities with this spec.type (repeatable)
    #[arg(long = "type", value_name = "TYPE", value_parser = parse_non_empty)]
    pub type_: Vec<String>,
    /// Entities owned by this group or user (repeatable)
    #[arg(long, value_name = "OWNER", value_parser = parse_non_empty)]
    pub owner: Vec<String>,
    /// With --owner: include entities of child groups
    #[arg(long, requires = "owner")]
    pub below: bool,
    /// Entities in this system (repeatable)
    #[arg(long, value_name = "SYSTEM", value_parser = parse_non_empty)]
    pub system: Vec<String>,
    /// Entities with this lifecycle (repeatable)
    #[arg(long, value_name = "LIFECYCLE", value_parser = parse_non_empty)]
    pub lifecycle: Vec<String>,
    /// Entities with this tag (repeatable)
    #[arg(long, value_name = "TAG", value_parser = parse_non_empty)]
    pub tag: Vec<String>,
    /// Entities with this annotation (repeatable)
    #[arg(long, value_name = "KEY[=VALUE]", value_parser = parse_non_empty)]
    pub annotation: Vec<String>,
    /// Entities with this relation, such as partOf=system:shop (repeatable)
    #[arg(long, value_name = "TYPE=REF", value_parser = parse_non_empty)]
    pub relation: Vec<String>,
    /// Include the relations of each entity (JSON only)
    #[arg(long)]
    pub relations: bool,
    /// The version of the catalog to read.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

impl Verb for CatalogListArgs {
    type Report = EntityList;

    fn run(self, context: &Context) -> Result<CommandOutcome<EntityList>> {
        let CatalogWithPlatformInfo { catalog, platform } = load_catalog(context, &self.at)?;
        let wanted = EntityFilter {
            kinds: &self.kind,
            types: &self.type_,
            owners: &self.owner,
            include_child_teams: self.below,
            systems: &self.system,
            lifecycles: &self.lifecycle,
            tags: &self.tag,
            annotations: &self.annotation,
            relations: &self.relation,
        };
        let filter = ResolvedEntityFilter::resolve(&catalog, wanted)?;
        let entities = filter.select_entities(&catalog);
        if entities.is_empty() {
            context.ui.print_status("no entities found");
            for reason in filter.explain_unused_values(&catalog) {
                context.ui.print_note(reason);
            }
        }
        Ok(EntityList::new(platform, &catalog, &entities, self.relations).into())
    }
}
