//! Builds the search index: chunks of a catalog are read in parallel, each with numbers of its own for paths and values, and then merged.

use rayon::prelude::*;
use serde_json::Value;

use super::search_index::{NULL_VALUE, SearchIndex, ValueRow};
use super::search_rows::visit_search_rows;
use super::text_table::{TextNumbers, TextTable};

/// The index of some of the entities.
#[derive(Debug, Default)]
pub(super) struct IndexBuilder {
    paths: TextNumbers,
    /// The values as written.
    values: TextNumbers,
    rows: Vec<PathRow>,
}

/// An entity has a value at a path.
#[derive(Clone, Copy, Debug)]
struct PathRow {
    path: u32,
    value: u32,
    entity: u32,
}

/// The distinct texts of all parts, sorted by a key.
struct MergedTexts<K> {
    /// The keys with their texts, sorted.
    sorted: Vec<(K, Box<str>)>,
    /// The number of each text, by its part and its number there.
    numbers: Vec<Vec<u32>>,
}

/// A text, with its part and its number there.
struct PlacedText {
    text: Box<str>,
    part: usize,
    place: usize,
}

impl IndexBuilder {
    /// Adds the rows of `entity`, a JSON object. Numbers have to ascend.
    pub(super) fn add_entity(&mut self, number: u32, entity: &Value) {
        let IndexBuilder {
            paths,
            values,
            rows,
        } = self;
        visit_search_rows(entity, &mut |path, value| {
            rows.push(PathRow {
                path: paths.number(path),
                value: value.map_or(NULL_VALUE, |value| values.number(value)),
                entity: number,
            });
        });
    }

    /// The index of all `parts`, whose numbers ascend from part to part.
    pub(super) fn merge(mut parts: Vec<IndexBuilder>) -> SearchIndex {
        let texts = parts.iter_mut().map(|part| part.paths.take_texts());
        let paths = MergedTexts::new(texts.collect(), |_| ());
        let texts = parts.iter_mut().map(|part| part.values.take_texts());
        let values = MergedTexts::new(texts.collect(), |text| text.to_lowercase().into_boxed_str());
        let rows = merge_rows(parts, &paths.numbers, &values);
        let mut path_ends = Vec::with_capacity(paths.sorted.len());
        for path in 0..paths.sorted.len() {
            let end = rows.partition_point(|row| row.path as usize <= path);
            path_ends.push(u32::try_from(end).unwrap_or(u32::MAX));
        }
        let row_of = |row: &PathRow| ValueRow {
            value: row.value,
            entity: row.entity,
        };
        SearchIndex {
            paths: paths.sorted.iter().map(|(_, path)| &**path).collect(),
            path_ends,
            rows: rows.iter().map(row_of).collect(),
            values: values.sorted.iter().map(|(lower, _)| &**lower).collect(),
            spellings: list_spellings(&values),
        }
    }
}

impl SearchIndex {
    /// The index of `entities`, each with its position as its number.
    #[cfg(test)]
    pub(super) fn build(entities: &[Value]) -> SearchIndex {
        let mut builder = IndexBuilder::default();
        for (number, entity) in (0..).zip(entities) {
            builder.add_entity(number, entity);
        }
        IndexBuilder::merge(vec![builder])
    }
}

/// All rows, sorted, with the numbers of all paths and values. Of an entity's values that differ in case only, the first one is kept.
fn merge_rows(
    parts: Vec<IndexBuilder>,
    paths: &[Vec<u32>],
    values: &MergedTexts<Box<str>>,
) -> Vec<PathRow> {
    let mut rows = Vec::with_capacity(parts.iter().map(|part| part.rows.len()).sum());
    for ((part, paths), values) in parts.into_iter().zip(paths).zip(&values.numbers) {
        rows.extend(part.rows.into_iter().map(|row| {
            PathRow {
                path: paths[row.path as usize],
                value: values
                    .get(row.value as usize)
                    .copied()
                    .unwrap_or(NULL_VALUE),
                entity: row.entity,
            }
        }));
    }
    let groups = group_by_key(&values.sorted);
    let key = |row: &PathRow| {
        let value = groups.get(row.value as usize).copied();
        (row.path, value.unwrap_or(NULL_VALUE), row.entity)
    };
    // Stable, so that the first one stays the first.
    rows.par_sort_by_key(key);
    rows.dedup_by_key(|row| key(row));
    rows
}

/// For each value, the number of the first one with the same key.
fn group_by_key(sorted: &[(Box<str>, Box<str>)]) -> Vec<u32> {
    let mut groups = Vec::with_capacity(sorted.len());
    let mut group = 0;
    for (number, (lower, _)) in (0..).zip(sorted) {
        if sorted
            .get(group as usize)
            .is_some_and(|(first, _)| first != lower)
        {
            group = number;
        }
        groups.push(group);
    }
    groups
}

/// Each value as written; empty if that is in lower case.
fn list_spellings(values: &MergedTexts<Box<str>>) -> TextTable {
    let texts = values.sorted.iter();
    texts
        .map(|(lower, text)| if lower == text { "" } else { &**text })
        .collect()
}

impl<K: Ord + Send> MergedTexts<K> {
    /// Merges the texts of several parts, which are distinct in each.
    fn new(parts: Vec<Vec<Box<str>>>, key_of: impl Fn(&str) -> K + Sync) -> MergedTexts<K> {
        let mut numbers: Vec<Vec<u32>> = parts.iter().map(|texts| vec![0; texts.len()]).collect();
        let placed = parts.into_iter().enumerate().flat_map(|(part, texts)| {
            let texts = texts.into_iter().enumerate();
            texts.map(move |(place, text)| PlacedText { text, part, place })
        });
        let placed: Vec<PlacedText> = placed.collect();
        let keyed = placed
            .into_par_iter()
            .map(|text| (key_of(&text.text), text));
        let mut keyed: Vec<(K, PlacedText)> = keyed.collect();
        keyed.par_sort_unstable_by(|(one, text), (other, other_text)| {
            one.cmp(other).then_with(|| text.text.cmp(&other_text.text))
        });
        let mut sorted: Vec<(K, Box<str>)> = Vec::new();
        for (key, PlacedText { text, part, place }) in keyed {
            if sorted.last().is_none_or(|(_, last)| *last != text) {
                sorted.push((key, text));
            }
            numbers[part][place] = u32::try_from(sorted.len() - 1).unwrap_or(NULL_VALUE);
        }
        MergedTexts { sorted, numbers }
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
            json!({"spec": {"type": "Web"}}),
        ];
        let index = SearchIndex::build(&entities);
        let type_ = index.path("spec.type");
        let shown = |rows: &[ValueRow]| {
            let show = |row: &ValueRow| {
                format!(
                    "{}={}@{}",
                    type_.value(*row),
                    type_.spelling(*row),
                    row.entity
                )
            };
            rows.iter().map(show).collect::<Vec<_>>()
        };
        assert_eq!(
            shown(type_.rows()),
            ["api=api@2", "web=Web@0", "web=web@3", "web=Web@4"]
        );
        assert_eq!(
            shown(type_.rows_with_value("web")),
            ["web=Web@0", "web=web@3", "web=Web@4"]
        );
        assert_eq!(shown(type_.rows_with_prefix("a")), ["api=api@2"]);
        assert!(type_.rows_with_value("we").is_empty());
        assert_eq!(shown(index.path("tags").rows()), ["a=a@0", "b=b@0"]);
        assert_eq!(type_.entities(5).count(), 5);
        assert!(index.path("nosuch").rows().is_empty());
    }

    #[test]
    fn an_index_is_the_same_in_one_part_and_in_several() {
        let entity = |number: usize| {
            let (kind, name) = (["A", "a", "b"][number % 3], format!("k{number}"));
            json!({"kind": kind, "spec": {"n": number, "x": null, name: "v"}})
        };
        let entities: Vec<Value> = (0..40).map(entity).collect();
        let parts = [0..13, 13..14, 14..40].map(|range| {
            let mut part = IndexBuilder::default();
            for number in range {
                part.add_entity(u32::try_from(number).unwrap(), &entities[number]);
            }
            part
        });
        assert_eq!(
            IndexBuilder::merge(parts.into()),
            SearchIndex::build(&entities)
        );
    }
}
