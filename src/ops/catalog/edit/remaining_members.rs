//! A note about members that a change of `members` doesn't remove, because their own `memberOf` names the group.

use crate::catalog::{Assignment, AssignmentOperator, Catalog, Entity, EntityRef};
use crate::printable::Printable;

/// The note for `assignment` on `group`; `None` if it removes everyone that it means to remove.
pub(super) fn explain_remaining_members(
    catalog: &Catalog,
    group: &Entity,
    assignment: &Assignment,
) -> Option<String> {
    let is_members = assignment.field().to_string() == "spec.members";
    if !is_members || !group.is_of_kind("group") {
        return None;
    }
    let listed: Vec<&str> = assignment
        .entered_text()?
        .split(',')
        .map(str::trim)
        .collect();
    let names = |user: &Entity| {
        listed.iter().any(|text| {
            let named = EntityRef::parse(text, Some("user"), group.namespace());
            named.is_ok_and(|named| named == user.entity_ref())
        })
    };
    let stays: fn(bool) -> bool = match assignment.operator() {
        AssignmentOperator::Set => |is_named| !is_named,
        AssignmentOperator::Remove => |is_named| is_named,
        AssignmentOperator::Add => return None,
    };
    let members = list_members_by_their_own_field(catalog, group);
    let remaining = members.into_iter().filter(|user| stays(names(user)));
    let remaining: Vec<&str> = remaining.map(Entity::name).collect();
    if remaining.is_empty() {
        return None;
    }
    Some(format!(
        "still members because of their own `memberOf`: {}; to remove them: idp catalog set {} memberOf-={}",
        Printable(&remaining.join(", ")),
        Printable(&remaining.join(" ")),
        Printable(group.name())
    ))
}

/// The users whose `memberOf` names `group`, sorted by name.
fn list_members_by_their_own_field<'c>(catalog: &'c Catalog, group: &Entity) -> Vec<&'c Entity> {
    let number = catalog.find_entity_index(group.entity_ref());
    let incoming = number
        .into_iter()
        .flat_map(|number| catalog.incoming_references(number));
    let naming = incoming.filter(|(_, field)| field.path == "spec.memberOf");
    let mut users: Vec<&Entity> = naming
        .map(|(source, _)| &catalog.entities[source])
        .collect();
    users.sort_by_key(|user| user.name());
    users
}
