//! The operator `$contains` of predicates: an item of a list or, for `relations`, a relation.

use serde_json::{Map, Value};

use super::api_error::ApiError;
use super::predicate::{FieldCondition, ValueTest};
use crate::server::js_text::{scalar_text, to_json_text};

/// The condition of `{key: {"$contains": target}}`.
///
/// # Errors
/// Input (400) if the backend can't evaluate it.
pub(super) fn parse_contains(key: &str, target: &Value) -> Result<FieldCondition, ApiError> {
    let path = key.to_lowercase();
    match target {
        Value::Object(fields) if path == "relations" => parse_relation(fields),
        Value::Object(_) => Err(ApiError::input(format!(
            "Object form of $contains is not supported for field \"{path}\""
        ))),
        scalar => Ok(FieldCondition {
            path,
            test: ValueTest::Equals(scalar_text(scalar).unwrap_or_default().to_lowercase()),
        }),
    }
}

/// `{"type": "ownedBy", "targetRef": …}`: the targets are the values at `relations.ownedby`.
fn parse_relation(fields: &Map<String, Value>) -> Result<FieldCondition, ApiError> {
    let (mut type_, mut targets) = (None, None);
    for (key, value) in fields {
        let duplicate = || {
            ApiError::input(format!(
                "Duplicate key \"{key}\" in $contains for \"relations\""
            ))
        };
        match key.to_lowercase().as_str() {
            "type" if type_.is_some() => return Err(duplicate()),
            "type" => type_ = Some(value.as_str().ok_or_else(missing_relation_type)?),
            "targetref" if targets.is_some() => return Err(duplicate()),
            "targetref" => targets = Some(parse_targets(value)?),
            _ => {
                return Err(ApiError::input(format!(
                    "Unsupported key \"{key}\" in $contains for \"relations\". Only \"type\" and \"targetRef\" are supported"
                )));
            }
        }
    }
    let type_ = type_
        .filter(|type_| !type_.is_empty())
        .ok_or_else(missing_relation_type)?;
    Ok(FieldCondition {
        path: format!("relations.{}", type_.to_lowercase()),
        test: targets.map_or(ValueTest::Exists(true), ValueTest::In),
    })
}

fn missing_relation_type() -> ApiError {
    ApiError::input("The $contains operator for \"relations\" requires a \"type\" string property")
}

/// A ref, or `{"$in": [refs]}`.
fn parse_targets(value: &Value) -> Result<Vec<String>, ApiError> {
    if let Value::String(target) = value {
        return Ok(vec![target.to_lowercase()]);
    }
    let operators = value.as_object().filter(|operators| operators.len() == 1);
    let list = operators.and_then(|operators| operators.get("$in")?.as_array());
    let refs = list.and_then(|list| {
        let refs = list.iter().map(|item| Some(item.as_str()?.to_lowercase()));
        refs.collect::<Option<Vec<String>>>()
    });
    match refs {
        Some(refs) if refs.is_empty() => Err(ApiError::input(
            "Empty \"$in\" array for $contains on \"relations\" is not allowed",
        )),
        Some(refs) => Ok(refs),
        None => Err(ApiError::input(format!(
            "Unsupported value in $contains for \"relations\": expected a string or {{ \"$in\": [strings] }}, but got {}",
            to_json_text(value)
        ))),
    }
}
