//! The page of a team: how to reach it, who is in it, and what it owns with its sub-teams.

use serde::Serialize;

use super::address::page_path;
use super::answer::Answer;
use super::entity_page::list_links;
use super::findings::{FindingItem, OptOutItem, sort_opt_outs};
use super::frame::Frame;
use super::model::{FileLine, SiteModel, summarize_kind};
use super::owned_by_system::{OwnedBySystem, list_owned_shares, split_owned_entities};
use super::owned_tables::{OwnedTable, tabulate_owned_entities};
use super::page_link::{PageLink, display_name};
use super::paved_path::{PavedPathItem, count_paved_path, list_paved_path};
use super::renderer::{PageRenderer, SiteFile};
use super::text::{EmailAddress, WebLink, clean_text};
use crate::catalog::Entity;
use crate::count::CountedNoun;
use crate::error::Result;

/// The number of people to list.
const MAX_PEOPLE: usize = 24;

/// The number of entities to list before they are on pages of their own, and the number of opt-outs.
const MAX_OWNED: usize = 50;
const MAX_OPT_OUTS: usize = 20;
/// The number of services in the table of the paved path.
const MAX_SERVICES: usize = 20;

/// The data of the page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TeamPage<'a> {
    title: String,
    summary: String,
    description: Option<String>,
    parents: Vec<PageLink>,
    answer: &'a Answer,
    links: Vec<WebLink>,
    people: Vec<PersonItem>,
    people_count: usize,
    more_people: Option<usize>,
    owned: Vec<OwnedTable>,
    /// Instead, if it owns many entities.
    owned_by_system: Option<OwnedBySystem>,
    owned_count: usize,
    sub_teams: Vec<PageLink>,
    /// The services, those from golden templates first; empty if none is from one.
    paved_path: Vec<PavedPathItem>,
    /// `1 of 4`.
    paved_count: String,
    opt_outs: Vec<OptOutItem>,
    findings: Vec<FindingItem>,
    finding_count: String,
    reference: String,
    defined_in: FileLine,
}

/// A member of the team or of a sub-team.
#[derive(Serialize)]
struct PersonItem {
    person: PageLink,
    email: Option<EmailAddress>,
    /// The sub-team.
    team: Option<String>,
}

/// The page of `team` at `address`, and the pages with what it owns, if that doesn't fit on it.
pub(super) fn render_team_pages<'c>(
    model: &SiteModel<'c>,
    renderer: &PageRenderer,
    team: &'c Entity,
    address: &str,
    answer: &Answer,
) -> Result<Vec<SiteFile>> {
    let sub_teams = model.catalog.descendant_groups(team);
    let owned = list_owned_entities(model, team);
    let mut page = build_team_page(model, team, answer, &sub_teams, &owned);
    let mut lists = Vec::new();
    if owned.len() > MAX_OWNED {
        let shares = split_owned_entities(model, address, &owned);
        page.owned_by_system = Some(OwnedBySystem::new(model, address, &owned, &shares));
        lists = list_owned_shares(&page.title, address, &owned, &shares);
    } else {
        page.owned = tabulate_owned_entities(model, renderer, address, &owned)?;
    }
    let frame = build_team_frame(model, address, &page);
    let mut files = vec![renderer.render_page(address, &frame, "team", &page)?];
    for list in lists {
        files.extend(list.render(model, renderer)?);
    }
    Ok(files)
}

/// What `team` and its sub-teams own, sorted by ref.
pub(super) fn list_owned_entities<'c>(model: &SiteModel<'c>, team: &'c Entity) -> Vec<&'c Entity> {
    let teams = std::iter::once(team).chain(model.catalog.descendant_groups(team));
    let mut owned: Vec<&Entity> = teams
        .flat_map(|team| model.related_entities(team, "ownerOf"))
        .collect();
    owned.sort_by_cached_key(|entity| entity.entity_ref().to_string());
    owned.dedup_by(|one, next| one.entity_ref() == next.entity_ref());
    owned
}

fn build_team_page<'a>(
    model: &SiteModel<'_>,
    team: &Entity,
    answer: &'a Answer,
    sub_teams: &[&Entity],
    owned: &[&Entity],
) -> TeamPage<'a> {
    let mut people = list_people(model, team, sub_teams);
    let people_count = people.len();
    people.truncate(MAX_PEOPLE);
    let with_team = std::iter::once(team).chain(owned.iter().copied());
    let (finding_count, findings) = model.first_findings(with_team);
    let opt_outs = owned.iter().flat_map(|entity| model.opt_outs(entity));
    let mut services = list_paved_path(model, owned.iter().copied());
    let paved_count = count_paved_path(&services);
    if !services.iter().any(PavedPathItem::is_from_template) {
        services.clear();
    }
    services.truncate(MAX_SERVICES);
    let parents = model.catalog.direct_parent_groups(team).into_iter();
    TeamPage {
        title: display_name(team),
        summary: summarize_kind(team).join(" · "),
        description: team.description().map(clean_text),
        parents: parents.map(|parent| model.page_link(parent)).collect(),
        answer,
        links: list_links(team),
        more_people: people_count
            .checked_sub(MAX_PEOPLE)
            .filter(|more| *more > 0),
        people,
        people_count,
        owned: Vec::new(),
        owned_by_system: None,
        owned_count: owned.len(),
        sub_teams: sub_teams.iter().map(|team| model.page_link(team)).collect(),
        paved_path: services,
        paved_count,
        opt_outs: sort_opt_outs(opt_outs.collect())
            .into_iter()
            .take(MAX_OPT_OUTS)
            .collect(),
        finding_count,
        findings,
        reference: clean_text(&team.entity_ref().to_string()),
        defined_in: model.file_line(&team.name_place()),
    }
}

/// The members of the team, then those of its sub-teams, each once.
fn list_people(model: &SiteModel<'_>, team: &Entity, sub_teams: &[&Entity]) -> Vec<PersonItem> {
    let mut seen = std::collections::HashSet::new();
    let mut people = Vec::new();
    for (index, group) in std::iter::once(&team).chain(sub_teams).enumerate() {
        for person in model.catalog.group_members(group) {
            if seen.insert(person.entity_ref().to_string()) {
                let email = person.profile_email();
                people.push(PersonItem {
                    person: model.page_link(person),
                    email: email.and_then(|email| EmailAddress::parse(email.text)),
                    team: (index > 0).then(|| display_name(group)),
                });
            }
        }
    }
    people
}

fn build_team_frame(model: &SiteModel<'_>, address: &str, page: &TeamPage<'_>) -> Frame {
    let description = format!(
        "{}. Reach: {}. Owns {}.",
        page.summary.replace(" · ", ", "),
        page.answer.format_in_one_line(),
        CountedNoun(page.owned_count, "entity")
    );
    let teams = PageLink {
        title: "Teams".to_owned(),
        href: Some(page_path("teams")),
    };
    let own = PageLink::without_page(page.title.clone());
    let above = page.parents.first().cloned();
    Frame::new(model, address, page.title.clone(), description)
        .with_crumbs(std::iter::once(teams).chain(above).chain([own]).collect())
        .in_section(model, "teams")
        .with_other_formats(address)
}
