//! Draws what is inside a system: its components and resources, how they depend on each other, and the systems around it.

use super::address::path_to_root;
use super::column_layout::{ColumnLayout, arrange_in_columns};
use super::graph_drawing::{DrawnBox, DrawnColumn, GraphDrawing};
use super::model::SiteModel;
use super::page_link::display_name;
use super::relation_graph::build_ref_box;
use super::system_neighbours::{Neighbour, SystemDependencies};
use crate::catalog::Entity;
use crate::count::CountedNoun;

/// The number of neighbours on each side before the rest is only counted.
const MAX_NEIGHBOURS: usize = 7;
/// The number of columns that fit on a page.
const MAX_COLUMNS: usize = 5;

/// The inside of a system as SVG.
pub(super) struct SystemGraph {
    pub(super) svg: String,
    /// How many components and resources aren't drawn, because they depend on nothing and nothing depends on them.
    pub(super) undrawn: usize,
}

/// Boxes and the edges between them.
struct BoxGraph<'c> {
    boxes: Vec<DrawnBox<'c>>,
    edges: Vec<(usize, usize)>,
    /// The nodes of the dependencies that have the first boxes.
    nodes: Vec<usize>,
}

/// Which side of the system its neighbours are on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Users,
    Needs,
}

/// The drawing of `dependencies`, those of `system`, whose page is at `address`. `None` if there is nothing to draw, or if it doesn't fit on a
/// page.
pub(super) fn draw_system_graph(
    model: &SiteModel<'_>,
    system: &Entity,
    address: &str,
    dependencies: &SystemDependencies<'_>,
) -> Option<SystemGraph> {
    let base = path_to_root(address);
    let mut graph = BoxGraph::of_nodes(model, &base, dependencies);
    graph.add_neighbours(model, &base, Side::Users, &dependencies.users);
    graph.add_neighbours(model, &base, Side::Needs, &dependencies.needs);
    let layout = arrange_in_columns(graph.boxes.len(), &graph.edges);
    if graph.boxes.is_empty() || layout.columns.len() > MAX_COLUMNS {
        return None;
    }
    let label = format!(
        "Components and resources of {}, and the systems around it. The tables below list them, too.",
        display_name(system)
    );
    Some(SystemGraph {
        undrawn: dependencies.nodes.len() - graph.nodes.len(),
        svg: graph.draw(layout, label).render(),
    })
}

impl<'c> BoxGraph<'c> {
    /// The nodes that have dependencies, and the edges between them.
    fn of_nodes(
        model: &SiteModel<'_>,
        base: &str,
        dependencies: &SystemDependencies<'c>,
    ) -> BoxGraph<'c> {
        let inside = dependencies
            .inside
            .iter()
            .flat_map(|(from, to)| [*from, *to]);
        let neighbours = dependencies.users.iter().chain(&dependencies.needs);
        let outside = neighbours.flat_map(|neighbour| neighbour.nodes.iter().copied());
        let mut nodes: Vec<usize> = inside.chain(outside).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let references = nodes
            .iter()
            .map(|node| dependencies.nodes[*node].entity_ref());
        let boxes = references.map(|reference| build_ref_box(model, reference, base));
        let mut graph = BoxGraph {
            boxes: boxes.collect(),
            edges: Vec::new(),
            nodes,
        };
        let edges = dependencies.inside.iter();
        let edges = edges.filter_map(|(from, to)| Some((graph.box_of(*from)?, graph.box_of(*to)?)));
        graph.edges = edges.collect();
        graph
    }

    fn box_of(&self, node: usize) -> Option<usize> {
        self.nodes.iter().position(|other| *other == node)
    }

    fn add_neighbours(
        &mut self,
        model: &SiteModel<'_>,
        base: &str,
        side: Side,
        neighbours: &[Neighbour<'c>],
    ) {
        let shown = if neighbours.len() > MAX_NEIGHBOURS {
            MAX_NEIGHBOURS - 1
        } else {
            neighbours.len()
        };
        let (shown, rest) = neighbours.split_at(shown);
        for neighbour in shown {
            let item = build_neighbour_box(model, base, neighbour);
            self.add_neighbour(item, side, &neighbour.nodes);
        }
        if !rest.is_empty() {
            let mut nodes: Vec<usize> = rest.iter().flat_map(|one| one.nodes.clone()).collect();
            nodes.sort_unstable();
            nodes.dedup();
            let item = DrawnBox {
                reference: None,
                name: format!("{} more", rest.len()),
                detail: "listed below".to_owned(),
                href: Some("#around".to_owned()),
                class: "out",
            };
            self.add_neighbour(item, side, &nodes);
        }
    }

    /// Adds a box outside of the system, and its edges.
    fn add_neighbour(&mut self, item: DrawnBox<'c>, side: Side, nodes: &[usize]) {
        let own = self.boxes.len();
        self.boxes.push(item);
        let related: Vec<usize> = nodes.iter().filter_map(|node| self.box_of(*node)).collect();
        let edge = |node| match side {
            Side::Users => (own, node),
            Side::Needs => (node, own),
        };
        self.edges.extend(related.into_iter().map(edge));
    }

    fn draw(&self, layout: ColumnLayout, label: String) -> GraphDrawing<'c> {
        let draw_row = |number: Option<usize>| number.map(|number| self.boxes[number].clone());
        let columns = layout.columns.into_iter().map(|rows| DrawnColumn {
            caption: "",
            rows: rows.into_iter().map(draw_row).collect(),
        });
        GraphDrawing {
            columns: columns.collect(),
            arrows: layout.edges,
            width: MAX_COLUMNS,
            label,
        }
    }
}

/// A system with the names or the number of its parts, or an entity that is in no system.
fn build_neighbour_box<'c>(
    model: &SiteModel<'_>,
    base: &str,
    neighbour: &Neighbour<'c>,
) -> DrawnBox<'c> {
    let own = build_ref_box(model, neighbour.reference, base);
    let is_itself = neighbour.members == [neighbour.reference];
    match model.catalog.get(neighbour.reference) {
        None => own,
        Some(_) if is_itself => DrawnBox {
            class: "out",
            ..own
        },
        Some(_) => DrawnBox {
            detail: format!("system · {}", summarize_members(model, neighbour)),
            class: "out",
            ..own
        },
    }
}

/// The name of the only member, or how many there are.
fn summarize_members(model: &SiteModel<'_>, neighbour: &Neighbour<'_>) -> String {
    let members = neighbour.members.iter();
    let found: Vec<&Entity> = members
        .filter_map(|member| model.catalog.get(*member))
        .collect();
    match found.as_slice() {
        [only] => display_name(only),
        all if all.iter().all(|entity| entity.is_of_kind("component")) => {
            CountedNoun(all.len(), "component").to_string()
        }
        all => CountedNoun(all.len(), "entity").to_string(),
    }
}
