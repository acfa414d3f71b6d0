//! A note about members that a change of `members` doesn't remove, because their own `memberOf` names the group.

use crate::catalog::{
    Assignment, AssignmentOperator, Catalog, Entity, EntityRef, is_dns_label, is_valid_entity_name,
};
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
    let remaining: Vec<EntityRef<'_>> = remaining.map(Entity::entity_ref).collect();
    (!remaining.is_empty()).then(|| format_remaining_members(&remaining, group.entity_ref()))
}

/// The most members to name.
const MAX_NAMED_MEMBERS: usize = 10;

/// The members and, unless there are too many or one has an invalid name, the command that removes them.
fn format_remaining_members(remaining: &[EntityRef<'_>], group: EntityRef<'_>) -> String {
    let mut refs: Vec<String> = remaining.iter().map(ToString::to_string).collect();
    refs.dedup();
    let more = refs.len().saturating_sub(MAX_NAMED_MEMBERS);
    let shown = refs[..refs.len() - more].join(", ");
    let note = format!(
        "still members because of their own `memberOf`: {}",
        Printable(&shown)
    );
    let has_valid_names = remaining
        .iter()
        .chain([&group])
        .all(|one| is_valid_entity_name(one.name) && is_dns_label(one.namespace));
    match more {
        0 if has_valid_names => format!(
            "{note}; to remove them: idp catalog set {} memberOf-={group}",
            refs.join(" ")
        ),
        0 => note,
        more => format!("{note} and {more} more"),
    }
}

/// The users whose `memberOf` names `group`, sorted by ref.
fn list_members_by_their_own_field<'c>(catalog: &'c Catalog, group: &Entity) -> Vec<&'c Entity> {
    let number = catalog.find_entity_index(group.entity_ref());
    let incoming = number
        .into_iter()
        .flat_map(|number| catalog.incoming_references(number));
    let naming = incoming.filter(|(_, field)| field.path == "spec.memberOf");
    let mut users: Vec<&Entity> = naming
        .map(|(source, _)| &catalog.entities[source])
        .collect();
    users.sort_by_key(|user| user.entity_ref().to_string());
    users
}
