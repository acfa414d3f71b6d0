//! The answer at the top of a page: the owner, how to reach them, and the line that decided it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::model::{FileLine, SiteModel};
use super::owner_facts::{ContactItem, OwnerCell, OwnerFacts};
use super::page_link::PageLink;
use super::text::clean_text;
use crate::catalog::{Entity, EntityRef};

/// The number of people to name before the rest is only counted.
const MAX_NAMED_PEOPLE: usize = 3;

/// Who owns an entity.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    /// Whether the entity is a team, whose answer is how to reach it.
    is_team: bool,
    owner_label: &'static str,
    pub(super) owner: OwnerCell,
    /// Why the owner is unknown.
    owner_note: Option<String>,
    /// Up to three people, and how many more there are.
    people: Option<String>,
    parents: Vec<PageLink>,
    /// The first contact of a team.
    first: Option<ContactItem>,
    /// All contacts; of a team, all but the first.
    pub(super) contacts: Vec<ContactItem>,
    no_contact: String,
    /// The line that names the owner.
    decided_by: Option<FileLine>,
    /// The commit that made it the owner.
    since: Option<OwnerSince>,
}

/// The commit that gave an entity its owner.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct OwnerSince {
    /// `2026-11-28`, in UTC.
    date: String,
    /// `28 Nov 2026`.
    date_text: String,
    /// The short commit, and its page.
    commit: String,
    commit_url: Option<String>,
}

impl Answer {
    /// The answer for `entity`.
    pub(super) fn new(model: &SiteModel<'_>, entity: &Entity) -> Answer {
        let facts = model.owner_facts(entity);
        let is_team = entity.is_of_kind("group");
        let is_person = facts.is_some_and(|facts| facts.is_person);
        let mut contacts = facts
            .map(|facts| facts.contacts.clone())
            .unwrap_or_default();
        let first = (is_team && !contacts.is_empty()).then(|| contacts.remove(0));
        Answer {
            is_team,
            owner_label: if is_person {
                "Owner (a person)"
            } else {
                "Owner"
            },
            owner: model.owner_cell(entity),
            owner_note: describe_missing_owner(model, entity),
            people: facts
                .filter(|_| !is_person)
                .and_then(|facts| name_people(&facts.people)),
            parents: facts.map(|facts| facts.parents.clone()).unwrap_or_default(),
            first,
            contacts,
            no_contact: describe_other_contact(facts),
            decided_by: entity.owner().map(|owner| model.file_line(&owner.place())),
            since: find_owner_since(model, entity),
        }
    }

    /// `Payments, #payments, payments@acme.example`.
    pub(super) fn format_in_one_line(&self) -> String {
        let contacts = self.first.iter().chain(&self.contacts);
        let words = std::iter::once(self.owner.link.title.as_str())
            .chain(contacts.map(|contact| contact.text.as_str()));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// `Ada Okafor, Bruno Lindqvist, Grace Moreau and 9 more`.
fn name_people(people: &[String]) -> Option<String> {
    let named = people
        .iter()
        .take(MAX_NAMED_PEOPLE)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match people.len().saturating_sub(MAX_NAMED_PEOPLE) {
        _ if people.is_empty() => None,
        0 => Some(named),
        more => Some(format!("{named} and {more} more")),
    }
}

fn describe_missing_owner(model: &SiteModel<'_>, entity: &Entity) -> Option<String> {
    let Some(owner) = entity.owner_or_itself() else {
        return Some("The catalog names no owner.".to_owned());
    };
    if model.catalog.get(owner).is_some() {
        return None;
    }
    let shown = |reference: EntityRef<'_>| clean_text(&reference.to_string());
    // A ref without a kind means a group.
    let other_kind = if owner.kind.eq_ignore_ascii_case("group") {
        "user"
    } else {
        "group"
    };
    let other = EntityRef {
        kind: other_kind,
        ..owner
    };
    let near = match model.catalog.get(other) {
        Some(entity) => Some(shown(entity.entity_ref())),
        None => {
            let names = model.catalog.suggest_entity_names(owner.name);
            names.first().map(|name| clean_text(name))
        }
    };
    let near = near.map(|near| format!(" Did you mean {near}?"));
    Some(format!(
        "{} isn't in the catalog.{}",
        shown(owner),
        near.unwrap_or_default()
    ))
}

/// Whom to ask if the owner has no contact: the team above it.
fn describe_other_contact(facts: Option<&OwnerFacts>) -> String {
    match facts.and_then(|facts| facts.reachable_above.as_ref()) {
        Some((team, contact)) => format!("{team} (parent team): {contact}"),
        None => {
            "The catalog has neither a channel (annotation slack.com/channel) nor an email address."
                .to_owned()
        }
    }
}

fn find_owner_since(model: &SiteModel<'_>, entity: &Entity) -> Option<OwnerSince> {
    entity.owner()?;
    let changes = model.source.owner_changes;
    let change = changes.get(&entity.entity_ref().to_string())?;
    let time = Timestamp::from_second(change.seconds).ok()?;
    let time = time.to_zoned(TimeZone::UTC);
    let commit = change.commit.to_string();
    Some(OwnerSince {
        date: time.date().to_string(),
        date_text: time.strftime("%-d %b %Y").to_string(),
        commit_url: model.source.commit_url(&commit),
        commit: commit.chars().take(7).collect(),
    })
}
