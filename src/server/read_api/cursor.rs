//! Cursors of `by-query`: base64 of the JSON that `@backstage/catalog-client` decodes to choose between GET and POST for the next page.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use serde_json::{Map, Value};

use super::api_error::ApiError;
use super::full_text::FullTextFilter;
use crate::server::js_text::to_json_text;

/// Base64 with or without padding, as Node decodes it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A field that orders the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OrderField {
    pub(super) field: String,
    pub(super) is_descending: bool,
}

/// The values of a row that order it: the uid, after the value of the order field if there is one.
pub(super) type SortKey = Vec<Option<String>>;

/// What a query asks for, and where a page of its results starts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cursor {
    pub(super) order_fields: Vec<OrderField>,
    /// The predicate as JSON.
    pub(super) query: Option<Value>,
    pub(super) full_text: Option<FullTextFilter>,
    /// Whether the page comes before the row with `order_field_values`.
    pub(super) is_previous: bool,
    /// The row before the page or, backwards, after it; `None` for the first page.
    pub(super) order_field_values: Option<SortKey>,
    /// The first row of the first page.
    pub(super) first_sort_field_values: Option<SortKey>,
    /// The number of results, counted for the first page.
    pub(super) total_items: Option<u64>,
}

impl OrderField {
    fn to_json(&self) -> Value {
        let order = if self.is_descending { "desc" } else { "asc" };
        serde_json::json!({"field": self.field, "order": order})
    }

    /// The order field in a JSON object.
    pub(super) fn from_json(value: &Value) -> Option<OrderField> {
        Some(OrderField {
            field: value.get("field")?.as_str()?.to_owned(),
            is_descending: match value.get("order")?.as_str()? {
                "asc" => false,
                "desc" => true,
                _ => return None,
            },
        })
    }
}

impl Cursor {
    /// The cursor as text.
    pub(super) fn encode(&self) -> String {
        let mut fields = Map::new();
        let order_fields = self.order_fields.iter().map(OrderField::to_json);
        fields.insert("orderFields".to_owned(), order_fields.collect());
        fields.insert("isPrevious".to_owned(), self.is_previous.into());
        let optional = [
            ("query", self.query.clone()),
            (
                "fullTextFilter",
                self.full_text.as_ref().map(FullTextFilter::to_json),
            ),
            (
                "orderFieldValues",
                self.order_field_values.clone().map(Value::from),
            ),
            (
                "firstSortFieldValues",
                self.first_sort_field_values.clone().map(Value::from),
            ),
            ("totalItems", self.total_items.map(Value::from)),
        ];
        for (name, value) in optional {
            fields.extend(value.map(|value| (name.to_owned(), value)));
        }
        STANDARD.encode(to_json_text(&fields))
    }

    /// The cursor in `text`.
    ///
    /// # Errors
    /// Input (400) if it isn't one.
    pub(super) fn decode(text: &str) -> Result<Cursor, ApiError> {
        let bytes = LENIENT.decode(text).map_err(malformed)?;
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|error| malformed(format!("SyntaxError: {error}")))?;
        parse_cursor(&value)
            .ok_or_else(|| malformed("InputError: Malformed cursor: invalid fields"))
    }
}

fn malformed(reason: impl std::fmt::Display) -> ApiError {
    ApiError::input(format!("Malformed cursor: {reason}"))
}

fn parse_cursor(value: &Value) -> Option<Cursor> {
    let order_fields = value.get("orderFields")?.as_array()?.iter();
    let order_fields: Vec<OrderField> = order_fields
        .map(OrderField::from_json)
        .collect::<Option<_>>()?;
    let order_field_values = parse_sort_key(value.get("orderFieldValues")?)?;
    // A row has a value for the order field, if there is one, and a uid.
    let is_consistent = order_field_values.len() == order_fields.len().min(1) + 1;
    is_consistent.then_some(())?;
    Some(Cursor {
        order_fields,
        query: value.get("query").cloned(),
        full_text: parse_optional(value.get("fullTextFilter"), FullTextFilter::from_json)?,
        is_previous: value.get("isPrevious")?.as_bool()?,
        order_field_values: Some(order_field_values),
        first_sort_field_values: parse_optional(value.get("firstSortFieldValues"), parse_sort_key)?,
        total_items: parse_optional(value.get("totalItems"), Value::as_u64)?,
    })
}

/// `Some(None)` without a value, and `None` for an invalid one.
fn parse_optional<T>(
    value: Option<&Value>,
    parse: impl FnOnce(&Value) -> Option<T>,
) -> Option<Option<T>> {
    match value {
        Some(value) => parse(value).map(Some),
        None => Some(None),
    }
}

fn parse_sort_key(value: &Value) -> Option<SortKey> {
    let values = value.as_array()?.iter();
    let values = values.map(|value| match value {
        Value::Null => Some(None),
        Value::String(text) => Some(Some(text.clone())),
        _ => None,
    });
    values.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = Cursor {
            order_fields: vec![OrderField {
                field: "metadata.name".to_owned(),
                is_descending: true,
            }],
            query: Some(json!({"kind": "component"})),
            full_text: Some(FullTextFilter::default()),
            is_previous: true,
            order_field_values: Some(vec![Some("cart".to_owned()), None]),
            first_sort_field_values: Some(vec![Some("z".to_owned()), Some("u".to_owned())]),
            total_items: Some(6),
        };
        let text = cursor.encode();
        assert_eq!(Cursor::decode(&text), Ok(cursor.clone()));
        assert_eq!(Cursor::decode(text.trim_end_matches('=')), Ok(cursor));
    }

    #[test]
    fn other_texts_are_malformed() {
        let inconsistent =
            json!({"orderFields": [], "orderFieldValues": ["a", "b"], "isPrevious": false});
        for text in [
            "zzz",
            "",
            "%",
            &STANDARD.encode("{}"),
            &STANDARD.encode(inconsistent.to_string()),
        ] {
            let error = Cursor::decode(text).unwrap_err();
            assert!(error.message().starts_with("Malformed cursor: "), "{text}");
        }
    }
}
