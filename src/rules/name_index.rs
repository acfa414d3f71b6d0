//! Suggestions for many findings: the names of a kind are compared once per missing name, within a budget.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::catalog::{Catalog, Entity, EntityRef};
use crate::similar_names::find_similar_names;

/// The maximum number of character comparisons per run, about half a second. Further missing names get no suggestions.
const MAX_LETTER_COMPARISONS: usize = 150_000_000;

/// The names in a catalog; if only some of its files are checked, also those in the other files.
pub(super) struct EntityNameIndex<'c> {
    by_kind: HashMap<String, Vec<&'c Entity>>,
    /// The kinds, as written, that have an entity Backstage accepts.
    shown: HashSet<&'c str>,
    known: Mutex<HashMap<(String, String), Vec<String>>>,
    spent: AtomicUsize,
}

impl<'c> EntityNameIndex<'c> {
    pub(super) fn new(catalog: &'c Catalog, whole: Option<&'c Catalog>) -> Self {
        let mut by_kind: HashMap<String, Vec<&Entity>> = HashMap::new();
        let mut shown = HashSet::new();
        let catalogs = [Some(catalog), whole].into_iter().flatten();
        for entity in catalogs.flat_map(|catalog| &catalog.entities) {
            if !entity.is_rejected_by_backstage() {
                shown.insert(entity.kind());
            }
            match by_kind.get_mut(entity.kind()) {
                Some(entities) => entities.push(entity),
                None => {
                    by_kind.insert(entity.kind().to_owned(), vec![entity]);
                }
            }
        }
        EntityNameIndex {
            by_kind,
            shown,
            known: Mutex::default(),
            spent: AtomicUsize::new(0),
        }
    }

    /// Whether the catalog has an entity of this kind that Backstage accepts.
    pub(super) fn has_entity_of_kind(&self, kind: &str) -> bool {
        self.shown
            .iter()
            .any(|shown| shown.eq_ignore_ascii_case(kind))
    }

    /// All entities of this kind, ignoring case; few kinds are written in more than one way.
    fn entity_lists_of_kind(&self, kind: &str) -> impl Iterator<Item = &[&'c Entity]> {
        let fits =
            move |(written, _): &(&String, &Vec<&'c Entity>)| written.eq_ignore_ascii_case(kind);
        let lists = self.by_kind.iter().filter(fits);
        lists.map(|(_, entities)| entities.as_slice())
    }

    /// The refs most similar to one that doesn't exist.
    pub(super) fn suggest_entity_refs(&self, missing: EntityRef<'_>) -> Vec<String> {
        let key = (missing.kind.to_lowercase(), missing.name.to_owned());
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(near) = known().get(&key) {
            return near.clone();
        }
        let entities: Vec<&Entity> = self
            .entity_lists_of_kind(missing.kind)
            .flatten()
            .copied()
            .collect();
        let letters: usize = entities.iter().map(|entity| entity.name().len()).sum();
        let cost = letters.saturating_mul(missing.name.len());
        if self.spent.fetch_add(cost, Ordering::Relaxed) > MAX_LETTER_COMPARISONS {
            return Vec::new();
        }
        let names = find_similar_names(missing.name, entities.iter().map(|entity| entity.name()));
        let full = |name: &str| {
            let entity = entities.iter().find(|entity| entity.name() == name)?;
            Some(entity.entity_ref().to_string())
        };
        let near: Vec<String> = names.into_iter().filter_map(full).collect();
        known().insert(key, near.clone());
        near
    }
}
