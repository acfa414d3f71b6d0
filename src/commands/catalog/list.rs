//! `idp catalog list`.

use clap::Args;

use crate::cli::{PointInTimeArgs, parse_non_empty};
use crate::commands::loading::{LoadedCatalog, load_catalog};
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::{EntityFilter, ResolvedEntityFilter};
use crate::view::EntityList;

/// `idp catalog list`.
///
/// The same filter twice means either; different filters must all fit. Case is set aside.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog list --kind component --owner payments
  idp catalog list --owner engineering --below
  idp catalog list --type service --lifecycle production -o csv
  idp catalog list --relation partOf=system:shop
  idp catalog list --annotation backstage.io/techdocs-ref")]
pub struct CatalogListArgs {
    /// Only of this kind (repeatable)
    #[arg(long, value_name = "KIND", value_parser = parse_non_empty)]
    pub kind: Vec<String>,
    /// Only of this spec.type (repeatable)
    #[arg(long = "type", value_name = "TYPE", value_parser = parse_non_empty)]
    pub type_: Vec<String>,
    /// Only what this group or user owns (repeatable)
    #[arg(long, value_name = "OWNER", value_parser = parse_non_empty)]
    pub owner: Vec<String>,
    /// With --owner, also what the teams below that group own
    #[arg(long, requires = "owner")]
    pub below: bool,
    /// Only of this lifecycle (repeatable)
    #[arg(long, value_name = "LIFECYCLE", value_parser = parse_non_empty)]
    pub lifecycle: Vec<String>,
    /// Only with this tag (repeatable)
    #[arg(long, value_name = "TAG", value_parser = parse_non_empty)]
    pub tag: Vec<String>,
    /// Only with this annotation, of this value if one is said (repeatable)
    #[arg(long, value_name = "KEY[=VALUE]", value_parser = parse_non_empty)]
    pub annotation: Vec<String>,
    /// Only what has this relation, such as dependsOn=resource:orders-db (repeatable)
    #[arg(long, value_name = "TYPE=REF", value_parser = parse_non_empty)]
    pub relation: Vec<String>,
    /// With what each entity is related to (in JSON)
    #[arg(long)]
    pub relations: bool,
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

impl Verb for CatalogListArgs {
    type Report = EntityList;

    fn run(self, context: &Context) -> Result<Answer<EntityList>> {
        let LoadedCatalog { catalog, platform } = load_catalog(context, &self.at)?;
        let wanted = EntityFilter {
            kinds: &self.kind,
            types: &self.type_,
            owners: &self.owner,
            include_child_teams: self.below,
            lifecycles: &self.lifecycle,
            tags: &self.tag,
            annotations: &self.annotation,
            relations: &self.relation,
        };
        let entities = ResolvedEntityFilter::resolve(&catalog, wanted)?.select_entities(&catalog);
        Ok(EntityList::new(platform, &catalog, &entities, self.relations).into())
    }
}
