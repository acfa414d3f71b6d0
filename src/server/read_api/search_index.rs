//! The inverted index: for each path in lower case, its values in order, and the entities that have them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::entity_set::EntitySet;
use super::text_table::TextTable;

/// The index of a catalog.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SearchIndex {
    /// The paths, sorted.
    pub(super) paths: TextTable,
    /// Where the rows of each path end in `rows`.
    pub(super) path_ends: Vec<u32>,
    /// The rows, sorted by path, value and entity. The rows with null are the last ones of their path.
    pub(super) rows: Vec<ValueRow>,
    /// The values in lower case, sorted. A value that is written in several ways occurs several times.
    pub(super) values: TextTable,
    /// Each value as written; empty if that is in lower case.
    pub(super) spellings: TextTable,
}

/// The number of null, which is sorted after all values.
pub(super) const NULL_VALUE: u32 = u32::MAX;

/// An entity has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ValueRow {
    /// The number of the value.
    pub(super) value: u32,
    /// The number of the entity.
    pub(super) entity: u32,
}

/// The rows of a path.
#[derive(Clone, Copy, Debug)]
pub(super) struct PathRows<'i> {
    index: &'i SearchIndex,
    rows: &'i [ValueRow],
    nulls: &'i [ValueRow],
}

impl SearchIndex {
    /// The rows of a path in lower case; without rows if no entity has it.
    pub(super) fn path(&self, path: &str) -> PathRows<'_> {
        let rows = self
            .paths
            .find_sorted(path)
            .and_then(|number| self.rows.get(self.range_of_path(number)?))
            .unwrap_or_default();
        let (rows, nulls) = rows.split_at(rows.partition_point(|row| row.value < NULL_VALUE));
        PathRows {
            index: self,
            rows,
            nulls,
        }
    }

    fn range_of_path(&self, number: u32) -> Option<Range<usize>> {
        let end_of = |number: u32| self.path_ends.get(number as usize).map(|end| *end as usize);
        let start = number.checked_sub(1).map_or(Some(0), end_of)?;
        Some(start..end_of(number)?)
    }
}

impl<'i> PathRows<'i> {
    /// The rows with values except null, sorted by value as a database sorts them by code point, and then by entity.
    pub(super) fn rows(self) -> &'i [ValueRow] {
        self.rows
    }

    /// The value of a row in lower case.
    pub(super) fn value(self, row: ValueRow) -> &'i str {
        self.index.values.get(row.value)
    }

    /// The value of a row as written.
    pub(super) fn spelling(self, row: ValueRow) -> &'i str {
        match self.index.spellings.get(row.value) {
            "" => self.value(row),
            spelling => spelling,
        }
    }

    /// The rows with exactly this value, in lower case.
    pub(super) fn rows_with_value(self, value: &str) -> &'i [ValueRow] {
        self.rows_between(|known| known < value, |known| known <= value)
    }

    /// The rows whose value starts with `prefix`, in lower case.
    pub(super) fn rows_with_prefix(self, prefix: &str) -> &'i [ValueRow] {
        let is_before = |known: &str| known < prefix;
        self.rows_between(is_before, |known| {
            is_before(known) || known.starts_with(prefix)
        })
    }

    /// The rows with the values for which `is_included` holds, but not `is_before`.
    fn rows_between(
        self,
        is_before: impl Fn(&str) -> bool,
        is_included: impl Fn(&str) -> bool,
    ) -> &'i [ValueRow] {
        let start = self.rows.partition_point(|row| is_before(self.value(*row)));
        let rows = &self.rows[start..];
        &rows[..rows.partition_point(|row| is_included(self.value(*row)))]
    }

    /// Every entity that has the path, with a value or with null.
    pub(super) fn entities(self, count: usize) -> EntitySet {
        let mut set = EntitySet::empty(count);
        set.extend(self.rows.iter().chain(self.nulls).map(|row| row.entity));
        set
    }
}
