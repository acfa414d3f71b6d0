//! `GET /entities`: entities in the order of their uids, refs or fields, as `entities` of the catalog backend returns them.

use std::cmp::Ordering;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::api_error::ApiError;
use super::by_query::PageRequest;
use super::cursor::{Cursor, OrderField};
use super::entity_set::EntitySet;
use super::entity_store::EntityStore;
use super::predicate::Predicate;
use super::search_index::ValueRow;

/// A request for a list of entities.
#[derive(Clone, Debug, Default)]
pub(super) struct EntityListRequest {
    /// The predicate as JSON.
    pub(super) filter: Option<Value>,
    pub(super) order: Vec<OrderField>,
    /// The part of the list; `None` for all of it.
    pub(super) part: Option<ListPart>,
}

/// The part of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ListPart {
    pub(super) limit: Option<usize>,
    pub(super) offset: Option<usize>,
}

/// The entities of a list.
#[derive(Debug, PartialEq)]
pub(super) struct ListedEntities {
    /// The numbers of the entities.
    pub(super) entities: Vec<u32>,
    /// The parameter `after` of the next part, if there is one.
    pub(super) after: Option<String>,
}

impl ListPart {
    /// Replaces the limits with those in `after`.
    ///
    /// # Errors
    /// Input (400) if it isn't such a parameter.
    pub(super) fn continue_after(self, after: &str) -> Result<ListPart, ApiError> {
        let unreadable = || ApiError::input("Malformed after cursor, could not be parsed");
        let bytes = STANDARD.decode(after).map_err(|_| unreadable())?;
        let fields: Value = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
        let read = |name: &str, article: &str, known| match fields.get(name) {
            None => Ok(known),
            Some(value) => {
                let number = value
                    .as_u64()
                    .and_then(|number| usize::try_from(number).ok());
                number.map(Some).ok_or_else(|| {
                    ApiError::input(format!(
                        "Malformed after cursor, {name} was not {article} number"
                    ))
                })
            }
        };
        Ok(ListPart {
            limit: read("limit", "an", self.limit)?,
            offset: read("offset", "a", self.offset)?,
        })
    }
}

impl EntityListRequest {
    /// The list of `store`.
    ///
    /// # Errors
    /// Input (400) for an invalid predicate.
    pub(super) fn run(&self, store: &EntityStore) -> Result<ListedEntities, ApiError> {
        let Some(part) = self.part else {
            return self.list_all(store);
        };
        let selected = match &self.filter {
            Some(filter) => Predicate::parse(filter)?.select(&store.index, store.len()),
            None => EntitySet::full(store.len()),
        };
        let ordered = match self.order.as_slice() {
            [] => {
                let refs = store.by_ref().iter().copied();
                refs.filter(|number| selected.contains(*number)).collect()
            }
            [order] => order_by_field(store, &selected, order),
            orders => order_by_fields(store, &selected, orders),
        };
        let offset = part.offset.unwrap_or(0);
        let limit = part.limit.unwrap_or(usize::MAX);
        let end = offset.saturating_add(limit);
        let has_next = ordered.len() > end;
        Ok(ListedEntities {
            entities: ordered.into_iter().skip(offset).take(limit).collect(),
            after: has_next
                .then(|| STANDARD.encode(json!({"limit": limit, "offset": end}).to_string())),
        })
    }

    /// The whole list is a query whose pages follow each other: only the first order field counts, and entities without it are missing.
    fn list_all(&self, store: &EntityStore) -> Result<ListedEntities, ApiError> {
        let page = PageRequest {
            cursor: Cursor {
                query: self.filter.clone(),
                order_fields: self.order.clone(),
                ..Cursor::default()
            },
            limit: Some(usize::MAX),
            offset: 0,
            excludes_total: true,
        };
        Ok(ListedEntities {
            entities: page.run(store)?.entities,
            after: None,
        })
    }
}

/// The entities with a value for a field, once for each value, and then those without, by uid. Only fields in lower case have values.
fn order_by_field(store: &EntityStore, selected: &EntitySet, order: &OrderField) -> Vec<u32> {
    let path = store.index.path(&order.field);
    let groups = path
        .rows()
        .chunk_by(|one, other| path.value(*one) == path.value(*other));
    let groups: Box<dyn Iterator<Item = &[ValueRow]>> = if order.is_descending {
        Box::new(groups.rev())
    } else {
        Box::new(groups)
    };
    let mut without = selected.clone();
    let mut ordered: Vec<u32> = groups
        .flatten()
        .map(|row| row.entity)
        .filter(|entity| selected.contains(*entity))
        .collect();
    let mut with = EntitySet::empty(store.len());
    with.extend(ordered.iter().copied());
    without = without.intersection(&with.complement());
    ordered.extend(without.iter());
    ordered
}

/// The entities by several fields, those without a value last, and then by uid.
fn order_by_fields(store: &EntityStore, selected: &EntitySet, orders: &[OrderField]) -> Vec<u32> {
    let mut rows: Vec<(Vec<Option<&str>>, u32)> =
        selected.iter().map(|entity| (Vec::new(), entity)).collect();
    for order in orders {
        let mut values: Vec<Vec<&str>> = vec![Vec::new(); store.len()];
        let path = store.index.path(&order.field);
        for row in path.rows() {
            values[row.entity as usize].push(path.value(*row));
        }
        rows = rows
            .into_iter()
            .flat_map(|(key, entity)| {
                let found = &values[entity as usize];
                let found: Vec<Option<&str>> = if found.is_empty() {
                    vec![None]
                } else {
                    found.iter().copied().map(Some).collect()
                };
                found.into_iter().map(move |value| {
                    let key = key.iter().copied().chain([value]).collect();
                    (key, entity)
                })
            })
            .collect();
    }
    rows.sort_by(|(one, first), (other, second)| {
        let fields = one.iter().zip(other).zip(orders);
        let mut comparisons =
            fields.map(|((one, other), order)| compare_values(*one, *other, order));
        let by_fields = comparisons.find(|comparison| comparison.is_ne());
        by_fields.unwrap_or(Ordering::Equal).then(first.cmp(second))
    });
    rows.into_iter().map(|(_, entity)| entity).collect()
}

/// Null is last in both directions.
fn compare_values(one: Option<&str>, other: Option<&str>, order: &OrderField) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) if order.is_descending => other.cmp(one),
        (Some(one), Some(other)) => one.cmp(other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}
