//! The parameter `filter` of GET requests: `filter=kind=component,spec.type=service`, repeated for alternatives. It becomes a predicate, as in
//! `parseEntityFilterParams` of the catalog backend.

use serde_json::{Map, Value, json};

use super::api_error::ApiError;

/// The predicate of all values of the parameter; `None` if they have no condition.
///
/// # Errors
/// Input (400) for a condition without a path, such as `=x`.
pub(super) fn parse_filters(filters: &[String]) -> Result<Option<Value>, ApiError> {
    let mut alternatives = Vec::new();
    for filter in filters {
        alternatives.extend(parse_filter(filter)?);
    }
    Ok(match alternatives.len() {
        0 | 1 => alternatives.pop(),
        _ => Some(json!({"$any": alternatives})),
    })
}

/// One value of the parameter: all its conditions, where several about the same path are alternatives.
fn parse_filter(filter: &str) -> Result<Option<Value>, ApiError> {
    let mut paths: Vec<(&str, Option<Vec<&str>>)> = Vec::new();
    let statements = filter.split(',').map(str::trim);
    for statement in statements.filter(|statement| !statement.is_empty()) {
        let (path, value) = match statement.split_once('=') {
            Some((path, value)) => (path.trim(), Some(value.trim())),
            None => (statement, None),
        };
        if path.is_empty() {
            return Err(ApiError::input(format!(
                "Invalid filter, '{statement}' is not a valid statement (expected a string on the form a=b or a= or a)"
            )));
        }
        let known = paths.iter().position(|(known, _)| *known == path);
        let number = known.unwrap_or_else(|| {
            paths.push((path, None));
            paths.len() - 1
        });
        if let Some(value) = value {
            paths[number].1.get_or_insert_default().push(value);
        }
    }
    let mut conditions: Vec<Value> = paths
        .into_iter()
        .map(|(path, values)| build_condition(path, values))
        .collect();
    Ok(match conditions.len() {
        0 | 1 => conditions.pop(),
        _ => Some(json!({"$all": conditions})),
    })
}

fn build_condition(path: &str, values: Option<Vec<&str>>) -> Value {
    let test = match values.as_deref() {
        None => json!({"$exists": true}),
        Some([value]) => json!(value),
        Some(values) => json!({"$in": values}),
    };
    Value::Object(Map::from_iter([(path.to_owned(), test)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::read_api::predicate::Predicate;

    proptest::proptest! {
        #[test]
        fn every_filter_is_a_valid_predicate_or_an_error(filters in proptest::collection::vec("[ -~é,=.$]{0,20}", 0..4)) {
            // A path that starts with `$` is an operator, which a predicate checks.
            if let Ok(Some(predicate)) = parse_filters(&filters) {
                let has_operator = filters.iter().any(|filter| filter.contains('$'));
                assert!(has_operator || Predicate::parse(&predicate).is_ok(), "{predicate}");
            }
        }
    }

    fn parse(filters: &[&str]) -> Result<Option<Value>, ApiError> {
        let filters: Vec<String> = filters.iter().map(|filter| (*filter).to_owned()).collect();
        parse_filters(&filters)
    }

    #[test]
    fn a_filter_is_a_predicate() {
        let expected = [
            (&["kind=component"][..], json!({"kind": "component"})),
            (&["spec.system"], json!({"spec.system": {"$exists": true}})),
            (&["kind="], json!({"kind": ""})),
            (&["kind=a, kind=b"], json!({"kind": {"$in": ["a", "b"]}})),
            (
                &[" kind = component , x=a=b"],
                json!({"$all": [{"kind": "component"}, {"x": "a=b"}]}),
            ),
            (
                &["kind=system", " ", "kind=group"],
                json!({"$any": [{"kind": "system"}, {"kind": "group"}]}),
            ),
        ];
        for (filters, predicate) in expected {
            assert_eq!(parse(filters).unwrap(), Some(predicate), "{filters:?}");
        }
        assert_eq!(parse(&[",, ,"]).unwrap(), None);
        assert_eq!(
            parse(&["=x"]).unwrap_err().message(),
            "Invalid filter, '=x' is not a valid statement (expected a string on the form a=b or a= or a)"
        );
    }
}
