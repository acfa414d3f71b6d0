//! The lists of the whole catalog: teams, systems, every entity by letter and by kind, findings and opt-outs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::address::page_path;
use super::entity_table::TableRow;
use super::findings::{OptOutItem, count_findings, sort_opt_outs};
use super::frame::Frame;
use super::list_page::{List, ListRows};
use super::model::SiteModel;
use super::page_link::{PageLink, display_name};
use super::paved_path::{count_paved_path, list_paved_path};
use super::relations::plural_kind;
use super::renderer::{PageRenderer, SiteFile};
use crate::catalog::Entity;
use crate::count::CountedNoun;
use crate::error::Result;

/// The data of the page that leads to the lists by letter and by kind.
#[derive(Serialize)]
struct IndexPage {
    title: &'static str,
    summary: String,
    sections: [IndexSection; 2],
}

/// Links with a title.
#[derive(Serialize)]
struct IndexSection {
    title: &'static str,
    links: Vec<CountedLink>,
}

/// A link to a list, and the number of its entries.
#[derive(Serialize)]
struct CountedLink {
    #[serde(flatten)]
    link: PageLink,
    count: usize,
}

/// Entities that are listed together.
struct EntityGroup<'c> {
    address: String,
    title: String,
    entities: Vec<&'c Entity>,
}

/// The lists of all entities of a kind, beside those of every kind.
const KIND_LISTS: [(&str, &str, &str); 2] = [
    ("teams", "Teams", "group"),
    ("systems", "Systems", "system"),
];

/// The pages of every list, and of the index from A to Z.
pub(super) fn render_catalog_lists(
    model: &SiteModel<'_>,
    renderer: &PageRenderer,
) -> Result<Vec<SiteFile>> {
    let (letters, kinds) = (group_by_letter(model), group_by_kind(model));
    let mut files = vec![render_index_page(model, renderer, &letters, &kinds)?];
    let mut lists = vec![
        list_findings(model),
        list_opt_outs(model),
        list_services(model),
    ];
    lists.extend(KIND_LISTS.map(|(address, title, kind)| list_kind(model, address, title, kind)));
    for group in letters.iter().chain(&kinds) {
        lists.push(group.list());
    }
    for list in &lists {
        files.extend(list.render(model, renderer)?);
    }
    Ok(files)
}

/// The page of a list at `path`; `None` if there is none.
pub(super) fn render_catalog_list(
    model: &SiteModel<'_>,
    renderer: &PageRenderer,
    path: &str,
) -> Result<Option<SiteFile>> {
    let Some(address) = path.strip_suffix("/index.html") else {
        return Ok(None);
    };
    if address == "all" {
        let (letters, kinds) = (group_by_letter(model), group_by_kind(model));
        return render_index_page(model, renderer, &letters, &kinds).map(Some);
    }
    let page = address.rsplit_once('/');
    let page = page.and_then(|(list, number)| Some((list, parse_page_number(number)?)));
    // The name of a kind may be a number.
    let candidates = [Some((address, 0)), page].into_iter().flatten();
    for (address, index) in candidates {
        if let Some(list) = find_list(model, address) {
            return list.render_page_at(model, renderer, index);
        }
    }
    Ok(None)
}

/// The index of the page with this number, which is at least 2.
fn parse_page_number(text: &str) -> Option<usize> {
    let number: usize = text.parse().ok().filter(|number| *number > 1)?;
    (number.to_string() == text).then_some(number - 1)
}

/// The list at `address`.
fn find_list<'c>(model: &SiteModel<'c>, address: &str) -> Option<List<'c>> {
    match address {
        "findings" => return Some(list_findings(model)),
        "opt-outs" => return Some(list_opt_outs(model)),
        "paved-path" => return Some(list_services(model)),
        _ => {}
    }
    if let Some((_, title, kind)) = KIND_LISTS.iter().find(|(known, ..)| *known == address) {
        return Some(list_kind(model, address, title, kind));
    }
    let groups = match address.split_once('/')?.0 {
        "all" => group_by_letter(model),
        "kinds" => group_by_kind(model),
        _ => return None,
    };
    let group = groups.into_iter().find(|group| group.address == address)?;
    Some(list_entities(address, &group.title, "all", &group.entities))
}

/// The list of the entities of a kind.
fn list_kind<'c>(model: &SiteModel<'c>, address: &str, title: &str, kind: &str) -> List<'c> {
    let section = KIND_LISTS.iter().find(|(known, ..)| *known == address);
    let section = section.map_or("", |(known, ..)| known);
    list_entities(address, title, section, &model.entities_of_kind(kind))
}

/// The list of `entities` at `address`.
pub(super) fn list_entities<'c>(
    address: &str,
    title: &str,
    section: &'static str,
    entities: &[&'c Entity],
) -> List<'c> {
    let rows = entities.iter().map(|entity| TableRow::Entity(entity));
    List {
        address: address.to_owned(),
        title: title.to_owned(),
        summary: CountedNoun(entities.len(), "entity").to_string(),
        section,
        rows: ListRows::Entities(rows.collect()),
        nothing: "The catalog has none.",
    }
}

fn list_findings(model: &SiteModel<'_>) -> List<'static> {
    let mut findings: Vec<_> = model.source.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let rows = findings
        .iter()
        .map(|finding| model.finding_item(finding, true));
    List {
        address: "findings".to_owned(),
        title: "Findings".to_owned(),
        summary: count_findings(&findings),
        section: "",
        rows: ListRows::Findings(rows.collect()),
        nothing: "`idp catalog validate` finds nothing to report.",
    }
}

fn list_opt_outs(model: &SiteModel<'_>) -> List<'static> {
    let rows = model.entities().flat_map(|entity| model.opt_outs(entity));
    let rows: Vec<OptOutItem> = sort_opt_outs(rows.collect());
    List {
        address: "opt-outs".to_owned(),
        title: "Opt-outs".to_owned(),
        summary: CountedNoun(rows.len(), "opt-out").to_string(),
        section: "",
        rows: ListRows::OptOuts(rows),
        nothing: "Every service uses all features of its template.",
    }
}

fn list_services(model: &SiteModel<'_>) -> List<'static> {
    let services = list_paved_path(model, model.entities());
    List {
        address: "paved-path".to_owned(),
        title: "Services on the paved path".to_owned(),
        summary: format!(
            "{} were made from a golden template",
            count_paved_path(&services)
        ),
        section: "",
        rows: ListRows::PavedPath(services),
        nothing: "The catalog has no services.",
    }
}

fn group_by_letter<'c>(model: &SiteModel<'c>) -> Vec<EntityGroup<'c>> {
    let mut letters: BTreeMap<String, Vec<&Entity>> = BTreeMap::new();
    for entity in model.entities() {
        let letter = first_letter(&display_name(entity));
        letters.entry(letter).or_default().push(entity);
    }
    let groups = letters.into_iter().map(|(letter, mut entities)| {
        entities.sort_by_cached_key(|entity| display_name(entity).to_lowercase());
        EntityGroup {
            address: format!("all/{letter}"),
            title: match letter.as_str() {
                "other" => "Other".to_owned(),
                letter => letter.to_uppercase(),
            },
            entities,
        }
    });
    groups.collect()
}

fn group_by_kind<'c>(model: &SiteModel<'c>) -> Vec<EntityGroup<'c>> {
    let mut kinds: BTreeMap<String, Vec<&Entity>> = BTreeMap::new();
    for entity in model.entities() {
        let kind = entity.kind().to_lowercase();
        kinds.entry(kind).or_default().push(entity);
    }
    let groups = kinds.into_iter().map(|(kind, entities)| EntityGroup {
        address: format!("kinds/{kind}"),
        title: plural_kind(entities.first().map_or(&kind, |entity| entity.kind())),
        entities,
    });
    groups.collect()
}

/// The letter under which `name` is listed: `a` to `z`, or `other`.
pub(super) fn first_letter(name: &str) -> String {
    let first = name.chars().next().map(|first| first.to_ascii_lowercase());
    match first.filter(char::is_ascii_lowercase) {
        Some(letter) => letter.to_string(),
        None => "other".to_owned(),
    }
}

fn render_index_page(
    model: &SiteModel<'_>,
    renderer: &PageRenderer,
    letters: &[EntityGroup<'_>],
    kinds: &[EntityGroup<'_>],
) -> Result<SiteFile> {
    let count = CountedNoun(model.entities.len(), "entity").to_string();
    let description = format!("All {count} in the catalog");
    let section = |title, groups: &[EntityGroup<'_>]| IndexSection {
        title,
        links: groups.iter().map(EntityGroup::link).collect(),
    };
    let page = IndexPage {
        title: "From A to Z",
        summary: count,
        sections: [section("By letter", letters), section("By kind", kinds)],
    };
    let frame = Frame::new(model, "all", page.title.to_owned(), description)
        .with_crumbs(vec![PageLink::without_page("A–Z")])
        .in_section(model, "all");
    renderer.render_page("all", &frame, "index", &page)
}

impl<'c> EntityGroup<'c> {
    fn list(&self) -> List<'c> {
        list_entities(&self.address, &self.title, "all", &self.entities)
    }

    fn link(&self) -> CountedLink {
        CountedLink {
            link: PageLink {
                title: self.title.clone(),
                href: Some(page_path(&self.address)),
            },
            count: self.entities.len(),
        }
    }
}
