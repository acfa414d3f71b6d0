//! Lookup keys of entities, as numbers. Two keys may have the same number: the only cost is reading an extra document,
//! because the ordinary code checks every result.

use url::Url;

use crate::catalog::{CodeOwner, Entity, EntityRef, WebLocation};

/// The hash of a key.
pub(crate) type IndexKey = u64;

/// FNV-1a, 64 bit: stable on every machine and in every release, as a cache requires.
fn hash_to_index_key(kind: &str, text: &str) -> IndexKey {
    let bytes = kind.bytes().chain([0]).chain(text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

pub(crate) fn index_key_for_entity_ref(reference: EntityRef<'_>) -> IndexKey {
    hash_to_index_key("ref", &reference.to_string())
}

/// The hash of a platform.
pub(super) fn hash_platform_cache_key(address: &str) -> IndexKey {
    hash_to_index_key("platform", address)
}

/// The key of entities that name `reference` in `field`.
pub(super) fn index_key_for_field_reference(field: &str, reference: EntityRef<'_>) -> IndexKey {
    hash_to_index_key(field, &reference.to_string())
}

/// The key of entities that have `owner` as their owner.
pub(crate) fn index_key_for_owner(owner: EntityRef<'_>) -> IndexKey {
    index_key_for_field_reference("spec.owner", owner)
}

/// The fields in which other entities name a group as their group, their parent or their owner.
pub(super) const RELATION_FIELDS: [&str; 5] = [
    "spec.memberOf",
    "spec.members",
    "spec.children",
    "spec.parent",
    "spec.owner",
];

const TEAM_ANNOTATION: &str = "github.com/team-slug";
const LOGIN_ANNOTATION: &str = "github.com/user-login";
const CHANNEL_ANNOTATIONS: [&str; 3] = [
    "slack.com/channel",
    "slack.com/channel-name",
    "slack/channel",
];

/// All keys of an entity.
pub(super) fn index_keys_for_entity(entity: &Entity) -> Vec<IndexKey> {
    let mut keys = vec![
        index_key_for_entity_ref(entity.entity_ref()),
        index_key_for_entity_name(entity.name()),
        hash_to_index_key("file", entity.file_path()),
    ];
    keys.extend(entity.title().map(index_key_for_title));
    let links = entity
        .links()
        .filter_map(|link| Url::parse(link.url.text).ok());
    keys.extend(links.filter_map(|link| Some(index_key_for_link_host(link.host_str()?))));
    keys.extend(
        entity
            .is_of_kind("location")
            .then(index_key_for_all_locations),
    );
    if let Some(location) = entity
        .repository_url()
        .and_then(|url| WebLocation::parse(&url))
    {
        keys.extend(index_keys_for_web_location(&location));
    }
    for annotation in [TEAM_ANNOTATION, LOGIN_ANNOTATION] {
        let value = entity.annotation(annotation);
        keys.extend(value.map(|value| hash_to_index_key(annotation, &value.to_lowercase())));
    }
    keys.extend(
        entity
            .kubernetes_namespaces()
            .map(index_key_for_kubernetes_namespace),
    );
    let channels = CHANNEL_ANNOTATIONS
        .iter()
        .filter_map(|channel| entity.annotation(channel));
    keys.extend(channels.map(index_key_for_chat_channel));
    keys.extend(
        entity
            .profile_email()
            .map(|email| hash_to_index_key("email", &email.text.to_lowercase())),
    );
    let named = entity
        .references()
        .filter(|reference| RELATION_FIELDS.contains(&reference.field.path));
    keys.extend(
        named
            .map(|reference| index_key_for_field_reference(reference.field.path, reference.target)),
    );
    keys
}

pub(crate) fn index_keys_for_web_location(location: &WebLocation) -> [IndexKey; 2] {
    let last = location.repository.rsplit('/').next().unwrap_or_default();
    [
        hash_to_index_key("repository", &location.repository),
        index_key_for_repository_name(last),
    ]
}

/// The key of repositories by the last part of their names.
pub(crate) fn index_key_for_repository_name(name: &str) -> IndexKey {
    hash_to_index_key("repository-name", &name.to_lowercase())
}

/// The key of a name, ignoring kind and namespace.
pub(crate) fn index_key_for_entity_name(name: &str) -> IndexKey {
    hash_to_index_key("name", &name.to_lowercase())
}

/// The key of a title, or of the display name of a group or a user.
pub(crate) fn index_key_for_title(title: &str) -> IndexKey {
    hash_to_index_key("title", &title.trim().to_lowercase())
}

/// The key of entities with a link to `host`.
pub(crate) fn index_key_for_link_host(host: &str) -> IndexKey {
    hash_to_index_key("link", &host.to_lowercase())
}

/// The key of a Kubernetes namespace.
pub(crate) fn index_key_for_kubernetes_namespace(namespace: &str) -> IndexKey {
    hash_to_index_key("namespace", &namespace.to_lowercase())
}

/// The key of a channel, with or without `#`.
pub(crate) fn index_key_for_chat_channel(channel: &str) -> IndexKey {
    hash_to_index_key("channel", &channel.trim_start_matches('#').to_lowercase())
}

/// The key of every entity that leads to other files.
pub(super) fn index_key_for_all_locations() -> IndexKey {
    hash_to_index_key("leads", "")
}

/// The keys of a catalog file.
pub(crate) fn index_key_for_catalog_file(path: &str) -> IndexKey {
    hash_to_index_key("file", path)
}

/// The keys of a team or user by their name on GitHub.
pub(crate) fn index_keys_for_code_owner(owner: &CodeOwner) -> Vec<IndexKey> {
    let last = |text: &str| index_key_for_entity_name(text.rsplit('/').next().unwrap_or(text));
    match owner {
        CodeOwner::Team { slug } => {
            vec![
                hash_to_index_key(TEAM_ANNOTATION, &slug.to_lowercase()),
                last(slug),
            ]
        }
        CodeOwner::User { login } => vec![
            hash_to_index_key(LOGIN_ANNOTATION, &login.to_lowercase()),
            last(login),
        ],
        CodeOwner::Email { address } => {
            let lower = address.to_lowercase();
            let user = lower.split('@').next().unwrap_or(&lower);
            // GitHub replaces private addresses with `<number>+<login>@users.noreply.github.com`.
            let login = user.split_once('+').map_or(user, |(_, login)| login);
            vec![
                hash_to_index_key("email", &lower),
                index_key_for_entity_name(user),
                index_key_for_entity_name(login),
                hash_to_index_key(LOGIN_ANNOTATION, login),
            ]
        }
    }
}
