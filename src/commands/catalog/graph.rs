//! `idp catalog graph`.

use clap::Args;

use crate::catalog::Catalog;
use crate::cli::{PointInTimeArgs, parse_non_empty, parse_whole_number};
use crate::commands::loading::{CatalogWithPlatformInfo, load_catalog};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, GraphSizeLimits, GraphTraversalOptions, find_entities};
use crate::view::CatalogGraphReport;

/// Show the dependency graph
///
/// Without a name, it shows all domains and systems with their parts.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog graph shop
  idp catalog graph cart --invert
  idp catalog graph group:payments --depth 1
  idp catalog graph shop --relation hasPart -o mermaid
  idp catalog graph -o dot")]
pub struct CatalogGraphArgs {
    /// Entities to start from
    #[arg(value_name = "NAME", value_parser = parse_non_empty)]
    pub names: Vec<String>,
    /// Follow only this relation, such as dependsOn (repeatable)
    #[arg(long, value_name = "TYPE")]
    pub relation: Vec<String>,
    /// Follow relations upwards: parents and dependents
    #[arg(long)]
    pub invert: bool,
    /// Follow at most N steps
    #[arg(long, value_name = "N", value_parser = parse_whole_number)]
    pub depth: Option<usize>,
    /// The version of the catalog to read.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

/// A larger graph would be unreadable.
const GRAPH_LIMITS: GraphSizeLimits = GraphSizeLimits {
    nodes: 2_000,
    edges: 20_000,
};

impl Verb for CatalogGraphArgs {
    type Report = CatalogGraphReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogGraphReport>> {
        let relations = self
            .relation
            .iter()
            .map(|relation| ops::parse_relation_name(relation));
        let relations = relations.collect::<Result<Vec<_>>>()?;
        let CatalogWithPlatformInfo { catalog, platform } = load_catalog(context, &self.at)?;
        let roots = resolve_graph_roots(&catalog, &self.names)?;
        let is_whole =
            self.names.is_empty() && relations.is_empty() && self.depth.is_none() && !self.invert;
        let route = GraphTraversalOptions {
            relations,
            invert: self.invert,
            depth: self.depth,
        };
        let graph = ops::build_relation_graph_from_roots(&catalog, &roots, &route, GRAPH_LIMITS)
            .ok_or_else(graph_too_large_error)?;
        let omitted = is_whole.then(|| ops::count_entities_outside_graph(&catalog, &graph));
        Ok(CatalogGraphReport::new(platform, graph, omitted).into())
    }
}

fn graph_too_large_error() -> Error {
    let GraphSizeLimits { nodes, edges } = GRAPH_LIMITS;
    let message =
        format!("the graph is too large: more than {nodes} entities or {edges} relations");
    Error::usage(message)
        .with_hint("name the entity to start from, or limit the graph with --depth or --relation")
}

fn resolve_graph_roots(catalog: &Catalog, names: &[String]) -> Result<Vec<usize>> {
    if names.is_empty() {
        return Ok(ops::find_top_level_entities(catalog));
    }
    let mut roots = Vec::new();
    for name in names {
        let found = find_entities(catalog, name)?;
        roots.extend(
            found
                .iter()
                .filter_map(|entity| catalog.find_entity_index(entity.entity_ref())),
        );
    }
    Ok(roots)
}
