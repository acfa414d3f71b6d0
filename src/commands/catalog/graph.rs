//! `idp catalog graph`.

use crate::catalog::Catalog;
use crate::cli::GraphArgs;
use crate::commands::{CommandOutcome, LoadedCatalog, load_catalog};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, GraphLimits, GraphTraversal, find_entities};
use crate::view::{GraphReport, OutputFormat};

/// A larger picture shows nothing.
const GRAPH_LIMITS: GraphLimits = GraphLimits {
    nodes: 2_000,
    edges: 20_000,
};

pub(super) fn graph(context: &Context, args: &GraphArgs) -> Result<CommandOutcome> {
    let relations = args
        .relation
        .iter()
        .map(|relation| ops::parse_relation_name(relation));
    let relations = relations.collect::<Result<Vec<_>>>()?;
    let LoadedCatalog { catalog, platform } = load_catalog(context, &args.at)?;
    let roots = resolve_graph_roots(&catalog, &args.names)?;
    let route = GraphTraversal {
        relations,
        invert: args.invert,
        depth: args.depth,
    };
    let Some(graph) = ops::build_relation_graph(&catalog, &roots, &route, GRAPH_LIMITS) else {
        let GraphLimits { nodes, edges } = GRAPH_LIMITS;
        let message =
            format!("the graph has more than {nodes} entities or {edges} relations to show");
        return Err(Error::usage(message)
            .with_hint("name the entity to start from, or limit it with --depth or --relation"));
    };
    let report = GraphReport::new(platform, graph);
    match context.ui.format {
        OutputFormat::Dot => context.ui.write_data(&report.render_dot())?,
        OutputFormat::Mermaid => context.ui.write_data(&report.render_mermaid())?,
        _ => context.ui.write_report(&report, GraphReport::render_text)?,
    }
    Ok(CommandOutcome::Done)
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
                .filter_map(|entity| catalog.index_of(entity.entity_ref())),
        );
    }
    Ok(roots)
}
