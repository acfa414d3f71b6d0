//! `idp catalog graph`.

use crate::catalog::Catalog;
use crate::cli::GraphArgs;
use crate::commands::{End, Queried, queried};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, Most, Route, find_entities};
use crate::view::{Format, GraphReport};

/// A larger picture shows nothing.
const MOST: Most = Most {
    nodes: 2_000,
    edges: 20_000,
};

pub(super) fn graph(context: &Context, args: &GraphArgs) -> Result<End> {
    let relations = args
        .relation
        .iter()
        .map(|relation| ops::relation_named(relation));
    let relations = relations.collect::<Result<Vec<_>>>()?;
    let Queried { catalog, platform } = queried(context, &args.at)?;
    let roots = roots(&catalog, &args.names)?;
    let route = Route {
        relations,
        invert: args.invert,
        depth: args.depth,
    };
    let Some(graph) = ops::graph(&catalog, &roots, &route, MOST) else {
        let Most { nodes, edges } = MOST;
        let message =
            format!("the graph has more than {nodes} entities or {edges} relations to show");
        return Err(Error::usage(message)
            .hint("name the entity to start from, or limit it with --depth or --relation"));
    };
    let report = GraphReport::new(platform, graph);
    match context.ui.format {
        Format::Dot => context.ui.give(&report.dot())?,
        Format::Mermaid => context.ui.give(&report.mermaid())?,
        _ => context.ui.show(&report, GraphReport::text)?,
    }
    Ok(End::Done)
}

fn roots(catalog: &Catalog, names: &[String]) -> Result<Vec<usize>> {
    if names.is_empty() {
        return Ok(ops::tops(catalog));
    }
    let mut roots = Vec::new();
    for name in names {
        let found = find_entities(catalog, name)?;
        roots.extend(
            found
                .iter()
                .filter_map(|entity| catalog.find(entity.reference())),
        );
    }
    Ok(roots)
}
