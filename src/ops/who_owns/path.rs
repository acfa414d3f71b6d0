//! Paths: a file of the catalog means what it holds; in a repository CODEOWNERS answers, else the catalog does for the
//! repository as a whole.

use std::path::{Path, PathBuf};

use super::{Hit, Standpoint, at_location};
use crate::catalog::{
    Catalog, CodeOwner, Codeowners, Entity, EntityRef, Ownership, Via, WebLocation,
};
use crate::git::{origin, work_tree_of};
use crate::input_file::{Links, SETTINGS, read_text};
use crate::ops::index::{Key, of_code_owner, of_file, of_location, of_ref};
use crate::source::{Place, Source};
use crate::template::Lock;

pub(super) fn hits<'c>(
    catalog: &'c Catalog,
    standpoint: Standpoint<'_>,
    query: &str,
) -> Vec<Hit<'c>> {
    let Ok(path) = standpoint.directory.join(query).canonicalize() else {
        return Vec::new();
    };
    let held = held_in(catalog, standpoint, &path);
    if !held.is_empty() {
        return held
            .into_iter()
            .map(|entity| Hit::new(catalog, entity))
            .collect();
    }
    let Some(root) = work_tree_of(&path).and_then(|root| root.canonicalize().ok()) else {
        return Vec::new();
    };
    let whole = of_repository(catalog, &root);
    match said_by_codeowners(catalog, &root, &path, &whole) {
        Some(hit) => vec![hit],
        None => whole
            .into_iter()
            .map(|entity| Hit::new(catalog, entity))
            .collect(),
    }
}

/// What the index must be asked for, so that the answer for a path is in the excerpt.
pub(super) fn keys(standpoint: Standpoint<'_>, query: &str) -> Vec<Key> {
    let Ok(path) = standpoint.directory.join(query).canonicalize() else {
        return Vec::new();
    };
    let mut keys = Vec::new();
    let platform = standpoint
        .platform
        .and_then(|root| root.canonicalize().ok());
    let held = platform.as_deref().and_then(|root| way(root, &path));
    keys.extend(held.map(|way| of_file(&way)));
    let Some(root) = work_tree_of(&path).and_then(|root| root.canonicalize().ok()) else {
        return keys;
    };
    if let Some(reference) = locked(&root).as_deref().and_then(reference) {
        keys.push(of_ref(reference));
    }
    keys.extend(location(&root).iter().flat_map(of_location));
    let way = way(&root, &path).filter(|way| !way.is_empty());
    if let Some((codeowners, way)) = codeowners(&root).zip(way) {
        let owners = codeowners.owners(&way, path.is_dir());
        keys.extend(owners.iter().flat_map(|(owner, _)| of_code_owner(owner)));
    }
    keys
}

/// The entities of a file of the catalog.
fn held_in<'c>(catalog: &'c Catalog, standpoint: Standpoint<'_>, path: &Path) -> Vec<&'c Entity> {
    let platform = standpoint
        .platform
        .and_then(|root| root.canonicalize().ok());
    let Some(way) = platform.as_deref().and_then(|root| way(root, path)) else {
        return Vec::new();
    };
    let fits = |entity: &&Entity| entity.file() == way;
    catalog.entities.iter().filter(fits).collect()
}

/// What a clone is called in the catalog: by its lock, else by where it was cloned from.
fn of_repository<'c>(catalog: &'c Catalog, root: &Path) -> Vec<&'c Entity> {
    let lock = locked(root);
    let named = lock.as_deref().and_then(reference);
    match named.and_then(|reference| catalog.get(reference)) {
        Some(entity) => vec![entity],
        None => location(root).map_or_else(Vec::new, |location| at_location(catalog, &location)),
    }
}

/// The ref that the lock of a service records.
fn locked(root: &Path) -> Option<String> {
    let text = read_text(&root.join(Lock::PATH), SETTINGS, Links::Refuse).ok()??;
    Some(Lock::parse(&text).ok()?.entity)
}

fn reference(text: &str) -> Option<EntityRef<'_>> {
    EntityRef::parse(text, Some("component"), "default").ok()
}

/// Where a repository was cloned from.
fn location(root: &Path) -> Option<WebLocation> {
    WebLocation::parse(&origin(root).ok().flatten()?)
}

/// The owner that the repository itself names for a path in it.
fn said_by_codeowners<'c>(
    catalog: &'c Catalog,
    root: &Path,
    path: &Path,
    whole: &[&'c Entity],
) -> Option<Hit<'c>> {
    let way = way(root, path).filter(|way| !way.is_empty())?;
    let (owner, place) = codeowners(root)?
        .owners(&way, path.is_dir())
        .into_iter()
        .next()?;
    let known = named(catalog, &owner);
    let guessed = guess(&owner);
    let reference = match known {
        Some(entity) => entity.reference(),
        None => EntityRef::parse(&guessed, None, "default").ok()?,
    };
    Some(Hit {
        entity: whole.first().copied().filter(|_| whole.len() == 1),
        ownership: Ownership::by(
            catalog,
            Some(reference),
            Via::Codeowners,
            Some(seen(root, place)),
        ),
    })
}

/// GitHub reads none that is larger than 3 MB.
const CODEOWNERS: u64 = 3 * 1024 * 1024;

fn codeowners(root: &Path) -> Option<Codeowners> {
    Codeowners::PLACES.iter().find_map(|place| {
        let text = read_text(&root.join(place), CODEOWNERS, Links::Refuse).ok()??;
        Some(Codeowners::parse(&Source::new(*place, text)))
    })
}

/// The place with its file as an absolute path: it is no file of the catalog.
fn seen(root: &Path, place: Place) -> Place {
    let file: PathBuf = root.join(&place.source.name);
    let source = Source::new(file.display().to_string(), place.source.text.clone());
    Place::new(&source, place.span)
}

/// The team or person of the catalog that GitHub knows by this name.
fn named<'c>(catalog: &'c Catalog, owner: &CodeOwner) -> Option<&'c Entity> {
    let with = |kind: &'static str, key: &'static str, value: &str| {
        let fits = |entity: &&Entity| {
            let annotation = entity.annotation(key);
            annotation.is_some_and(|text| text.eq_ignore_ascii_case(value))
        };
        catalog.of_kind(kind).find(fits)
    };
    let annotated = match owner {
        CodeOwner::Team { slug } => with("group", "github.com/team-slug", slug),
        CodeOwner::User { login } => with("user", "github.com/user-login", login),
        CodeOwner::Email { address } => {
            let fits = |entity: &&Entity| {
                let email = entity.email();
                email.is_some_and(|email| email.text.eq_ignore_ascii_case(address))
            };
            catalog.entities.iter().find(fits)
        }
    };
    annotated.or_else(|| catalog.get(EntityRef::parse(&guess(owner), None, "default").ok()?))
}

/// What Backstage's own reading of CODEOWNERS makes of an owner.
fn guess(owner: &CodeOwner) -> String {
    match owner {
        CodeOwner::Team { slug } => {
            let team = slug.rsplit('/').next().unwrap_or(slug);
            format!("group:{team}")
        }
        CodeOwner::User { login } => format!("user:{login}"),
        CodeOwner::Email { address } => {
            let name = address.split('@').next().unwrap_or(address);
            format!("user:{name}")
        }
    }
}

/// `path` as it is called in `root`, with `/` between parts; `None` where it lies elsewhere.
fn way(root: &Path, path: &Path) -> Option<String> {
    let way = path.strip_prefix(root).ok()?;
    Some(way.to_str()?.replace('\\', "/"))
}
