//! What hangs on what: the part of the catalog that one reaches from some entities along some relations.

use std::collections::VecDeque;

use crate::catalog::{Catalog, EntityRefBuf};

/// Relations that lead from the whole to its parts and to what they need.
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

/// Which way to go, and how far.
#[derive(Clone, Debug, Default)]
pub struct GraphTraversal {
    /// The relations to follow; those that lead down by default.
    pub relations: Vec<&'static str>,
    /// Whether to go up instead: who needs this, what is it part of.
    pub invert: bool,
    /// How many steps to go at most.
    pub depth: Option<usize>,
}

/// Entities and what leads from one to another.
#[derive(Clone, Debug, Default)]
pub struct RelationGraph {
    /// Where it starts.
    pub roots: Vec<usize>,
    /// In the order in which they were reached; the first are the roots.
    pub nodes: Vec<GraphNode>,
    /// Sorted by where they start, relation, and where they end.
    pub edges: Vec<GraphEdge>,
}

/// An entity, or a ref that leads nowhere.
#[derive(Clone, Debug)]
pub struct GraphNode {
    /// What it is called.
    pub reference: EntityRefBuf,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// Whether the catalog has it.
    pub exists: bool,
}

/// A relation between two nodes, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GraphEdge {
    /// Where it starts.
    pub from: usize,
    /// Such as `dependsOn`.
    pub relation: &'static str,
    /// Where it ends.
    pub to: usize,
}

impl GraphTraversal {
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

/// How large a graph may become.
#[derive(Clone, Copy, Debug)]
pub struct GraphLimits {
    /// Entities.
    pub nodes: usize,
    /// Relations: a few hundred entities that all depend on each other have more than anybody can read.
    pub edges: usize,
}

/// The graph that one reaches from `roots`, numbers of entities, along `route`; `None` when it has more than `most`.
pub fn build_relation_graph(
    catalog: &Catalog,
    roots: &[usize],
    route: &GraphTraversal,
    most: GraphLimits,
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
    /// The number of a node, and whether it was not there before.
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

    /// Where one gets from a node, sorted.
    fn outgoing_relations(
        &self,
        from: usize,
        route: &GraphTraversal,
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

/// Where a picture of the whole catalog starts: what is part of nothing, but has parts.
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

impl RelationGraph {
    /// What leads away from a node.
    pub fn outgoing_edges(&self, node: usize) -> &[GraphEdge] {
        let start = self.edges.partition_point(|edge| edge.from < node);
        let end = self.edges.partition_point(|edge| edge.from <= node);
        &self.edges[start..end]
    }
}
