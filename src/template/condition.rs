//! `when`: a condition over inputs and features: `x`, `not x`, `x == value`, `x != value`, joined by ` and `.

use std::fmt;

use serde_json::Value as Json;

use super::spot::{Faults, Spot};

/// A condition that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    text: String,
    terms: Vec<Term>,
    spot: Spot,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    name: String,
    test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Holds,
    Fails,
    Is(String),
    IsNot(String),
}

impl Condition {
    /// The condition of something at `spot`, if it has one; what is wrong with it is left in `faults`.
    pub(super) fn read(text: Option<&str>, spot: &Spot, faults: &mut Faults) -> Option<Condition> {
        let spot = spot.below("when");
        match Condition::parse(text?, spot.clone()) {
            Ok(condition) => Some(condition),
            Err(fault) => {
                faults.push(spot.fault("template-manifest", fault));
                None
            }
        }
    }

    fn parse(text: &str, spot: Spot) -> Result<Condition, String> {
        let terms = text.split(" and ").map(term).collect::<Result<_, _>>()?;
        Ok(Condition {
            text: text.to_owned(),
            terms,
            spot,
        })
    }

    /// Where it stands.
    pub(super) fn spot(&self) -> &Spot {
        &self.spot
    }

    /// The names it asks about, such as `database` or `features.tracing`.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.name.as_str())
    }

    /// The names it compares, each with the value it compares with.
    pub(super) fn comparisons(&self) -> impl Iterator<Item = (&str, &str)> {
        self.terms.iter().filter_map(|term| match &term.test {
            Test::Is(value) | Test::IsNot(value) => Some((term.name.as_str(), value.as_str())),
            Test::Holds | Test::Fails => None,
        })
    }

    /// Whether it holds for these values; a name they do not have is false and equal to nothing.
    pub(super) fn holds(&self, values: &Json) -> bool {
        self.terms
            .iter()
            .all(|term| term.holds(lookup(values, &term.name)))
    }

    /// Whether it holds, or may hold once the names are known that these values do not have.
    pub(super) fn may_hold(&self, values: &Json) -> bool {
        self.terms.iter().all(|term| {
            let value = lookup(values, &term.name);
            value.is_none() || term.holds(value)
        })
    }
}

impl Term {
    fn holds(&self, value: Option<&Json>) -> bool {
        match &self.test {
            Test::Holds => truthy(value),
            Test::Fails => !truthy(value),
            Test::Is(wanted) => value.is_some_and(|value| shown(value) == *wanted),
            Test::IsNot(wanted) => value.is_none_or(|value| shown(value) != *wanted),
        }
    }
}

fn term(text: &str) -> Result<Term, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (name, test) = match words[..] {
        ["not", name] => (name, Test::Fails),
        [name] => (name, Test::Holds),
        [name, "==", value] => (name, Test::Is(value.to_owned())),
        [name, "!=", value] => (name, Test::IsNot(value.to_owned())),
        _ => {
            return Err(format!(
                "`{}` is no condition: write `x`, `not x`, `x == value` or `x != value`",
                crate::printable::Printable(text)
            ));
        }
    };
    Ok(Term {
        name: name.to_owned(),
        test,
    })
}

fn lookup<'v>(values: &'v Json, name: &str) -> Option<&'v Json> {
    name.split('.')
        .try_fold(values, |value, part| value.get(part))
}

fn truthy(value: Option<&Json>) -> bool {
    match value {
        None | Some(Json::Null) => false,
        Some(Json::Bool(value)) => *value,
        Some(Json::String(text)) => !text.is_empty(),
        Some(Json::Array(items)) => !items.is_empty(),
        Some(Json::Number(number)) => number.as_i64() != Some(0),
        Some(Json::Object(_)) => true,
    }
}

fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn terms_are_joined_by_and() {
        let values = json!({"database": "postgres", "replicas": 3, "features": {"tracing": false}});
        let parse = |text: &str| {
            let spot = Spot::new(&crate::source::Source::new("t.yaml", text));
            Condition::parse(text, spot)
        };
        let holds = |text: &str| parse(text).unwrap().holds(&values);
        assert!(holds(
            "database == postgres and not features.tracing and replicas == 3"
        ));
        assert!(
            holds("database != none") && !holds("features.tracing") && !holds("database == none")
        );
        assert!(parse("a or b").is_err() && parse("").is_err());
        let may_hold = |text: &str| parse(text).unwrap().may_hold(&values);
        assert!(may_hold("owner.title == x and database == postgres"));
        assert!(!may_hold("owner.title == x and database == none"));
    }
}
