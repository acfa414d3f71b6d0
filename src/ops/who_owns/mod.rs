//! `idp who-owns`: from a handle to the owner, the teams above, and the place that decided.

mod account;
mod checkout;
mod handle;
mod history;
mod image;
mod located;
mod path;
mod place;
mod query_origin;
mod reading;
mod reason;
mod remote;

pub use handle::Handle;
pub use history::{Tenure, history};
pub use located::Match;
pub use query_origin::{QueryOrigin, clone_of};
pub use reason::{Reason, reasons};

use super::catalog::{by_name, by_ref};
use crate::catalog::{
    Catalog, CodeOwner, Entity, EntityRefBuf, Ownership, Via, WebLocation, WebTarget,
};
use crate::error::Result;
use crate::index::{CatalogSubset, Holdings, Key};
use crate::platform::{Platform, Snapshot};
use crate::printable::brief;
use image::Image;
use located::located;
use reading::Reading;

/// What was found for one handle.
#[derive(Debug)]
pub struct Answer<'c> {
    /// The handle as it was typed.
    pub query: String,
    /// How it was understood; of a handle that leads nowhere, how it was understood last.
    pub handle: Handle,
    /// Everything it may mean; empty when there is none.
    pub hits: Vec<Hit<'c>>,
    /// Where there is no hit, what is missing in the catalog: a sentence.
    pub missing: String,
    /// Where there is no hit, the nearest names.
    pub suggestions: Vec<String>,
}

/// One thing that a handle may mean.
#[derive(Debug)]
pub struct Hit<'c> {
    /// The entity; `None` for a path whose owner CODEOWNERS says, of a repository that the catalog does not have.
    pub entity: Option<&'c Entity>,
    /// How the handle was understood.
    pub handle: Handle,
    /// Who owns it.
    pub ownership: Ownership<'c>,
    /// How a URL or a path led to the entity.
    pub by: Option<Match>,
    /// Whether a path is there; a file of another branch is not.
    pub in_checkout: bool,
    /// Where CODEOWNERS decided, the owner that the catalog gives to the entity.
    pub repository_owner: Option<EntityRefBuf>,
}

impl<'c> Hit<'c> {
    fn new(catalog: &'c Catalog, entity: &'c Entity, handle: Handle) -> Hit<'c> {
        Hit {
            entity: Some(entity),
            handle,
            ownership: Ownership::of(catalog, entity),
            by: None,
            in_checkout: true,
            repository_owner: None,
        }
    }

    fn by(self, by: Match) -> Hit<'c> {
        Hit {
            by: Some(by),
            ..self
        }
    }

    /// What a team owns, itself and with the teams below; `None` where the hit is no team.
    pub fn holdings(&self, excerpt: &'c CatalogSubset) -> Option<Holdings<'c>> {
        let team = self.entity.filter(|entity| entity.is_a("group"))?;
        Some(excerpt.holdings(team))
    }

    /// Whether it says the same as `other`.
    fn is_same(&self, other: &Hit<'_>) -> bool {
        let reference = |hit: &Hit<'_>| hit.entity.map(|entity| entity.reference().to_string());
        let via = |hit: &Hit<'_>| hit.ownership.via == Via::Codeowners;
        reference(self) == reference(other)
            && self.ownership.owner_ref == other.ownership.owner_ref
            && via(self) == via(other)
    }
}

/// The same, read from the catalog files nearest to what `handles` name as well: the root of a loose catalog may lead to
/// none of them.
pub fn with_nearest(
    snapshot: Snapshot,
    query_origin: &QueryOrigin,
    handles: &[String],
) -> Snapshot {
    if !snapshot.is_loose() {
        return snapshot;
    }
    let paths = |handle: &String| Reading::new(query_origin, handle, None).paths(query_origin);
    let paths: Vec<String> = handles.iter().flat_map(paths).collect();
    snapshot.with_nearest(&paths)
}

/// As much of the catalog as it takes to answer for all of `handles`; `past` says that `snapshot` is none of the present.
///
/// # Errors
/// As [`Snapshot::catalog`].
pub fn excerpt(
    platform: &Platform,
    snapshot: &Snapshot,
    past: bool,
    query_origin: &QueryOrigin,
    handles: &[String],
) -> Result<CatalogSubset> {
    let keys = |handle: &String| Reading::new(query_origin, handle, None).keys(query_origin);
    let keys: Vec<Key> = handles.iter().flat_map(keys).collect();
    CatalogSubset::of(platform, snapshot, past, &keys)
}

/// Who owns `query`, understood as `only` says or else as the first kind of handle that leads to something. Names that
/// several kinds share give several hits; what may be a repository, a name and a path is answered as each.
pub fn who_owns<'c>(
    excerpt: &'c CatalogSubset,
    query_origin: &QueryOrigin,
    query: &str,
    only: Option<Handle>,
) -> Answer<'c> {
    let reading = Reading::new(query_origin, query, only);
    let question = Question {
        catalog: &excerpt.catalog,
        query_origin,
        reading: &reading,
    };
    let hits = match only {
        Some(only) => question.hits(only),
        None => question.first_hits(),
    };
    let mut answer = Answer {
        query: query.to_owned(),
        handle: hits
            .first()
            .map_or(only.unwrap_or(Handle::Name), |hit| hit.handle),
        hits,
        missing: String::new(),
        suggestions: Vec::new(),
    };
    if answer.hits.is_empty() {
        answer.missing = question.missing(excerpt, only);
        if is_word(&reading) && matches!(answer.handle, Handle::Name | Handle::Ref) {
            answer.suggestions = excerpt.nearest_names(reading.bare);
        }
    }
    answer
}

/// A handle, and what it is asked of.
struct Question<'c, 'r> {
    catalog: &'c Catalog,
    query_origin: &'r QueryOrigin,
    reading: &'r Reading<'r>,
}

impl<'c> Question<'c, '_> {
    /// The hits of the first kind of handle that is unmistakable; else those of every other kind.
    fn first_hits(&self) -> Vec<Hit<'c>> {
        let mut open: Vec<Hit<'c>> = Vec::new();
        for handle in Handle::ALL {
            let is_open = match handle {
                Handle::Url => self.reading.is_shorthand,
                Handle::Name | Handle::Path => true,
                _ => false,
            };
            let hits = self.hits(handle);
            if !is_open && !hits.is_empty() {
                return hits;
            }
            // What isn't there is no second meaning of something that is, nor is everything in a repository.
            let vague = hits.len() > 1 && hits.iter().all(|hit| hit.by == Some(Match::Repository));
            let fits = |hit: &Hit<'_>| open.is_empty() || (hit.in_checkout && !vague);
            let new: Vec<Hit<'c>> = hits.into_iter().filter(fits).collect();
            let new = new
                .into_iter()
                .filter(|hit| !open.iter().any(|one| one.is_same(hit)));
            open.extend(new.collect::<Vec<_>>());
        }
        open
    }

    fn hits(&self, handle: Handle) -> Vec<Hit<'c>> {
        let (catalog, reading) = (self.catalog, self.reading);
        let mut entities = match handle {
            Handle::Url => return self.at_url(),
            Handle::Path => {
                let place = reading.place.as_ref();
                return place.map_or_else(Vec::new, |place| {
                    path::hits(catalog, self.query_origin, place)
                });
            }
            Handle::Ref => by_ref(catalog, reading.bare),
            Handle::Team => mentioned(catalog, self.query_origin, reading, |owner| {
                matches!(owner, CodeOwner::Team { .. })
            }),
            Handle::User => mentioned(catalog, self.query_origin, reading, |owner| {
                matches!(owner, CodeOwner::User { .. })
            }),
            Handle::Email => reading.email.map_or_else(Vec::new, |email| {
                account::by_email(catalog, self.query_origin, email)
            }),
            Handle::Namespace => in_namespace(catalog, reading),
            Handle::Channel => reading
                .channel
                .map_or_else(Vec::new, |channel| account::by_channel(catalog, channel)),
            Handle::Image => reading
                .image
                .map_or_else(Vec::new, |image| of_image(catalog, image)),
            Handle::Name => {
                let found = by_name(catalog, reading.text);
                if found.is_empty() {
                    by_name(catalog, reading.bare)
                } else {
                    found
                }
            }
        };
        entities
            .sort_by_cached_key(|entity| (entity.reference().to_string(), entity.is_rejected()));
        let hit = |entity| Hit::new(catalog, entity, handle);
        entities.into_iter().map(hit).collect()
    }

    /// What the first reading of a URL that leads somewhere leads to.
    fn at_url(&self) -> Vec<Hit<'c>> {
        let catalog = self.catalog;
        for target in &self.reading.web {
            let (mut entities, by) = match target {
                WebTarget::Account(owner) => (
                    Vec::from_iter(account::named(catalog, self.query_origin, owner)),
                    None,
                ),
                WebTarget::Repository(location) => {
                    match located(catalog, self.query_origin, location) {
                        Some(found) => (found.entities, Some(found.by)),
                        None => continue,
                    }
                }
            };
            entities.sort_by_cached_key(|entity| {
                (entity.reference().to_string(), entity.is_rejected())
            });
            let hit = |entity| Hit {
                by,
                ..Hit::new(catalog, entity, Handle::Url)
            };
            let hits: Vec<Hit<'c>> = entities.into_iter().map(hit).collect();
            if !hits.is_empty() {
                return hits;
            }
        }
        Vec::new()
    }

    /// What the catalog lacks, so that nothing was found.
    fn missing(&self, excerpt: &CatalogSubset, only: Option<Handle>) -> String {
        let reading = self.reading;
        let text = brief(reading.text);
        if let Some(place) = reading
            .place
            .as_ref()
            .filter(|_| !matches!(only, Some(Handle::Name)))
        {
            let unknown = || format!("no entity in the catalog owns the path `{text}`");
            return path::missing(self.catalog, place).unwrap_or_else(unknown);
        }
        if let Some(email) = reading.email {
            return format!("no user or group has the e-mail address {}", brief(email));
        }
        match (reading.web.first(), &reading.mention) {
            (Some(WebTarget::Repository(location)), _) if !reading.is_shorthand => {
                format!(
                    "no entity in the catalog has the repository {}",
                    brief(&location.repository)
                )
            }
            (Some(WebTarget::Account(owner)), _) | (_, Some(owner)) => {
                format!(
                    "no group or user in the catalog is {} on GitHub",
                    brief(&mention(owner))
                )
            }
            _ => self.unnamed(excerpt, &text.to_string()),
        }
    }

    fn unnamed(&self, excerpt: &CatalogSubset, text: &str) -> String {
        let reading = self.reading;
        if let Some(namespace) = reading.namespace {
            return format!(
                "no entity names the Kubernetes namespace `{}`",
                brief(namespace)
            );
        }
        if let Some(channel) = reading.channel {
            return format!("no entity names the channel #{}", brief(channel));
        }
        let owner = reading
            .reference()
            .filter(|owner| owner.is_a("group") || owner.is_a("user"));
        if let Some(owner) = owner {
            let count = excerpt.count_owned_by(owner);
            if count > 0 {
                let names = if count == 1 {
                    "entity names"
                } else {
                    "entities name"
                };
                return format!(
                    "{} is not in the catalog; {count} {names} it as owner",
                    brief(&owner.to_string())
                );
            }
        }
        format!("no entity named `{text}`")
    }
}

/// Whether it can only be meant as a name or a ref.
fn is_word(reading: &Reading<'_>) -> bool {
    (reading.web.is_empty() || reading.is_shorthand)
        && reading.email.is_none()
        && reading.channel.is_none()
        && reading.namespace.is_none()
}

fn mention(owner: &CodeOwner) -> String {
    match owner {
        CodeOwner::Team { slug } => format!("@{slug}"),
        CodeOwner::User { login } => format!("@{login}"),
        CodeOwner::Email { address } => address.clone(),
    }
}

fn mentioned<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    reading: &Reading<'_>,
    fits: impl Fn(&CodeOwner) -> bool,
) -> Vec<&'c Entity> {
    let owner = reading.mention.as_ref().filter(|owner| fits(owner));
    let entity = owner.and_then(|owner| {
        // In chats `@payments` is a team.
        let group = || match owner {
            CodeOwner::User { login } => by_ref(catalog, &format!("group:{login}"))
                .into_iter()
                .next(),
            _ => None,
        };
        account::named(catalog, query_origin, owner).or_else(group)
    });
    Vec::from_iter(entity)
}

fn in_namespace<'c>(catalog: &'c Catalog, reading: &Reading<'_>) -> Vec<&'c Entity> {
    let Some(namespace) = reading.namespace else {
        return Vec::new();
    };
    let fits = |entity: &&Entity| {
        let mut namespaces = entity.namespaces();
        namespaces.any(|one| one.eq_ignore_ascii_case(namespace))
    };
    catalog.entities.iter().filter(fits).collect()
}

/// An image belongs to the repository it is called after, as `ghcr.io/acme/checkout` does, else to the component.
fn of_image<'c>(catalog: &'c Catalog, image: Image<'_>) -> Vec<&'c Entity> {
    let path = format!("/{}", image.path.to_lowercase());
    let built_there = |entity: &&Entity| {
        let location = entity.repository().and_then(|url| WebLocation::parse(&url));
        location.is_some_and(|location| location.repository.ends_with(&path))
    };
    let found: Vec<&Entity> = catalog.of_kind("component").filter(built_there).collect();
    if !found.is_empty() {
        return found;
    }
    let name = image.path.rsplit('/').next().unwrap_or_default();
    let named = catalog.named(name).into_iter();
    named.filter(|entity| entity.is_a("component")).collect()
}
