//! What one entity is to another.

use super::EntityRef;

/// A relation, as Backstage names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// Such as `ownedBy`.
    pub type_: &'static str,
    /// The other side; it may not exist.
    pub target: EntityRef,
}
