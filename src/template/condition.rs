//! `when`: a condition on inputs and features: `x`, `not x`, `x == value`, `x != value`, joined by ` and `.

use std::fmt;

use serde_json::Value as Json;

use super::manifest_location::{Diagnostics, ManifestValueLocation};

/// A parsed condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    text: String,
    terms: Vec<ConditionTerm>,
    location: ManifestValueLocation,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct ConditionTerm {
    name: String,
    test: ConditionOperator,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum ConditionOperator {
    IsTrue,
    IsFalse,
    Equals(String),
    NotEquals(String),
}

impl Condition {
    /// Parses the condition at `spot`, if there is one. Errors are added to `faults`.
    pub(super) fn parse_optional_condition(
        text: Option<&str>,
        spot: &ManifestValueLocation,
        faults: &mut Diagnostics,
    ) -> Option<Condition> {
        let spot = spot.join_key_or_index("when");
        match Condition::parse(text?, spot.clone()) {
            Ok(condition) => Some(condition),
            Err(fault) => {
                faults.push(spot.build_diagnostic("template-manifest", fault));
                None
            }
        }
    }

    fn parse(text: &str, spot: ManifestValueLocation) -> Result<Condition, String> {
        let terms = text
            .split(" and ")
            .map(parse_condition_term)
            .collect::<Result<_, _>>()?;
        Ok(Condition {
            text: text.to_owned(),
            terms,
            location: spot,
        })
    }

    /// Its location in the manifest.
    pub(super) fn location(&self) -> &ManifestValueLocation {
        &self.location
    }

    /// The names it refers to, such as `database` or `features.tracing`.
    pub(super) fn referenced_names(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.name.as_str())
    }

    /// The names it compares, each with the value it is compared to.
    pub(super) fn comparisons(&self) -> impl Iterator<Item = (&str, &str)> {
        self.terms.iter().filter_map(|term| match &term.test {
            ConditionOperator::Equals(value) | ConditionOperator::NotEquals(value) => {
                Some((term.name.as_str(), value.as_str()))
            }
            ConditionOperator::IsTrue | ConditionOperator::IsFalse => None,
        })
    }

    /// Whether the values meet the condition; a missing name is false and not equal to any value.
    pub(super) fn is_met(&self, values: &Json) -> bool {
        self.terms
            .iter()
            .all(|term| term.is_met(lookup_dotted_path(values, &term.name)))
    }

    /// Whether the values meet the condition, or could once the missing names are known.
    pub(super) fn may_be_met(&self, values: &Json) -> bool {
        self.terms.iter().all(|term| {
            let value = lookup_dotted_path(values, &term.name);
            value.is_none() || term.is_met(value)
        })
    }
}

impl ConditionTerm {
    fn is_met(&self, value: Option<&Json>) -> bool {
        match &self.test {
            ConditionOperator::IsTrue => is_truthy(value),
            ConditionOperator::IsFalse => !is_truthy(value),
            ConditionOperator::Equals(wanted) => {
                value.is_some_and(|value| format_json_value(value) == *wanted)
            }
            ConditionOperator::NotEquals(wanted) => {
                value.is_none_or(|value| format_json_value(value) != *wanted)
            }
        }
    }
}

fn parse_condition_term(text: &str) -> Result<ConditionTerm, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (name, test) = match words[..] {
        ["not", name] => (name, ConditionOperator::IsFalse),
        [name] => (name, ConditionOperator::IsTrue),
        [name, "==", value] => (name, ConditionOperator::Equals(value.to_owned())),
        [name, "!=", value] => (name, ConditionOperator::NotEquals(value.to_owned())),
        _ => {
            return Err(format!(
                "invalid condition `{}`: write `x`, `not x`, `x == value` or `x != value`",
                crate::printable::Printable(text)
            ));
        }
    };
    Ok(ConditionTerm {
        name: name.to_owned(),
        test,
    })
}

fn lookup_dotted_path<'v>(values: &'v Json, name: &str) -> Option<&'v Json> {
    name.split('.')
        .try_fold(values, |value, part| value.get(part))
}

fn is_truthy(value: Option<&Json>) -> bool {
    match value {
        None | Some(Json::Null) => false,
        Some(Json::Bool(value)) => *value,
        Some(Json::String(text)) => !text.is_empty(),
        Some(Json::Array(items)) => !items.is_empty(),
        Some(Json::Number(number)) => number.as_i64() != Some(0),
        Some(Json::Object(_)) => true,
    }
}

fn format_json_value(value: &Json) -> String {
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
            let spot = ManifestValueLocation::new(&crate::source::SourceFile::new("t.yaml", text));
            Condition::parse(text, spot)
        };
        let holds = |text: &str| parse(text).unwrap().is_met(&values);
        assert!(holds(
            "database == postgres and not features.tracing and replicas == 3"
        ));
        assert!(
            holds("database != none") && !holds("features.tracing") && !holds("database == none")
        );
        assert!(parse("a or b").is_err() && parse("").is_err());
        let may_hold = |text: &str| parse(text).unwrap().may_be_met(&values);
        assert!(may_hold("owner.title == x and database == postgres"));
        assert!(!may_hold("owner.title == x and database == none"));
    }
}
