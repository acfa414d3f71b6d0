//! Finds teams and people by their names on forges, in mail and in chat.

use super::query_origin::QueryOrigin;
use crate::catalog::{Catalog, CodeOwner, Entity, EntityRef};

pub(in crate::ops) const TEAM_SLUG_ANNOTATION: &str = "github.com/team-slug";
pub(in crate::ops) const USER_LOGIN_ANNOTATION: &str = "github.com/user-login";
/// The annotations for chat channels.
pub(super) const CHANNEL_ANNOTATIONS: [&str; 3] = [
    "slack.com/channel",
    "slack.com/channel-name",
    "slack/channel",
];

/// The team or person in the catalog with this name on GitHub.
pub(in crate::ops) fn find_code_owner_entity<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    owner: &CodeOwner,
) -> Option<&'c Entity> {
    let annotated = match owner {
        CodeOwner::Team { slug } => {
            find_entity_by_annotation(catalog, "group", TEAM_SLUG_ANNOTATION, slug)
        }
        CodeOwner::User { login } => {
            find_entity_by_annotation(catalog, "user", USER_LOGIN_ANNOTATION, login)
        }
        CodeOwner::Email { address } => find_entities_by_email(catalog, query_origin, address)
            .into_iter()
            .next(),
    };
    annotated.or_else(|| find_code_owner_by_guessed_ref(catalog, query_origin, owner))
}

/// Everyone with this email address.
pub(in crate::ops) fn find_entities_by_email<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    address: &str,
) -> Vec<&'c Entity> {
    let fits = |entity: &&Entity| {
        let email = entity.profile_email();
        email.is_some_and(|email| email.text.eq_ignore_ascii_case(address))
    };
    let found: Vec<&Entity> = catalog.entities.iter().filter(fits).collect();
    let login = address
        .strip_suffix("@users.noreply.github.com")
        .map(|login| login.split_once('+').map_or(login, |(_, login)| login));
    let user = login.filter(|_| found.is_empty()).and_then(|login| {
        let login = login.to_owned();
        find_code_owner_entity(catalog, query_origin, &CodeOwner::User { login })
    });
    found.into_iter().chain(user).collect()
}

/// Everything annotated with the channel, with or without `#`.
pub(super) fn find_entities_by_channel<'c>(catalog: &'c Catalog, channel: &str) -> Vec<&'c Entity> {
    let fits = |entity: &&Entity| {
        let mut channels = CHANNEL_ANNOTATIONS
            .iter()
            .filter_map(|key| entity.annotation(key));
        channels.any(|one| one.trim_start_matches('#').eq_ignore_ascii_case(channel))
    };
    catalog.entities.iter().filter(fits).collect()
}

fn find_entity_by_annotation<'c>(
    catalog: &'c Catalog,
    kind: &'static str,
    key: &'static str,
    value: &str,
) -> Option<&'c Entity> {
    let fits = |entity: &&Entity| {
        let annotation = entity.annotation(key);
        annotation.is_some_and(|text| text.eq_ignore_ascii_case(value))
    };
    catalog.entities_of_kind(kind).find(fits)
}

/// The entity with the guessed name, unless its annotation gives a different name on GitHub. A team of another organisation is
/// never a group of the catalog, whatever its name.
fn find_code_owner_by_guessed_ref<'c>(
    catalog: &'c Catalog,
    query_origin: &QueryOrigin,
    owner: &CodeOwner,
) -> Option<&'c Entity> {
    let guess = guess_code_owner_entity_ref(query_origin, owner);
    let reference = EntityRef::parse(&guess, None, "default").ok()?;
    let key = match owner {
        CodeOwner::Team { slug } if is_foreign_team(query_origin, slug) => return None,
        CodeOwner::Team { .. } => TEAM_SLUG_ANNOTATION,
        CodeOwner::User { .. } => USER_LOGIN_ANNOTATION,
        CodeOwner::Email { .. } => return catalog.get(reference),
    };
    let entity = catalog.get(reference)?;
    entity.annotation(key).is_none().then_some(entity)
}

/// The ref that Backstage derives from an owner in CODEOWNERS. A team of another organisation keeps the organisation as its
/// namespace, so that it isn't mistaken for a group with the same name.
pub(super) fn guess_code_owner_entity_ref(query_origin: &QueryOrigin, owner: &CodeOwner) -> String {
    match owner {
        CodeOwner::Team { slug } if is_foreign_team(query_origin, slug) => format!("group:{slug}"),
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

fn is_foreign_team(query_origin: &QueryOrigin, slug: &str) -> bool {
    let organisation = slug.split('/').next().unwrap_or(slug);
    !query_origin.organisation_may_be_own(organisation)
}
