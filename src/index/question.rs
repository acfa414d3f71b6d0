//! From handles to the small catalog that answers them.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;

use super::delta::Delta;
use super::file::Index;
use super::key::{self, Key, of_ref};
use super::stamp::Stamps;
use crate::catalog::{Catalog, Entity, EntityRefBuf, Files, Model, Reading};
use crate::error::Result;
use crate::platform::Snapshot;
use crate::source::Source;

/// What an index knows about a question.
pub(super) struct Part {
    /// What answers it.
    pub(super) catalog: Catalog,
    /// The files whose documents in the index no longer hold.
    pub(super) stale: HashSet<String>,
    /// The files that were read anew.
    pub(super) reread: HashSet<String>,
}

/// The part of the catalog that answers a question by these keys: what has them, its owners, the teams above and all
/// their people; also the teams below a team that is asked for. `None` when the index cannot say, because it is damaged or
/// too much has changed.
///
/// `same` is whether all is as it was when the index was made; else what changed since is read.
pub(super) fn about(
    index: &Index,
    snapshot: &Snapshot,
    stamps: &Stamps<'_>,
    same: bool,
    keys: &[Key],
) -> Result<Option<Part>> {
    let delta = match same {
        true => Delta::default(),
        // A model layer says what the documents mean.
        false if !snapshot.config.catalog.models.is_empty() => return Ok(None),
        false => match Delta::read(index, snapshot, stamps)? {
            Some(delta) => delta,
            None => return Ok(None),
        },
    };
    let files = snapshot.files();
    let read_anew = delta
        .catalog
        .entities
        .iter()
        .map(|entity| entity.file().to_owned());
    let read_anew = read_anew.collect();
    let mut answer = Answer {
        index,
        files: &*files,
        model: snapshot.model()?,
        stale: delta.stale,
        documents: BTreeMap::new(),
        entities: delta.catalog.entities,
        asked: BTreeSet::new(),
    };
    Ok(answer.gather(keys).then(|| answer.part(read_anew)))
}

/// Why a document is read, which decides what else must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// Somebody names it, or it names somebody: a member of a team, a team of a person.
    Named,
    /// It is a team below one that is asked for.
    Below,
    /// Something leads to it.
    Led,
    /// It is asked for.
    Asked,
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
    asked: BTreeSet<(Key, Role)>,
}

impl Answer<'_> {
    /// Finds everything that `keys` lead to; false when the index is damaged.
    fn gather(&mut self, keys: &[Key]) -> bool {
        let mut next: Vec<(Key, Role)> = keys.iter().map(|key| (*key, Role::Asked)).collect();
        let unseen = self
            .entities
            .iter()
            .flat_map(|entity| further(entity, Role::Asked));
        next.extend(unseen.collect::<Vec<_>>());
        while let Some((key, role)) = next.pop() {
            if !self.asked.insert((key, role)) {
                continue;
            }
            let Some(found) = self.index.find(key) else {
                return false;
            };
            for number in found {
                match self.read(number, role) {
                    Some(more) => next.extend(more),
                    None => return false,
                }
            }
        }
        true
    }

    /// Reads one document; the keys that it leads to.
    fn read(&mut self, number: u32, role: Role) -> Option<Vec<(Key, Role)>> {
        if let Some(known) = self.documents.get(&number) {
            return Some(
                known
                    .iter()
                    .flat_map(|entity| further(entity, role))
                    .collect(),
            );
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
        let keys = entities
            .iter()
            .flat_map(|entity| further(entity, role))
            .collect();
        self.documents.insert(number, entities);
        Some(keys)
    }

    fn part(self, reread: HashSet<String>) -> Part {
        let mut reading = Reading::default();
        reading.add_entities(self.documents.into_values().flatten());
        reading.add_entities(self.entities);
        Part {
            catalog: reading.finish(),
            stale: self.stale,
            reread,
        }
    }
}

/// What must be there, too, to answer for an entity: its owner; of a group its people and the groups above; of a person the
/// teams; of a group that is asked for also the teams below.
fn further(entity: &Entity, role: Role) -> Vec<(Key, Role)> {
    let mut keys = Vec::new();
    let itself: EntityRefBuf = entity.reference().to_buf();
    let itself = itself.get();
    let mut add = |role: Role, naming_it: &[&str], named: &[&str]| {
        keys.extend(
            naming_it
                .iter()
                .map(|field| (key::naming(field, itself), role)),
        );
        let references = entity
            .references()
            .filter(|one| named.contains(&one.field.path));
        keys.extend(references.map(|one| (of_ref(one.target), role)));
    };
    let (is_group, is_user) = (entity.is_a("group"), entity.is_a("user"));
    if role >= Role::Led {
        add(Role::Led, &[], &["spec.owner"]);
        if is_group {
            add(Role::Led, &["spec.children"], &["spec.parent"]);
            add(Role::Named, &["spec.memberOf"], &["spec.members"]);
        }
        if is_user {
            add(Role::Named, &["spec.members"], &["spec.memberOf"]);
        }
    }
    if is_group && matches!(role, Role::Below | Role::Asked) {
        add(Role::Below, &["spec.parent"], &["spec.children"]);
    }
    // A ref that is there twice is there twice here.
    keys.push((of_ref(itself), role));
    keys
}
