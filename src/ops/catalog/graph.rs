//! The dependency graph: the part of the catalog that can be reached from given entities along given relations.

use std::collections::VecDeque;

use crate::catalog::{Catalog, EntityRefBuf};

/// Relations from the whole to its parts and to their dependencies.
const DOWNWARD_RELATIONS: [&str; 6] = [
    "parentOf",
    "ownerOf",
    "hasPart",
    "dependsOn",
    "consumesApi",
    "providesApi",
];
/// The reverse of each.
const UPWARD_RELATIONS: [&str; 6] = [
    "childOf",
    "ownedBy",
    "partOf",
    "dependencyOf",
    "apiConsumedBy",
    "apiProvidedBy",
];

/// Which relations to follow, and how far.
#[derive(Clone, Debug, Default)]
pub struct GraphTraversalOptions {
    /// The relations to follow. Default: those that lead down.
    pub relations: Vec<&'static str>,
    /// Whether to go up instead, to dependents and parents.
    pub invert: bool,
    /// The maximum number of steps.
    pub depth: Option<usize>,
}

/// Entities and the relations between them.
#[derive(Clone, Debug, Default)]
pub struct RelationGraph {
    /// The start nodes.
    pub roots: Vec<usize>,
    /// In the order they were reached, roots first.
    pub nodes: Vec<GraphNode>,
    /// Sorted by start, relation and end.
    pub edges: Vec<GraphEdge>,
}

/// An entity, or a dangling ref.
#[derive(Clone, Debug)]
pub struct GraphNode {
    /// Its full ref.
    pub reference: EntityRefBuf,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// Whether it is in the catalog.
    pub exists: bool,
}

/// A relation between two nodes, by index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GraphEdge {
    /// The start nodes.
    pub from: usize,
    /// The type of the relation, such as `dependsOn`.
    pub relation: &'static str,
    /// The end node.
    pub to: usize,
}

impl GraphTraversalOptions {
    fn should_follow_relation(&self, relation: &str) -> bool {
        let usual: &[&str] = if self.invert {
            &UPWARD_RELATIONS
        } else {
            &DOWNWARD_RELATIONS
        };
        if self.relations.is_empty() {
            usual.contains(&relation)
        } else {
            self.relations
                .iter()
                .any(|wanted| wanted.eq_ignore_ascii_case(relation))
        }
    }
}

/// The maximum size of a graph.
#[derive(Clone, Copy, Debug)]
pub struct GraphSizeLimits {
    /// Entities.
    pub nodes: usize,
    /// Relations: even a few hundred entities that all depend on each other have too many to read.
    pub edges: usize,
}

/// Builds the graph that is reachable from `roots` (entity indexes) along `route`; `None` if it exceeds `most`.
pub fn build_relation_graph_from_roots(
    catalog: &Catalog,
    roots: &[usize],
    route: &GraphTraversalOptions,
    most: GraphSizeLimits,
) -> Option<RelationGraph> {
    let mut walk = RelationGraphBuilder {
        catalog,
        graph: RelationGraph::default(),
        numbers: hashbrown::HashMap::new(),
    };
    let mut queue = VecDeque::new();
    for root in roots {
        let reference = catalog.entities[*root].entity_ref().to_owned_ref();
        let (node, new) = walk.get_or_insert_node(&reference);
        walk.graph.roots.push(node);
        if new {
            queue.push_back((node, 0));
        }
    }
    while let Some((from, depth)) = queue.pop_front() {
        if route.depth.is_some_and(|most| depth >= most) {
            continue;
        }
        for (relation, target) in walk.outgoing_relations(from, route) {
            let (to, new) = walk.get_or_insert_node(&target);
            walk.graph.edges.push(GraphEdge { from, relation, to });
            if new {
                queue.push_back((to, depth + 1));
            }
            if walk.graph.nodes.len() > most.nodes || walk.graph.edges.len() > most.edges {
                return None;
            }
        }
    }
    walk.graph.edges.sort();
    Some(walk.graph)
}

struct RelationGraphBuilder<'c> {
    catalog: &'c Catalog,
    graph: RelationGraph,
    numbers: hashbrown::HashMap<String, usize>,
}

impl RelationGraphBuilder<'_> {
    /// The index of a node, and whether it is new.
    fn get_or_insert_node(&mut self, reference: &EntityRefBuf) -> (usize, bool) {
        let full = reference.to_string();
        if let Some(number) = self.numbers.get(&full) {
            return (*number, false);
        }
        let entity = self.catalog.get(reference.as_entity_ref());
        self.graph.nodes.push(GraphNode {
            reference: reference.clone(),
            title: entity.and_then(|entity| entity.title()).map(str::to_owned),
            exists: entity.is_some(),
        });
        let number = self.graph.nodes.len() - 1;
        self.numbers.insert(full, number);
        (number, true)
    }

    /// The relations that lead away from a node, sorted.
    fn outgoing_relations(
        &self,
        from: usize,
        route: &GraphTraversalOptions,
    ) -> Vec<(&'static str, EntityRefBuf)> {
        let reference = &self.graph.nodes[from].reference;
        let Some(entity) = self.catalog.get(reference.as_entity_ref()) else {
            return Vec::new();
        };
        let relations = self.catalog.derive_relations(entity);
        let followed = relations
            .iter()
            .filter(|relation| route.should_follow_relation(relation.type_));
        followed
            .map(|relation| (relation.type_, relation.target.to_owned_ref()))
            .collect()
    }
}

/// The start nodes for a graph of the whole catalog: entities that have parts but aren't part of anything.
pub fn find_top_level_entities(catalog: &Catalog) -> Vec<usize> {
    let has = |number: usize, relation: &str| {
        let own = catalog
            .outgoing_references(number)
            .any(|(field, _)| field.relation == relation);
        own || catalog
            .incoming_references(number)
            .any(|(_, field)| field.reverse == relation)
    };
    let all = 0..catalog.entities.len();
    let mut tops: Vec<usize> = all
        .filter(|number| has(*number, "hasPart") && !has(*number, "partOf"))
        .collect();
    tops.sort_by_cached_key(|number| catalog.entities[*number].entity_ref().to_string());
    tops
}

/// The kinds of entities that can belong to a system or domain, or that have parts.
const KINDS_WITH_PARTS: [&str; 5] = ["component", "api", "resource", "system", "domain"];

/// The number of entities that could belong to a system or domain, but aren't in `graph`.
pub fn count_entities_outside_graph(catalog: &Catalog, graph: &RelationGraph) -> usize {
    let inside: hashbrown::HashSet<String> = graph
        .nodes
        .iter()
        .map(|node| node.reference.to_string())
        .collect();
    let entities = KINDS_WITH_PARTS
        .iter()
        .flat_map(|kind| catalog.entities_of_kind(kind));
    entities
        .filter(|entity| !inside.contains(&entity.entity_ref().to_string()))
        .count()
}

impl RelationGraph {
    /// The edges that start at a node.
    pub fn outgoing_edges(&self, node: usize) -> &[GraphEdge] {
        let start = self.edges.partition_point(|edge| edge.from < node);
        let end = self.edges.partition_point(|edge| edge.from <= node);
        &self.edges[start..end]
    }
}
