//! Parses predicates as `@backstage/filter-predicates` 0.1 does.

use serde_json::{Map, Value};

use super::api_error::ApiError;
use super::contains_operator::parse_contains;
use super::predicate::{FieldCondition, Predicate, ValueTest};
use crate::server::js_text::scalar_text;

impl Predicate {
    /// Parses the `query` of a request.
    ///
    /// # Errors
    /// Input (400) if it isn't a predicate, or one that the backend can't evaluate.
    pub(super) fn parse(query: &Value) -> Result<Predicate, ApiError> {
        let Value::Object(fields) = query else {
            return Err(ApiError::input(
                "Invalid query: Validation error: Invalid input",
            ));
        };
        let list = |items: &Value| {
            let items = items
                .as_array()
                .ok_or_else(|| invalid_query("Expected array"))?;
            items
                .iter()
                .map(Predicate::parse)
                .collect::<Result<Vec<_>, _>>()
        };
        match sole_operator(fields)? {
            Some(("$all", items)) => Ok(Predicate::All(list(items)?)),
            Some(("$any", items)) => Ok(Predicate::Any(list(items)?)),
            Some(("$not", inner)) => Ok(Predicate::Not(Box::new(Predicate::parse(inner)?))),
            Some((other, _)) => Err(invalid_query(&format!("Unrecognized operator '{other}'"))),
            None => {
                let conditions = fields
                    .iter()
                    .map(|(key, value)| parse_condition(key, value));
                Ok(Predicate::Fields(conditions.collect::<Result<_, _>>()?))
            }
        }
    }
}

/// The operator of an object that has one, which has to be its only key.
fn sole_operator(fields: &Map<String, Value>) -> Result<Option<(&str, &Value)>, ApiError> {
    let Some((name, value)) = fields.iter().find(|(key, _)| key.starts_with('$')) else {
        return Ok(None);
    };
    let others: Vec<String> = fields
        .keys()
        .filter(|key| *key != name)
        .map(|key| format!("'{key}'"))
        .collect();
    if others.is_empty() {
        Ok(Some((name, value)))
    } else {
        Err(invalid_query(&format!(
            "Unrecognized key(s) in object: {}",
            others.join(", ")
        )))
    }
}

fn invalid_query(reason: &str) -> ApiError {
    ApiError::input(format!("Invalid query: Validation error: {reason}"))
}

fn parse_condition(key: &str, value: &Value) -> Result<FieldCondition, ApiError> {
    let path = key.to_lowercase();
    let condition = |test| {
        Ok(FieldCondition {
            path: path.clone(),
            test,
        })
    };
    if let Some(text) = scalar_text(value) {
        return condition(ValueTest::Equals(text.to_lowercase()));
    }
    let operators = value.as_object();
    let operator = |name| operators.and_then(|operators| operators.get(name));
    // The first operator with a value of the right type counts, and all others are ignored.
    if let Some(Value::Bool(exists)) = operator("$exists") {
        return condition(ValueTest::Exists(*exists));
    }
    if let Some(values) = operator("$in").and_then(parse_scalar_list) {
        return condition(ValueTest::In(values));
    }
    if let Some(target) = operator("$contains")
        && is_any_predicate(target)
    {
        return parse_contains(key, target);
    }
    if let Some(Value::String(prefix)) = operator("$hasPrefix") {
        return condition(ValueTest::HasPrefix(prefix.to_lowercase()));
    }
    Err(invalid_query(&format!(
        "Expected a primitive value, $exists, $in, $hasPrefix, or $contains operator at \"{key}\""
    )))
}

fn parse_scalar_list(value: &Value) -> Option<Vec<String>> {
    let items = value.as_array()?.iter();
    items
        .map(|item| Some(scalar_text(item)?.to_lowercase()))
        .collect()
}

/// Whether `value` is a predicate or a single value, as the backend checks before it looks at the operands of `$contains`.
fn is_any_predicate(value: &Value) -> bool {
    let Value::Object(fields) = value else {
        return scalar_text(value).is_some();
    };
    let is_list = |items: &Value| {
        let items = items.as_array();
        items.is_some_and(|items| items.iter().all(is_any_predicate))
    };
    match sole_operator(fields) {
        Ok(Some(("$all" | "$any", items))) => is_list(items),
        Ok(Some(("$not", inner))) => is_any_predicate(inner),
        Ok(None) => fields.values().all(is_value_predicate),
        Ok(Some(_)) | Err(_) => false,
    }
}

fn is_value_predicate(value: &Value) -> bool {
    let operator = |name| value.as_object().and_then(|operators| operators.get(name));
    scalar_text(value).is_some()
        || operator("$exists").is_some_and(Value::is_boolean)
        || operator("$in").and_then(parse_scalar_list).is_some()
        || operator("$contains").is_some_and(is_any_predicate)
        || operator("$hasPrefix").is_some_and(Value::is_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::read_api::search_index::SearchIndex;
    use serde_json::json;

    /// The numbers of the entities that `query` selects, or the message of the error.
    fn select(query: &Value) -> Result<Vec<u32>, String> {
        let relation = |target| json!([{"type": "ownedBy", "targetRef": target}]);
        let entities = [
            json!({"kind": "Component", "metadata": {"name": "cart", "tags": ["java", "go"]}, "relations": relation("group:default/a")}),
            json!({"kind": "Component", "metadata": {"name": "Checkout"}, "spec": {"system": "shop"}, "relations": relation("group:default/b")}),
            json!({"kind": "User", "metadata": {"name": "7"}, "spec": {"system": null}}),
        ];
        let index = SearchIndex::build(&entities);
        let predicate = Predicate::parse(query).map_err(|error| error.message().to_owned())?;
        Ok(predicate.select(&index, entities.len()).iter().collect())
    }

    #[test]
    fn conditions_are_evaluated_as_backstage_does() {
        let expected: [(Value, &[u32]); 17] = [
            (json!({}), &[0, 1, 2]),
            (json!({"KIND": "component"}), &[0, 1]),
            (
                json!({"kind": "component", "metadata.name": "CHECKOUT"}),
                &[1],
            ),
            (json!({"metadata.name": 7}), &[2]),
            (json!({"$any": []}), &[]),
            (json!({"$all": []}), &[0, 1, 2]),
            (json!({"$not": {"kind": "user"}}), &[0, 1]),
            (json!({"spec.system": {"$exists": true}}), &[1, 2]),
            (json!({"spec.system": {"$exists": false}}), &[0]),
            (json!({"kind": {"$in": ["API", "user"]}}), &[2]),
            (
                json!({"kind": {"$in": ["API"], "$exists": true}}),
                &[0, 1, 2],
            ),
            (json!({"metadata.name": {"$hasPrefix": "C"}}), &[0, 1]),
            (json!({"metadata.tags": {"$contains": "go"}}), &[0]),
            (json!({"metadata.tags.go": true}), &[0]),
            (
                json!({"relations": {"$contains": {"type": "ownedby"}}}),
                &[0, 1],
            ),
            (
                json!({"relations": {"$contains": {"type": "ownedBy", "targetRef": "group:default/a"}}}),
                &[0],
            ),
            (
                json!({"relations": {"$contains": {"type": "ownedBy", "targetRef": {"$in": ["group:default/B", "x"]}}}}),
                &[1],
            ),
        ];
        for (query, selected) in expected {
            assert_eq!(select(&query).as_deref(), Ok(selected), "{query}");
        }
    }

    #[test]
    fn invalid_predicates_are_errors() {
        let expected = [
            (
                json!({"$any": [{"kind": "Group"}], "kind": "User"}),
                "Invalid query: Validation error: Unrecognized key(s) in object: 'kind'",
            ),
            (
                json!({"metadata.tags": {"$contains": {"$any": ["java"]}}}),
                "Object form of $contains is not supported for field \"metadata.tags\"",
            ),
            (
                json!({"relations": {"$contains": {"targetRef": "x"}}}),
                "The $contains operator for \"relations\" requires a \"type\" string property",
            ),
            (
                json!({"relations": {"$contains": {"type": "a", "targetRef": {"$in": []}}}}),
                "Empty \"$in\" array for $contains on \"relations\" is not allowed",
            ),
            (
                json!({"relations": {"$contains": {"type": "a", "x": "y"}}}),
                "Unsupported key \"x\" in $contains for \"relations\". Only \"type\" and \"targetRef\" are supported",
            ),
        ];
        for (query, message) in expected {
            assert_eq!(select(&query), Err(message.to_owned()), "{query}");
        }
        for query in [
            json!({"a": null}),
            json!({"a": {"$regex": "x"}}),
            json!({"$all": {}}),
            json!({"$or": []}),
            json!([]),
            json!({"$not": "x"}),
        ] {
            let message = select(&query).unwrap_err();
            assert!(
                message.starts_with("Invalid query: Validation error: "),
                "{query}: {message}"
            );
        }
    }
}
