//! What one entity is to another.

use super::EntityRef;

/// A relation, as Backstage names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation<'c> {
    /// Such as `ownedBy`.
    pub type_: &'static str,
    /// The other side; it may not exist.
    pub target: EntityRef<'c>,
}

/// Every relation that Backstage derives, each beside its reverse.
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
