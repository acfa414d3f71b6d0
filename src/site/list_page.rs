//! Lists of entities, findings or opt-outs, on as many pages as they need.

use std::ops::Range;

use serde::Serialize;

use super::address::page_path;
use super::entity_table::{EntityTable, TableRow};
use super::findings::{FindingItem, OptOutItem};
use super::frame::Frame;
use super::model::SiteModel;
use super::page_link::PageLink;
use super::paved_path::PavedPathItem;
use super::renderer::{PageRenderer, SiteFile};
use crate::error::Result;

/// The maximum number of rows of a page.
const MAX_PAGE_ROWS: usize = 100;

/// The maximum size of the rows of a page, in bytes: with its frame, a page has less than 40 KiB.
const MAX_ROWS_SIZE: usize = 34_000;

/// A list at `address`, `address/2` and so on.
pub(super) struct List<'c> {
    pub(super) address: String,
    pub(super) title: String,
    /// What stands under the title, such as `12 entities`.
    pub(super) summary: String,
    /// The part of the navigation that it belongs to.
    pub(super) section: &'static str,
    pub(super) rows: ListRows<'c>,
    /// What to say if it has no rows.
    pub(super) nothing: &'static str,
}

/// The rows of a list.
pub(super) enum ListRows<'c> {
    Entities(Vec<TableRow<'c>>),
    Findings(Vec<FindingItem>),
    OptOuts(Vec<OptOutItem>),
    PavedPath(Vec<PavedPathItem>),
}

/// The data of a page of a list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListPage<'l> {
    title: &'l str,
    summary: &'l str,
    /// As HTML.
    table: Option<String>,
    findings: &'l [FindingItem],
    opt_outs: &'l [OptOutItem],
    paved_path: &'l [PavedPathItem],
    nothing: Option<&'static str>,
    /// The first, the last and the nearest pages of the list, if there are several.
    pages: Vec<PageLink>,
}

impl List<'_> {
    /// The pages of the list; one, if it's empty.
    pub(super) fn render(
        &self,
        model: &SiteModel<'_>,
        renderer: &PageRenderer,
    ) -> Result<Vec<SiteFile>> {
        let ranges = split_into_pages(&self.rows.list_sizes(model));
        let count = ranges.len();
        let pages = ranges.into_iter().enumerate();
        let files = pages.map(|(index, rows)| {
            let mut page = self.build_page(&rows, self.link_pages(index, count));
            page.table = self.render_table(model, renderer, index, rows)?;
            self.render_page(model, renderer, index, &page)
        });
        files.collect()
    }

    /// The page with this index; `None` if the list has fewer.
    pub(super) fn render_page_at(
        &self,
        model: &SiteModel<'_>,
        renderer: &PageRenderer,
        index: usize,
    ) -> Result<Option<SiteFile>> {
        let ranges = split_into_pages(&self.rows.list_sizes(model));
        let Some(rows) = ranges.get(index) else {
            return Ok(None);
        };
        let mut page = self.build_page(rows, self.link_pages(index, ranges.len()));
        page.table = self.render_table(model, renderer, index, rows.clone())?;
        self.render_page(model, renderer, index, &page).map(Some)
    }

    fn render_page(
        &self,
        model: &SiteModel<'_>,
        renderer: &PageRenderer,
        index: usize,
        page: &ListPage<'_>,
    ) -> Result<SiteFile> {
        let address = self.page_address(index);
        let description = format!("{}: {}", self.title, self.summary);
        let crumb = PageLink::without_page(self.title.clone());
        let frame = Frame::new(model, &address, self.title.clone(), description)
            .with_crumbs(vec![crumb])
            .in_section(model, self.section);
        renderer.render_page(&address, &frame, "list", page)
    }

    /// The table of these rows; `None` if they aren't entities.
    fn render_table(
        &self,
        model: &SiteModel<'_>,
        renderer: &PageRenderer,
        index: usize,
        rows: Range<usize>,
    ) -> Result<Option<String>> {
        match &self.rows {
            ListRows::Entities(all) if !rows.is_empty() => {
                let table = EntityTable::of_rows(self.title.clone(), all[rows].to_vec());
                let address = self.page_address(index);
                table.render(model, renderer, &address).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The data of the page with these rows, without its table.
    fn build_page(&self, rows: &Range<usize>, pages: Vec<PageLink>) -> ListPage<'_> {
        let mut page = ListPage {
            title: &self.title,
            summary: &self.summary,
            table: None,
            findings: &[],
            opt_outs: &[],
            paved_path: &[],
            nothing: rows.is_empty().then_some(self.nothing),
            pages,
        };
        match &self.rows {
            ListRows::Entities(_) => {}
            ListRows::Findings(all) => page.findings = &all[rows.clone()],
            ListRows::OptOuts(all) => page.opt_outs = &all[rows.clone()],
            ListRows::PavedPath(all) => page.paved_path = &all[rows.clone()],
        }
        page
    }

    /// Links from the page with this index, if there are several pages.
    fn link_pages(&self, index: usize, count: usize) -> Vec<PageLink> {
        let link = |other: usize| {
            let title = format!("{}", other + 1);
            let href = page_path(&self.page_address(other));
            PageLink {
                title,
                href: (other != index).then_some(href),
            }
        };
        let is_shown = |other: &usize| {
            count > 1 && (*other == 0 || other + 1 == count || other.abs_diff(index) <= 2)
        };
        (0..count).filter(is_shown).map(link).collect()
    }

    fn page_address(&self, index: usize) -> String {
        match index {
            0 => self.address.clone(),
            index => format!("{}/{}", self.address, index + 1),
        }
    }
}

impl ListRows<'_> {
    /// About how many bytes each row takes on a page.
    fn list_sizes(&self, model: &SiteModel<'_>) -> Vec<usize> {
        match self {
            ListRows::Entities(rows) => {
                let rows = rows.iter();
                rows.map(|row| row.describe(model).size()).collect()
            }
            ListRows::Findings(rows) => rows.iter().map(FindingItem::size).collect(),
            ListRows::OptOuts(rows) => rows.iter().map(OptOutItem::size).collect(),
            ListRows::PavedPath(rows) => rows.iter().map(PavedPathItem::size).collect(),
        }
    }
}

/// The rows of each page, for rows of these sizes; of one without rows, if there are none.
fn split_into_pages(sizes: &[usize]) -> Vec<Range<usize>> {
    let (mut pages, mut start, mut size) = (Vec::new(), 0, 0);
    for (index, row) in sizes.iter().enumerate() {
        let is_full = index - start == MAX_PAGE_ROWS || size + row > MAX_ROWS_SIZE;
        if is_full && index > start {
            pages.push(start..index);
            (start, size) = (index, 0);
        }
        size += row;
    }
    pages.push(start..sizes.len());
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_after_a_hundred_rows_or_when_it_is_full() {
        let split = |sizes: &[usize]| {
            let pages = split_into_pages(sizes);
            pages.iter().map(Range::len).collect::<Vec<_>>()
        };
        assert_eq!(split(&[]), [0]);
        assert_eq!(split(&[310; 100]), [100]);
        assert_eq!(split(&[310; 201]), [100, 100, 1]);
        assert_eq!(split(&[20_000, 20_000, 90_000, 400]), [1, 1, 1, 1]);
    }
}
