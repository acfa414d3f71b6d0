//! What a team owns, in numbers: counted in the index, since a department may own half of a catalog.

use hashbrown::HashSet;

use super::CatalogSubset;
use super::key::of_owned;
use crate::catalog::{Entity, EntityRef};

/// What a team owns, itself and with all teams below.
#[derive(Clone, Debug)]
pub struct Holdings<'c> {
    /// The teams directly below, sorted by ref.
    pub teams: Vec<&'c Entity>,
    /// How many entities name the team as their owner.
    pub own: usize,
    /// How many name it or a team below it, at any depth.
    pub with_teams: usize,
}

impl CatalogSubset {
    /// What `team` owns; it must be one that the excerpt was made for.
    pub(crate) fn holdings<'c>(&'c self, team: &'c Entity) -> Holdings<'c> {
        let below = self.catalog.teams_below(team);
        let own = self.count_owned_by(team.reference());
        let more: usize = below
            .iter()
            .map(|team| self.count_owned_by(team.reference()))
            .sum();
        Holdings {
            teams: self.catalog.related(team, "parentOf"),
            own,
            with_teams: own + more,
        }
    }

    /// How many entities name `owner` as their owner.
    pub(crate) fn count_owned_by(&self, owner: EntityRef<'_>) -> usize {
        let is_owned = |entity: &&Entity| entity.owner().is_some_and(|one| one.target == owner);
        let counted = self.index.as_ref().and_then(|index| {
            let mut found = index.find(of_owned(owner))?;
            let stale: &HashSet<String> = &self.stale;
            if !stale.is_empty() {
                found.retain(|number| {
                    index
                        .document(*number)
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
                    .filter(|entity| self.reread.contains(entity.file()));
                counted + reread.filter(is_owned).count()
            }
            None => self.catalog.entities.iter().filter(is_owned).count(),
        }
    }
}
