//! Proposes groups and people for the teams of an organisation.

use super::component::build_document;
use super::organisation::ImportedOrganisation;
use super::proposed_entity::{Confidence, LeftOutEntity, ProposedEntity, ProposedField};
use super::team_directory::TeamDirectory;
use crate::catalog::{Catalog, CodeOwner, EntityRef};
use crate::error::Result;
use crate::forge::ForgeTeam;
use crate::ops::who_owns::{TEAM_SLUG_ANNOTATION, USER_LOGIN_ANNOTATION};

/// The entities to add for the teams of an organisation, and the teams that are left out.
#[derive(Default)]
pub(super) struct TeamProposals {
    pub(super) entities: Vec<ProposedEntity>,
    pub(super) left_out: Vec<LeftOutEntity>,
}

impl TeamProposals {
    /// Proposes a group for every team that the catalog lacks, and a user for each of its members that the catalog lacks.
    pub(super) fn propose(
        organisation: &ImportedOrganisation,
        catalog: &Catalog,
        directory: &TeamDirectory<'_>,
    ) -> Result<TeamProposals> {
        let mut proposals = TeamProposals::default();
        for team in &organisation.teams {
            if directory.find_group(&team.slug).is_some() {
                continue;
            }
            let has_children = organisation
                .teams
                .iter()
                .any(|other| other.parent.as_deref() == Some(&team.slug));
            let reason = if team.is_secret {
                "the team is secret"
            } else if team.members.is_empty() && !has_children {
                "the team has no members"
            } else {
                proposals.propose_team(team, organisation, catalog, directory)?;
                continue;
            };
            proposals.left_out.push(LeftOutEntity {
                repository: organisation.name.clone(),
                entity: Some(group_ref(&team.slug).to_owned_ref()),
                reason: reason.to_owned(),
                ..LeftOutEntity::default()
            });
        }
        Ok(proposals)
    }

    fn propose_team(
        &mut self,
        team: &ForgeTeam,
        organisation: &ImportedOrganisation,
        catalog: &Catalog,
        directory: &TeamDirectory<'_>,
    ) -> Result<()> {
        let evidence = format!("team @{}/{}", organisation.name, team.slug);
        let field = |name: &str, value: &str| {
            ProposedField::new(name, value, Confidence::High, evidence.clone())
        };
        let slug = format!("{}/{}", organisation.name, team.slug);
        let mut fields = vec![field("name", &team.slug)];
        if team.name != team.slug {
            fields.push(field("title", &team.name));
        }
        if !team.description.trim().is_empty() {
            fields.push(field("description", team.description.trim()));
        }
        fields.push(field(&format!("annotation:{TEAM_SLUG_ANNOTATION}"), &slug));
        fields.push(ProposedField::new(
            "type",
            "team",
            Confidence::Low,
            "default",
        ));
        if let Some(parent) = &team.parent {
            let is_visible = |other: &ForgeTeam| other.slug == *parent && !other.is_secret;
            let known = directory.find_group(parent);
            let known = known.map(|group| super::owner::short_owner_ref(&group));
            let proposed = organisation
                .teams
                .iter()
                .any(is_visible)
                .then(|| parent.clone());
            let parent = known.or(proposed);
            fields.extend(parent.map(|parent| field("parent", &parent)));
        }
        for login in &team.members {
            let owner = CodeOwner::User {
                login: login.clone(),
            };
            let name = match directory.find_person(&owner) {
                Some(person) => person.as_entity_ref().name.to_owned(),
                None => self.propose_person(login, &evidence, organisation, catalog)?,
            };
            fields.push(field("members", &name));
        }
        self.add(group_ref(&team.slug), organisation, fields)
    }

    /// Proposes a user for an account, once. Returns the name of the user.
    fn propose_person(
        &mut self,
        login: &str,
        evidence: &str,
        organisation: &ImportedOrganisation,
        catalog: &Catalog,
    ) -> Result<String> {
        let reference = EntityRef {
            kind: "User",
            namespace: "default",
            name: login,
        };
        let is_known = catalog.get(reference).is_some();
        let is_proposed = self
            .entities
            .iter()
            .any(|entity| entity.reference.as_entity_ref() == reference);
        if !is_known && !is_proposed {
            let evidence = format!("member of {evidence}");
            let field = |name: &str, value: &str| {
                ProposedField::new(name, value, Confidence::High, evidence.clone())
            };
            let key = format!("annotation:{USER_LOGIN_ANNOTATION}");
            let fields = vec![field("name", login), field(&key, login)];
            self.add(reference, organisation, fields)?;
        }
        Ok(login.to_owned())
    }

    fn add(
        &mut self,
        reference: EntityRef<'_>,
        organisation: &ImportedOrganisation,
        fields: Vec<ProposedField>,
    ) -> Result<()> {
        let document = build_document(reference.kind, reference.name, &fields)?;
        self.entities.push(ProposedEntity {
            reference: reference.to_owned_ref(),
            repository: organisation.name.clone(),
            file: None,
            fields,
            document,
        });
        Ok(())
    }
}

fn group_ref(slug: &str) -> EntityRef<'_> {
    EntityRef {
        kind: "Group",
        namespace: "default",
        name: slug,
    }
}
