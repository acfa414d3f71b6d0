//! `idp who-owns`: from a handle to the owner, the teams above, and the place that decided.

mod account;
mod checkout;
mod handle;
mod history;
mod image;
mod local_path;
mod locate;
mod lookup;
mod parsed_handle;
mod path;
mod query_origin;
mod reason;
mod ssh_alias;
mod unanswered;

pub use handle::HandleKind;
pub use history::{OwnershipPeriod, read_ownership_history};
pub use locate::MatchedBy;
pub use lookup::{OwnershipLookup, OwnershipQuestion};
use query_origin::QueryOrigin;
pub use query_origin::find_common_clone;
pub use reason::{OwnershipReason, explain_ownership_hit};

use super::catalog::{find_entities_by_name, find_entities_by_ref};
use crate::catalog::{
    Catalog, CodeOwner, Entity, EntityRefBuf, OwnerSource, Ownership, WebLocation, WebTarget,
};
use crate::index::{CatalogSubset, OwnershipCounts};
use crate::printable::escape_and_truncate;
use image::ContainerImageReference;
use locate::locate_entities_at_web_location;
use parsed_handle::ParsedOwnershipHandle;

/// What was found for one handle.
#[derive(Debug)]
pub struct OwnershipAnswer<'c> {
    /// The handle as it was typed.
    pub query: String,
    /// How it was understood; of a handle that leads nowhere, how it was understood last.
    pub handle_kind: HandleKind,
    /// Everything it may mean; empty when there is none.
    pub hits: Vec<OwnershipHit<'c>>,
    /// Where there is no hit, what is missing in the catalog: a sentence.
    pub missing: String,
    /// Where there is no hit, the nearest names.
    pub suggestions: Vec<String>,
}

/// One thing that a handle may mean.
#[derive(Debug)]
pub struct OwnershipHit<'c> {
    /// The entity; `None` for a path whose owner CODEOWNERS says, of a repository that the catalog does not have.
    pub entity: Option<&'c Entity>,
    /// How the handle was understood.
    pub handle_kind: HandleKind,
    /// Who owns it.
    pub ownership: Ownership<'c>,
    /// How a URL or a path led to the entity.
    pub matched_by: Option<MatchedBy>,
    /// Whether a path is there; a file of another branch is not.
    pub in_checkout: bool,
    /// Where CODEOWNERS decided, the owner that the catalog gives to the entity.
    pub repository_owner: Option<EntityRefBuf>,
}

impl<'c> OwnershipHit<'c> {
    fn new(catalog: &'c Catalog, entity: &'c Entity, handle_kind: HandleKind) -> OwnershipHit<'c> {
        OwnershipHit {
            entity: Some(entity),
            handle_kind,
            ownership: Ownership::find_entity_ownership(catalog, entity),
            matched_by: None,
            in_checkout: true,
            repository_owner: None,
        }
    }

    fn with_matched_by(self, by: MatchedBy) -> OwnershipHit<'c> {
        OwnershipHit {
            matched_by: Some(by),
            ..self
        }
    }

    /// What a team owns, itself and with the teams below; `None` where the hit is no team.
    pub fn count_owned_entities(&self, excerpt: &'c CatalogSubset) -> Option<OwnershipCounts<'c>> {
        let team = self.entity.filter(|entity| entity.is_of_kind("group"))?;
        Some(excerpt.count_team_ownership(team))
    }

    /// Whether it says the same as `other`.
    fn is_equivalent(&self, other: &OwnershipHit<'_>) -> bool {
        let reference =
            |hit: &OwnershipHit<'_>| hit.entity.map(|entity| entity.entity_ref().to_string());
        let via = |hit: &OwnershipHit<'_>| hit.ownership.via == OwnerSource::Codeowners;
        reference(self) == reference(other)
            && self.ownership.owner_ref == other.ownership.owner_ref
            && via(self) == via(other)
    }
}

/// Who owns `query`, understood as `only` says or else as the first kind of handle that leads to something. Names that
/// several kinds share give several hits; what may be a repository, a name and a path is answered as each.
fn who_owns<'c>(
    excerpt: &'c CatalogSubset,
    query_origin: &QueryOrigin,
    query: &str,
    only: Option<HandleKind>,
) -> OwnershipAnswer<'c> {
    let reading = ParsedOwnershipHandle::parse(query_origin, query, only);
    let question = OwnershipQuery {
        catalog: &excerpt.catalog,
        query_origin,
        reading: &reading,
    };
    let hits = match only {
        Some(only) => question.find_ownership_hits(only),
        None => question.find_best_ownership_hits(),
    };
    let mut answer = OwnershipAnswer {
        query: query.to_owned(),
        handle_kind: hits
            .first()
            .map_or(only.unwrap_or(HandleKind::Name), |hit| hit.handle_kind),
        hits,
        missing: String::new(),
        suggestions: Vec::new(),
    };
    if answer.hits.is_empty() {
        answer.missing = question.explain_missing_entity(excerpt, only);
        if is_name_or_ref(&reading)
            && matches!(answer.handle_kind, HandleKind::Name | HandleKind::Ref)
        {
            answer.suggestions = excerpt.suggest_names(reading.bare);
        }
    }
    answer
}

/// A handle, and what it is asked of.
struct OwnershipQuery<'c, 'r> {
    catalog: &'c Catalog,
    query_origin: &'r QueryOrigin,
    reading: &'r ParsedOwnershipHandle<'r>,
}

impl<'c> OwnershipQuery<'c, '_> {
    /// The hits of the first kind of handle that is unmistakable; else those of every other kind.
    fn find_best_ownership_hits(&self) -> Vec<OwnershipHit<'c>> {
        let mut open: Vec<OwnershipHit<'c>> = Vec::new();
        for handle in HandleKind::ALL {
            let is_open = match handle {
                HandleKind::Url => self.reading.is_shorthand,
                HandleKind::Name | HandleKind::Path => true,
                _ => false,
            };
            let hits = self.find_ownership_hits(handle);
            if !is_open && !hits.is_empty() {
                return hits;
            }
            // What isn't there is no second meaning of something that is, nor is everything in a repository.
            let vague = hits.len() > 1
                && hits
                    .iter()
                    .all(|hit| hit.matched_by == Some(MatchedBy::Repository));
            let fits = |hit: &OwnershipHit<'_>| open.is_empty() || (hit.in_checkout && !vague);
            let new: Vec<OwnershipHit<'c>> = hits.into_iter().filter(fits).collect();
            let new = new
                .into_iter()
                .filter(|hit| !open.iter().any(|one| one.is_equivalent(hit)));
            open.extend(new.collect::<Vec<_>>());
        }
        open
    }

    fn find_ownership_hits(&self, handle: HandleKind) -> Vec<OwnershipHit<'c>> {
        let (catalog, reading) = (self.catalog, self.reading);
        let mut entities = match handle {
            HandleKind::Url => return self.find_ownership_hits_by_url(),
            HandleKind::Path => {
                let place = reading.local_path.as_ref();
                return place.map_or_else(Vec::new, |place| {
                    path::find_path_ownership_hits(catalog, self.query_origin, place)
                });
            }
            HandleKind::Ref => find_entities_by_ref(catalog, reading.bare),
            HandleKind::Team => {
                find_mentioned_owner(catalog, self.query_origin, reading, |owner| {
                    matches!(owner, CodeOwner::Team { .. })
                })
            }
            HandleKind::User => {
                find_mentioned_owner(catalog, self.query_origin, reading, |owner| {
                    matches!(owner, CodeOwner::User { .. })
                })
            }
            HandleKind::Email => reading.email.map_or_else(Vec::new, |email| {
                account::find_entities_by_email(catalog, self.query_origin, email)
            }),
            HandleKind::Namespace => find_entities_by_kubernetes_namespace(catalog, reading),
            HandleKind::Channel => reading.channel.map_or_else(Vec::new, |channel| {
                account::find_entities_by_channel(catalog, channel)
            }),
            HandleKind::Image => reading
                .image
                .map_or_else(Vec::new, |image| find_entities_by_image(catalog, image)),
            HandleKind::Name => {
                let found = find_entities_by_name(catalog, reading.text);
                if found.is_empty() {
                    find_entities_by_name(catalog, reading.bare)
                } else {
                    found
                }
            }
        };
        entities
            .sort_by_cached_key(|entity| (entity.entity_ref().to_string(), entity.is_rejected()));
        let hit = |entity| OwnershipHit::new(catalog, entity, handle);
        entities.into_iter().map(hit).collect()
    }

    /// What the first reading of a URL that leads somewhere leads to.
    fn find_ownership_hits_by_url(&self) -> Vec<OwnershipHit<'c>> {
        let catalog = self.catalog;
        for target in &self.reading.web_targets {
            let (mut entities, by) = match target {
                WebTarget::Account(owner) => (
                    Vec::from_iter(account::find_code_owner_entity(
                        catalog,
                        self.query_origin,
                        owner,
                    )),
                    None,
                ),
                WebTarget::Repository(location) => {
                    match locate_entities_at_web_location(catalog, self.query_origin, location) {
                        Some(found) => (found.entities, Some(found.by)),
                        None => continue,
                    }
                }
            };
            entities.sort_by_cached_key(|entity| {
                (entity.entity_ref().to_string(), entity.is_rejected())
            });
            let hit = |entity| OwnershipHit {
                matched_by: by,
                ..OwnershipHit::new(catalog, entity, HandleKind::Url)
            };
            let hits: Vec<OwnershipHit<'c>> = entities.into_iter().map(hit).collect();
            if !hits.is_empty() {
                return hits;
            }
        }
        Vec::new()
    }

    /// What the catalog lacks, so that nothing was found.
    fn explain_missing_entity(&self, excerpt: &CatalogSubset, only: Option<HandleKind>) -> String {
        let reading = self.reading;
        let text = escape_and_truncate(reading.text);
        if let Some(place) = reading
            .local_path
            .as_ref()
            .filter(|_| !matches!(only, Some(HandleKind::Name)))
        {
            let unknown = || format!("no entity in the catalog owns the path `{text}`");
            return path::explain_missing_repository(self.catalog, place).unwrap_or_else(unknown);
        }
        if let Some(email) = reading.email {
            return format!(
                "no user or group has the e-mail address {}",
                escape_and_truncate(email)
            );
        }
        match (reading.web_targets.first(), &reading.mention) {
            (Some(WebTarget::Repository(location)), _) if !reading.is_shorthand => {
                format!(
                    "no entity in the catalog has the repository {}",
                    escape_and_truncate(&location.repository)
                )
            }
            (Some(WebTarget::Account(owner)), _) | (_, Some(owner)) => {
                format!(
                    "no group or user in the catalog is {} on GitHub",
                    escape_and_truncate(&format_mention(owner))
                )
            }
            _ => self.explain_unknown_name(excerpt, &text.to_string()),
        }
    }

    fn explain_unknown_name(&self, excerpt: &CatalogSubset, text: &str) -> String {
        let reading = self.reading;
        if let Some(namespace) = reading.namespace {
            return format!(
                "no entity names the Kubernetes namespace `{}`",
                escape_and_truncate(namespace)
            );
        }
        if let Some(channel) = reading.channel {
            return format!(
                "no entity names the channel #{}",
                escape_and_truncate(channel)
            );
        }
        let owner = reading
            .entity_ref()
            .filter(|owner| owner.is_of_kind("group") || owner.is_of_kind("user"));
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
                    escape_and_truncate(&owner.to_string())
                );
            }
        }
        format!("no entity named `{text}`")
    }
}

/// Whether it can only be meant as a name or a ref.
fn is_name_or_ref(reading: &ParsedOwnershipHandle<'_>) -> bool {
    (reading.web_targets.is_empty() || reading.is_shorthand)
        && reading.email.is_none()
        && reading.channel.is_none()
        && reading.namespace.is_none()
}

fn format_mention(owner: &CodeOwner) -> String {
    match owner {
        CodeOwner::Team { slug } => format!("@{slug}"),
        CodeOwner::User { login } => format!("@{login}"),
        CodeOwner::Email { address } => address.clone(),
    }
}

fn find_mentioned_owner<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    reading: &ParsedOwnershipHandle<'_>,
    fits: impl Fn(&CodeOwner) -> bool,
) -> Vec<&'c Entity> {
    let owner = reading.mention.as_ref().filter(|owner| fits(owner));
    let entity = owner.and_then(|owner| {
        // In chats `@payments` is a team.
        let group = || match owner {
            CodeOwner::User { login } => find_entities_by_ref(catalog, &format!("group:{login}"))
                .into_iter()
                .next(),
            _ => None,
        };
        account::find_code_owner_entity(catalog, query_origin, owner).or_else(group)
    });
    Vec::from_iter(entity)
}

fn find_entities_by_kubernetes_namespace<'c>(
    catalog: &'c Catalog,
    reading: &ParsedOwnershipHandle<'_>,
) -> Vec<&'c Entity> {
    let Some(namespace) = reading.namespace else {
        return Vec::new();
    };
    let fits = |entity: &&Entity| {
        let mut namespaces = entity.kubernetes_namespaces();
        namespaces.any(|one| one.eq_ignore_ascii_case(namespace))
    };
    catalog.entities.iter().filter(fits).collect()
}

/// An image belongs to the repository it is called after, as `ghcr.io/acme/checkout` does, else to the component.
fn find_entities_by_image<'c>(
    catalog: &'c Catalog,
    image: ContainerImageReference<'_>,
) -> Vec<&'c Entity> {
    let path = format!("/{}", image.path.to_lowercase());
    let built_there = |entity: &&Entity| {
        let location = entity
            .repository_url()
            .and_then(|url| WebLocation::parse(&url));
        location.is_some_and(|location| location.repository.ends_with(&path))
    };
    let found: Vec<&Entity> = catalog
        .entities_of_kind("component")
        .filter(built_there)
        .collect();
    if !found.is_empty() {
        return found;
    }
    let name = image.path.rsplit('/').next().unwrap_or_default();
    let named = catalog.find_entities_by_name(name).into_iter();
    named
        .filter(|entity| entity.is_of_kind("component"))
        .collect()
}
