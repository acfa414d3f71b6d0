//! What a team owns, if it fits on the page of the team: a table for each system.

use std::collections::BTreeMap;

use serde::Serialize;

use super::entity_table::EntityTable;
use super::model::SiteModel;
use super::page_link::PageLink;
use super::relations::group_rows_by_kind;
use super::renderer::PageRenderer;
use crate::catalog::Entity;
use crate::error::Result;

/// A table of entities under its heading.
#[derive(Serialize)]
pub(super) struct OwnedTable {
    heading: PageLink,
    /// As HTML.
    table: String,
}

/// A system, and entities that are part of it.
type SystemMembers<'c> = (Option<&'c Entity>, Vec<&'c Entity>);

/// A table for each system, one for what is in none, and one for systems of which the team owns no part, on the page at `address`.
///
/// # Errors
/// As [`PageRenderer::render_part`].
pub(super) fn tabulate_owned_entities<'c>(
    model: &SiteModel<'c>,
    renderer: &PageRenderer,
    address: &str,
    owned: &[&'c Entity],
) -> Result<Vec<OwnedTable>> {
    let tabulate = |heading: PageLink, entities: &[&Entity]| {
        let table = EntityTable {
            caption: heading.title.clone(),
            groups: group_rows_by_kind(entities),
        };
        let table = table.render(model, renderer, address)?;
        Ok(OwnedTable { heading, table })
    };
    let (mut systems, parts): (Vec<&Entity>, Vec<&Entity>) =
        owned.iter().partition(|entity| entity.is_of_kind("system"));
    let mut tables = Vec::new();
    for (system, members) in group_by_system(model, &parts) {
        let heading = match system {
            Some(system) => model.page_link(system),
            None => PageLink::without_page("In no system"),
        };
        systems.retain(|own| system.is_none_or(|system| own.entity_ref() != system.entity_ref()));
        tables.push(tabulate(heading, &members)?);
    }
    if !systems.is_empty() {
        let heading = PageLink::without_page("Other systems");
        tables.push(tabulate(heading, &systems)?);
    }
    Ok(tables)
}

/// `entities` by the system that they are part of, sorted by ref; last those that are in none.
fn group_by_system<'c>(model: &SiteModel<'c>, entities: &[&'c Entity]) -> Vec<SystemMembers<'c>> {
    let mut systems: BTreeMap<(bool, String), SystemMembers<'_>> = BTreeMap::new();
    for entity in entities {
        let system = entity
            .system()
            .and_then(|system| model.catalog.get(system.target));
        let reference = system.map(|system| system.entity_ref().to_string());
        let key = (system.is_none(), reference.unwrap_or_default());
        systems
            .entry(key)
            .or_insert((system, Vec::new()))
            .1
            .push(entity);
    }
    systems.into_values().collect()
}
