//! Tables of entities. The row of an entity is the same on every page, so it's rendered once.

use std::borrow::Cow;

use serde::Serialize;

use super::address::path_to_root;
use super::model::{EntityRow, SiteModel};
use super::page_link::PageLink;
use super::renderer::PageRenderer;
use crate::catalog::{Entity, EntityRef};
use crate::error::Result;

/// The path to the root of the site in a row that is rendered for all pages. [`clean_text`](super::text::clean_text) leaves no control
/// characters in any other text.
const ROOT_MARK: char = '\u{1}';

/// The place in such a row for the API through which the entity is related to that of the page.
const VIA_MARK: char = '\u{2}';

/// A table of entities.
#[derive(Clone)]
pub(super) struct EntityTable<'c> {
    pub(super) caption: String,
    pub(super) groups: Vec<RowGroup<'c>>,
}

/// Rows with a title.
#[derive(Clone)]
pub(super) struct RowGroup<'c> {
    pub(super) title: String,
    pub(super) count: usize,
    pub(super) rows: Vec<TableRow<'c>>,
    /// The page with all rows, if there are more.
    pub(super) more: Option<PageLink>,
}

/// An entity that another one is related to.
#[derive(Clone, Copy)]
pub(super) struct RelatedEntity<'c> {
    pub(super) reference: EntityRef<'c>,
    /// The API through which it's related.
    pub(super) via: Option<EntityRef<'c>>,
}

/// An entity in a table.
#[derive(Clone, Copy)]
pub(super) enum TableRow<'c> {
    Entity(&'c Entity),
    /// An entity that the page of another one names, which may not be in the catalog.
    Related(RelatedEntity<'c>),
}

/// The data of a table.
#[derive(Serialize)]
struct TableData<'t> {
    caption: &'t str,
    groups: Vec<RowGroupData<'t>>,
}

/// The data of a group, with its rows as HTML.
#[derive(Serialize)]
struct RowGroupData<'t> {
    title: &'t str,
    count: usize,
    rows: Vec<String>,
    more: &'t Option<PageLink>,
}

/// The data of a row, with a place for what it's related through.
#[derive(Serialize)]
struct RowData {
    #[serde(flatten)]
    row: EntityRow,
    via: char,
}

impl<'c> EntityTable<'c> {
    /// A table of `rows`, without groups.
    pub(super) fn of_rows(caption: String, rows: Vec<TableRow<'c>>) -> EntityTable<'c> {
        let group = RowGroup {
            title: String::new(),
            count: rows.len(),
            rows,
            more: None,
        };
        EntityTable {
            caption,
            groups: vec![group],
        }
    }

    /// The table as HTML, on the page at `address`.
    ///
    /// # Errors
    /// As [`PageRenderer::render_part`].
    pub(super) fn render(
        &self,
        model: &SiteModel<'_>,
        renderer: &PageRenderer,
        address: &str,
    ) -> Result<String> {
        let base = path_to_root(address);
        let groups = self.groups.iter().map(|group| {
            let rows = group.rows.iter();
            let rows = rows.map(|row| row.render(model, renderer, &base));
            Ok(RowGroupData {
                title: &group.title,
                count: group.count,
                rows: rows.collect::<Result<_>>()?,
                more: &group.more,
            })
        });
        let data = TableData {
            caption: &self.caption,
            groups: groups.collect::<Result<_>>()?,
        };
        renderer.render_part("entity-table", &data, &base)
    }
}

impl TableRow<'_> {
    /// The data of the row.
    pub(super) fn describe(self, model: &SiteModel<'_>) -> EntityRow {
        match self {
            TableRow::Entity(entity) => model.entity_row(entity),
            TableRow::Related(member) => {
                let found = model.catalog.get(member.reference);
                let row = match found {
                    Some(entity) => model.entity_row(entity),
                    None => SiteModel::missing_row(member.reference),
                };
                EntityRow {
                    via: member.via.map(|via| model.ref_link(via)),
                    ..row
                }
            }
        }
    }

    /// The row as HTML, on a page from which `base` leads to the root of the site.
    fn render(self, model: &SiteModel<'_>, renderer: &PageRenderer, base: &str) -> Result<String> {
        let (entity, via) = match self {
            TableRow::Entity(entity) => (Some(entity), None),
            TableRow::Related(member) => (model.catalog.get(member.reference), member.via),
        };
        let via = match via {
            Some(via) => render_via(model, renderer, via)?,
            None => Cow::default(),
        };
        let number = entity.and_then(|entity| model.find_entity_index(entity));
        let row = model.row_html.get(number, || {
            let row = RowData {
                row: self.describe(model),
                via: VIA_MARK,
            };
            renderer.render_part("entity-row", &row, ROOT_MARK.encode_utf8(&mut [0; 4]))
        })?;
        Ok(row.replace(VIA_MARK, &via).replace(ROOT_MARK, base))
    }
}

fn render_via<'m>(
    model: &'m SiteModel<'_>,
    renderer: &PageRenderer,
    via: EntityRef<'_>,
) -> Result<Cow<'m, str>> {
    let number = model.catalog.find_entity_index(via);
    model.via_html.get(number, || {
        let link = model.ref_link(via);
        renderer.render_part("via", &link, ROOT_MARK.encode_utf8(&mut [0; 4]))
    })
}
