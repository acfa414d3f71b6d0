//! The entities of a catalog as Backstage serves them, with what its database would know about each.

use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::index_builder::IndexBuilder;
use super::search_index::SearchIndex;
use super::text_table::TextTable;
use crate::server::js_text::to_json_text;
use crate::server::served_entity::{Parents, ServedEntity, entity_uid};

/// The entities, numbered in the order of their uids, in which Backstage returns them by default.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::server) struct EntityStore {
    /// The entities as JSON.
    texts: Vec<Box<str>>,
    uids: TextTable,
    /// The refs in lower case.
    refs: TextTable,
    /// The numbers of the entities in the order of their refs.
    by_ref: Vec<u32>,
    /// The number of the Location that leads to each entity; [`NO_PARENT`] if there is none.
    parents: Vec<u32>,
    pub(super) index: SearchIndex,
}

/// The number of a Location that doesn't exist.
const NO_PARENT: u32 = u32::MAX;

/// The entities of a chunk, and the index of them.
#[derive(Default)]
struct StoredChunk {
    texts: Vec<Box<str>>,
    index: IndexBuilder,
}

impl EntityStore {
    /// Processes the entities with these refs in lower case, in parallel. `process` gets the index of a ref.
    pub(in crate::server) fn build(
        refs: &[String],
        parents: &Parents,
        process: impl Fn(usize) -> ServedEntity + Sync,
    ) -> EntityStore {
        let mut sorted: Vec<(String, usize)> = refs
            .par_iter()
            .enumerate()
            .map(|(index, reference)| (entity_uid(reference), index))
            .collect();
        sorted.par_sort_unstable();
        let (texts, index) = store_entities(&sorted, &process);
        let refs: TextTable = sorted
            .iter()
            .map(|(_, index)| refs[*index].as_str())
            .collect();
        let mut by_ref: Vec<u32> = (0..refs.len()).collect();
        by_ref.par_sort_unstable_by_key(|number| refs.get(*number));
        let mut store = EntityStore {
            texts,
            uids: sorted.iter().map(|(uid, _)| uid.as_str()).collect(),
            refs,
            by_ref,
            parents: Vec::new(),
            index,
        };
        let parent = |number| {
            parents
                .of(store.refs.get(number))
                .and_then(|parent| store.find(parent))
        };
        store.parents = (0..store.refs.len())
            .map(|number| parent(number).unwrap_or(NO_PARENT))
            .collect();
        store
    }

    /// The number of entities.
    pub(in crate::server) fn len(&self) -> usize {
        self.texts.len()
    }

    /// A hash of all entities.
    pub(in crate::server) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.texts.hash(&mut hasher);
        hasher.finish()
    }

    /// The entity with this ref in lower case.
    pub(super) fn find(&self, reference: &str) -> Option<u32> {
        let position = self
            .by_ref
            .partition_point(|number| self.refs.get(*number) < reference);
        let number = *self.by_ref.get(position)?;
        (self.refs.get(number) == reference).then_some(number)
    }

    /// The ref of an entity in lower case.
    pub(super) fn reference(&self, number: u32) -> &str {
        self.refs.get(number)
    }

    /// The Location that leads to an entity.
    pub(super) fn parent(&self, number: u32) -> Option<u32> {
        let parent = self.parents.get(number as usize).copied();
        parent.filter(|parent| *parent != NO_PARENT)
    }

    /// The entities in the order of their refs.
    pub(super) fn by_ref(&self) -> &[u32] {
        &self.by_ref
    }

    /// The JSON of an entity.
    pub(super) fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }

    /// An entity.
    pub(super) fn value(&self, number: u32) -> Value {
        serde_json::from_str(self.text(number)).unwrap_or_default()
    }

    /// The uid of an entity.
    pub(super) fn uid(&self, number: u32) -> &str {
        self.uids.get(number)
    }

    /// The number of entities whose uid is less than `uid` and, if `inclusive`, of one with exactly this uid.
    pub(super) fn count_uids_below(&self, uid: &str, inclusive: bool) -> u32 {
        let is_below = |known: &str| known < uid || inclusive && known == uid;
        self.uids.partition_point(is_below)
    }
}

/// The JSON and the index of the entities, in this order.
fn store_entities(
    entities: &[(String, usize)],
    process: &(impl Fn(usize) -> ServedEntity + Sync),
) -> (Vec<Box<str>>, SearchIndex) {
    let chunk_size = entities
        .len()
        .div_ceil(rayon::current_num_threads() * 4)
        .max(1);
    let chunks: Vec<StoredChunk> = entities
        .par_chunks(chunk_size)
        .enumerate()
        .map(|(chunk, entities)| store_chunk(chunk * chunk_size, entities, process))
        .collect();
    let (mut texts, mut parts) = (Vec::with_capacity(entities.len()), Vec::new());
    for mut chunk in chunks {
        texts.append(&mut chunk.texts);
        parts.push(chunk.index);
    }
    (texts, IndexBuilder::merge(parts))
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
