//! `locations`: the locations that users register with the API. The location of a platform is configured instead, so there are none.

use serde::Serialize;
use serde_json::{Map, Value};

use super::api_error::ApiError;
use super::entity_store::EntityStore;
use super::predicate::Predicate;
use super::request_body::RequestBody;
use super::route::EntityName;

/// A page of locations.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LocationPage {
    items: [Value; 0],
    total_items: usize,
    page_info: Map<String, Value>,
}

/// `GET /locations`.
pub(super) fn list_locations() -> [Value; 0] {
    []
}

/// `POST /locations/by-query`.
///
/// # Errors
/// Input (400) for an invalid limit or predicate.
pub(super) fn query_locations(body: &RequestBody) -> Result<LocationPage, ApiError> {
    if body.number("limit")? == Some(0) {
        return Err(ApiError::input("Limit must be a positive integer >= 1"));
    }
    if let Some(query) = body.object("query")? {
        Predicate::parse(query)?;
    }
    Ok(LocationPage {
        items: [],
        total_items: 0,
        page_info: Map::new(),
    })
}

/// The error for a location with this id.
pub(super) fn no_location_with_id(id: &str) -> ApiError {
    ApiError::not_found(format!("Found no location with ID {id}"))
}

/// The error for the location of an entity, which names where the backend found it.
pub(super) fn no_location_of_entity(store: &EntityStore, name: &EntityName) -> ApiError {
    let reference = name.to_ref();
    let Some(number) = store.find(&reference) else {
        return ApiError::not_found(format!("found no entity for ref {reference}"));
    };
    let entity = store.value(number);
    let origin =
        entity["metadata"]["annotations"]["backstage.io/managed-by-origin-location"].as_str();
    match origin.and_then(|origin| origin.split_once(':')) {
        Some((type_, target)) => ApiError::not_found(format!(
            "Found no location with type {type_} and target {target}"
        )),
        None => ApiError::not_found(format!("found no origin annotation for ref {reference}")),
    }
}
