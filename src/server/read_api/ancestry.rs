//! `entities/by-name/…/ancestry`: the Locations through which the backend found an entity.

use hashbrown::HashSet;
use serde_json::{Value, json};

use super::api_error::ApiError;
use super::entity_store::EntityStore;
use crate::server::served_entity::Parents;

/// The entity with this ref in lower case, and all its ancestors, each with the refs of its parents.
///
/// # Errors
/// Not found (404) if the catalog doesn't have it.
pub(super) fn trace_ancestry(
    store: &EntityStore,
    parents: &Parents,
    reference: &str,
) -> Result<Value, ApiError> {
    if store.find(reference).is_none() {
        return Err(ApiError::not_found(format!("No such entity {reference}")));
    }
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    let mut next = Some(reference);
    while let Some(number) = next.and_then(|current| store.find(current)) {
        let current = next.take().unwrap_or_default();
        if !seen.insert(current) {
            break;
        }
        next = parents
            .of(current)
            .filter(|parent| store.find(parent).is_some());
        items.push(json!({
            "entity": store.value(number),
            "parentEntityRefs": next.into_iter().collect::<Vec<_>>(),
        }));
    }
    Ok(json!({"rootEntityRef": reference, "items": items}))
}
