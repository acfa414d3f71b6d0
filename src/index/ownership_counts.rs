//! The number of entities that a team owns, counted in the index because a department may own half of a catalog.

use hashbrown::HashSet;

use super::CatalogSubset;
use super::key::index_key_for_owner;
use crate::catalog::{Entity, EntityRef};

/// The number of entities that a team owns, directly and including all teams below it.
#[derive(Clone, Debug)]
pub struct TeamOwnershipCounts<'c> {
    /// The teams directly below, sorted by ref.
    pub teams: Vec<&'c Entity>,
    /// The number of entities that name the team as their owner.
    pub direct_count: usize,
    /// The number of entities owned by the team or a team below it, at any depth.
    pub total_count: usize,
}

impl CatalogSubset {
    /// Counts what `team` owns; the subset must have been loaded for this team.
    pub(crate) fn team_ownership_counts<'c>(&'c self, team: &'c Entity) -> TeamOwnershipCounts<'c> {
        let below = self.catalog.descendant_groups(team);
        let own = self.count_owned_by(team.entity_ref());
        let more: usize = below
            .iter()
            .map(|team| self.count_owned_by(team.entity_ref()))
            .sum();
        TeamOwnershipCounts {
            teams: self.catalog.related_entities(team, "parentOf"),
            direct_count: own,
            total_count: own + more,
        }
    }

    /// The number of entities that name `owner` as their owner.
    pub(crate) fn count_owned_by(&self, owner: EntityRef<'_>) -> usize {
        let is_owned = |entity: &&Entity| entity.owner().is_some_and(|one| one.target == owner);
        let counted = self.index.as_ref().and_then(|index| {
            let mut found = index.lookup_document_numbers(index_key_for_owner(owner))?;
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
                    .filter(|entity| self.reread_paths.contains(entity.file_path()));
                counted + reread.filter(is_owned).count()
            }
            None => self.catalog.entities.iter().filter(is_owned).count(),
        }
    }
}
