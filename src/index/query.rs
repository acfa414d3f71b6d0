//! Reads the small catalog that answers a query for handles.

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

/// The result of looking up a query in the index.
pub(super) struct IndexQueryResult {
    /// The relevant entities.
    pub(super) catalog: Catalog,
    /// The files whose indexed documents are stale.
    pub(super) stale_paths: HashSet<String>,
    /// The files that were read again.
    pub(super) reread_paths: HashSet<String>,
}

/// Reads the part of the catalog that answers a query for these keys: the matching entities, their owners, the teams
/// above and all their members; for a queried team also the teams below. `None` if the index can't answer because it's
/// damaged or too much has changed.
///
/// `same` means that nothing has changed since the index was built; otherwise the changes are read.
pub(super) fn query_catalog_index(
    index: &CatalogIndex,
    snapshot: &PlatformSnapshot,
    stamps: &StampSource<'_>,
    same: bool,
    keys: &[IndexKey],
) -> Result<Option<IndexQueryResult>> {
    let delta = match same {
        true => IndexDelta::default(),
        // A model layer determines the meaning of the documents.
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
        .map(|entity| entity.file_path().to_owned());
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
        .collect_reachable_documents(keys)
        .then(|| answer.into_subset(read_anew)))
}

/// Why a document is read, which determines what else is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DocumentInclusionReason {
    /// It's related: a member of a team, or a team of a person.
    Mentioned,
    /// A team below a queried team.
    Subteam,
    /// An entity leads to it.
    Reachable,
    /// It's queried.
    Requested,
}

struct IndexQuery<'i> {
    index: &'i CatalogIndex,
    files: &'i dyn Files,
    model: CatalogModel,
    stale: HashSet<String>,
    /// The results, by their position in reading order.
    documents: BTreeMap<u32, Vec<Entity>>,
    /// The entities that were read again.
    reread_entities: Vec<Entity>,
    visited: BTreeSet<(IndexKey, DocumentInclusionReason)>,
}

impl IndexQuery<'_> {
    /// Finds everything that `keys` lead to; false if the index is damaged.
    fn collect_reachable_documents(&mut self, keys: &[IndexKey]) -> bool {
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
            let Some(found) = self.index.lookup_document_numbers(key) else {
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

    /// Reads one document; returns the keys that it leads to.
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
        let source = SourceFile::new_starting_at_line(path, document.text.as_str(), document.line);
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

    fn into_subset(self, reread: HashSet<String>) -> IndexQueryResult {
        let mut reading = CatalogReader::default();
        reading.add_entities(self.documents.into_values().flatten());
        reading.add_entities(self.reread_entities);
        IndexQueryResult {
            catalog: reading.finish(),
            stale_paths: self.stale,
            reread_paths: reread,
        }
    }
}

/// What else is needed to answer a query for an entity: its owner; for a group, its members and the groups above; for a
/// person, their teams; for a queried group, also the teams below.
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
    // Include every document with the same ref, so that a duplicate is still a duplicate in the subset.
    keys.push((index_key_for_entity_ref(itself), role));
    keys
}
