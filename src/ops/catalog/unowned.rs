//! Unowned entities: no owner, an owner that isn't in the catalog, or a group without members.

use hashbrown::HashMap;

use crate::catalog::{Catalog, Entity, is_builtin_kind, kind_requires_owner};

/// Why an entity is unowned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnownedReason {
    /// No owner is set.
    NoOwner,
    /// The owner is not in the catalog.
    OwnerNotFound,
    /// The owner is neither a group nor a user.
    OwnerOfWrongKind,
    /// The owning group has no members, nor has any group below it.
    GroupWithoutMembers,
}

impl UnownedReason {
    /// The human-readable reason.
    pub fn message(self) -> &'static str {
        match self {
            UnownedReason::NoOwner => "no owner is set",
            UnownedReason::OwnerNotFound => "the owner is not in the catalog",
            UnownedReason::OwnerOfWrongKind => "the owner is neither a group nor a user",
            UnownedReason::GroupWithoutMembers => "the owning group has no members",
        }
    }
}

/// Every entity that needs an owner but has no effective one, sorted by ref.
pub fn find_unowned_entities(catalog: &Catalog) -> Vec<(&Entity, UnownedReason)> {
    // Cached, because one team may own thousands of entities, and finding its members means going through all of them.
    let mut inhabited = HashMap::new();
    let needy = catalog
        .entities
        .iter()
        .filter(|entity| should_have_owner(entity));
    let found = needy.filter_map(|entity| {
        Some((
            entity,
            find_unowned_reason(catalog, entity, &mut inhabited)?,
        ))
    });
    let mut found: Vec<(&Entity, UnownedReason)> = found.collect();
    found.sort_by_cached_key(|(entity, _)| entity.entity_ref().to_string());
    found
}

/// Custom kinds may have owners too.
fn should_have_owner(entity: &Entity) -> bool {
    kind_requires_owner(entity.kind())
        || (entity.owner().is_some() && !is_builtin_kind(entity.kind()))
}

/// Why `entity` is unowned, if it is. `inhabited` caches whether owners have members, by owner index.
fn find_unowned_reason(
    catalog: &Catalog,
    entity: &Entity,
    inhabited: &mut HashMap<usize, bool>,
) -> Option<UnownedReason> {
    let Some(named) = entity.owner() else {
        return Some(UnownedReason::NoOwner);
    };
    if !["group", "user"]
        .iter()
        .any(|kind| named.target.is_of_kind(kind))
    {
        return Some(UnownedReason::OwnerOfWrongKind);
    }
    let Some(owner) = catalog.find_entity_index(named.target) else {
        return Some(UnownedReason::OwnerNotFound);
    };
    let has_members = *inhabited
        .entry(owner)
        .or_insert_with(|| has_members(catalog, owner));
    (!has_members).then_some(UnownedReason::GroupWithoutMembers)
}

/// Whether the owner with this index is a user, or a group with members or child groups.
fn has_members(catalog: &Catalog, owner: usize) -> bool {
    let group = &catalog.entities[owner];
    group.is_of_kind("user")
        || ["hasMember", "parentOf"]
            .iter()
            .any(|relation| !catalog.related_entities(group, relation).is_empty())
}
