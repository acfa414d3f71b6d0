//! The full text filter: `value like '%term%'` over the named fields, with the wildcards of SQL.

use serde_json::{Map, Value};

use super::entity_set::EntitySet;
use super::search_index::SearchIndex;

/// A full text filter, as it is in requests and in cursors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FullTextFilter {
    pub(super) term: String,
    /// The fields to search; by default the one that orders the results.
    pub(super) fields: Option<Vec<String>>,
}

/// A term to look for in the values of some fields.
pub(super) struct TextSearch {
    /// In lower case.
    term: String,
    /// The pattern, if the term has wildcards.
    pattern: Option<Vec<char>>,
    fields: Vec<String>,
}

impl FullTextFilter {
    /// The filter in a JSON object; `None` if it's invalid.
    pub(super) fn from_json(value: &Value) -> Option<FullTextFilter> {
        let fields = value.get("fields").map(|fields| {
            let fields = fields.as_array()?.iter();
            let texts = fields.map(|field| Some(field.as_str()?.to_owned()));
            texts.collect::<Option<Vec<String>>>()
        });
        Some(FullTextFilter {
            term: value.get("term")?.as_str()?.to_owned(),
            fields: match fields {
                Some(fields) => Some(fields?),
                None => None,
            },
        })
    }

    pub(super) fn to_json(&self) -> Value {
        let mut filter = Map::from_iter([("term".to_owned(), self.term.clone().into())]);
        if let Some(fields) = &self.fields {
            filter.insert("fields".to_owned(), fields.clone().into());
        }
        filter.into()
    }

    /// The search, if there is a term. `order_field` is the field in lower case that orders the results.
    pub(super) fn search(&self, order_field: Option<&str>) -> Option<TextSearch> {
        let term = self.term.trim().to_lowercase();
        let default = || vec![order_field.unwrap_or("metadata.uid").to_owned()];
        (!term.is_empty()).then(|| TextSearch {
            pattern: term
                .contains(['%', '_', '\\'])
                .then(|| format!("%{term}%").chars().collect()),
            term,
            fields: self.fields.clone().unwrap_or_else(default),
        })
    }
}

impl TextSearch {
    /// Whether it searches exactly the field that orders the results, so that each of its values counts for itself.
    pub(super) fn is_only_in(&self, order_field: &str) -> bool {
        self.fields == [order_field]
    }

    /// Whether a value in lower case matches.
    pub(super) fn matches(&self, value: &str) -> bool {
        match &self.pattern {
            Some(pattern) => is_like(value, pattern),
            None => value.contains(&self.term),
        }
    }

    /// The entities with a value that matches.
    pub(super) fn select(&self, index: &SearchIndex, count: usize) -> EntitySet {
        let mut set = EntitySet::empty(count);
        for field in &self.fields {
            let path = index.path(&field.to_lowercase());
            let rows = path.rows().iter();
            let matching = rows.filter(|row| self.matches(path.value(**row)));
            set.extend(matching.map(|row| row.entity));
        }
        set
    }
}

/// Whether `text` matches `pattern`, in which `%` is any text, `_` any character, and `\` makes the next character literal.
fn is_like(text: &str, pattern: &[char]) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut position) = (0, 0);
    // Where to continue if the rest doesn't match: after the last `%`, one character further.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        let escaped =
            usize::from(pattern.get(position) == Some(&'\\') && position + 1 < pattern.len());
        match pattern.get(position + escaped) {
            Some('%') if escaped == 0 => {
                retry = Some((position + 1, at));
                position += 1;
                continue;
            }
            None if at == text.len() => return true,
            Some(wanted)
                if at < text.len() && (text[at] == *wanted || *wanted == '_' && escaped == 0) =>
            {
                at += 1;
                position += 1 + escaped;
                continue;
            }
            _ => {}
        }
        match retry {
            Some((after, start)) if start < text.len() => {
                retry = Some((after, start + 1));
                (position, at) = (after, start + 1);
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn terms_match_as_in_sql() {
        let like = |text: &str, pattern: &str| is_like(text, &pattern.chars().collect::<Vec<_>>());
        assert!(like("payments", "%pay%"));
        assert!(like("the payments", "%ments%"));
        assert!(like("a%b", "%\\%%"));
        assert!(!like("ab", "%\\%%"));
        assert!(like("axb", "a_b"));
        assert!(!like("ab", "a_b"));
        assert!(like("aaab", "%a%b%"));
        assert!(!like("payments", "%paz%"));
        assert!(like("", "%%"));
        assert!(like("é", "_"));
    }

    #[test]
    fn only_the_named_fields_are_searched() {
        let entities = [
            json!({"metadata": {"name": "pay", "title": "Till"}}),
            json!({"spec": {"x": "payer"}}),
        ];
        let index = SearchIndex::build(&entities);
        let select = |filter: &FullTextFilter, order: Option<&str>| {
            let search = filter.search(order).unwrap();
            search.select(&index, 2).iter().collect::<Vec<_>>()
        };
        let filter = |term: &str, fields: &[&str]| FullTextFilter {
            term: term.to_owned(),
            fields: (!fields.is_empty())
                .then(|| fields.iter().map(|field| (*field).to_owned()).collect()),
        };
        assert_eq!(
            select(&filter(" PAY ", &["metadata.Name", "spec.x"]), None),
            [0, 1]
        );
        assert_eq!(select(&filter("till", &["metadata.title"]), None), [0]);
        assert_eq!(select(&filter("pay", &[]), Some("metadata.name")), [0]);
        assert!(select(&filter("pay", &[]), None).is_empty());
        assert!(filter("  ", &[]).search(None).is_none());
    }
}
