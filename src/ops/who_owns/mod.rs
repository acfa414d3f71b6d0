//! `idp who-owns`: resolves a handle to its owner, the parent teams, and the place that defines the owner.

mod account;
mod checkout;
mod handle;
mod history;
mod image;
mod link;
mod local_path;
mod locate;
mod lookup;
mod owner_changes;
mod parsed_handle;
mod path;
mod query_origin;
mod reason;
mod ssh_alias;
mod unanswered;

pub(super) use account::{
    TEAM_SLUG_ANNOTATION, USER_LOGIN_ANNOTATION, find_code_owner_entity, find_entities_by_email,
};
pub use handle::OwnershipHandleKind;
pub use history::{OwnershipPeriod, read_ownership_history};
pub use locate::MatchedBy;
pub use lookup::{OwnershipQuestion, OwnershipResolver};
pub use owner_changes::find_owner_changes;
pub(super) use query_origin::QueryOrigin;
pub use query_origin::find_common_clone;
pub use reason::{OwnershipReason, explain_ownership_hit};

use super::catalog::{find_entities_by_name, find_entities_by_ref};
use crate::catalog::{
    Catalog, CodeOwner, Entity, EntityRef, EntityRefBuf, OwnerSource, Ownership,
    RepositoryOrAccount, WebLocation, is_builtin_kind,
};
use crate::index::{CatalogSubset, TeamOwnershipCounts};
use crate::printable::escape_and_truncate;
use image::ContainerImageReference;
use link::find_entities_by_link;
use locate::locate_entities_at_web_location;
use parsed_handle::ParsedWhoOwnsHandle;

/// The answer for one handle.
#[derive(Debug)]
pub struct OwnershipAnswer<'c> {
    /// The handle, as typed.
    pub query: String,
    /// How it was parsed; for a handle that can't be resolved, the kind that was tried last.
    pub handle_kind: OwnershipHandleKind,
    /// Everything it may refer to; empty if there is nothing.
    pub hits: Vec<OwnershipHit<'c>>,
    /// If there are no hits, a sentence about what is missing in the catalog.
    pub missing: String,
    /// If there are no hits, similar names.
    pub suggestions: Vec<String>,
}

/// One entity or path that a handle may refer to.
#[derive(Debug)]
pub struct OwnershipHit<'c> {
    /// The entity; `None` for a path with an owner in CODEOWNERS, in a repository that isn't in the catalog.
    pub entity: Option<&'c Entity>,
    /// How the handle was parsed.
    pub handle_kind: OwnershipHandleKind,
    /// Its owner.
    pub ownership: Ownership<'c>,
    /// How a URL or a path was matched to the entity.
    pub matched_by: Option<MatchedBy>,
    /// Whether a path exists; a file from another branch may not.
    pub in_checkout: bool,
    /// If CODEOWNERS defines the owner, the owner of the entity in the catalog.
    pub repository_owner: Option<EntityRefBuf>,
}

impl<'c> OwnershipHit<'c> {
    fn new(
        catalog: &'c Catalog,
        entity: &'c Entity,
        handle_kind: OwnershipHandleKind,
    ) -> OwnershipHit<'c> {
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

    /// How many entities a team owns, by itself and with its child teams; `None` if the hit isn't a team.
    pub fn count_entities_owned_by_team(
        &self,
        excerpt: &'c CatalogSubset,
    ) -> Option<TeamOwnershipCounts<'c>> {
        let team = self.entity.filter(|entity| entity.is_of_kind("group"))?;
        Some(excerpt.team_ownership_counts(team))
    }

    /// Whether it's equivalent to `other`.
    fn is_equivalent(&self, other: &OwnershipHit<'_>) -> bool {
        let reference =
            |hit: &OwnershipHit<'_>| hit.entity.map(|entity| entity.entity_ref().to_string());
        let via = |hit: &OwnershipHit<'_>| hit.ownership.via == OwnerSource::Codeowners;
        reference(self) == reference(other)
            && self.ownership.owner_ref == other.ownership.owner_ref
            && via(self) == via(other)
    }
}

/// Finds the owner of `query`, parsed as `only` or else as the first kind of handle that has hits. A name shared by several kinds
/// has several hits; something that may be a repository, a name or a path is resolved as each of them.
fn who_owns<'c>(
    excerpt: &'c CatalogSubset,
    query_origin: &QueryOrigin,
    query: &str,
    only: Option<OwnershipHandleKind>,
) -> OwnershipAnswer<'c> {
    let reading = ParsedWhoOwnsHandle::parse(query_origin, query, only);
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
            .map_or(only.unwrap_or(OwnershipHandleKind::Name), |hit| {
                hit.handle_kind
            }),
        hits,
        missing: String::new(),
        suggestions: Vec::new(),
    };
    if answer.hits.is_empty() {
        answer.missing = question.explain_missing_entity(excerpt, only);
    }
    answer
}

/// Adds similar names to the answer for a handle that nothing matches.
fn add_suggestions(
    answer: &mut OwnershipAnswer<'_>,
    excerpt: &CatalogSubset,
    query_origin: &QueryOrigin,
    only: Option<OwnershipHandleKind>,
) {
    if only == Some(OwnershipHandleKind::Path) {
        return;
    }
    let reading = ParsedWhoOwnsHandle::parse(query_origin, &answer.query, only);
    let Some(name) = reading.likely_entity_name() else {
        return;
    };
    let mut names = excerpt.suggest_names(name);
    // With `--as`, an entity of that name isn't what was meant.
    names.retain(|near| near != reading.bare);
    let mut suggestions = match only {
        None => find_prefixed_handles(&excerpt.catalog, query_origin, &reading),
        Some(_) => Vec::new(),
    };
    suggestions.extend(names);
    suggestions.truncate(3);
    answer.suggestions = suggestions;
}

/// What a bare word may be with a prefix, or with the name instead of the title: `namespace/shop`, `@ada-o`, `#payments`, `user:ada`.
fn find_prefixed_handles(
    catalog: &Catalog,
    query_origin: &QueryOrigin,
    reading: &ParsedWhoOwnsHandle<'_>,
) -> Vec<String> {
    let is_known = |handle: &String| {
        let question = OwnershipQuery {
            catalog,
            query_origin,
            reading: &ParsedWhoOwnsHandle::parse(query_origin, handle, None),
        };
        let mut kinds = OwnershipHandleKind::PREFIXED.into_iter();
        kinds.any(|kind| !question.find_ownership_hits(kind).is_empty())
    };
    let mut known = reading.prefixed_handles();
    known.retain(is_known);
    let wanted = reading.text.trim().to_lowercase();
    let has_title = |entity: &&Entity| {
        let title = entity.title();
        title.is_some_and(|title| title.trim().to_lowercase() == wanted)
    };
    let titled = catalog.entities.iter().filter(has_title);
    known.extend(titled.map(|entity| entity.entity_ref().to_string()));
    known
}

/// A handle and the catalog to resolve it in.
struct OwnershipQuery<'c, 'r> {
    catalog: &'c Catalog,
    query_origin: &'r QueryOrigin,
    reading: &'r ParsedWhoOwnsHandle<'r>,
}

impl<'c> OwnershipQuery<'c, '_> {
    /// The hits of the first unambiguous kind of handle; otherwise those of all other kinds.
    fn find_best_ownership_hits(&self) -> Vec<OwnershipHit<'c>> {
        let mut open: Vec<OwnershipHit<'c>> = Vec::new();
        for handle in OwnershipHandleKind::ALL {
            let is_open = match handle {
                OwnershipHandleKind::Url => self.reading.is_shorthand,
                OwnershipHandleKind::Name | OwnershipHandleKind::Path => true,
                _ => false,
            };
            let hits = self.find_ownership_hits(handle);
            if !is_open && !hits.is_empty() {
                return hits;
            }
            // If there are hits already, skip paths that don't exist and hits that list a whole repository.
            let vague = hits.len() > 1
                && hits.iter().all(|hit| {
                    matches!(
                        hit.matched_by,
                        Some(MatchedBy::Repository | MatchedBy::OtherFolder)
                    )
                });
            let fits = |hit: &OwnershipHit<'_>| open.is_empty() || (hit.in_checkout && !vague);
            let new: Vec<OwnershipHit<'c>> = hits.into_iter().filter(fits).collect();
            let new = new
                .into_iter()
                .filter(|hit| !open.iter().any(|one| one.is_equivalent(hit)));
            open.extend(new.collect::<Vec<_>>());
        }
        open
    }

    fn find_ownership_hits(&self, handle: OwnershipHandleKind) -> Vec<OwnershipHit<'c>> {
        let (catalog, reading) = (self.catalog, self.reading);
        let mut entities = match handle {
            OwnershipHandleKind::Url => return self.find_ownership_hits_by_url(),
            OwnershipHandleKind::Path => {
                let place = reading.local_path.as_ref();
                return place.map_or_else(Vec::new, |place| {
                    path::find_path_ownership_hits(catalog, self.query_origin, place)
                });
            }
            OwnershipHandleKind::Ref => find_entities_by_ref(catalog, reading.bare),
            OwnershipHandleKind::Team => {
                let found =
                    find_entities_by_mention(catalog, self.query_origin, reading, |owner| {
                        matches!(owner, CodeOwner::Team { .. })
                    });
                match &reading.mention {
                    // In chat, `@payments` is a team, unless it's a user's login.
                    Some(owner @ CodeOwner::User { login })
                        if account::find_code_owner_entity(catalog, self.query_origin, owner)
                            .is_none() =>
                    {
                        find_entities_by_ref(catalog, &format!("group:{login}"))
                    }
                    _ => found,
                }
            }
            OwnershipHandleKind::User => {
                find_entities_by_mention(catalog, self.query_origin, reading, |owner| {
                    matches!(owner, CodeOwner::User { .. })
                })
            }
            OwnershipHandleKind::Email => reading.email.map_or_else(Vec::new, |email| {
                account::find_entities_by_email(catalog, self.query_origin, email)
            }),
            OwnershipHandleKind::Namespace => {
                find_entities_by_kubernetes_namespace(catalog, reading)
            }
            OwnershipHandleKind::Channel => reading.channel.map_or_else(Vec::new, |channel| {
                account::find_entities_by_channel(catalog, channel)
            }),
            OwnershipHandleKind::Image => return self.find_ownership_hits_by_image(),
            OwnershipHandleKind::Name => {
                let found = find_entities_by_name(catalog, reading.text);
                let found = if found.is_empty() {
                    find_entities_by_name(catalog, reading.bare)
                } else {
                    found
                };
                omit_locations(found)
            }
        };
        sort_entities(&mut entities);
        let hit = |entity| OwnershipHit::new(catalog, entity, handle);
        entities.into_iter().map(hit).collect()
    }

    fn find_ownership_hits_by_image(&self) -> Vec<OwnershipHit<'c>> {
        let Some(image) = self.reading.image else {
            return Vec::new();
        };
        let (mut entities, by) = find_entities_by_image(self.catalog, image);
        sort_entities(&mut entities);
        let hit = |entity| OwnershipHit {
            matched_by: by,
            ..OwnershipHit::new(self.catalog, entity, OwnershipHandleKind::Image)
        };
        entities.into_iter().map(hit).collect()
    }

    /// The hits of the first interpretation of a URL that has any.
    fn find_ownership_hits_by_url(&self) -> Vec<OwnershipHit<'c>> {
        let catalog = self.catalog;
        for target in &self.reading.web_targets {
            let (mut entities, by) = match target {
                RepositoryOrAccount::Account(owner) => (
                    Vec::from_iter(account::find_code_owner_entity(
                        catalog,
                        self.query_origin,
                        owner,
                    )),
                    None,
                ),
                RepositoryOrAccount::Repository(location) => {
                    match locate_entities_at_web_location(catalog, self.query_origin, location) {
                        Some(found) => (found.entities, Some(found.by)),
                        None => continue,
                    }
                }
            };
            sort_entities(&mut entities);
            let hit = |entity| OwnershipHit {
                matched_by: by,
                ..OwnershipHit::new(catalog, entity, OwnershipHandleKind::Url)
            };
            let hits: Vec<OwnershipHit<'c>> = entities.into_iter().map(hit).collect();
            if !hits.is_empty() {
                return hits;
            }
        }
        self.find_ownership_hits_by_link()
    }

    fn find_ownership_hits_by_link(&self) -> Vec<OwnershipHit<'c>> {
        let Some(asked) = self.reading.page_url() else {
            return Vec::new();
        };
        let mut entities = find_entities_by_link(self.catalog, &asked);
        sort_entities(&mut entities);
        let hit = |entity| {
            OwnershipHit::new(self.catalog, entity, OwnershipHandleKind::Url)
                .with_matched_by(MatchedBy::Link)
        };
        entities.into_iter().map(hit).collect()
    }

    /// Explains what is missing in the catalog.
    fn explain_missing_entity(
        &self,
        excerpt: &CatalogSubset,
        only: Option<OwnershipHandleKind>,
    ) -> String {
        let reading = self.reading;
        let text = escape_and_truncate(reading.text);
        if let Some(place) = reading
            .local_path
            .as_ref()
            .filter(|_| !matches!(only, Some(OwnershipHandleKind::Name)))
        {
            let unknown = || format!("the path `{text}` belongs to no entity in the catalog");
            return path::explain_missing_repository(self.catalog, self.query_origin, place)
                .unwrap_or_else(unknown);
        }
        if let Some(message) = only.and_then(|only| self.explain_unreadable_handle(only)) {
            return message;
        }
        let is_ref = |reference: EntityRef<'_>| is_builtin_kind(reference.kind);
        let is_image = !reading.entity_ref().is_some_and(is_ref) && !reading.has_misspelt_kind();
        if let Some(image) = reading.image.filter(|_| is_image) {
            return format!(
                "no component matches the image {}",
                escape_and_truncate(image.path)
            );
        }
        if let Some(email) = reading.email {
            return format!(
                "no user or group has the email address {}",
                escape_and_truncate(email)
            );
        }
        match (reading.web_targets.first(), &reading.mention) {
            (Some(RepositoryOrAccount::Repository(location)), _) if !reading.is_shorthand => {
                format!(
                    "no entity in the catalog has the repository or the link {}",
                    escape_and_truncate(&location.repository)
                )
            }
            (None, None) if let Some(page) = reading.page_url() => format!(
                "no entity in the catalog has the link {}",
                escape_and_truncate(page.as_str())
            ),
            (Some(RepositoryOrAccount::Account(owner)), _) | (_, Some(owner)) => {
                format!(
                    "no group or user in the catalog is {} on GitHub",
                    escape_and_truncate(&format_mention(owner))
                )
            }
            _ => self.explain_unknown_name(excerpt, &text.to_string()),
        }
    }

    /// Why the handle can't be one of the kind that the user named.
    fn explain_unreadable_handle(&self, only: OwnershipHandleKind) -> Option<String> {
        let reading = self.reading;
        let (is_readable, what) = match only {
            OwnershipHandleKind::Path => {
                let text = escape_and_truncate(reading.text);
                let origin = self.query_origin;
                let checkout = origin.find_checkout_of_folder(origin.working_directory());
                return reading.local_path.is_none().then(|| match checkout {
                    Some(_) => format!("`{text}` is not a path"),
                    None => format!(
                        "the path `{text}` doesn't exist, and this directory isn't in a git repository"
                    ),
                });
            }
            OwnershipHandleKind::Url => (!reading.web_targets.is_empty(), "a URL"),
            OwnershipHandleKind::Ref => (reading.entity_ref().is_some(), "a full entity ref"),
            OwnershipHandleKind::Email => (reading.email.is_some(), "an email address"),
            OwnershipHandleKind::Image => (reading.image.is_some(), "the full name of an image"),
            _ => return None,
        };
        let text = escape_and_truncate(reading.text);
        (!is_readable).then(|| format!("`{text}` is not {what}"))
    }

    fn explain_unknown_name(&self, excerpt: &CatalogSubset, text: &str) -> String {
        let reading = self.reading;
        if let Some(namespace) = reading.namespace {
            return format!(
                "no entity lists the Kubernetes namespace `{}`",
                escape_and_truncate(namespace)
            );
        }
        if let Some(channel) = reading.channel {
            return format!(
                "no entity lists the channel #{}",
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

/// Sorts by ref; what Backstage rejects comes last.
fn sort_entities(entities: &mut [&Entity]) {
    entities.sort_by_cached_key(|entity| {
        let reference = entity.entity_ref().to_string();
        (reference, entity.is_rejected_by_backstage())
    });
}

/// `found` without Locations, which nobody asks for, unless it has nothing else: often one has the name of the platform's team.
fn omit_locations(mut found: Vec<&Entity>) -> Vec<&Entity> {
    if found.iter().any(|entity| !entity.is_of_kind("location")) {
        found.retain(|entity| !entity.is_of_kind("location"));
    }
    found
}

fn format_mention(owner: &CodeOwner) -> String {
    match owner {
        CodeOwner::Team { slug } => format!("@{slug}"),
        CodeOwner::User { login } => format!("@{login}"),
        CodeOwner::Email { address } => address.clone(),
    }
}

fn find_entities_by_mention<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    reading: &ParsedWhoOwnsHandle<'_>,
    fits: impl Fn(&CodeOwner) -> bool,
) -> Vec<&'c Entity> {
    let owner = reading.mention.as_ref().filter(|owner| fits(owner));
    let entity = owner.and_then(|owner| {
        // In chat, `@payments` is a team.
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
    reading: &ParsedWhoOwnsHandle<'_>,
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

/// An image belongs to the repository it's named after, such as `ghcr.io/acme/checkout`, else to the component with its name, which says
/// less.
fn find_entities_by_image<'c>(
    catalog: &'c Catalog,
    image: ContainerImageReference<'_>,
) -> (Vec<&'c Entity>, Option<MatchedBy>) {
    let path = format!("/{}", image.path.to_lowercase());
    let built_there = |entity: &&Entity| {
        let location = entity
            .repository_url()
            .and_then(|url| WebLocation::parse(&url));
        // A repository of that name alone may be anybody's.
        image.path.contains('/')
            && location.is_some_and(|location| location.repository.ends_with(&path))
    };
    let found: Vec<&Entity> = catalog
        .entities_of_kind("component")
        .filter(built_there)
        .collect();
    if !found.is_empty() {
        return (found, None);
    }
    let name = image.path.rsplit('/').next().unwrap_or_default();
    let mut named = catalog.find_entities_by_name(name);
    named.retain(|entity| entity.is_of_kind("component"));
    // An image without registry and path has nothing but a name.
    let is_partial = image.has_registry || image.path.contains('/');
    (named, is_partial.then_some(MatchedBy::ImageName))
}
