//! The reference graph: every ref is resolved once, so rules work on indexes.

use hashbrown::{DefaultHashBuilder, HashTable};
use rayon::prelude::*;
use std::hash::BuildHasher;

use super::{Entity, EntityRef};

/// The entities of a catalog by ref, and the edges between them. An entity is identified by its index in the catalog.
#[derive(Debug, Default)]
pub(super) struct ReferenceGraph {
    hasher: DefaultHashBuilder,
    /// The first and the last entity of each ref; entities that Backstage rejects come last.
    entities_by_ref: HashTable<(u32, u32)>,
    /// The next entity with the same ref.
    next_same: Vec<u32>,
    /// The start of each entity's references in `targets`; one more at the end.
    starts: Vec<u32>,
    /// The first entity that each reference names.
    targets: Vec<u32>,
    /// The start of each entity's referrers in `sources`; one more at the end.
    incoming_starts: Vec<u32>,
    /// For each resolved reference: its entity, and the index of the reference within it.
    sources: Vec<(u32, u32)>,
}

const NO_ENTITY: u32 = u32::MAX;

impl ReferenceGraph {
    /// Builds the graph of `entities`, which keep their order.
    pub(super) fn new(entities: &[Entity]) -> ReferenceGraph {
        let mut graph = ReferenceGraph::default();
        graph.index_entities_by_ref(entities);
        graph.resolve_references(entities);
        graph.build_incoming_references(entities.len());
        graph
    }

    /// The first entity that has this ref.
    pub(super) fn find_entity_index(
        &self,
        entities: &[Entity],
        reference: EntityRef<'_>,
    ) -> Option<usize> {
        let hash = self.hasher.hash_one(reference);
        let same = |&(first, _): &(u32, u32)| entities[first as usize].entity_ref() == reference;
        let (first, _) = self.entities_by_ref.find(hash, same)?;
        Some(*first as usize)
    }

    /// The next entity with the same ref.
    pub(super) fn next_with_same_ref(&self, entity: usize) -> Option<usize> {
        entity_index_from_compact(self.next_same[entity])
    }

    /// The entity that the reference `index` of `entity` names.
    pub(super) fn reference_target(&self, entity: usize, index: usize) -> Option<usize> {
        entity_index_from_compact(self.targets[self.starts[entity] as usize + index])
    }

    /// The entities that name `entity`, which must be the first with its ref, and the references that they use.
    pub(super) fn incoming_references(
        &self,
        entity: usize,
    ) -> impl Iterator<Item = (usize, usize)> {
        let range =
            self.incoming_starts[entity] as usize..self.incoming_starts[entity + 1] as usize;
        let sources = self.sources[range].iter();
        sources.map(|(source, index)| (*source as usize, *index as usize))
    }

    fn index_entities_by_ref(&mut self, entities: &[Entity]) {
        let hashes: Vec<u64> = entities
            .par_iter()
            .map(|entity| self.hasher.hash_one(entity.entity_ref()))
            .collect();
        self.next_same = vec![NO_ENTITY; entities.len()];
        let rejected = |number: &usize| entities[*number].is_rejected_by_backstage();
        let valid = (0..entities.len()).filter(|number| !rejected(number));
        for number in valid.chain((0..entities.len()).filter(rejected)) {
            let hash = &hashes[number];
            let reference = entities[number].entity_ref();
            let same =
                |&(first, _): &(u32, u32)| entities[first as usize].entity_ref() == reference;
            let number = to_compact_index(number);
            match self.entities_by_ref.find_mut(*hash, same) {
                Some((_, last)) => {
                    self.next_same[std::mem::replace(last, number) as usize] = number
                }
                None => {
                    let rehash = |&(first, _): &(u32, u32)| hashes[first as usize];
                    self.entities_by_ref
                        .insert_unique(*hash, (number, number), rehash);
                }
            }
        }
    }

    fn resolve_references(&mut self, entities: &[Entity]) {
        let mut start = 0;
        self.starts = Vec::with_capacity(entities.len() + 1);
        for entity in entities {
            self.starts.push(start);
            start += to_compact_index(entity.references().len());
        }
        self.starts.push(start);
        let target = |reference| {
            self.find_entity_index(entities, reference)
                .map_or(NO_ENTITY, to_compact_index)
        };
        let chunks: Vec<Vec<u32>> = entities
            .par_chunks(4096)
            .map(|chunk| {
                let references = chunk.iter().flat_map(Entity::references);
                references
                    .map(|reference| target(reference.target))
                    .collect()
            })
            .collect();
        self.targets = chunks.concat();
    }

    /// A counting sort of the references by their targets.
    fn build_incoming_references(&mut self, entities: usize) {
        let mut incoming = vec![0; entities + 1];
        for target in self.targets.iter().filter(|target| **target != NO_ENTITY) {
            incoming[*target as usize + 1] += 1;
        }
        for number in 0..entities {
            incoming[number + 1] += incoming[number];
        }
        let mut next = incoming.clone();
        self.sources = vec![(0, 0); incoming[entities] as usize];
        for source in 0..entities {
            let range = self.starts[source]..self.starts[source + 1];
            for (index, at) in range.enumerate() {
                let target = self.targets[at as usize];
                if target != NO_ENTITY {
                    let place = &mut next[target as usize];
                    self.sources[*place as usize] =
                        (to_compact_index(source), to_compact_index(index));
                    *place += 1;
                }
            }
        }
        self.incoming_starts = incoming;
    }
}

/// The size of files limits catalogs to far fewer than four billion entities.
fn to_compact_index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NO_ENTITY)
}

fn entity_index_from_compact(number: u32) -> Option<usize> {
    (number != NO_ENTITY).then_some(number as usize)
}
