//! From handles to the small catalog that answers them.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};
use std::sync::Mutex;

use super::file::{Index, IndexedFile};
use super::key::{self, Key, NAMING, of_ref};
use super::stamp::Stamps;
use crate::catalog::{Catalog, Entity, EntityRefBuf, Files, Model, Reading};
use crate::error::Result;
use crate::ops::platform::Snapshot;
use crate::source::Source;

/// Of a catalog that has changed more than this, all is read again.
const MOST_CHANGED: usize = 10;

/// The part of the catalog that answers a question by these keys: what has them, its owners, the teams above and all
/// their people. `None` when the index cannot say, because it is damaged or too much has changed.
///
/// `same` is whether all is as it was when the index was made; else every file is held against its stamp, and those that
/// changed are read.
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
        known: fresh.known,
        documents: BTreeMap::new(),
        entities: fresh.catalog.entities,
        asked: BTreeSet::new(),
    };
    Ok(answer.gather(keys).then(|| answer.catalog()))
}

/// What is not as it was.
#[derive(Default)]
struct Fresh {
    /// The entities of the files that changed, and of those that lead to others.
    catalog: Catalog,
    /// The paths of the files whose documents in the index still hold; everything, where nothing changed.
    known: Option<HashSet<String>>,
}

impl Fresh {
    fn read(index: &Index, snapshot: &Snapshot, stamps: &Stamps<'_>) -> Result<Option<Fresh>> {
        let Some(indexed) = index.files() else {
            return Ok(None);
        };
        let files = snapshot.files();
        let unchanged = Unchanged {
            files: &*files,
            stamps,
            indexed: indexed
                .iter()
                .map(|file| (file.path.as_str(), file))
                .collect(),
            known: Mutex::default(),
        };
        let catalog = snapshot.catalog_in(&unchanged)?;
        let known = unchanged
            .known
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let changed = catalog.files.saturating_sub(known.len());
        let much = indexed.len().max(catalog.files) / MOST_CHANGED + MOST_CHANGED;
        Ok((changed <= much).then_some(Fresh {
            catalog,
            known: Some(known),
        }))
    }
}

/// The files of a catalog, in which those that the index still knows are empty: what they hold is in there.
struct Unchanged<'f> {
    files: &'f dyn Files,
    stamps: &'f Stamps<'f>,
    indexed: HashMap<&'f str, &'f IndexedFile>,
    known: Mutex<HashSet<String>>,
}

impl Files for Unchanged<'_> {
    fn list(&self, folder: &str) -> Result<Vec<String>> {
        self.files.list(folder)
    }

    fn has(&self, path: &str) -> bool {
        self.files.has(path)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let indexed = self.indexed.get(path).filter(|file| !file.leads);
        let stamp = indexed.and_then(|_| self.stamps.of(path));
        if indexed
            .zip(stamp)
            .is_some_and(|(file, stamp)| file.stamp == stamp)
        {
            let mut known = self
                .known
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            known.insert(path.to_owned());
            return Ok(Some(Vec::new()));
        }
        self.files.read(path)
    }
}

struct Answer<'i> {
    index: &'i Index,
    files: &'i dyn Files,
    model: Model,
    known: Option<HashSet<String>>,
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
        if self
            .known
            .as_ref()
            .is_some_and(|known| !known.contains(path))
        {
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
