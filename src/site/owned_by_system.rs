//! What a team owns, if it doesn't fit on the page of the team: a row for each system and for each letter of what is in no system. Each leads to
//! a page of its own.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;

use super::address::{choose_free_path, page_path, to_path_part};
use super::catalog_lists::{first_letter, list_entities};
use super::list_page::List;
use super::model::SiteModel;
use super::page_link::{PageLink, display_name};
use crate::catalog::Entity;
use crate::count::CountedNoun;

/// The number of rows; the list of everything has the rest.
const MAX_ROWS: usize = 60;
/// The number of sub-teams to name in a row.
const MAX_TEAMS: usize = 3;

/// The data of the table.
#[derive(Serialize)]
pub(super) struct OwnedBySystem {
    rows: Vec<ShareRow>,
    /// How many systems and letters aren't shown.
    more: Option<usize>,
    /// The list of everything that the team owns.
    all: PageLink,
}

/// A system, or a letter, in the table.
#[derive(Serialize)]
struct ShareRow {
    #[serde(flatten)]
    link: PageLink,
    /// The teams that own it.
    teams: String,
    findings: String,
    count: usize,
}

/// What a team owns in one system, or of what is in no system under one letter.
pub(super) struct OwnedShare<'c> {
    title: String,
    address: String,
    entities: Vec<&'c Entity>,
}

/// The shares of `owned`, sorted by ref: those in systems, then those by letter. A system is in its own share.
pub(super) fn split_owned_entities<'c>(
    model: &SiteModel<'c>,
    team_address: &str,
    owned: &[&'c Entity],
) -> Vec<OwnedShare<'c>> {
    let mut systems: BTreeMap<String, (&Entity, Vec<&'c Entity>)> = BTreeMap::new();
    let mut letters: BTreeMap<String, Vec<&'c Entity>> = BTreeMap::new();
    for entity in owned {
        let system = if entity.is_of_kind("system") {
            Some(*entity)
        } else {
            let system = entity.system();
            system.and_then(|system| model.catalog.get(system.target))
        };
        match system {
            Some(system) => {
                let share = systems.entry(system.entity_ref().to_string());
                share.or_insert((system, Vec::new())).1.push(entity);
            }
            None => {
                let letter = first_letter(&display_name(entity));
                letters.entry(letter).or_default().push(entity);
            }
        }
    }
    let mut taken = HashSet::new();
    let systems = systems.into_values().map(|(system, entities)| {
        let part = to_path_part(system.name());
        OwnedShare {
            title: display_name(system),
            address: choose_free_path(&format!("{team_address}/owns/systems/{part}"), &mut taken),
            entities,
        }
    });
    let mut shares: Vec<OwnedShare<'c>> = systems.collect();
    shares.extend(letters.into_iter().map(|(letter, entities)| OwnedShare {
        title: match letter.as_str() {
            "other" => "In no system: other".to_owned(),
            letter => format!("In no system: {}", letter.to_uppercase()),
        },
        address: format!("{team_address}/owns/letters/{letter}"),
        entities,
    }));
    shares
}

/// The list of everything that the team owns, and those of its shares.
pub(super) fn list_owned_shares<'c>(
    team: &str,
    team_address: &str,
    owned: &[&'c Entity],
    shares: &[OwnedShare<'c>],
) -> Vec<List<'c>> {
    let title = format!("Owned by {team}");
    let all = list_entities(&format!("{team_address}/owns"), &title, "teams", owned);
    let lists = shares.iter().map(|share| {
        let title = format!("{title}: {}", share.title);
        list_entities(&share.address, &title, "teams", &share.entities)
    });
    std::iter::once(all).chain(lists).collect()
}

impl OwnedBySystem {
    /// The table of `shares`, those of `owned`, on the page of the team.
    pub(super) fn new(
        model: &SiteModel<'_>,
        team_address: &str,
        owned: &[&Entity],
        shares: &[OwnedShare<'_>],
    ) -> OwnedBySystem {
        let shown = shares.iter().take(MAX_ROWS);
        OwnedBySystem {
            rows: shown.map(|share| ShareRow::new(model, share)).collect(),
            more: shares.len().checked_sub(MAX_ROWS).filter(|more| *more > 0),
            all: PageLink {
                title: format!("All {} entities", owned.len()),
                href: Some(page_path(&format!("{team_address}/owns"))),
            },
        }
    }
}

impl ShareRow {
    fn new(model: &SiteModel<'_>, share: &OwnedShare<'_>) -> ShareRow {
        let entities = share.entities.iter().copied();
        let owners = entities
            .clone()
            .map(|entity| model.owner_cell(entity).link.title);
        let owners: BTreeSet<String> = owners.collect();
        let (findings, _) = model.first_findings(entities);
        ShareRow {
            link: PageLink {
                title: share.title.clone(),
                href: Some(page_path(&share.address)),
            },
            teams: name_teams(&owners),
            findings,
            count: share.entities.len(),
        }
    }
}

/// `Payments, Settlement and 2 more teams`.
fn name_teams(teams: &BTreeSet<String>) -> String {
    let named: Vec<&str> = teams.iter().take(MAX_TEAMS).map(String::as_str).collect();
    let named = named.join(", ");
    match teams.len().saturating_sub(MAX_TEAMS) {
        0 => named,
        more => format!("{named} and {}", CountedNoun(more, "more team")),
    }
}
