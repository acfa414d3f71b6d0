//! `entities/by-query`: a page of the entities that a predicate and a full text filter select, as `queryEntities` of the catalog backend
//! returns it. With an order field, a result is a value of that field; an entity with several occurs several times.

use super::api_error::ApiError;
use super::cursor::{Cursor, OrderField, SortKey};
use super::entity_set::EntitySet;
use super::entity_store::EntityStore;
use super::full_text::TextSearch;
use super::predicate::Predicate;
use super::search_index::{PathRows, ValueRow};

/// The number of results of a page by default.
const DEFAULT_LIMIT: usize = 200;

/// The page of a query.
#[derive(Clone, Debug, Default)]
pub(super) struct PageRequest {
    /// What is asked for, and where the page starts.
    pub(super) cursor: Cursor,
    pub(super) limit: Option<usize>,
    /// The number of results before the first page; ignored on later pages.
    pub(super) offset: usize,
    /// Whether the results needn't be counted.
    pub(super) excludes_total: bool,
}

/// A page of results.
#[derive(Debug, PartialEq)]
pub(super) struct Page {
    /// The numbers of the entities.
    pub(super) entities: Vec<u32>,
    pub(super) total_items: u64,
    pub(super) next: Option<Cursor>,
    pub(super) previous: Option<Cursor>,
}

/// A result, which may be one of several values of an entity.
#[derive(Clone, Copy)]
struct ResultRow<'i> {
    value: Option<&'i str>,
    entity: u32,
}

/// The selection of a query.
struct Selection<'s> {
    store: &'s EntityStore,
    entities: EntitySet,
    /// The rows of the order field.
    ordered: Option<PathRows<'s>>,
    /// The term that each value of the order field has to match.
    row_search: Option<TextSearch>,
    is_descending: bool,
}

impl PageRequest {
    /// The page of `store`.
    ///
    /// # Errors
    /// Input (400) for an invalid predicate.
    pub(super) fn run(&self, store: &EntityStore) -> Result<Page, ApiError> {
        let selection = Selection::new(store, &self.cursor)?;
        let total_items = match self.cursor.total_items {
            Some(total) => total,
            None if self.excludes_total => 0,
            None => selection.count() as u64,
        };
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        let rows = self.list_rows(&selection, limit);
        let has_more = limit > 0 && (self.cursor.is_previous || rows.len() > limit);
        let rows = &rows[..rows.len().min(limit)];
        let key = |row: Option<&ResultRow<'_>>| selection.sort_key(row);
        let first = self.cursor.first_sort_field_values.clone();
        let is_first_page = first
            .as_ref()
            .is_none_or(|first| *first == key(rows.first()));
        let turn = |row, is_previous| Cursor {
            order_field_values: Some(key(row)),
            first_sort_field_values: Some(first.clone().unwrap_or_else(|| key(rows.first()))),
            is_previous,
            total_items: Some(total_items),
            ..self.cursor.clone()
        };
        Ok(Page {
            next: has_more.then(|| turn(rows.last(), false)),
            previous: (!is_first_page && !rows.is_empty()).then(|| turn(rows.first(), true)),
            entities: rows.iter().map(|row| row.entity).collect(),
            total_items,
        })
    }

    /// The rows of the page in order and, forwards, one more if there is one.
    fn list_rows<'s>(&self, selection: &Selection<'s>, limit: usize) -> Vec<ResultRow<'s>> {
        if limit == 0 {
            return Vec::new();
        }
        let is_previous = self.cursor.is_previous;
        let rows = selection.rows_from(self.cursor.order_field_values.as_ref(), is_previous);
        if is_previous {
            let mut rows: Vec<_> = rows.take(limit).collect();
            rows.reverse();
            return rows;
        }
        let is_initial = self.cursor.order_field_values.is_none();
        let skipped = if is_initial { self.offset } else { 0 };
        rows.skip(skipped).take(limit.saturating_add(1)).collect()
    }
}

impl<'s> Selection<'s> {
    fn new(store: &'s EntityStore, cursor: &Cursor) -> Result<Selection<'s>, ApiError> {
        let order = cursor.order_fields.first();
        let order_path = order.map(|order| order.field.to_lowercase());
        let mut entities = match &cursor.query {
            Some(query) => Predicate::parse(query)?.select(&store.index, store.len()),
            None => EntitySet::full(store.len()),
        };
        let full_text = cursor.full_text.as_ref();
        let search = full_text.and_then(|filter| filter.search(order_path.as_deref()));
        if let Some(search) = &search {
            entities = entities.intersection(&search.select(&store.index, store.len()));
        }
        let is_row_search = |search: &TextSearch| {
            order_path
                .as_ref()
                .is_some_and(|path| search.is_only_in(path))
        };
        Ok(Selection {
            entities,
            ordered: order_path.as_ref().map(|path| store.index.path(path)),
            row_search: search.filter(is_row_search),
            is_descending: order.is_some_and(|order: &OrderField| order.is_descending),
            store,
        })
    }

    /// The number of selected entities; with an order field, of those with a value for it.
    fn count(&self) -> usize {
        let Some(rows) = self.ordered else {
            return self.entities.count();
        };
        let mut with_value = EntitySet::empty(self.store.len());
        with_value.extend(rows.rows().iter().map(|row| row.entity));
        with_value.intersection(&self.entities).count()
    }

    /// The selected rows after `key` or, backwards, before it, nearest first; without a key, from the start.
    fn rows_from(
        &self,
        key: Option<&SortKey>,
        is_backwards: bool,
    ) -> Box<dyn Iterator<Item = ResultRow<'s>> + '_> {
        let is_ascending = self.is_descending == is_backwards;
        // The uid and the value of a row are never null, and in SQL nothing comes after null.
        if key.is_some_and(|key| key.iter().any(Option::is_none)) {
            return Box::new(std::iter::empty());
        }
        match self.ordered {
            Some(path) => {
                let rows = self.slice_rows(path, key, is_ascending).iter();
                let rows = rows
                    .filter(move |row| self.has_row(path, **row))
                    .map(move |row| ResultRow::of_value(path, *row));
                in_direction(rows, is_ascending)
            }
            None => {
                let border = |inclusive| match key.map(Vec::as_slice) {
                    Some([Some(uid)]) => Some(self.store.count_uids_below(uid, inclusive)),
                    _ => None,
                };
                let end = u32::try_from(self.store.len()).unwrap_or(u32::MAX);
                let numbers = if is_ascending {
                    border(true).unwrap_or(0)..end
                } else {
                    0..border(false).unwrap_or(end)
                };
                let numbers = numbers.filter(|number| self.entities.contains(*number));
                in_direction(numbers.map(ResultRow::of_entity), is_ascending)
            }
        }
    }

    fn has_row(&self, path: PathRows<'_>, row: ValueRow) -> bool {
        let matches = self.row_search.as_ref();
        self.entities.contains(row.entity)
            && matches.is_none_or(|search| search.matches(path.value(row)))
    }

    /// The rows after `key` in ascending order, or before it in descending order.
    fn slice_rows(
        &self,
        path: PathRows<'s>,
        key: Option<&SortKey>,
        is_ascending: bool,
    ) -> &'s [ValueRow] {
        let rows = path.rows();
        let Some([Some(value), Some(uid)]) = key.map(Vec::as_slice) else {
            return rows;
        };
        let entity = self.store.count_uids_below(uid, is_ascending);
        // Numbers are in the order of uids, so this is where the row is or would be.
        let is_before = |row: &ValueRow| (path.value(*row), row.entity) < (value.as_str(), entity);
        let border = rows.partition_point(is_before);
        if is_ascending {
            &rows[border..]
        } else {
            &rows[..border]
        }
    }

    /// The values that order `row`; null if there is none.
    fn sort_key(&self, row: Option<&ResultRow<'_>>) -> SortKey {
        let uid = row.map(|row| self.store.uid(row.entity).to_owned());
        let value = row.and_then(|row| row.value).map(str::to_owned);
        match self.ordered {
            Some(_) => vec![value, uid],
            None => vec![uid],
        }
    }
}

impl<'i> ResultRow<'i> {
    fn of_value(path: PathRows<'i>, row: ValueRow) -> ResultRow<'i> {
        ResultRow {
            value: Some(path.value(row)),
            entity: row.entity,
        }
    }

    fn of_entity(entity: u32) -> ResultRow<'i> {
        ResultRow {
            value: None,
            entity,
        }
    }
}

fn in_direction<'i, T>(
    rows: impl DoubleEndedIterator<Item = T> + 'i,
    is_ascending: bool,
) -> Box<dyn Iterator<Item = T> + 'i> {
    if is_ascending {
        Box::new(rows)
    } else {
        Box::new(rows.rev())
    }
}
