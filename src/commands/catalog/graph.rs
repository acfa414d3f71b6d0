//! `idp catalog graph`.

use clap::Args;

use crate::catalog::Catalog;
use crate::cli::{PointInTimeArgs, parse_non_empty};
use crate::commands::loading::{LoadedCatalog, load_catalog};
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, GraphLimits, GraphTraversal, find_entities};
use crate::view::CatalogGraphReport;

/// `idp catalog graph`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without a name it draws domains, systems and their parts.

Examples:
  idp catalog graph group:payments
  idp catalog graph checkout --invert
  idp catalog graph shop --relation hasPart --depth 2 -o mermaid
  idp catalog graph -o dot | dot -Tsvg > catalog.svg"
)]
pub struct CatalogGraphArgs {
    /// Names or entity refs to start from
    #[arg(value_name = "NAME", value_parser = parse_non_empty)]
    pub names: Vec<String>,
    /// Follow only this relation (repeatable), such as dependsOn
    #[arg(long, value_name = "TYPE")]
    pub relation: Vec<String>,
    /// Go up: what is this part of, and who needs it
    #[arg(long)]
    pub invert: bool,
    /// Go at most this many steps
    #[arg(long, value_name = "N")]
    pub depth: Option<usize>,
    /// When to look.
    #[command(flatten)]
    pub at: PointInTimeArgs,
}

/// A larger picture shows nothing.
const GRAPH_LIMITS: GraphLimits = GraphLimits {
    nodes: 2_000,
    edges: 20_000,
};

impl Verb for CatalogGraphArgs {
    type Report = CatalogGraphReport;

    fn run(self, context: &Context) -> Result<Answer<CatalogGraphReport>> {
        let relations = self
            .relation
            .iter()
            .map(|relation| ops::parse_relation_name(relation));
        let relations = relations.collect::<Result<Vec<_>>>()?;
        let LoadedCatalog { catalog, platform } = load_catalog(context, &self.at)?;
        let roots = resolve_graph_roots(&catalog, &self.names)?;
        let route = GraphTraversal {
            relations,
            invert: self.invert,
            depth: self.depth,
        };
        let graph = ops::build_relation_graph(&catalog, &roots, &route, GRAPH_LIMITS)
            .ok_or_else(graph_too_large_error)?;
        Ok(CatalogGraphReport::new(platform, graph).into())
    }
}

fn graph_too_large_error() -> Error {
    let GraphLimits { nodes, edges } = GRAPH_LIMITS;
    let message = format!("the graph has more than {nodes} entities or {edges} relations to show");
    Error::usage(message)
        .with_hint("name the entity to start from, or limit it with --depth or --relation")
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
