//! The home page, and the page of search results.

use serde::Serialize;

use super::frame::Frame;
use super::model::SiteModel;
use super::owner_facts::OwnerCell;
use super::page_link::{PageLink, display_name};
use super::paved_path::{count_paved_path, list_paved_path};
use super::renderer::{PageRenderer, SiteFile};
use super::team_page::list_owned_entities;
use super::text::{EmailAddress, clean_text};
use super::whats_new::WhatsNew;
use crate::catalog::Entity;
use crate::count::CountedNoun;
use crate::diagnostic::Severity;
use crate::error::Result;

/// The number of teams and of systems on the home page.
const MAX_HOME_ROWS: usize = 50;

/// The data of the page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HomePage {
    is_empty: bool,
    counts: String,
    teams: Vec<TeamItem>,
    more_teams: Option<usize>,
    systems: Vec<SystemItem>,
    more_systems: Option<usize>,
    health: Vec<HealthItem>,
    news: Option<WhatsNew>,
}

/// A team, and the first way to reach it.
#[derive(Serialize)]
struct TeamItem {
    #[serde(flatten)]
    link: PageLink,
    parent: Option<String>,
    contact: Option<String>,
    email: Option<EmailAddress>,
    owns: usize,
}

/// A system and its owner.
#[derive(Serialize)]
struct SystemItem {
    #[serde(flatten)]
    link: PageLink,
    description: Option<String>,
    owner: OwnerCell,
    parts: usize,
}

/// A fact about the whole catalog.
#[derive(Serialize)]
struct HealthItem {
    label: &'static str,
    href: Option<&'static str>,
    value: String,
    /// `bad`, `warn` or nothing.
    style: &'static str,
}

/// Nothing but its frame.
#[derive(Serialize)]
struct SearchPage {}

pub(super) fn render_home_page(model: &SiteModel<'_>, renderer: &PageRenderer) -> Result<SiteFile> {
    let (teams, systems) = (
        model.entities_of_kind("group"),
        model.entities_of_kind("system"),
    );
    let counts = format!(
        "{}, {}, {}",
        CountedNoun(model.entities.len(), "entity"),
        CountedNoun(teams.len(), "team"),
        CountedNoun(systems.len(), "system")
    );
    let more = |count: usize| (count > MAX_HOME_ROWS).then_some(count);
    let page = HomePage {
        is_empty: model.entities().all(|entity| entity.is_of_kind("location")),
        more_teams: more(teams.len()),
        more_systems: more(systems.len()),
        teams: teams
            .iter()
            .take(MAX_HOME_ROWS)
            .map(|team| describe_team(model, team))
            .collect(),
        systems: systems
            .iter()
            .take(MAX_HOME_ROWS)
            .map(|system| describe_system(model, system))
            .collect(),
        health: list_health_items(model),
        news: find_news(model),
        counts: counts.clone(),
    };
    let description = format!("Who owns what: {counts}");
    let frame = Frame {
        has_search: false,
        ..Frame::new(model, "", String::new(), description)
    };
    renderer.render_page("", &frame, "home", &page)
}

pub(super) fn render_search_page(
    model: &SiteModel<'_>,
    renderer: &PageRenderer,
) -> Result<SiteFile> {
    let crumb = PageLink::without_page("Search");
    let frame = Frame::new(
        model,
        "search",
        "Search".to_owned(),
        "Search results".to_owned(),
    )
    .with_crumbs(vec![crumb]);
    renderer.render_page("search", &frame, "search", &SearchPage {})
}

/// The latest changes.
fn find_news(model: &SiteModel<'_>) -> Option<WhatsNew> {
    WhatsNew::find(model, model.source.earlier_catalog?)
}

fn describe_team<'c>(model: &SiteModel<'c>, team: &'c Entity) -> TeamItem {
    let contacts = model
        .owner_facts(team)
        .map(|facts| facts.contacts.clone())
        .unwrap_or_default();
    let parents = model.catalog.direct_parent_groups(team);
    let first = contacts.first().filter(|contact| contact.email.is_none());
    TeamItem {
        link: model.page_link(team),
        parent: parents.first().map(|parent| display_name(parent)),
        contact: first
            .or(contacts.first())
            .map(|contact| contact.text.clone()),
        email: first.and_then(|_| contacts.iter().find_map(|contact| contact.email.clone())),
        owns: list_owned_entities(model, team).len(),
    }
}

fn describe_system<'c>(model: &SiteModel<'c>, system: &'c Entity) -> SystemItem {
    SystemItem {
        link: model.page_link(system),
        description: system.description().map(clean_text),
        owner: model.owner_cell(system),
        parts: model.related_entities(system, "hasPart").len(),
    }
}

fn list_health_items(model: &SiteModel<'_>) -> Vec<HealthItem> {
    let needs_owner = |entity: &&Entity| {
        ["component", "api", "resource", "system", "domain"]
            .iter()
            .any(|kind| entity.is_of_kind(kind))
    };
    let owned: Vec<OwnerCell> = model
        .entities()
        .filter(needs_owner)
        .map(|entity| model.owner_cell(entity))
        .collect();
    let with_owner = owned.iter().filter(|owner| owner.missing.is_none()).count();
    let reachable = owned.iter().filter(|owner| owner.contact.is_some()).count();
    let share = |count: usize| {
        let style = if count == owned.len() { "" } else { "warn" };
        (format!("{count} of {}", owned.len()), style)
    };
    let item = |label, (value, style): (String, &'static str)| HealthItem {
        label,
        href: None,
        value,
        style,
    };
    vec![
        item("Have an owner", share(with_owner)),
        item("Owner can be reached", share(reachable)),
        HealthItem {
            href: Some("findings/index.html"),
            ..item("Findings", summarize_findings(model))
        },
        HealthItem {
            href: Some("opt-outs/index.html"),
            ..item("Opt-outs", summarize_opt_outs(model))
        },
        item("Belong to a system", (count_in_systems(model), "")),
        HealthItem {
            href: Some("paved-path/index.html"),
            ..item(
                "Services on the paved path",
                (
                    count_paved_path(&list_paved_path(model, model.entities())),
                    "",
                ),
            )
        },
    ]
}

/// `18 of 19`: components, APIs and resources.
fn count_in_systems(model: &SiteModel<'_>) -> String {
    let can_belong = |entity: &&Entity| {
        ["component", "api", "resource"]
            .iter()
            .any(|kind| entity.is_of_kind(kind))
    };
    let (mut all, mut inside) = (0, 0);
    for entity in model.entities().filter(can_belong) {
        all += 1;
        inside += usize::from(entity.system().is_some());
    }
    format!("{inside} of {all}")
}

fn summarize_findings(model: &SiteModel<'_>) -> (String, &'static str) {
    let count = |severity: Severity| {
        model
            .source
            .findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    match (count(Severity::Error), count(Severity::Warning)) {
        (0, 0) => ("None".to_owned(), ""),
        (0, warnings) => (CountedNoun(warnings, "warning").to_string(), "warn"),
        (errors, 0) => (CountedNoun(errors, "error").to_string(), "bad"),
        (errors, warnings) => (
            format!(
                "{}, {}",
                CountedNoun(errors, "error"),
                CountedNoun(warnings, "warning")
            ),
            "bad",
        ),
    }
}

fn summarize_opt_outs(model: &SiteModel<'_>) -> (String, &'static str) {
    let opt_outs: Vec<_> = model
        .entities()
        .flat_map(|entity| model.opt_outs(entity))
        .collect();
    match opt_outs.iter().filter(|opt_out| opt_out.is_expired).count() {
        0 if opt_outs.is_empty() => ("None".to_owned(), ""),
        0 => (opt_outs.len().to_string(), ""),
        expired => (format!("{}, {expired} expired", opt_outs.len()), "warn"),
    }
}
