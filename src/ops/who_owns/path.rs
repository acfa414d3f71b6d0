//! Paths: a catalog file resolves to its entities; in a clone the matching line of CODEOWNERS defines the owner, else the catalog
//! does.

use hashbrown::HashSet;

use super::checkout::LocalCheckout;
use super::local_path::LocalPath;
use super::locate::{
    EntitiesWithMatchReason, MatchedBy, locate_entities_at_web_location,
    locate_entities_in_nearest_catalog_file,
};
use super::query_origin::QueryOrigin;
use super::{OwnershipHandleKind, OwnershipHit, account};
use crate::catalog::{
    Catalog, CodeownersMatch, Entity, EntityRef, OwnerSource, Ownership, WebLocation,
};
use crate::index::{
    IndexKey, index_key_for_catalog_file, index_key_for_entity_ref, index_keys_for_code_owner,
    index_keys_for_web_location,
};
use crate::printable::escape_and_truncate;
use crate::remedy::Hint;

/// Finds the owners of `place`.
pub(super) fn find_path_ownership_hits<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    place: &LocalPath,
) -> Vec<OwnershipHit<'c>> {
    let held = find_entities_in_file(catalog, query_origin, place);
    if !held.is_empty() {
        let hit = |entity| OwnershipHit::new(catalog, entity, OwnershipHandleKind::Path);
        return held.into_iter().map(hit).collect();
    }
    let Some((checkout, way)) = &place.checkout else {
        return Vec::new();
    };
    if checkout.lock_error.is_some() {
        return Vec::new();
    }
    let found = find_entities_for_clone_path(catalog, query_origin, place);
    let mut hits = match checkout.match_codeowners(way, place.is_dir) {
        Some(ruling) => build_codeowners_hits(catalog, query_origin, &ruling, found.as_ref()),
        None => found.map_or_else(Vec::new, |mut found| {
            found
                .entities
                .sort_by_cached_key(|entity| entity.entity_ref().to_string());
            let hit = |entity| {
                OwnershipHit::new(catalog, entity, OwnershipHandleKind::Path)
                    .with_matched_by(found.by)
            };
            found.entities.iter().copied().map(hit).collect()
        }),
    };
    for hit in &mut hits {
        hit.in_checkout = place.exists;
    }
    hits
}

/// The index keys that are needed to answer a query for a path.
pub(super) fn index_keys_for_local_path(
    query_origin: &QueryOrigin,
    place: &LocalPath,
) -> Vec<IndexKey> {
    let held = query_origin.path_relative_to_catalog_root(&place.path);
    let mut keys: Vec<IndexKey> = held
        .iter()
        .map(|path| index_key_for_catalog_file(path))
        .collect();
    let Some((checkout, way)) = &place.checkout else {
        return keys;
    };
    keys.extend(checkout.entity_ref().map(index_key_for_entity_ref));
    keys.extend(
        checkout
            .remotes
            .iter()
            .flat_map(index_keys_for_web_location),
    );
    let ruling = checkout.match_codeowners(way, place.is_dir);
    let owners = ruling.iter().flat_map(|ruling| &ruling.owners);
    keys.extend(owners.flat_map(|(owner, _)| index_keys_for_code_owner(owner)));
    keys
}

/// The paths of `place` in the catalog: in its own directory, if it's in the same clone, and in its repository.
pub(super) fn map_local_path_to_catalog_paths(
    query_origin: &QueryOrigin,
    place: &LocalPath,
) -> Vec<String> {
    let Some((checkout, way)) = &place.checkout else {
        return Vec::new();
    };
    let own = path_in_catalog_clone(query_origin, place).into_iter();
    let remotes = checkout.remotes.iter();
    let in_repository = remotes
        .filter_map(|remote| query_origin.catalog_path_of_web_location(&remote.with_path(way)));
    own.chain(in_repository).collect()
}

fn path_in_catalog_clone(query_origin: &QueryOrigin, place: &LocalPath) -> Option<String> {
    let (checkout, _) = place.checkout.as_ref()?;
    let path = query_origin.path_relative_to_catalog_root(&place.path)?;
    query_origin
        .clone_contains_catalog(checkout.root())
        .then_some(path)
}

/// Explains why the clone of `place` is unknown to the catalog, if that's the reason.
pub(super) fn explain_missing_repository(
    catalog: &Catalog,
    query_origin: &QueryOrigin,
    place: &LocalPath,
) -> Option<String> {
    let (checkout, _) = place.checkout.as_ref()?;
    if query_origin.clone_contains_catalog(checkout.root()) {
        return None;
    }
    if let Some(error) = &checkout.lock_error {
        let hint = error
            .hints()
            .first()
            .and_then(Hint::as_text)
            .map(|hint| format!("; {hint}"));
        return Some(format!(
            "the entity for this path is unknown: {}{}",
            error.message(),
            hint.unwrap_or_default()
        ));
    }
    if let Some(error) = &checkout.remotes_error {
        return Some(format!(
            "the repository for this path is unknown: {}",
            error.message()
        ));
    }
    let names = format_unknown_repositories(catalog, checkout)?;
    let names = escape_and_truncate(&names);
    Some(format!(
        "no entity in the catalog has the repository {names}"
    ))
}

/// The possible repositories of the clone, if none of them is in the catalog.
fn format_unknown_repositories(catalog: &Catalog, checkout: &LocalCheckout) -> Option<String> {
    let known = |remote: &&WebLocation| {
        let mut locations = catalog.entities.iter().filter_map(Entity::repository_url);
        locations.any(|url| {
            WebLocation::parse(&url)
                .is_some_and(|location| location.repository == remote.repository)
        })
    };
    if checkout.remotes.iter().any(|remote| known(&remote)) {
        return None;
    }
    let names: Vec<&str> = checkout
        .remotes
        .iter()
        .map(|remote| remote.repository.as_str())
        .collect();
    (!names.is_empty()).then(|| names.join(" or "))
}

/// The entities in a catalog file.
fn find_entities_in_file<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    place: &LocalPath,
) -> Vec<&'c Entity> {
    let Some(way) = query_origin
        .path_relative_to_catalog_root(&place.path)
        .filter(|_| place.exists)
    else {
        return Vec::new();
    };
    let fits = |entity: &&Entity| entity.file_path() == way;
    catalog.entities.iter().filter(fits).collect()
}

/// The entities in the catalog for a location in a clone: the entity in the clone's lock, else those that contain the
/// location in one of the possible repositories.
fn find_entities_for_clone_path<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    place: &LocalPath,
) -> Option<EntitiesWithMatchReason<'c>> {
    let (checkout, way) = place.checkout.as_ref()?;
    if let Some(entity) = checkout.entity_ref().and_then(|locked| catalog.get(locked)) {
        return Some(EntitiesWithMatchReason {
            entities: vec![entity],
            by: MatchedBy::Lock,
        });
    }
    let mut remotes = checkout.remotes.iter().map(|remote| remote.with_path(way));
    let by_remote =
        remotes.find_map(|asked| locate_entities_at_web_location(catalog, query_origin, &asked));
    let by_file = || {
        let path = path_in_catalog_clone(query_origin, place)?;
        locate_entities_in_nearest_catalog_file(catalog, &checkout.remotes, &path)
    };
    match by_remote {
        Some(found) if found.by == MatchedBy::Repository => by_file().or(Some(found)),
        Some(found) => Some(found),
        None => by_file(),
    }
}

/// One hit for each owner in CODEOWNERS, or one that says that the path has no owner.
fn build_codeowners_hits<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    ruling: &CodeownersMatch,
    found: Option<&EntitiesWithMatchReason<'c>>,
) -> Vec<OwnershipHit<'c>> {
    let entity = match found.map(|found| found.entities.as_slice()) {
        Some([entity]) => Some(*entity),
        _ => None,
    };
    let of_repository = entity
        .and_then(|entity| entity.owner())
        .map(|owner| owner.target);
    let hit = |ownership| OwnershipHit {
        entity,
        handle_kind: OwnershipHandleKind::Path,
        ownership,
        matched_by: None,
        in_checkout: true,
        repository_owner: of_repository.map(EntityRef::to_owned_ref),
    };
    if ruling.owners.is_empty() {
        let place = Some(ruling.pattern_place.clone());
        return vec![hit(Ownership::for_owner_ref(
            catalog,
            None,
            OwnerSource::Codeowners,
            place,
        ))];
    }
    let owners = ruling.owners.iter().filter_map(|(owner, place)| {
        let (via, place) = (OwnerSource::Codeowners, Some(place.clone()));
        let Some(entity) = account::find_code_owner_entity(catalog, query_origin, owner) else {
            let guess = account::guess_code_owner_entity_ref(query_origin, owner);
            let reference = EntityRef::parse(&guess, None, "default").ok()?;
            return Some(hit(Ownership::for_owner_not_in_catalog(
                reference, via, place,
            )));
        };
        Some(hit(Ownership::for_owner_ref(
            catalog,
            Some(entity.entity_ref()),
            via,
            place,
        )))
    });
    let mut seen = HashSet::new();
    let mut hits: Vec<OwnershipHit<'c>> = owners.collect();
    // A login and an address may belong to the same person.
    hits.retain(|hit| seen.insert(hit.ownership.owner_ref.as_ref().map(ToString::to_string)));
    hits
}
