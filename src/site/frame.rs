//! What surrounds every page: title, description, navigation, and how old the data is.

use serde::Serialize;

use super::address::page_url;
use super::model::SiteModel;
use super::page_link::PageLink;
use crate::count::CountedNoun;

/// The frame of a page.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Frame {
    /// The title in the browser, such as `checkout: owned by Payments`.
    pub(super) title: String,
    /// One sentence, for link previews and search engines.
    pub(super) description: String,
    /// The name of the site.
    pub(super) site_name: String,
    /// The absolute URL of the page, if the address of the site is known.
    pub(super) url: Option<String>,
    /// The paths of the same content as JSON and Markdown.
    pub(super) json: Option<String>,
    pub(super) markdown: Option<String>,
    /// The pages above this one, from the home page.
    pub(super) crumbs: Vec<PageLink>,
    /// The part of the navigation that this page belongs to.
    pub(super) navigation: Vec<NavigationItem>,
    /// Whether the header has a search field; the home page has a larger one.
    pub(super) has_search: bool,
    /// The commit, and when it was made.
    pub(super) version: SiteVersion,
    pub(super) repository_url: Option<String>,
}

/// An entry of the navigation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NavigationItem {
    title: &'static str,
    href: String,
    is_current: bool,
}

/// The version of the catalog that the site shows.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteVersion {
    /// The short commit; `None` for files that aren't committed.
    pub commit: Option<String>,
    /// The page of the commit.
    pub commit_url: Option<String>,
    /// When it was committed or, without a commit, when the site was built: `2026-11-28T20:08:57Z`.
    pub time: String,
    /// The same for people: `28 Nov 2026, 20:08 UTC`.
    pub time_text: String,
}

/// Why the pages aren't those of the newest version: it can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteNotice {
    /// Since when: `10:41 UTC`.
    pub since: String,
    /// The number of errors: `2 errors`.
    pub summary: String,
    /// The errors, as far as they are shown.
    pub errors: Vec<String>,
}

/// The number of errors that a page shows.
const MAX_SHOWN_ERRORS: usize = 10;

impl SiteNotice {
    /// The notice that the newest version has had these `errors` since a time.
    pub fn new(since: String, errors: &[String]) -> SiteNotice {
        SiteNotice {
            since,
            summary: CountedNoun(errors.len(), "error").to_string(),
            errors: errors.iter().take(MAX_SHOWN_ERRORS).cloned().collect(),
        }
    }
}

impl Frame {
    /// The frame of the page at `address`, with what most pages have.
    pub(super) fn new(
        model: &SiteModel<'_>,
        address: &str,
        title: String,
        description: String,
    ) -> Frame {
        let site_name = model.source.site_name();
        let title = if title.is_empty() {
            site_name.clone()
        } else {
            format!("{title} · {site_name}")
        };
        let url = model.source.base_url.map(|base| page_url(base, address));
        Frame {
            title,
            description,
            site_name,
            url,
            json: None,
            markdown: None,
            crumbs: Vec::new(),
            navigation: list_navigation_items(model, ""),
            has_search: true,
            version: model.source.version.clone(),
            repository_url: model.source.repository_url.clone(),
        }
    }

    /// The same frame, on the path `crumbs` below the home page; the last one is the page itself.
    pub(super) fn with_crumbs(mut self, crumbs: Vec<PageLink>) -> Frame {
        let home = PageLink {
            title: "Catalog".to_owned(),
            href: Some("index.html".to_owned()),
        };
        self.crumbs = std::iter::once(home).chain(crumbs).collect();
        self
    }

    /// The same frame, with `current` marked in the navigation.
    pub(super) fn in_section(self, model: &SiteModel<'_>, current: &str) -> Frame {
        Frame {
            navigation: list_navigation_items(model, current),
            ..self
        }
    }

    /// The same frame for an entity, whose JSON and Markdown are beside it.
    pub(super) fn with_other_formats(self, address: &str) -> Frame {
        Frame {
            json: Some(format!("{address}.json")),
            markdown: Some(format!("{address}.md")),
            ..self
        }
    }
}

fn list_navigation_items(model: &SiteModel<'_>, current: &str) -> Vec<NavigationItem> {
    let docs = (!model.documents.is_empty()).then_some(("Docs", "docs"));
    let items = [("Teams", "teams"), ("Systems", "systems"), ("A–Z", "all")];
    let items = items
        .into_iter()
        .chain(docs)
        .map(|(title, address)| NavigationItem {
            title,
            href: format!("{address}/index.html"),
            is_current: address == current,
        });
    items.collect()
}
