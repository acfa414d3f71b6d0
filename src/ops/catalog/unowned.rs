//! What nobody answers for: no owner, an owner that is not there, or one that nobody is in.

use hashbrown::HashMap;

use crate::catalog::{Catalog, Entity, is_known_kind, needs_an_owner};

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
    // One team may own thousands of entities, and it takes all of them to know who is in the team.
    let mut inhabited = HashMap::new();
    let needy = catalog
        .entities
        .iter()
        .filter(|entity| names_or_needs_an_owner(entity));
    let found = needy.filter_map(|entity| Some((entity, lack(catalog, entity, &mut inhabited)?)));
    let mut found: Vec<(&Entity, Lack)> = found.collect();
    found.sort_by_cached_key(|(entity, _)| entity.reference().to_string());
    found
}

/// Kinds of the organisation's own may have owners, too.
fn names_or_needs_an_owner(entity: &Entity) -> bool {
    needs_an_owner(entity.kind()) || (entity.owner().is_some() && !is_known_kind(entity.kind()))
}

/// `inhabited` says of the number of an owner whether somebody answers there, once that is known.
fn lack(catalog: &Catalog, entity: &Entity, inhabited: &mut HashMap<usize, bool>) -> Option<Lack> {
    let Some(named) = entity.owner() else {
        return Some(Lack::Owner);
    };
    if !["group", "user"].iter().any(|kind| named.target.is_a(kind)) {
        return Some(Lack::Kind);
    }
    let Some(owner) = catalog.find(named.target) else {
        return Some(Lack::Existence);
    };
    let somebody = *inhabited
        .entry(owner)
        .or_insert_with(|| is_inhabited(catalog, owner));
    (!somebody).then_some(Lack::Members)
}

/// Whether the owner of this number is a person, or a group with people or with groups below it.
fn is_inhabited(catalog: &Catalog, owner: usize) -> bool {
    let group = &catalog.entities[owner];
    group.is_a("user")
        || ["hasMember", "parentOf"]
            .iter()
            .any(|relation| !catalog.related(group, relation).is_empty())
}
