//! How the parts of a system depend on each other, and on what is around the system. Whoever consumes an API depends on what provides it.

use std::collections::{BTreeMap, HashMap};

use super::model::SiteModel;
use super::relations::list_related_entities;
use crate::catalog::{Entity, EntityRef};

/// The dependencies of the parts of a system.
pub(super) struct SystemDependencies<'c> {
    /// Components, resources, and APIs that nothing in the catalog provides, sorted by ref.
    pub(super) nodes: Vec<&'c Entity>,
    /// From which node to which, each once.
    pub(super) inside: Vec<(usize, usize)>,
    /// What depends on a node.
    pub(super) users: Vec<Neighbour<'c>>,
    /// What a node depends on.
    pub(super) needs: Vec<Neighbour<'c>>,
}

/// Another system, or an entity that is in none.
pub(super) struct Neighbour<'c> {
    pub(super) reference: EntityRef<'c>,
    /// The parts of that system that are related, or the entity itself, sorted by ref.
    pub(super) members: Vec<EntityRef<'c>>,
    /// The nodes that they are related to.
    pub(super) nodes: Vec<usize>,
}

/// Neighbours by their ref.
type Neighbours<'c> = BTreeMap<String, Neighbour<'c>>;

impl<'c> SystemDependencies<'c> {
    /// The dependencies of `parts`, which are those of `system`.
    pub(super) fn find(
        model: &SiteModel<'c>,
        system: &Entity,
        parts: &[&'c Entity],
    ) -> SystemDependencies<'c> {
        let is_node = |part: &&'c Entity| {
            ["component", "resource"]
                .iter()
                .any(|kind| part.is_of_kind(kind))
                || (part.is_of_kind("api") && list_providers(model, part).is_empty())
        };
        let nodes: Vec<&Entity> = parts.iter().copied().filter(is_node).collect();
        let find_index = |reference| model.catalog.find_entity_index(reference);
        let numbers = nodes.iter().enumerate();
        let numbers: HashMap<usize, usize> = numbers
            .filter_map(|(number, node)| Some((find_index(node.entity_ref())?, number)))
            .collect();
        let find_node = |reference| numbers.get(&find_index(reference)?).copied();
        let (mut inside, mut users, mut needs) = (Vec::new(), Neighbours::new(), Neighbours::new());
        for (number, node) in nodes.iter().enumerate() {
            for need in list_needs(model, node) {
                match find_node(need) {
                    Some(other) => inside.push((number, other)),
                    None => add_neighbour(model, system, &mut needs, need, number),
                }
            }
            // Also through APIs that it provides.
            for user in list_related_entities(model, node, "used-by") {
                let user = user.reference;
                if find_node(user).is_none() {
                    add_neighbour(model, system, &mut users, user, number);
                }
            }
        }
        inside.sort_unstable();
        inside.dedup();
        SystemDependencies {
            nodes,
            inside,
            users: list_neighbours(users),
            needs: list_neighbours(needs),
        }
    }
}

/// The neighbours, and the members of each, sorted by ref.
fn list_neighbours(neighbours: Neighbours<'_>) -> Vec<Neighbour<'_>> {
    let mut neighbours: Vec<Neighbour<'_>> = neighbours.into_values().collect();
    for neighbour in &mut neighbours {
        neighbour
            .members
            .sort_by_cached_key(|member| member.to_string());
    }
    neighbours
}

/// Adds the system of `entity`, or `entity` itself, as a neighbour of a node. Other parts of `system` itself aren't around it.
fn add_neighbour<'c>(
    model: &SiteModel<'c>,
    system: &Entity,
    neighbours: &mut Neighbours<'c>,
    entity: EntityRef<'c>,
    node: usize,
) {
    let found = model.catalog.get(entity);
    let its_system = found.and_then(|entity| model.catalog.get(entity.system()?.target));
    if its_system.is_some_and(|other| other.entity_ref() == system.entity_ref()) {
        return;
    }
    let reference = its_system.map_or(entity, Entity::entity_ref);
    let neighbour = neighbours.entry(reference.to_string());
    let neighbour = neighbour.or_insert_with(|| Neighbour {
        reference,
        members: Vec::new(),
        nodes: Vec::new(),
    });
    if !neighbour.nodes.contains(&node) {
        neighbour.nodes.push(node);
    }
    if !neighbour.members.contains(&entity) {
        neighbour.members.push(entity);
    }
}

/// What `entity` depends on: for an API, what provides it.
fn list_needs<'c>(model: &SiteModel<'c>, entity: &'c Entity) -> Vec<EntityRef<'c>> {
    let mut needs = Vec::new();
    for need in list_related_entities(model, entity, "depends-on") {
        let need = need.reference;
        let providers = match model.catalog.get(need) {
            Some(api) if api.is_of_kind("api") => list_providers(model, api),
            _ => Vec::new(),
        };
        if providers.is_empty() {
            needs.push(need);
        }
        needs.extend(providers.iter().map(|provider| provider.entity_ref()));
    }
    needs.retain(|need| *need != entity.entity_ref());
    needs
}

fn list_providers<'c>(model: &SiteModel<'c>, api: &'c Entity) -> Vec<&'c Entity> {
    model.related_entities(api, "apiProvidedBy")
}
