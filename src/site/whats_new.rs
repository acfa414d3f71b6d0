//! What changed in the catalog lately, on the home page: who got new things to look after.

use std::cmp::Reverse;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::model::SiteModel;
use super::page_link::{PageLink, display_name};
use super::paved_path::find_template;
use super::text::clean_text;
use crate::catalog::{Catalog, Entity, EntityRef};

/// The number of changes on the home page.
const MAX_NEWS: usize = 8;

/// The latest changes, newest first.
#[derive(Serialize)]
pub(super) struct WhatsNew {
    items: Vec<NewsItem>,
    /// How many more there are.
    more: usize,
}

/// One change of an entity.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewsItem {
    /// When it was committed: `2026-11-28`; `None` for what was removed.
    date: Option<String>,
    /// The same for people, `28 Nov`; empty if the item before has the same.
    date_text: String,
    entity: PageLink,
    /// The owner now; `None` for what was removed or has none.
    owner: Option<PageLink>,
    /// The owner before, if it's another one.
    earlier_owner: Option<PageLink>,
    is_added: bool,
    /// The template that it was made from, such as `service 1.0.0`, if it was added.
    template: Option<String>,
    is_removed: bool,
}

impl WhatsNew {
    /// What changed since `earlier`; `None` if nothing did.
    pub(super) fn find(model: &SiteModel<'_>, earlier: &Catalog) -> Option<WhatsNew> {
        let changed = model
            .entities()
            .filter_map(|entity| NewsItem::compare(model, entity, earlier));
        let is_gone = |entity: &&Entity| model.catalog.get(entity.entity_ref()).is_none();
        let removed = earlier.entities.iter().filter(|entity| is_relevant(entity));
        let removed = removed.filter(is_gone).map(NewsItem::removed);
        let mut items: Vec<NewsItem> = changed.chain(removed).collect();
        items.sort_by_cached_key(|item| (Reverse(item.date.clone()), item.entity.title.clone()));
        let more = items.len().saturating_sub(MAX_NEWS);
        items.truncate(MAX_NEWS);
        for number in (1..items.len()).rev() {
            if items[number].date == items[number - 1].date {
                items[number].date_text.clear();
            }
        }
        (!items.is_empty()).then_some(WhatsNew { items, more })
    }
}

/// Locations and people come and go without anyone having to know.
fn is_relevant(entity: &Entity) -> bool {
    !entity.is_of_kind("location") && !entity.is_of_kind("user")
}

impl NewsItem {
    /// The change of `entity` since `earlier`, if it's new or has another owner.
    fn compare(model: &SiteModel<'_>, entity: &Entity, earlier: &Catalog) -> Option<NewsItem> {
        if !is_relevant(entity) {
            return None;
        }
        let owner = entity.owner().map(|owner| owner.target);
        let before = earlier.get(entity.entity_ref());
        let earlier_owner = match before {
            None => None,
            Some(before) => {
                let earlier_owner = before.owner().map(|owner| owner.target);
                if earlier_owner == owner {
                    return None;
                }
                earlier_owner
            }
        };
        let link = |owner: EntityRef<'_>| model.ref_link(owner);
        let reference = entity.entity_ref().to_string();
        let commit = model.source.owner_changes.get(&reference);
        let time = commit.and_then(|commit| Timestamp::from_second(commit.seconds).ok());
        let day = time.map(|time| time.to_zoned(TimeZone::UTC).date());
        Some(NewsItem {
            date: day.map(|day| day.to_string()),
            date_text: day.map_or(String::new(), |day| day.strftime("%-d %b").to_string()),
            entity: model.page_link(entity),
            owner: owner.map(link),
            earlier_owner: earlier_owner.map(link),
            is_added: before.is_none(),
            template: find_template(entity)
                .filter(|_| before.is_none())
                .map(|(name, version)| clean_text(&format!("{name} {version}"))),
            is_removed: false,
        })
    }

    fn removed(entity: &Entity) -> NewsItem {
        NewsItem {
            date: None,
            date_text: String::new(),
            entity: PageLink::without_page(display_name(entity)),
            owner: None,
            earlier_owner: None,
            is_added: false,
            template: None,
            is_removed: true,
        }
    }
}
