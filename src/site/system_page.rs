//! The page of a system: who owns it, how its parts depend on each other, and what is around it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::address::page_path;
use super::answer::Answer;
use super::entity_page::{EntityFacts, build_entity_frame, list_links};
use super::entity_table::{EntityTable, TableRow};
use super::findings::{FindingItem, OptOutItem, sort_opt_outs};
use super::list_page::{List, ListRows};
use super::model::{SiteModel, summarize_kind};
use super::page_link::{PageLink, display_name};
use super::relations::{MAX_RELATION_ROWS, group_rows_by_kind};
use super::renderer::{PageRenderer, SiteFile};
use super::system_graph::{SystemGraph, draw_system_graph};
use super::system_neighbours::{Neighbour, SystemDependencies};
use super::text::{WebLink, clean_text};
use crate::catalog::Entity;
use crate::count::CountedNoun;
use crate::error::Result;

/// The number of parts of a system that is drawn.
const MAX_DRAWN_PARTS: usize = 24;
/// The numbers of neighbours, of members of each, of owners and of opt-outs on the page.
const MAX_NEIGHBOURS: usize = 12;
const MAX_MEMBERS: usize = 6;
const MAX_OWNERS: usize = 12;
const MAX_OPT_OUTS: usize = 20;

/// The data of the page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SystemPage<'a> {
    title: String,
    summary: String,
    description: Option<String>,
    answer: &'a Answer,
    links: Vec<WebLink>,
    /// SVG, built from escaped text.
    graph: Option<String>,
    /// What the drawing lacks: `2 parts without dependencies aren't drawn.`
    undrawn: Option<String>,
    part_count: usize,
    /// A table, as HTML.
    parts: Option<String>,
    findings: Vec<FindingItem>,
    finding_count: String,
    opt_outs: Vec<OptOutItem>,
    around: Vec<AroundItem>,
    owners: Vec<PartOwner>,
    more_owners: Option<usize>,
    facts: EntityFacts,
}

/// Other systems, or entities that are in none, under the same label.
#[derive(Serialize)]
struct AroundItem {
    label: &'static str,
    neighbours: Vec<NeighbourItem>,
    more: Option<usize>,
}

/// A system and those of its parts that are related.
#[derive(Serialize)]
struct NeighbourItem {
    #[serde(flatten)]
    link: PageLink,
    members: Vec<PageLink>,
    more: Option<usize>,
}

/// An owner, and how many parts it owns.
#[derive(Serialize)]
struct PartOwner {
    #[serde(flatten)]
    link: PageLink,
    count: usize,
}

/// The page of `system` at `address`, and the pages with its parts, if they don't fit on it.
pub(super) fn render_system_pages<'c>(
    model: &SiteModel<'c>,
    renderer: &PageRenderer,
    system: &'c Entity,
    address: &str,
    answer: &Answer,
) -> Result<Vec<SiteFile>> {
    let parts = model.related_entities(system, "hasPart");
    let mut page = build_system_page(model, system, address, answer, &parts);
    if let Some(table) = tabulate_parts(&page.title, address, &parts) {
        page.parts = Some(table.render(model, renderer, address)?);
    }
    let systems = PageLink {
        title: "Systems".to_owned(),
        href: Some(page_path("systems")),
    };
    let frame = build_entity_frame(model, system, address, answer, Some(&systems));
    let frame = frame.in_section(model, "systems");
    let mut files = vec![renderer.render_page(address, &frame, "system", &page)?];
    if parts.len() > MAX_RELATION_ROWS {
        let rows = parts.iter().map(|part| TableRow::Entity(part));
        let list = List {
            address: format!("{address}/parts"),
            title: format!("{}: parts", page.title),
            summary: CountedNoun(parts.len(), "entity").to_string(),
            section: "systems",
            rows: ListRows::Entities(rows.collect()),
            nothing: "",
        };
        files.extend(list.render(model, renderer)?);
    }
    Ok(files)
}

fn build_system_page<'a, 'c>(
    model: &SiteModel<'c>,
    system: &'c Entity,
    address: &str,
    answer: &'a Answer,
    parts: &[&'c Entity],
) -> SystemPage<'a> {
    let dependencies = SystemDependencies::find(model, system, parts);
    let graph = (parts.len() <= MAX_DRAWN_PARTS)
        .then(|| draw_system_graph(model, system, address, &dependencies))
        .flatten();
    let with_parts = std::iter::once(system).chain(parts.iter().copied());
    let (finding_count, findings) = model.first_findings(with_parts.clone());
    let opt_outs = with_parts.flat_map(|entity| model.opt_outs(entity));
    let owners = count_owners(model, parts);
    SystemPage {
        title: display_name(system),
        summary: summarize_system(system, parts.len(), owners.len()),
        description: system.description().map(clean_text),
        answer,
        links: list_links(system),
        undrawn: graph.as_ref().and_then(describe_undrawn_parts),
        graph: graph.map(|graph| graph.svg),
        part_count: parts.len(),
        parts: None,
        finding_count,
        findings,
        opt_outs: sort_opt_outs(opt_outs.collect())
            .into_iter()
            .take(MAX_OPT_OUTS)
            .collect(),
        around: list_surroundings(model, &dependencies),
        more_owners: owners
            .len()
            .checked_sub(MAX_OWNERS)
            .filter(|more| *more > 0),
        owners: owners.into_iter().take(MAX_OWNERS).collect(),
        facts: EntityFacts::new(model, system),
    }
}

/// `System · 10 parts, owned by 2 teams`.
fn summarize_system(system: &Entity, parts: usize, owners: usize) -> String {
    let mut words = summarize_kind(system);
    words.push(match (parts, owners) {
        (0, _) => "no parts".to_owned(),
        (_, 0 | 1) => CountedNoun(parts, "part").to_string(),
        _ => format!(
            "{}, owned by {}",
            CountedNoun(parts, "part"),
            CountedNoun(owners, "team")
        ),
    });
    words.join(" · ")
}

fn describe_undrawn_parts(graph: &SystemGraph) -> Option<String> {
    match graph.undrawn {
        0 => None,
        1 => Some("1 part without dependencies isn't drawn.".to_owned()),
        count => Some(format!("{count} parts without dependencies aren't drawn.")),
    }
}

/// The parts by kind. If they don't fit on the page, it has the first ones of each kind.
fn tabulate_parts<'c>(title: &str, address: &str, parts: &[&'c Entity]) -> Option<EntityTable<'c>> {
    let mut groups = group_rows_by_kind(parts);
    if parts.len() > MAX_RELATION_ROWS {
        let limit = MAX_RELATION_ROWS / groups.len().max(3);
        for group in groups.iter_mut().filter(|group| group.count > limit) {
            group.rows.truncate(limit);
            group.more = Some(PageLink {
                title: format!("All {} parts", parts.len()),
                href: Some(page_path(&format!("{address}/parts"))),
            });
        }
    }
    (!groups.is_empty()).then(|| EntityTable {
        caption: format!("Parts of {title}"),
        groups,
    })
}

fn list_surroundings(
    model: &SiteModel<'_>,
    dependencies: &SystemDependencies<'_>,
) -> Vec<AroundItem> {
    let sides = [
        ("Used by", &dependencies.users),
        ("Depends on", &dependencies.needs),
    ];
    let items = sides.into_iter().map(|(label, neighbours)| AroundItem {
        label,
        neighbours: neighbours
            .iter()
            .take(MAX_NEIGHBOURS)
            .map(|neighbour| describe_neighbour(model, neighbour))
            .collect(),
        more: neighbours
            .len()
            .checked_sub(MAX_NEIGHBOURS)
            .filter(|more| *more > 0),
    });
    items.filter(|item| !item.neighbours.is_empty()).collect()
}

fn describe_neighbour(model: &SiteModel<'_>, neighbour: &Neighbour<'_>) -> NeighbourItem {
    let members = neighbour.members.iter();
    let members: Vec<PageLink> = members
        .filter(|member| **member != neighbour.reference)
        .map(|member| model.ref_link(*member))
        .collect();
    NeighbourItem {
        link: model.ref_link(neighbour.reference),
        more: members
            .len()
            .checked_sub(MAX_MEMBERS)
            .filter(|more| *more > 0),
        members: members.into_iter().take(MAX_MEMBERS).collect(),
    }
}

/// The owners of `parts`, those of most parts first.
fn count_owners(model: &SiteModel<'_>, parts: &[&Entity]) -> Vec<PartOwner> {
    let mut owners: BTreeMap<String, PartOwner> = BTreeMap::new();
    for owner in parts.iter().filter_map(|part| part.owner_or_itself()) {
        let known = owners.entry(owner.to_string());
        let known = known.or_insert_with(|| PartOwner {
            link: model.ref_link(owner),
            count: 0,
        });
        known.count += 1;
    }
    let mut owners: Vec<PartOwner> = owners.into_values().collect();
    owners.sort_by_key(|owner| Reverse(owner.count));
    owners
}
