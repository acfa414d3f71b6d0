//! What an entity can be asked for by, as numbers. Two keys may have one number: that costs a look at a document too
//! many, and no more, since the ordinary code looks at whatever is found.

use crate::catalog::{CodeOwner, Entity, EntityRef, WebLocation};

/// The number of a key.
pub(in crate::ops) type Key = u64;

/// FNV-1a, 64 bit: the same on every machine and in every release, which a cache needs.
fn key(kind: &str, text: &str) -> Key {
    let bytes = kind.bytes().chain([0]).chain(text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

pub(in crate::ops) fn of_ref(reference: EntityRef<'_>) -> Key {
    key("ref", &reference.to_string())
}

/// The number of a platform.
pub(super) fn of_address(address: &str) -> Key {
    key("platform", address)
}

/// Who names a group in this field.
pub(super) fn naming(field: &str, reference: EntityRef<'_>) -> Key {
    key(field, &reference.to_string())
}

/// The fields in which others say who is in a group, and which group it is part of.
pub(super) const NAMING: [&str; 2] = ["spec.memberOf", "spec.children"];

/// Annotations that people are found by.
const ANNOTATIONS: [&str; 3] = [
    "backstage.io/kubernetes-namespace",
    "github.com/team-slug",
    "github.com/user-login",
];

/// Every key of an entity.
pub(super) fn of_entity(entity: &Entity) -> Vec<Key> {
    let mut keys = vec![
        of_ref(entity.reference()),
        key("name", &entity.name().to_lowercase()),
        key("file", entity.file()),
    ];
    keys.extend(entity.is_a("location").then(of_leading));
    if let Some(location) = entity.repository().and_then(|url| WebLocation::parse(&url)) {
        keys.extend(of_location(&location));
    }
    for annotation in ANNOTATIONS {
        let value = entity.annotation(annotation);
        keys.extend(value.map(|value| key(annotation, &value.to_lowercase())));
    }
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

pub(in crate::ops) fn of_location(location: &WebLocation) -> [Key; 2] {
    let last = location.repository.rsplit('/').next().unwrap_or_default();
    [
        key("repository", &location.repository),
        key("repository-name", last),
    ]
}

/// Every key that a handle may mean, whatever it is.
pub(in crate::ops) fn of_handle(text: &str) -> Vec<Key> {
    let lower = text.to_lowercase();
    let mut keys = Vec::new();
    if let Ok(reference) = EntityRef::parse(text, None, "default") {
        keys.push(of_ref(reference));
    }
    if let Some(location) = WebLocation::parse(text) {
        keys.extend(of_location(&location));
    }
    if let Some(namespace) = lower.strip_prefix("namespace/") {
        keys.push(key(ANNOTATIONS[0], namespace));
    }
    // A name, a namespace and a name, or an image without its tag.
    let last = lower.rsplit('/').next().unwrap_or(&lower);
    for name in [last, last.split([':', '@']).next().unwrap_or(last)] {
        keys.push(key("name", name));
        keys.push(key("repository-name", name));
    }
    keys
}

/// The key of everything that leads to other files.
pub(super) fn of_leading() -> Key {
    key("leads", "")
}

/// The keys of a file of the catalog.
pub(in crate::ops) fn of_file(path: &str) -> Key {
    key("file", path)
}

/// The keys of somebody whom CODEOWNERS names.
pub(in crate::ops) fn of_code_owner(owner: &CodeOwner) -> Vec<Key> {
    let last = |text: &str| text.rsplit('/').next().unwrap_or(text).to_lowercase();
    match owner {
        CodeOwner::Team { slug } => vec![
            key(ANNOTATIONS[1], &slug.to_lowercase()),
            key("name", &last(slug)),
        ],
        CodeOwner::User { login } => vec![
            key(ANNOTATIONS[2], &login.to_lowercase()),
            key("name", &last(login)),
        ],
        CodeOwner::Email { address } => {
            let lower = address.to_lowercase();
            let user = lower.split('@').next().unwrap_or(&lower);
            vec![key("email", &lower), key("name", user)]
        }
    }
}
