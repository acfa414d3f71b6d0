//! What nobody answers for: no owner, an owner that is not there, or one that nobody is in.

use crate::catalog::{Catalog, Entity, Ownership, needs_an_owner};

/// Why nobody answers for an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// No owner is named.
    Owner,
    /// The owner is not in the catalog.
    Existence,
    /// The owner is neither a group nor a user.
    Kind,
    /// The owning group has no members, nor has any group below it.
    Members,
}

impl Lack {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Lack::Owner => "no owner is named",
            Lack::Existence => "the owner is not in the catalog",
            Lack::Kind => "the owner is neither a group nor a user",
            Lack::Members => "nobody is in the owning group",
        }
    }
}

/// Every entity that needs an owner and has none to speak of, sorted by ref.
pub fn unowned(catalog: &Catalog) -> Vec<(&Entity, Lack)> {
    let needy = catalog
        .entities
        .iter()
        .filter(|entity| needs_an_owner(entity.kind()));
    let found = needy.filter_map(|entity| Some((entity, lack(catalog, entity)?)));
    let mut found: Vec<(&Entity, Lack)> = found.collect();
    found.sort_by_cached_key(|(entity, _)| entity.reference().to_string());
    found
}

fn lack(catalog: &Catalog, entity: &Entity) -> Option<Lack> {
    let ownership = Ownership::of(catalog, entity);
    let Some(named) = &ownership.owner_ref else {
        return Some(Lack::Owner);
    };
    if !["group", "user"].iter().any(|kind| named.get().is_a(kind)) {
        return Some(Lack::Kind);
    }
    let Some(owner) = ownership.owner else {
        return Some(Lack::Existence);
    };
    let below = || !catalog.related(owner, "parentOf").is_empty();
    (ownership.members.is_empty() && !below()).then_some(Lack::Members)
}
