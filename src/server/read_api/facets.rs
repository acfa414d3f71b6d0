//! `entity-facets`: the values of fields, with the number of entities that have each.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::api_error::ApiError;
use super::entity_set::EntitySet;
use super::entity_store::EntityStore;
use super::predicate::Predicate;

/// The facets of some entities: `{"facets": {"kind": [{"value": "API", "count": 1}]}}`.
#[derive(Debug, Serialize)]
pub(super) struct FacetCounts<'s> {
    facets: CountedFacets<'s>,
}

/// Each facet as it was named, in that order.
#[derive(Debug)]
struct CountedFacets<'s>(Vec<(&'s str, Vec<ValueCount<'s>>)>);

/// A value, and the number of entities that have it.
#[derive(Debug, Serialize)]
struct ValueCount<'s> {
    value: &'s str,
    count: usize,
}

impl Serialize for CountedFacets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (facet, values) in &self.0 {
            map.serialize_entry(facet, values)?;
        }
        map.end()
    }
}

impl<'s> FacetCounts<'s> {
    /// The values of `facets` among the entities of `store` that `filter`, a predicate, selects.
    ///
    /// # Errors
    /// Input (400) for an invalid predicate.
    pub(super) fn count(
        store: &'s EntityStore,
        facets: &'s [String],
        filter: Option<&Value>,
    ) -> Result<FacetCounts<'s>, ApiError> {
        let selected = match filter {
            Some(filter) => Some(Predicate::parse(filter)?.select(&store.index, store.len())),
            None => None,
        };
        let mut counted: Vec<(&str, Vec<ValueCount<'_>>)> = Vec::new();
        for facet in facets {
            if !counted.iter().any(|(known, _)| known == facet) {
                let values = count_values(store, &facet.to_lowercase(), selected.as_ref());
                counted.push((facet, values));
            }
        }
        Ok(FacetCounts {
            facets: CountedFacets(counted),
        })
    }
}

/// The values at a path as written, sorted.
fn count_values<'s>(
    store: &'s EntityStore,
    path: &str,
    selected: Option<&EntitySet>,
) -> Vec<ValueCount<'s>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let path = store.index.path(path);
    let rows = path.rows().iter();
    for row in rows.filter(|row| selected.is_none_or(|set| set.contains(row.entity))) {
        *counts.entry(path.spelling(*row)).or_default() += 1;
    }
    let counts = counts.into_iter();
    counts
        .map(|(value, count)| ValueCount { value, count })
        .collect()
}
