//! The inverted index: for each path in lower case, its values in order, and the entities that have them.

use hashbrown::HashMap;
use rayon::prelude::*;
use serde_json::Value;

use super::entity_set::EntitySet;
use super::search_rows::visit_search_rows;

/// The index of a catalog.
#[derive(Debug, Default)]
pub(super) struct SearchIndex {
    paths: HashMap<Box<str>, IndexedPath>,
}

/// The rows of a path.
#[derive(Debug, Default)]
pub(super) struct IndexedPath {
    /// The values except null, sorted by value and then by entity, as a database sorts them by code point.
    rows: Vec<ValueRow>,
    /// The entities with a null, ascending.
    nulls: Vec<u32>,
}

/// An entity has a value.
#[derive(Debug)]
pub(super) struct ValueRow {
    /// The value in lower case.
    pub(super) value: Box<str>,
    /// The value as written, if it differs.
    original: Option<Box<str>>,
    /// The number of the entity.
    pub(super) entity: u32,
}

impl ValueRow {
    /// The value as written.
    pub(super) fn original(&self) -> &str {
        self.original.as_deref().unwrap_or(&self.value)
    }
}

/// The index of some of the entities.
#[derive(Debug, Default)]
pub(super) struct SearchIndexPart {
    paths: HashMap<Box<str>, IndexedPath>,
}

impl SearchIndexPart {
    /// Adds the rows of `entity`, a JSON object. Numbers have to ascend.
    pub(super) fn add_entity(&mut self, number: u32, entity: &Value) {
        visit_search_rows(entity, &mut |path, value| {
            if !self.paths.contains_key(path) {
                self.paths.insert(path.into(), IndexedPath::default());
            }
            if let Some(indexed) = self.paths.get_mut(path) {
                indexed.add(number, value);
            }
        });
    }
}

impl SearchIndex {
    /// The index of all `parts`, whose numbers ascend from part to part.
    pub(super) fn merge(parts: impl IntoIterator<Item = SearchIndexPart>) -> SearchIndex {
        let mut paths: HashMap<Box<str>, IndexedPath> = HashMap::new();
        for (path, mut part) in parts.into_iter().flat_map(|part| part.paths) {
            let whole = paths.entry(path).or_default();
            whole.rows.append(&mut part.rows);
            whole.nulls.append(&mut part.nulls);
        }
        let mut indexed: Vec<&mut IndexedPath> = paths.values_mut().collect();
        indexed.par_iter_mut().for_each(|path| path.sort());
        SearchIndex { paths }
    }

    /// The index of `entities`, each with its position as its number.
    #[cfg(test)]
    pub(super) fn build(entities: &[Value]) -> SearchIndex {
        let mut part = SearchIndexPart::default();
        for (number, entity) in (0..).zip(entities) {
            part.add_entity(number, entity);
        }
        SearchIndex::merge([part])
    }

    /// The rows of a path in lower case; without rows if no entity has it.
    pub(super) fn path(&self, path: &str) -> &IndexedPath {
        static NO_ROWS: IndexedPath = IndexedPath {
            rows: Vec::new(),
            nulls: Vec::new(),
        };
        self.paths.get(path).unwrap_or(&NO_ROWS)
    }
}

impl IndexedPath {
    fn add(&mut self, entity: u32, value: Option<&str>) {
        let Some(original) = value else {
            self.nulls.push(entity);
            return;
        };
        let value = original.to_lowercase();
        self.rows.push(ValueRow {
            original: (value != original).then(|| original.into()),
            value: value.into(),
            entity,
        });
    }

    /// Sorts the rows, and keeps the first of those that differ in case only.
    fn sort(&mut self) {
        self.rows
            .sort_by(|one, other| (&one.value, one.entity).cmp(&(&other.value, other.entity)));
        self.rows
            .dedup_by(|one, other| one.value == other.value && one.entity == other.entity);
        self.rows.shrink_to_fit();
        self.nulls.dedup();
    }

    /// The values except null, sorted by value and then by entity.
    pub(super) fn rows(&self) -> &[ValueRow] {
        &self.rows
    }

    /// The rows with exactly this value, in lower case.
    pub(super) fn rows_with_value(&self, value: &str) -> &[ValueRow] {
        let start = self.rows.partition_point(|row| &*row.value < value);
        let count = self.rows[start..].partition_point(|row| &*row.value == value);
        &self.rows[start..start + count]
    }

    /// The rows whose value starts with `prefix`, in lower case.
    pub(super) fn rows_with_prefix(&self, prefix: &str) -> &[ValueRow] {
        let start = self.rows.partition_point(|row| &*row.value < prefix);
        let count = self.rows[start..].partition_point(|row| row.value.starts_with(prefix));
        &self.rows[start..start + count]
    }

    /// Adds every entity that has the path, with a value or with null.
    pub(super) fn collect_entities(&self, set: &mut EntitySet) {
        set.extend(self.rows.iter().map(|row| row.entity));
        set.extend(self.nulls.iter().copied());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_sorted_and_found_by_value_and_prefix() {
        let entities = [
            json!({"spec": {"type": "Web"}, "tags": ["a", "A", "b"]}),
            json!({"spec": {"type": null}}),
            json!({"spec": {"type": "api"}}),
            json!({"spec": {"type": "web"}}),
        ];
        let index = SearchIndex::build(&entities);
        let shown = |rows: &[ValueRow]| {
            let show = |row: &ValueRow| format!("{}={}@{}", row.value, row.original(), row.entity);
            rows.iter().map(show).collect::<Vec<_>>()
        };
        let type_ = index.path("spec.type");
        assert_eq!(shown(type_.rows()), ["api=api@2", "web=Web@0", "web=web@3"]);
        assert_eq!(
            shown(type_.rows_with_value("web")),
            ["web=Web@0", "web=web@3"]
        );
        assert_eq!(shown(type_.rows_with_prefix("a")), ["api=api@2"]);
        assert!(type_.rows_with_value("we").is_empty());
        assert_eq!(shown(index.path("tags").rows()), ["a=a@0", "b=b@0"]);
        let mut set = EntitySet::empty(4);
        type_.collect_entities(&mut set);
        assert_eq!(set.count(), 4);
        assert!(index.path("nosuch").rows().is_empty());
    }
}
