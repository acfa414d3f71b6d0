//! Paths: a file of the catalog means what it holds; in a clone the matching line of CODEOWNERS answers, else the catalog
//! does.

use hashbrown::HashSet;

use super::checkout::Checkout;
use super::located::{Located, Match, in_nearest_file, located};
use super::place::FilePlace;
use super::query_origin::QueryOrigin;
use super::{Handle, Hit, account};
use crate::catalog::{Catalog, Entity, EntityRef, Ownership, Ruling, Via, WebLocation};
use crate::index::{Key, of_code_owner, of_file, of_location, of_ref};
use crate::printable::brief;

/// Who owns the place that `place` names.
pub(super) fn hits<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    place: &FilePlace,
) -> Vec<Hit<'c>> {
    let held = held_in(catalog, query_origin, place);
    if !held.is_empty() {
        let hit = |entity| Hit::new(catalog, entity, Handle::Path);
        return held.into_iter().map(hit).collect();
    }
    let Some((checkout, way)) = &place.checkout else {
        return Vec::new();
    };
    let found = in_clone(catalog, query_origin, place);
    let mut hits = match checkout.ruling(way, place.is_dir) {
        Some(ruling) => ruled(catalog, query_origin, &ruling, found.as_ref()),
        None => found.map_or_else(Vec::new, |mut found| {
            found
                .entities
                .sort_by_cached_key(|entity| entity.reference().to_string());
            let hit = |entity| Hit::new(catalog, entity, Handle::Path).by(found.by);
            found.entities.iter().copied().map(hit).collect()
        }),
    };
    for hit in &mut hits {
        hit.in_checkout = place.exists;
    }
    hits
}

/// What the index must be asked for, so that the answer for a path is in the excerpt.
pub(super) fn keys(query_origin: &QueryOrigin, place: &FilePlace) -> Vec<Key> {
    let held = query_origin.in_catalog(&place.path);
    let mut keys: Vec<Key> = held.iter().map(|path| of_file(path)).collect();
    let Some((checkout, way)) = &place.checkout else {
        return keys;
    };
    keys.extend(checkout.entity().and_then(reference).map(of_ref));
    keys.extend(checkout.remotes.iter().flat_map(of_location));
    let ruling = checkout.ruling(way, place.is_dir);
    let owners = ruling.iter().flat_map(|ruling| &ruling.owners);
    keys.extend(owners.flat_map(|(owner, _)| of_code_owner(owner)));
    keys
}

/// The paths of `place` in the catalog: in its own directory, if it lies in the same clone, and in its repository.
pub(super) fn in_catalog(query_origin: &QueryOrigin, place: &FilePlace) -> Vec<String> {
    let Some((checkout, way)) = &place.checkout else {
        return Vec::new();
    };
    let own = in_clone_of_catalog(query_origin, place).into_iter();
    let remotes = checkout.remotes.iter();
    let in_repository = remotes.filter_map(|remote| query_origin.path_in_catalog(&remote.at(way)));
    own.chain(in_repository).collect()
}

fn in_clone_of_catalog(query_origin: &QueryOrigin, place: &FilePlace) -> Option<String> {
    let (checkout, _) = place.checkout.as_ref()?;
    let path = query_origin.in_catalog(&place.path)?;
    query_origin.is_catalog_in(checkout.root()).then_some(path)
}

/// What the catalog lacks to answer for `place`: a sentence about its clone, if that is the reason.
pub(super) fn missing(catalog: &Catalog, place: &FilePlace) -> Option<String> {
    let (checkout, _) = place.checkout.as_ref()?;
    if let Some(error) = &checkout.unread {
        return Some(format!(
            "the repository of this path is unknown: {}",
            error.message()
        ));
    }
    let names = unknown_repository(catalog, checkout)?;
    let names = brief(&names);
    Some(format!(
        "no entity in the catalog has the repository {names}"
    ))
}

/// The repositories that the clone may be of, where the catalog knows none of them.
fn unknown_repository(catalog: &Catalog, checkout: &Checkout) -> Option<String> {
    let known = |remote: &&WebLocation| {
        let mut locations = catalog.entities.iter().filter_map(Entity::repository);
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

/// The entities of a file of the catalog.
fn held_in<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    place: &FilePlace,
) -> Vec<&'c Entity> {
    let Some(way) = query_origin
        .in_catalog(&place.path)
        .filter(|_| place.exists)
    else {
        return Vec::new();
    };
    let fits = |entity: &&Entity| entity.file() == way;
    catalog.entities.iter().filter(fits).collect()
}

/// What the catalog knows of a place in a clone: the entity of the clone's lock, else what lies around the place in one of
/// the repositories it may be.
fn in_clone<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    place: &FilePlace,
) -> Option<Located<'c>> {
    let (checkout, way) = place.checkout.as_ref()?;
    let locked = checkout.entity().and_then(reference);
    if let Some(entity) = locked.and_then(|reference| catalog.get(reference)) {
        return Some(Located {
            entities: vec![entity],
            by: Match::Lock,
        });
    }
    let mut remotes = checkout.remotes.iter().map(|remote| remote.at(way));
    let by_remote = remotes.find_map(|asked| located(catalog, query_origin, &asked));
    let by_file = || {
        let path = in_clone_of_catalog(query_origin, place)?;
        in_nearest_file(catalog, &checkout.remotes, &path)
    };
    match by_remote {
        Some(found) if found.by == Match::Repository => by_file().or(Some(found)),
        Some(found) => Some(found),
        None => by_file(),
    }
}

fn reference(text: &str) -> Option<EntityRef<'_>> {
    EntityRef::parse(text, Some("component"), "default").ok()
}

/// One hit for each owner that CODEOWNERS names, or one that says that nobody owns the path.
fn ruled<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    ruling: &Ruling,
    found: Option<&Located<'c>>,
) -> Vec<Hit<'c>> {
    let entity = match found.map(|found| found.entities.as_slice()) {
        Some([entity]) => Some(*entity),
        _ => None,
    };
    let of_repository = entity
        .and_then(|entity| entity.owner())
        .map(|owner| owner.target);
    let hit = |ownership| Hit {
        entity,
        handle: Handle::Path,
        ownership,
        by: None,
        in_checkout: true,
        repository_owner: of_repository.map(EntityRef::to_buf),
    };
    if ruling.owners.is_empty() {
        let place = Some(ruling.place.clone());
        return vec![hit(Ownership::by(catalog, None, Via::Codeowners, place))];
    }
    let owners = ruling.owners.iter().filter_map(|(owner, place)| {
        let (via, place) = (Via::Codeowners, Some(place.clone()));
        let Some(entity) = account::named(catalog, query_origin, owner) else {
            let guess = account::guess(query_origin, owner);
            let reference = EntityRef::parse(&guess, None, "default").ok()?;
            return Some(hit(Ownership::unknown(reference, via, place)));
        };
        Some(hit(Ownership::by(
            catalog,
            Some(entity.reference()),
            via,
            place,
        )))
    });
    let mut seen = HashSet::new();
    let mut hits: Vec<Hit<'c>> = owners.collect();
    // A login and an address may be one person's.
    hits.retain(|hit| seen.insert(hit.ownership.owner_ref.as_ref().map(ToString::to_string)));
    hits
}
