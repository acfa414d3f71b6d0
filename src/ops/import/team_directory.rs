//! Which group of the catalog a name, an account or an author means. A team that isn't in the catalog is never guessed.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use super::organisation::ImportedOrganisation;
use crate::catalog::{Catalog, CodeOwner, Entity, EntityRef, EntityRefBuf, is_valid_entity_name};
use crate::forge::ForgeTeam;
use crate::git::CommitAuthor;
use crate::ops::who_owns::{
    QueryOrigin, TEAM_SLUG_ANNOTATION, find_code_owner_entity, find_entities_by_email,
};

/// The groups and people of a catalog, by the names they have elsewhere.
pub(super) struct TeamDirectory<'c> {
    catalog: &'c Catalog,
    query_origin: &'c QueryOrigin,
    /// The organisation whose teams are known, if any.
    organisation: Option<&'c ImportedOrganisation>,
    /// The groups of each person, by the person's ref.
    groups_of_people: HashMap<String, Vec<EntityRefBuf>>,
    /// Groups by email address, which is the same for many commits.
    groups_of_authors: RefCell<HashMap<String, Vec<EntityRefBuf>>>,
}

impl<'c> TeamDirectory<'c> {
    /// The directory of `catalog`, with the teams of `organisation`, if it was read.
    pub(super) fn new(
        catalog: &'c Catalog,
        query_origin: &'c QueryOrigin,
        organisation: Option<&'c ImportedOrganisation>,
    ) -> TeamDirectory<'c> {
        let mut groups_of_people: HashMap<String, Vec<EntityRefBuf>> = HashMap::new();
        for group in catalog.entities_of_kind("group") {
            for member in catalog.group_members(group) {
                let key = member.entity_ref().to_string().to_lowercase();
                let groups = groups_of_people.entry(key).or_default();
                groups.push(group.entity_ref().to_owned_ref());
            }
        }
        TeamDirectory {
            catalog,
            query_origin,
            organisation,
            groups_of_people,
            groups_of_authors: RefCell::default(),
        }
    }

    /// The group that another catalog calls `name`: by ref, by name, by title, or by its team on GitHub.
    pub(super) fn find_group(&self, name: &str) -> Option<EntityRefBuf> {
        let name = name.trim();
        if let Some(owner) = CodeOwner::parse(name).filter(|_| name.starts_with('@')) {
            return self.find_group_of_code_owner(&owner);
        }
        let by_ref = |text: &str| {
            let reference = EntityRef::parse(text, Some("group"), "default").ok()?;
            self.catalog.get(reference)
        };
        let slug = to_entity_name(name);
        let has_other_name = |group: &&Entity| {
            let team = group.annotation(TEAM_SLUG_ANNOTATION).map(|team| {
                let team = team.rsplit('/').next().unwrap_or(team);
                Some(team.to_lowercase()) == slug.as_deref().map(str::to_lowercase)
            });
            team == Some(true)
                || group
                    .title()
                    .is_some_and(|title| title.eq_ignore_ascii_case(name))
        };
        let found = by_ref(name)
            .or_else(|| by_ref(slug.as_deref()?))
            .or_else(|| self.catalog.entities_of_kind("group").find(has_other_name))?;
        (found.is_of_kind("group") || found.is_of_kind("user"))
            .then(|| found.entity_ref().to_owned_ref())
    }

    /// The group of an owner in CODEOWNERS; for a person, their only group.
    pub(super) fn find_group_of_code_owner(&self, owner: &CodeOwner) -> Option<EntityRefBuf> {
        let entity = find_code_owner_entity(self.catalog, self.query_origin, owner)?;
        if entity.is_of_kind("group") {
            return Some(entity.entity_ref().to_owned_ref());
        }
        match self.groups_of_person(entity) {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// Whether teams of this organisation on the forge are the platform's own.
    pub(super) fn is_own_organisation(&self, organisation: &str) -> bool {
        let is_read = |own: &ImportedOrganisation| own.name.eq_ignore_ascii_case(organisation);
        self.query_origin.organisation_may_be_own(organisation)
            || self.organisation.is_some_and(is_read)
    }

    /// Why the team `slug` can't be one of the platform's, if the forge says so.
    pub(super) fn find_forge_objection(&self, slug: &str) -> Option<&'static str> {
        let mut teams = self.organisation?.teams.iter();
        match teams.find(|team| team.slug.eq_ignore_ascii_case(slug)) {
            None => Some("doesn't exist"),
            Some(team) if team.is_secret => Some("is secret"),
            Some(_) => None,
        }
    }

    /// The person with this account.
    pub(super) fn find_person(&self, account: &CodeOwner) -> Option<EntityRefBuf> {
        let entity = find_code_owner_entity(self.catalog, self.query_origin, account)?;
        let reference = entity.entity_ref().to_owned_ref();
        entity.is_of_kind("user").then_some(reference)
    }

    /// The group of the person with this email address, if it's the only one.
    pub(super) fn find_group_of_email(&self, email: &str) -> Option<EntityRefBuf> {
        let author = CommitAuthor {
            email: email.to_owned(),
            login: None,
        };
        match self.groups_of_author(&author).as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// How many of the commits each group made, the most first. A person in two groups counts for both.
    pub(super) fn count_commits(&self, authors: &[CommitAuthor]) -> Vec<(EntityRefBuf, usize)> {
        let mut counts: BTreeMap<String, (EntityRefBuf, usize)> = BTreeMap::new();
        for author in authors {
            for group in self.groups_of_author(author) {
                let key = group.to_string().to_lowercase();
                counts.entry(key).or_insert((group, 0)).1 += 1;
            }
        }
        let mut counts: Vec<_> = counts.into_values().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    fn groups_of_author(&self, author: &CommitAuthor) -> Vec<EntityRefBuf> {
        let key = author
            .login
            .as_deref()
            .unwrap_or(&author.email)
            .to_lowercase();
        if let Some(known) = self.groups_of_authors.borrow().get(&key) {
            return known.clone();
        }
        let by_login = author.login.clone().and_then(|login| {
            let owner = CodeOwner::User { login };
            find_code_owner_entity(self.catalog, self.query_origin, &owner)
        });
        let by_email =
            || find_entities_by_email(self.catalog, self.query_origin, &author.email).into_iter();
        let person = by_login.or_else(|| by_email().find(|entity| entity.is_of_kind("user")));
        let mut groups =
            person.map_or_else(Vec::new, |person| self.groups_of_person(person).to_vec());
        for group in self.groups_on_forge(author) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        self.groups_of_authors
            .borrow_mut()
            .insert(key, groups.clone());
        groups
    }

    /// The groups of the teams on the forge that the author is in, including those that are still to be added.
    fn groups_on_forge(&self, author: &CommitAuthor) -> Vec<EntityRefBuf> {
        let (Some(organisation), Some(login)) = (self.organisation, &author.login) else {
            return Vec::new();
        };
        let is_member = |team: &&ForgeTeam| {
            let mut members = team.members.iter();
            !team.is_secret && members.any(|member| member.eq_ignore_ascii_case(login))
        };
        let teams = organisation.teams.iter().filter(is_member);
        let group = |team: &ForgeTeam| {
            let reference = EntityRef {
                kind: "Group",
                namespace: "default",
                name: &team.slug,
            };
            let known = self.find_group(&team.slug);
            known.unwrap_or_else(|| reference.to_owned_ref())
        };
        teams.map(group).collect()
    }

    fn groups_of_person(&self, person: &Entity) -> &[EntityRefBuf] {
        let key = person.entity_ref().to_string().to_lowercase();
        self.groups_of_people.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// `text` as the name of an entity: unchanged if it's a valid one, else in lower case with hyphens; `None` if nothing is left.
pub(super) fn to_entity_name(text: &str) -> Option<String> {
    if is_valid_entity_name(text) {
        return Some(text.to_owned());
    }
    let is_kept = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_');
    let words = text.to_lowercase();
    let words: Vec<&str> = words
        .split(|letter| !is_kept(letter))
        .map(|word| word.trim_matches(['.', '_']))
        .filter(|word| !word.is_empty())
        .collect();
    let name = words.join("-");
    is_valid_entity_name(&name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_catalogs_become_names_of_entities() {
        for (text, name) in [
            ("checkout", Some("checkout")),
            ("orders_team", Some("orders_team")),
            ("Checkout", Some("Checkout")),
            ("Shopping Cart", Some("shopping-cart")),
            ("  R&D / Search! ", Some("r-d-search")),
            ("søk", Some("s-k")),
            ("…", None),
            ("", None),
            (&"x".repeat(64), None),
        ] {
            assert_eq!(to_entity_name(text).as_deref(), name, "{text}");
        }
    }
}
