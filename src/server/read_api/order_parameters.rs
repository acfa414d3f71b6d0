//! The order of results, in the three forms that requests give it.

use serde_json::Value;

use super::api_error::ApiError;
use super::cursor::OrderField;

/// `asc:metadata.name`, of `GET /entities`.
///
/// # Errors
/// Input (400) for anything else.
pub(super) fn parse_order(text: &str) -> Result<OrderField, ApiError> {
    let parts = text.split_once(':').filter(|(_, field)| !field.is_empty());
    match parts {
        Some((order @ ("asc" | "desc"), field)) => Ok(OrderField {
            field: field.to_owned(),
            is_descending: order == "desc",
        }),
        _ => Err(ApiError::input(format!(
            "Invalid order parameter \"{text}\", expected \"<asc or desc>:<field name>\""
        ))),
    }
}

/// `metadata.name` or `metadata.name,desc`, of `GET /entities/by-query`.
///
/// # Errors
/// Input (400) for another order.
pub(super) fn parse_order_field(text: &str) -> Result<OrderField, ApiError> {
    let mut parts = text.split(',');
    let field = parts.next().unwrap_or_default().to_owned();
    let is_descending = match parts.next() {
        None | Some("asc") => false,
        Some("desc") => true,
        Some(_) => {
            return Err(ApiError::input(
                "Invalid order field order, must be asc or desc",
            ));
        }
    };
    Ok(OrderField {
        field,
        is_descending,
    })
}

/// `[{"field": "metadata.name", "order": "asc"}]`, of `POST /entities/by-query`.
///
/// # Errors
/// Input (400) for anything else.
pub(super) fn parse_order_objects(orders: &[Value]) -> Result<Vec<OrderField>, ApiError> {
    let orders = orders.iter().enumerate();
    orders
        .map(|(index, order)| parse_order_object(&format!("request/body/orderBy/{index}"), order))
        .collect()
}

fn parse_order_object(place: &str, value: &Value) -> Result<OrderField, ApiError> {
    for name in ["field", "order"] {
        match value.get(name) {
            None => {
                let missing = format!("{place} must have required property '{name}'");
                return Err(ApiError::input(missing));
            }
            Some(Value::String(_)) => {}
            Some(_) => return Err(ApiError::input(format!("{place}/{name} must be string"))),
        }
    }
    OrderField::from_json(value).ok_or_else(|| {
        ApiError::input(format!(
            "{place}/order must be equal to one of the allowed values: asc, desc"
        ))
    })
}
