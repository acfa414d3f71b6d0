//! The owner of an entity, the teams above it, and how to contact them.

use std::collections::{BTreeSet, VecDeque};

use super::{Catalog, Entity, EntityRef, EntityRefBuf};
use crate::source::Place;

/// The owner of an entity, and why.
#[derive(Clone, Debug)]
pub struct Ownership<'c> {
    /// The owner's ref, whether it exists or not; `None` if no owner is set.
    pub owner_ref: Option<EntityRefBuf>,
    /// The owner, if it's in the catalog.
    pub owner: Option<&'c Entity>,
    /// The source of the owner.
    pub via: OwnerSource,
    /// The place of the source.
    pub place: Option<Place>,
    /// The owner and every team above it, nearest first.
    pub chain: Vec<EntityRefBuf>,
    /// How each team of the chain except the owner was found.
    pub steps: Vec<ParentTeamStep<'c>>,
    /// The teams directly above the owner; more than one is a mistake that `multiple-parents` reports.
    pub parents: Vec<EntityRefBuf>,
    /// The members of the owning group, sorted; if the owner is a user, only that user.
    pub members: Vec<&'c Entity>,
    /// How to contact the owner.
    pub contacts: Contacts,
}

/// One step up from a team.
#[derive(Clone, Copy, Debug)]
pub struct ParentTeamStep<'c> {
    /// The owner, or a team above it.
    pub child: &'c Entity,
    /// Its parent.
    pub parent: &'c Entity,
}

/// The source of an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerSource {
    /// The entity's own field.
    SpecOwner,
    /// The entity is a group or a user, which owns itself.
    SelfOwned,
    /// The line of CODEOWNERS that matches a path.
    Codeowners,
}

/// How to contact a team, from its annotations, profile and links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// A chat channel.
    pub slack: Option<String>,
    /// An email address.
    pub email: Option<String>,
    /// The on-call schedule.
    pub on_call: Option<String>,
}

impl Contacts {
    /// The contacts of `owner`.
    pub fn find_contacts(owner: &Entity) -> Contacts {
        find_owner_contacts(owner)
    }
}

impl OwnerSource {
    /// `spec.owner`, `self` or `CODEOWNERS`.
    pub fn name(self) -> &'static str {
        match self {
            OwnerSource::SpecOwner => "spec.owner",
            OwnerSource::SelfOwned => "self",
            OwnerSource::Codeowners => "CODEOWNERS",
        }
    }
}

impl<'c> Ownership<'c> {
    /// Determines the owner of `entity`.
    pub fn find_entity_ownership(catalog: &'c Catalog, entity: &'c Entity) -> Ownership<'c> {
        let (via, place) = if entity.owns_itself() {
            (OwnerSource::SelfOwned, Some(entity.name_place()))
        } else {
            let owner = entity.owner();
            (OwnerSource::SpecOwner, owner.map(|owner| owner.place()))
        };
        let owner_ref = entity.owner_or_itself();
        Ownership::for_owner_ref(catalog, owner_ref, via, place)
    }

    /// The ownership by `owner_ref`, with the source `via` at `place`.
    pub fn for_owner_ref(
        catalog: &'c Catalog,
        owner_ref: Option<EntityRef<'_>>,
        via: OwnerSource,
        place: Option<Place>,
    ) -> Ownership<'c> {
        let owner = owner_ref.and_then(|owner| catalog.get(owner));
        let steps = owner.map_or_else(Vec::new, |owner| collect_parent_team_steps(catalog, owner));
        let above = steps.iter().map(|step| step.parent.entity_ref());
        let parents = steps.iter().filter(|step| {
            owner.is_some_and(|owner| step.child.entity_ref() == owner.entity_ref())
        });
        let parents = parents
            .map(|step| step.parent.entity_ref().to_owned_ref())
            .collect();
        Ownership {
            chain: owner_ref
                .into_iter()
                .chain(above)
                .map(EntityRef::to_owned_ref)
                .collect(),
            parents,
            steps,
            members: owner
                .map(|owner| collect_owner_members(catalog, owner))
                .unwrap_or_default(),
            contacts: owner.map(find_owner_contacts).unwrap_or_default(),
            owner_ref: owner_ref.map(EntityRef::to_owned_ref),
            owner,
            via,
            place,
        }
    }
}

impl Entity {
    /// Whether it's a group or a user, which owns itself.
    pub fn owns_itself(&self) -> bool {
        ["group", "user"].iter().any(|kind| self.is_of_kind(kind))
    }

    /// The ref of its owner; of a group or a user, its own. `None` if no owner is set.
    pub fn owner_or_itself(&self) -> Option<EntityRef<'_>> {
        if self.owns_itself() {
            Some(self.entity_ref())
        } else {
            self.owner().map(|owner| owner.target)
        }
    }
}

impl Ownership<'_> {
    /// The ownership by an owner that isn't in the catalog.
    pub fn for_owner_not_in_catalog(
        owner_ref: EntityRef<'_>,
        via: OwnerSource,
        place: Option<Place>,
    ) -> Self {
        Ownership {
            owner_ref: Some(owner_ref.to_owned_ref()),
            owner: None,
            via,
            place,
            chain: vec![owner_ref.to_owned_ref()],
            steps: Vec::new(),
            parents: Vec::new(),
            members: Vec::new(),
            contacts: Contacts::default(),
        }
    }
}

/// Every group above `owner`, nearest first and each once, so a cycle of groups ends where it closes.
fn collect_parent_team_steps<'c>(
    catalog: &'c Catalog,
    owner: &'c Entity,
) -> Vec<ParentTeamStep<'c>> {
    let mut seen: BTreeSet<String> = BTreeSet::from([owner.entity_ref().to_string()]);
    let mut steps: Vec<ParentTeamStep<'c>> = Vec::new();
    let mut next = VecDeque::from([owner]);
    while let Some(below) = next.pop_front() {
        for above in catalog.direct_parent_groups(below) {
            if seen.insert(above.entity_ref().to_string()) {
                steps.push(ParentTeamStep {
                    child: below,
                    parent: above,
                });
                next.push_back(above);
            }
        }
    }
    steps
}

fn collect_owner_members<'c>(catalog: &'c Catalog, owner: &'c Entity) -> Vec<&'c Entity> {
    if owner.is_of_kind("user") {
        vec![owner]
    } else {
        catalog.group_members(owner)
    }
}

/// The annotations are those commonly used for contacts; links are recognised by their type or host.
fn find_owner_contacts(owner: &Entity) -> Contacts {
    let annotation = |keys: &[&str]| {
        keys.iter()
            .find_map(|key| owner.annotation(key))
            .map(str::to_owned)
    };
    let link = |words: &[&str]| {
        let fits = |text: &str| words.iter().any(|word| text.to_lowercase().contains(word));
        let mut links = owner.links();
        let link = links.find(|link| link.type_.is_some_and(fits) || fits(link.url.text))?;
        Some(link.url.text.to_owned())
    };
    Contacts {
        slack: annotation(&[
            "slack.com/channel",
            "slack.com/channel-name",
            "slack/channel",
        ])
        .or_else(|| link(&["slack"])),
        email: owner.profile_email().map(|email| email.text.to_owned()),
        on_call: annotation(&["pagerduty.com/service-id", "opsgenie.com/team"])
            .or_else(|| link(&["on-call", "oncall", "pagerduty", "opsgenie"])),
    }
}
