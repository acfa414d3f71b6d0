//! What a team owns, in numbers: counted in the index, since a department may own half of a catalog.

use hashbrown::HashSet;

use super::CatalogSubset;
use super::key::index_key_for_owner;
use crate::catalog::{Entity, EntityRef};

/// What a team owns, itself and with all teams below.
#[derive(Clone, Debug)]
pub struct OwnershipCounts<'c> {
    /// The teams directly below, sorted by ref.
    pub teams: Vec<&'c Entity>,
    /// How many entities name the team as their owner.
    pub direct_count: usize,
    /// How many name it or a team below it, at any depth.
    pub total_count: usize,
}

impl CatalogSubset {
    /// What `team` owns; it must be one that the excerpt was made for.
    pub(crate) fn count_team_ownership<'c>(&'c self, team: &'c Entity) -> OwnershipCounts<'c> {
        let below = self.catalog.descendant_groups(team);
        let own = self.count_owned_by(team.entity_ref());
        let more: usize = below
            .iter()
            .map(|team| self.count_owned_by(team.entity_ref()))
            .sum();
        OwnershipCounts {
            teams: self.catalog.related_entities(team, "parentOf"),
            direct_count: own,
            total_count: own + more,
        }
    }

    /// How many entities name `owner` as their owner.
    pub(crate) fn count_owned_by(&self, owner: EntityRef<'_>) -> usize {
        let is_owned = |entity: &&Entity| entity.owner().is_some_and(|one| one.target == owner);
        let counted = self.index.as_ref().and_then(|index| {
            let mut found = index.lookup_documents(index_key_for_owner(owner))?;
            let stale: &HashSet<String> = &self.stale_paths;
            if !stale.is_empty() {
                found.retain(|number| {
                    index
                        .read_document(*number)
                        .is_some_and(|document| !stale.contains(&document.path))
                });
            }
            Some(found.len())
        });
        match counted {
            Some(counted) => {
                let reread = self
                    .catalog
                    .entities
                    .iter()
                    .filter(|entity| self.reread_paths.contains(entity.file()));
                counted + reread.filter(is_owned).count()
            }
            None => self.catalog.entities.iter().filter(is_owned).count(),
        }
    }
}
