//! Links from one page of the site to another.

use serde::Serialize;

use super::address::{EntityAddresses, page_path};
use super::text::clean_text;
use crate::catalog::{Catalog, Entity, EntityRef};

/// A link to another page of the site.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PageLink {
    pub(super) title: String,
    /// The path from the root of the site; `None` for what has no page.
    pub(super) href: Option<String>,
}

impl PageLink {
    /// About how many bytes it takes on a page.
    pub(super) fn size(&self) -> usize {
        let href = self.href.as_ref().map_or(0, String::len);
        104 + self.title.len() + href
    }

    /// The title alone.
    pub(super) fn without_page(title: impl Into<String>) -> PageLink {
        PageLink {
            title: title.into(),
            href: None,
        }
    }

    /// The page of `entity`.
    pub(super) fn to_entity(addresses: &EntityAddresses<'_>, entity: &Entity) -> PageLink {
        PageLink {
            title: display_name(entity),
            href: addresses.get(entity.entity_ref()).map(page_path),
        }
    }

    /// The page of the entity with this ref or, without one, its name.
    pub(super) fn to_ref(
        catalog: &Catalog,
        addresses: &EntityAddresses<'_>,
        reference: EntityRef<'_>,
    ) -> PageLink {
        match catalog.get(reference) {
            Some(entity) => PageLink::to_entity(addresses, entity),
            None => PageLink::without_page(clean_text(reference.name)),
        }
    }
}

/// The title of `entity`, otherwise its name.
pub(super) fn display_name(entity: &Entity) -> String {
    clean_text(entity.title().unwrap_or(entity.name()))
}
