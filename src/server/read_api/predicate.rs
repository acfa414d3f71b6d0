//! Filter predicates, the `query` of POST requests: `{"kind": "component", "$not": …}`, evaluated as `applyPredicateEntityFilterToQuery` of the
//! catalog backend does.

use super::entity_set::EntitySet;
use super::search_index::{SearchIndex, ValueRow};

/// A condition on entities.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Predicate {
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
    /// Every condition holds.
    Fields(Vec<FieldCondition>),
}

/// A condition on the values at a path in lower case.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FieldCondition {
    pub(super) path: String,
    pub(super) test: ValueTest,
}

/// A test of the values at a path; texts are in lower case.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ValueTest {
    Equals(String),
    Exists(bool),
    In(Vec<String>),
    HasPrefix(String),
}

impl Predicate {
    /// The entities of `index`, which has `count`, that it applies to.
    pub(super) fn select(&self, index: &SearchIndex, count: usize) -> EntitySet {
        match self {
            Predicate::All(parts) => parts.iter().fold(EntitySet::full(count), |set, part| {
                set.intersection(&part.select(index, count))
            }),
            Predicate::Any(parts) => parts.iter().fold(EntitySet::empty(count), |set, part| {
                set.union(&part.select(index, count))
            }),
            Predicate::Not(inner) => inner.select(index, count).complement(),
            Predicate::Fields(conditions) => {
                conditions.iter().fold(EntitySet::full(count), |set, part| {
                    set.intersection(&part.select(index, count))
                })
            }
        }
    }
}

impl FieldCondition {
    fn select(&self, index: &SearchIndex, count: usize) -> EntitySet {
        let rows = index.path(&self.path);
        match &self.test {
            ValueTest::Equals(value) => entities_of(rows.rows_with_value(value), count),
            ValueTest::HasPrefix(prefix) => entities_of(rows.rows_with_prefix(prefix), count),
            ValueTest::In(values) => {
                let mut set = EntitySet::empty(count);
                for value in values {
                    set.extend(rows.rows_with_value(value).iter().map(|row| row.entity));
                }
                set
            }
            ValueTest::Exists(true) => rows.entities(count),
            ValueTest::Exists(false) => rows.entities(count).complement(),
        }
    }
}

fn entities_of(rows: &[ValueRow], count: usize) -> EntitySet {
    let mut set = EntitySet::empty(count);
    set.extend(rows.iter().map(|row| row.entity));
    set
}
