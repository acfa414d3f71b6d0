//! Owners: who they are, and how to reach them.

use serde::Serialize;

use super::address::EntityAddresses;
use super::page_link::{PageLink, display_name};
use super::text::{EmailAddress, clean_text, parse_safe_url};
use crate::catalog::{Catalog, Contacts, EntityRef, OwnerSource, Ownership};
use crate::platform::{ContactUrlPattern, ContactUrls};

/// What is known about an owner; it's the same for everything that it owns.
#[derive(Clone, Debug)]
pub(super) struct OwnerFacts {
    pub(super) cell: OwnerCell,
    pub(super) contacts: Vec<ContactItem>,
    /// The members, by name.
    pub(super) people: Vec<String>,
    pub(super) parents: Vec<PageLink>,
    pub(super) is_person: bool,
    /// The nearest team above that can be reached, and its first contact.
    pub(super) reachable_above: Option<(String, String)>,
}

/// The owner in a table: name and first contact.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OwnerCell {
    #[serde(flatten)]
    pub(super) link: PageLink,
    /// What is missing: `No owner`, or `not in the catalog`.
    pub(super) missing: Option<&'static str>,
    /// The first contact, as text.
    pub(super) contact: Option<String>,
}

/// One way to reach an owner.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ContactItem {
    pub(super) label: &'static str,
    pub(super) text: String,
    pub(super) url: Option<String>,
    pub(super) email: Option<EmailAddress>,
}

impl OwnerFacts {
    /// What the catalog knows about `owner`.
    pub(super) fn describe(
        catalog: &Catalog,
        addresses: &EntityAddresses<'_>,
        urls: &ContactUrls,
        owner: EntityRef<'_>,
    ) -> OwnerFacts {
        let ownership =
            Ownership::for_owner_ref(catalog, Some(owner), OwnerSource::SpecOwner, None);
        let link = |owner| PageLink::to_ref(catalog, addresses, owner);
        let contacts = list_contacts(&ownership.contacts, urls);
        let parents = ownership.parents.iter();
        let people = ownership.members.iter();
        OwnerFacts {
            cell: OwnerCell {
                link: link(owner),
                missing: ownership.owner.is_none().then_some("not in the catalog"),
                contact: contacts.first().map(|contact| contact.text.clone()),
            },
            people: people.map(|person| display_name(person)).collect(),
            parents: parents.map(|parent| link(parent.as_entity_ref())).collect(),
            is_person: ownership
                .owner
                .is_some_and(|owner| owner.is_of_kind("user")),
            reachable_above: find_reachable_team_above(&ownership, urls),
            contacts,
        }
    }
}

impl OwnerCell {
    /// The cell of an entity without an owner.
    pub(super) fn without_owner() -> OwnerCell {
        OwnerCell {
            link: PageLink::without_page("No owner"),
            missing: Some("No owner"),
            contact: None,
        }
    }
}

/// The nearest team above that has a contact, and that contact.
fn find_reachable_team_above(
    ownership: &Ownership<'_>,
    urls: &ContactUrls,
) -> Option<(String, String)> {
    ownership.steps.iter().find_map(|step| {
        let contacts = list_contacts(&Contacts::find_contacts(step.parent), urls);
        let first = contacts.into_iter().next()?;
        Some((display_name(step.parent), first.text))
    })
}

/// The ways to reach an owner, best first.
fn list_contacts(contacts: &Contacts, urls: &ContactUrls) -> Vec<ContactItem> {
    let item = |label, text: &Option<String>, pattern: &Option<ContactUrlPattern>| {
        let text = text.as_deref()?;
        let own = parse_safe_url(text).map(|url| url.to_string());
        let email = EmailAddress::parse(text);
        let from_pattern = || pattern.as_ref().map(|pattern| pattern.build_url(text));
        let url = own.or_else(from_pattern).filter(|_| email.is_none());
        Some(ContactItem {
            label,
            text: clean_text(text),
            url,
            email,
        })
    };
    [
        item("Chat", &contacts.slack, &urls.chat),
        item("Email", &contacts.email, &None),
        item("On call", &contacts.on_call, &urls.on_call),
    ]
    .into_iter()
    .flatten()
    .collect()
}
