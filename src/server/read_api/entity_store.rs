//! The entities of a catalog as Backstage serves them, with what its database would know about each.

use std::hash::{DefaultHasher, Hash, Hasher};

use hashbrown::HashMap;
use rayon::prelude::*;
use serde_json::Value;

use super::search_index::{SearchIndex, SearchIndexPart};
use crate::server::js_text::to_json_text;
use crate::server::served_entity::{ServedEntity, entity_uid};

/// The entities, numbered in the order of their uids, in which Backstage returns them by default.
pub(super) struct EntityStore {
    /// The entities as JSON.
    texts: Vec<Box<str>>,
    uids: Vec<String>,
    /// The numbers of the entities by their refs in lower case.
    numbers: HashMap<String, u32>,
    /// The numbers of the entities in the order of their refs.
    by_ref: Vec<u32>,
    pub(super) index: SearchIndex,
}

/// The entities of a chunk, and the index of them.
#[derive(Default)]
struct StoredChunk {
    texts: Vec<Box<str>>,
    index: SearchIndexPart,
}

impl EntityStore {
    /// Processes the entities with these refs, in parallel. `process` gets the index of a ref.
    pub(super) fn build(
        refs: Vec<String>,
        process: impl Fn(usize) -> ServedEntity + Sync,
    ) -> EntityStore {
        let mut sorted: Vec<(String, usize)> = refs
            .par_iter()
            .enumerate()
            .map(|(index, reference)| (entity_uid(reference), index))
            .collect();
        sorted.par_sort_unstable();
        let chunk_size = sorted
            .len()
            .div_ceil(rayon::current_num_threads() * 8)
            .max(1);
        let chunks: Vec<StoredChunk> = sorted
            .par_chunks(chunk_size)
            .enumerate()
            .map(|(chunk, entities)| store_chunk(chunk * chunk_size, entities, &process))
            .collect();
        let (mut texts, mut parts) = (Vec::with_capacity(sorted.len()), Vec::new());
        for mut chunk in chunks {
            texts.append(&mut chunk.texts);
            parts.push(chunk.index);
        }
        let numbered = (0..).zip(&sorted);
        let mut by_ref: Vec<u32> = numbered.clone().map(|(number, _)| number).collect();
        by_ref.par_sort_unstable_by_key(|number| &refs[sorted[*number as usize].1]);
        EntityStore {
            numbers: numbered
                .map(|(number, (_, index))| (refs[*index].clone(), number))
                .collect(),
            uids: sorted.into_iter().map(|(uid, _)| uid).collect(),
            index: SearchIndex::merge(parts),
            texts,
            by_ref,
        }
    }

    /// The number of entities.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// A hash of all entities.
    pub(super) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.texts.hash(&mut hasher);
        hasher.finish()
    }

    /// The entity with this ref in lower case.
    pub(super) fn find(&self, reference: &str) -> Option<u32> {
        self.numbers.get(reference).copied()
    }

    /// The entities in the order of their refs.
    pub(super) fn by_ref(&self) -> &[u32] {
        &self.by_ref
    }

    /// The JSON of an entity.
    pub(super) fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    /// An entity.
    pub(super) fn value(&self, number: u32) -> Value {
        serde_json::from_str(self.text(number)).unwrap_or_default()
    }

    /// The uid of an entity.
    pub(super) fn uid(&self, number: u32) -> &str {
        &self.uids[number as usize]
    }

    /// The number of entities whose uid is less than `uid` and, if `inclusive`, of one with exactly this uid.
    pub(super) fn count_uids_below(&self, uid: &str, inclusive: bool) -> u32 {
        let is_below = |known: &String| known.as_str() < uid || inclusive && known == uid;
        u32::try_from(self.uids.partition_point(is_below)).unwrap_or(u32::MAX)
    }
}

fn store_chunk(
    first: usize,
    entities: &[(String, usize)],
    process: &(impl Fn(usize) -> ServedEntity + Sync),
) -> StoredChunk {
    let mut chunk = StoredChunk::default();
    for (offset, (uid, index)) in entities.iter().enumerate() {
        let entity = process(*index).complete(uid);
        chunk.texts.push(to_json_text(&entity).into());
        let number = u32::try_from(first + offset).unwrap_or(u32::MAX);
        chunk.index.add_entity(number, &entity);
    }
    chunk
}
