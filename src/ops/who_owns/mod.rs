//! `idp who-owns`: from a handle to the owner, the teams above, and the place that decided.

mod handle;
mod history;
mod image;
mod path;
mod reason;

use std::path::Path;

pub use handle::Handle;
pub use history::{Tenure, history};
pub use reason::{Reason, reasons};

use super::catalog::{by_name, by_ref};
use super::index::{Excerpt, Key, of_handle};
use super::platform::{Platform, Snapshot};
use crate::catalog::{Catalog, Entity, Ownership, WebLocation};
use crate::error::Result;
use image::Image;

/// What was found for one handle.
#[derive(Debug)]
pub struct Answer<'c> {
    /// The handle as it was typed.
    pub query: String,
    /// How it was understood; of a handle that leads nowhere, how it was understood last.
    pub handle: Handle,
    /// Everything it may mean; empty when there is none.
    pub hits: Vec<Hit<'c>>,
    /// Where there is no hit, the nearest names.
    pub suggestions: Vec<String>,
}

/// One thing that a handle may mean.
#[derive(Debug)]
pub struct Hit<'c> {
    /// The entity; `None` for a path whose owner CODEOWNERS says, of a repository that the catalog does not have.
    pub entity: Option<&'c Entity>,
    /// Who owns it.
    pub ownership: Ownership<'c>,
}

/// Where somebody asks.
#[derive(Clone, Copy, Debug)]
pub struct Standpoint<'a> {
    /// The directory that paths start from; absolute.
    pub directory: &'a Path,
    /// The directory of the platform, if it is one.
    pub platform: Option<&'a Path>,
}

impl<'c> Hit<'c> {
    fn new(catalog: &'c Catalog, entity: &'c Entity) -> Hit<'c> {
        Hit {
            entity: Some(entity),
            ownership: Ownership::of(catalog, entity),
        }
    }
}

/// As much of the catalog as it takes to answer for all of `handles`; `past` says that `snapshot` is none of the present.
///
/// # Errors
/// As [`Snapshot::catalog`].
pub fn excerpt(
    platform: &Platform,
    snapshot: &Snapshot,
    past: bool,
    standpoint: Standpoint<'_>,
    handles: &[String],
) -> Result<Excerpt> {
    let mut keys: Vec<Key> = handles
        .iter()
        .flat_map(|handle| of_handle(handle))
        .collect();
    keys.extend(
        handles
            .iter()
            .flat_map(|handle| path::keys(standpoint, handle)),
    );
    Excerpt::of(platform, snapshot, past, &keys)
}

/// Who owns `query`, understood as `only` says or else as the first kind of handle that leads to something. A name that
/// several kinds share gives several hits.
pub fn who_owns<'c>(
    excerpt: &'c Excerpt,
    standpoint: Standpoint<'_>,
    query: &str,
    only: Option<Handle>,
) -> Answer<'c> {
    let catalog = &excerpt.catalog;
    let tried = Handle::ALL
        .into_iter()
        .filter(|handle| only.is_none_or(|only| only == *handle));
    let mut hits = tried.map(|handle| (handle, hits(catalog, standpoint, query, handle)));
    let found = hits.find(|(_, hits)| !hits.is_empty());
    let (handle, hits) = found.unwrap_or((only.unwrap_or(Handle::Name), Vec::new()));
    let suggestions = match (handle, hits.is_empty()) {
        (Handle::Name | Handle::Ref, true) => excerpt.nearest_names(query),
        _ => Vec::new(),
    };
    Answer {
        query: query.to_owned(),
        handle,
        hits,
        suggestions,
    }
}

fn hits<'c>(
    catalog: &'c Catalog,
    standpoint: Standpoint<'_>,
    query: &str,
    handle: Handle,
) -> Vec<Hit<'c>> {
    let mut entities = match handle {
        Handle::Path => return path::hits(catalog, standpoint, query),
        Handle::Url => {
            WebLocation::parse(query).map_or_else(Vec::new, |at| at_location(catalog, &at))
        }
        Handle::Ref => by_ref(catalog, query),
        Handle::Namespace => in_namespace(catalog, query),
        Handle::Image => of_image(catalog, query),
        Handle::Name => by_name(catalog, query),
    };
    entities.sort_by_cached_key(|entity| (entity.reference().to_string(), entity.is_rejected()));
    entities
        .into_iter()
        .map(|entity| Hit::new(catalog, entity))
        .collect()
}

/// The entities whose code lies there; of those in folders of one repository, the ones around the folder asked for.
pub(super) fn at_location<'c>(catalog: &'c Catalog, asked: &WebLocation) -> Vec<&'c Entity> {
    let located = catalog.entities.iter().filter_map(|entity| {
        let location = WebLocation::parse(&entity.repository()?)?;
        let around = asked.folder.is_empty() || is_around(&location.folder, &asked.folder);
        (location.repository == asked.repository && around).then_some((location.folder, entity))
    });
    let located: Vec<(String, &Entity)> = located.collect();
    let deepest = match asked.folder.is_empty() {
        true => 0,
        false => located
            .iter()
            .map(|(folder, _)| folder.len())
            .max()
            .unwrap_or(0),
    };
    let nearest = located
        .into_iter()
        .filter(|(folder, _)| folder.len() >= deepest);
    nearest.map(|(_, entity)| entity).collect()
}

/// Whether `below` is `folder` or lies in it.
fn is_around(folder: &str, below: &str) -> bool {
    let rest = below.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn in_namespace<'c>(catalog: &'c Catalog, query: &str) -> Vec<&'c Entity> {
    let Some(namespace) = query.strip_prefix("namespace/") else {
        return Vec::new();
    };
    let fits = |entity: &&Entity| {
        entity.annotation("backstage.io/kubernetes-namespace") == Some(namespace)
    };
    catalog.entities.iter().filter(fits).collect()
}

/// An image belongs to the repository it is called after, as `ghcr.io/acme/checkout` does, else to the component.
fn of_image<'c>(catalog: &'c Catalog, query: &str) -> Vec<&'c Entity> {
    let Some(image) = Image::parse(query).filter(|image| image.pinned) else {
        return Vec::new();
    };
    let path = format!("/{}", image.path.to_lowercase());
    let built_there = |entity: &&Entity| {
        let location = entity.repository().and_then(|url| WebLocation::parse(&url));
        location.is_some_and(|location| location.repository.ends_with(&path))
    };
    let found: Vec<&Entity> = catalog.of_kind("component").filter(built_there).collect();
    match found.is_empty() {
        false => found,
        true => {
            let name = image.path.rsplit('/').next().unwrap_or_default();
            let named = catalog.named(name).into_iter();
            named.filter(|entity| entity.is_a("component")).collect()
        }
    }
}
