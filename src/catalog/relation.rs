//! Relations between entities.

use super::EntityRef;

/// A relation, with its name in Backstage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation<'c> {
    /// The type, such as `ownedBy`.
    pub type_: &'static str,
    /// The other entity, which may not exist.
    pub target: EntityRef<'c>,
}

/// Every relation that Backstage derives, with its reverse.
pub const RELATIONS: &[&str] = &[
    "ownedBy",
    "ownerOf",
    "partOf",
    "hasPart",
    "providesApi",
    "apiProvidedBy",
    "consumesApi",
    "apiConsumedBy",
    "dependsOn",
    "dependencyOf",
    "childOf",
    "parentOf",
    "memberOf",
    "hasMember",
];
