//! What an entity can be asked for by, as numbers. Two keys may have one number: that costs a look at a document too
//! many, and no more, since the ordinary code looks at whatever is found.

use crate::catalog::{CodeOwner, Entity, EntityRef, WebLocation};

/// The number of a key.
pub(crate) type Key = u64;

/// FNV-1a, 64 bit: the same on every machine and in every release, which a cache needs.
fn key(kind: &str, text: &str) -> Key {
    let bytes = kind.bytes().chain([0]).chain(text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

pub(crate) fn of_ref(reference: EntityRef<'_>) -> Key {
    key("ref", &reference.to_string())
}

/// The number of a platform.
pub(super) fn of_address(address: &str) -> Key {
    key("platform", address)
}

/// Who names an entity in this field.
pub(super) fn naming(field: &str, reference: EntityRef<'_>) -> Key {
    key(field, &reference.to_string())
}

/// Who names `owner` as the owner.
pub(crate) fn of_owned(owner: EntityRef<'_>) -> Key {
    naming("spec.owner", owner)
}

/// The fields in which others say who is in a group, which group it is part of, and what it owns.
pub(super) const NAMING: [&str; 5] = [
    "spec.memberOf",
    "spec.members",
    "spec.children",
    "spec.parent",
    "spec.owner",
];

const TEAM: &str = "github.com/team-slug";
const LOGIN: &str = "github.com/user-login";
const CHANNELS: [&str; 3] = [
    "slack.com/channel",
    "slack.com/channel-name",
    "slack/channel",
];

/// Every key of an entity.
pub(super) fn of_entity(entity: &Entity) -> Vec<Key> {
    let mut keys = vec![
        of_ref(entity.reference()),
        of_name(entity.name()),
        key("file", entity.file()),
    ];
    keys.extend(entity.is_a("location").then(of_leading));
    if let Some(location) = entity.repository().and_then(|url| WebLocation::parse(&url)) {
        keys.extend(of_location(&location));
    }
    for annotation in [TEAM, LOGIN] {
        let value = entity.annotation(annotation);
        keys.extend(value.map(|value| key(annotation, &value.to_lowercase())));
    }
    keys.extend(entity.namespaces().map(of_namespace));
    let channels = CHANNELS
        .iter()
        .filter_map(|channel| entity.annotation(channel));
    keys.extend(channels.map(of_channel));
    keys.extend(
        entity
            .email()
            .map(|email| key("email", &email.text.to_lowercase())),
    );
    let named = entity
        .references()
        .filter(|reference| NAMING.contains(&reference.field.path));
    keys.extend(named.map(|reference| naming(reference.field.path, reference.target)));
    keys
}

pub(crate) fn of_location(location: &WebLocation) -> [Key; 2] {
    let last = location.repository.rsplit('/').next().unwrap_or_default();
    [
        key("repository", &location.repository),
        of_repository_name(last),
    ]
}

/// The key of repositories by the last part of their names.
pub(crate) fn of_repository_name(name: &str) -> Key {
    key("repository-name", &name.to_lowercase())
}

/// The key of a name, whatever its kind and namespace.
pub(crate) fn of_name(name: &str) -> Key {
    key("name", &name.to_lowercase())
}

/// The key of a namespace in Kubernetes.
pub(crate) fn of_namespace(namespace: &str) -> Key {
    key("namespace", &namespace.to_lowercase())
}

/// The key of a channel, with `#` or without.
pub(crate) fn of_channel(channel: &str) -> Key {
    key("channel", &channel.trim_start_matches('#').to_lowercase())
}

/// The key of everything that leads to other files.
pub(super) fn of_leading() -> Key {
    key("leads", "")
}

/// The keys of a file of the catalog.
pub(crate) fn of_file(path: &str) -> Key {
    key("file", path)
}

/// The keys of a team or person by the name that GitHub knows them by.
pub(crate) fn of_code_owner(owner: &CodeOwner) -> Vec<Key> {
    let last = |text: &str| of_name(text.rsplit('/').next().unwrap_or(text));
    match owner {
        CodeOwner::Team { slug } => vec![key(TEAM, &slug.to_lowercase()), last(slug)],
        CodeOwner::User { login } => vec![key(LOGIN, &login.to_lowercase()), last(login)],
        CodeOwner::Email { address } => {
            let lower = address.to_lowercase();
            let user = lower.split('@').next().unwrap_or(&lower);
            // GitHub hides addresses behind `<number>+<login>@users.noreply.github.com`.
            let login = user.split_once('+').map_or(user, |(_, login)| login);
            vec![
                key("email", &lower),
                of_name(user),
                of_name(login),
                key(LOGIN, login),
            ]
        }
    }
}
