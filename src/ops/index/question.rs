//! From handles to the small catalog that answers them.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;

use super::file::Index;
use super::fresh::Fresh;
use super::key::{self, Key, NAMING, of_ref};
use super::stamp::Stamps;
use crate::catalog::{Catalog, Entity, EntityRefBuf, Files, Model, Reading};
use crate::error::Result;
use crate::ops::platform::Snapshot;
use crate::source::Source;

/// The part of the catalog that answers a question by these keys: what has them, its owners, the teams above and all
/// their people. `None` when the index cannot say, because it is damaged or too much has changed.
///
/// `same` is whether all is as it was when the index was made; else what changed since is read.
pub(super) fn about(
    index: &Index,
    snapshot: &Snapshot,
    stamps: &Stamps<'_>,
    same: bool,
    keys: &[Key],
) -> Result<Option<Catalog>> {
    let fresh = match same {
        true => Fresh::default(),
        false => match Fresh::read(index, snapshot, stamps)? {
            Some(fresh) => fresh,
            None => return Ok(None),
        },
    };
    let files = snapshot.files();
    let mut answer = Answer {
        index,
        files: &*files,
        model: snapshot.config.catalog.model(),
        stale: fresh.stale,
        documents: BTreeMap::new(),
        entities: fresh.catalog.entities,
        asked: BTreeSet::new(),
    };
    Ok(answer.gather(keys).then(|| answer.catalog()))
}

struct Answer<'i> {
    index: &'i Index,
    files: &'i dyn Files,
    model: Model,
    stale: HashSet<String>,
    /// What was found, by its place in the order of reading.
    documents: BTreeMap<u32, Vec<Entity>>,
    /// What was read anew.
    entities: Vec<Entity>,
    asked: BTreeSet<Key>,
}

impl Answer<'_> {
    /// Finds everything that `keys` lead to; false when the index is damaged.
    fn gather(&mut self, keys: &[Key]) -> bool {
        let mut next: Vec<Key> = keys.to_vec();
        next.extend(self.entities.iter().flat_map(further).collect::<Vec<Key>>());
        while let Some(key) = next.pop() {
            if !self.asked.insert(key) {
                continue;
            }
            let Some(found) = self.index.find(key) else {
                return false;
            };
            for number in found {
                match self.read(number) {
                    Some(more) => next.extend(more),
                    None => return false,
                }
            }
        }
        true
    }

    /// Reads one document; the keys that it leads to.
    fn read(&mut self, number: u32) -> Option<Vec<Key>> {
        if self.documents.contains_key(&number) {
            return Some(Vec::new());
        }
        let document = self.index.document(number)?;
        let path = document.path.as_str();
        if self.stale.contains(path) {
            return Some(Vec::new());
        }
        let source = Source::part(path, document.text.as_str(), document.line);
        let mut reading = Reading::new(self.model);
        reading.add_document(self.files, path, &source);
        let entities = reading.finish().entities;
        let keys = entities.iter().flat_map(further).collect();
        self.documents.insert(number, entities);
        Some(keys)
    }

    fn catalog(self) -> Catalog {
        let mut reading = Reading::default();
        reading.add_entities(self.documents.into_values().flatten());
        reading.add_entities(self.entities);
        reading.finish()
    }
}

/// What must be there, too, to say who owns an entity: the owner; of a group its people and the group above.
fn further(entity: &Entity) -> Vec<Key> {
    let mut keys = Vec::new();
    let owner = entity.owner().map(|owner| owner.target);
    keys.extend(owner.map(of_ref));
    if entity.is_a("group") {
        keys.extend(NAMING.map(|field| key::naming(field, entity.reference())));
        let people = entity
            .references()
            .filter(|reference| matches!(reference.field.path, "spec.members" | "spec.parent"));
        keys.extend(people.map(|reference| of_ref(reference.target)));
    }
    // A ref that is there twice is there twice here.
    let itself: EntityRefBuf = entity.reference().to_buf();
    keys.push(of_ref(itself.get()));
    keys
}
