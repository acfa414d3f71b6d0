//! From handles to the small catalog that answers them.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;

use super::delta::IndexDelta;
use super::file::CatalogIndex;
use super::key::{self, IndexKey, index_key_for_entity_ref};
use super::stamp::StampSource;
use crate::catalog::{Catalog, CatalogModel, CatalogReader, Entity, EntityRefBuf, Files};
use crate::error::Result;
use crate::platform::PlatformSnapshot;
use crate::source::SourceFile;

/// What an index knows about a question.
pub(super) struct IndexedSubset {
    /// What answers it.
    pub(super) catalog: Catalog,
    /// The files whose documents in the index no longer hold.
    pub(super) stale_paths: HashSet<String>,
    /// The files that were read anew.
    pub(super) reread_paths: HashSet<String>,
}

/// The part of the catalog that answers a question by these keys: what has them, its owners, the teams above and all
/// their people; also the teams below a team that is asked for. `None` when the index cannot say, because it is damaged or
/// too much has changed.
///
/// `same` is whether all is as it was when the index was made; else what changed since is read.
pub(super) fn query_catalog_index(
    index: &CatalogIndex,
    snapshot: &PlatformSnapshot,
    stamps: &StampSource<'_>,
    same: bool,
    keys: &[IndexKey],
) -> Result<Option<IndexedSubset>> {
    let delta = match same {
        true => IndexDelta::default(),
        // A model layer says what the documents mean.
        false if !snapshot.config.catalog.models.is_empty() => return Ok(None),
        false => match IndexDelta::compute_index_delta(index, snapshot, stamps)? {
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
    let mut answer = IndexQuery {
        index,
        files: &*files,
        model: snapshot.load_catalog_model()?,
        stale: delta.stale_paths,
        documents: BTreeMap::new(),
        reread_entities: delta.catalog.entities,
        visited: BTreeSet::new(),
    };
    Ok(answer
        .collect_documents(keys)
        .then(|| answer.into_subset(read_anew)))
}

/// Why a document is read, which decides what else must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DocumentInclusionReason {
    /// Somebody names it, or it names somebody: a member of a team, a team of a person.
    Mentioned,
    /// It is a team below one that is asked for.
    Subteam,
    /// Something leads to it.
    Reachable,
    /// It is asked for.
    Requested,
}

struct IndexQuery<'i> {
    index: &'i CatalogIndex,
    files: &'i dyn Files,
    model: CatalogModel,
    stale: HashSet<String>,
    /// What was found, by its place in the order of reading.
    documents: BTreeMap<u32, Vec<Entity>>,
    /// What was read anew.
    reread_entities: Vec<Entity>,
    visited: BTreeSet<(IndexKey, DocumentInclusionReason)>,
}

impl IndexQuery<'_> {
    /// Finds everything that `keys` lead to; false when the index is damaged.
    fn collect_documents(&mut self, keys: &[IndexKey]) -> bool {
        let mut next: Vec<(IndexKey, DocumentInclusionReason)> = keys
            .iter()
            .map(|key| (*key, DocumentInclusionReason::Requested))
            .collect();
        let unseen = self
            .reread_entities
            .iter()
            .flat_map(|entity| related_index_keys(entity, DocumentInclusionReason::Requested));
        next.extend(unseen.collect::<Vec<_>>());
        while let Some((key, role)) = next.pop() {
            if !self.visited.insert((key, role)) {
                continue;
            }
            let Some(found) = self.index.lookup_documents(key) else {
                return false;
            };
            for number in found {
                match self.collect_document(number, role) {
                    Some(more) => next.extend(more),
                    None => return false,
                }
            }
        }
        true
    }

    /// Reads one document; the keys that it leads to.
    fn collect_document(
        &mut self,
        number: u32,
        role: DocumentInclusionReason,
    ) -> Option<Vec<(IndexKey, DocumentInclusionReason)>> {
        if let Some(known) = self.documents.get(&number) {
            return Some(
                known
                    .iter()
                    .flat_map(|entity| related_index_keys(entity, role))
                    .collect(),
            );
        }
        let document = self.index.read_document(number)?;
        let path = document.path.as_str();
        if self.stale.contains(path) {
            return Some(Vec::new());
        }
        let source = SourceFile::new_excerpt(path, document.text.as_str(), document.line);
        let mut reading = CatalogReader::new(self.model);
        reading.add_document(self.files, path, &source);
        let entities = reading.finish().entities;
        let keys = entities
            .iter()
            .flat_map(|entity| related_index_keys(entity, role))
            .collect();
        self.documents.insert(number, entities);
        Some(keys)
    }

    fn into_subset(self, reread: HashSet<String>) -> IndexedSubset {
        let mut reading = CatalogReader::default();
        reading.add_entities(self.documents.into_values().flatten());
        reading.add_entities(self.reread_entities);
        IndexedSubset {
            catalog: reading.finish(),
            stale_paths: self.stale,
            reread_paths: reread,
        }
    }
}

/// What must be there, too, to answer for an entity: its owner; of a group its people and the groups above; of a person the
/// teams; of a group that is asked for also the teams below.
fn related_index_keys(
    entity: &Entity,
    role: DocumentInclusionReason,
) -> Vec<(IndexKey, DocumentInclusionReason)> {
    let mut keys = Vec::new();
    let itself: EntityRefBuf = entity.entity_ref().to_owned_ref();
    let itself = itself.as_entity_ref();
    let mut add = |role: DocumentInclusionReason, naming_it: &[&str], named: &[&str]| {
        keys.extend(
            naming_it
                .iter()
                .map(|field| (key::index_key_for_field_reference(field, itself), role)),
        );
        let references = entity
            .references()
            .filter(|one| named.contains(&one.field.path));
        keys.extend(references.map(|one| (index_key_for_entity_ref(one.target), role)));
    };
    let (is_group, is_user) = (entity.is_of_kind("group"), entity.is_of_kind("user"));
    if role >= DocumentInclusionReason::Reachable {
        add(DocumentInclusionReason::Reachable, &[], &["spec.owner"]);
        if is_group {
            add(
                DocumentInclusionReason::Reachable,
                &["spec.children"],
                &["spec.parent"],
            );
            add(
                DocumentInclusionReason::Mentioned,
                &["spec.memberOf"],
                &["spec.members"],
            );
        }
        if is_user {
            add(
                DocumentInclusionReason::Mentioned,
                &["spec.members"],
                &["spec.memberOf"],
            );
        }
    }
    if is_group
        && matches!(
            role,
            DocumentInclusionReason::Subteam | DocumentInclusionReason::Requested
        )
    {
        add(
            DocumentInclusionReason::Subteam,
            &["spec.parent"],
            &["spec.children"],
        );
    }
    // A ref that is there twice is there twice here.
    keys.push((index_key_for_entity_ref(itself), role));
    keys
}
