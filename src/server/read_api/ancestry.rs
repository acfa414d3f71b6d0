//! `entities/by-name/…/ancestry`: the Locations through which the backend found an entity.

use hashbrown::HashSet;
use serde_json::{Value, json};

use super::api_error::ApiError;
use super::entity_store::EntityStore;

/// The entity with this ref in lower case, and all its ancestors, each with the refs of its parents.
///
/// # Errors
/// Not found (404) if the catalog doesn't have it.
pub(super) fn trace_ancestry(store: &EntityStore, reference: &str) -> Result<Value, ApiError> {
    if store.find(reference).is_none() {
        return Err(ApiError::not_found(format!("No such entity {reference}")));
    }
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    let mut next = store.find(reference);
    while let Some(number) = next.filter(|number| seen.insert(*number)) {
        next = store.parent(number);
        let parent = next.map(|parent| store.reference(parent));
        items.push(json!({
            "entity": store.value(number),
            "parentEntityRefs": parent.into_iter().collect::<Vec<_>>(),
        }));
    }
    Ok(json!({"rootEntityRef": reference, "items": items}))
}
