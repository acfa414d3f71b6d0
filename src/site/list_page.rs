//! Lists of entities, findings or opt-outs, on as many pages as they need.

use std::ops::Range;

use serde::Serialize;

use super::address::page_path;
use super::findings::{FindingItem, OptOutItem};
use super::frame::Frame;
use super::model::{EntityRow, SiteModel};
use super::page_link::PageLink;
use super::relations::EntityTable;
use super::renderer::{PageRenderer, SiteFile};
use crate::error::Result;

/// The maximum number of rows of a page.
const MAX_PAGE_ROWS: usize = 100;

/// The maximum size of the rows of a page, in bytes: with its frame, a page has less than 40 KiB.
const MAX_ROWS_SIZE: usize = 34_000;

/// A list at `address`, `address/2` and so on.
pub(super) struct List<'l> {
    pub(super) address: &'l str,
    pub(super) title: String,
    /// What stands under the title, such as `12 entities`.
    pub(super) summary: String,
    /// The part of the navigation that it belongs to.
    pub(super) section: &'static str,
    pub(super) rows: ListRows,
    /// What to say if it has no rows.
    pub(super) nothing: &'static str,
}

/// The rows of a list.
pub(super) enum ListRows {
    Entities(Vec<EntityRow>),
    Findings(Vec<FindingItem>),
    OptOuts(Vec<OptOutItem>),
}

/// The data of a page of a list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListPage<'l> {
    title: &'l str,
    summary: &'l str,
    table: Option<EntityTable>,
    findings: &'l [FindingItem],
    opt_outs: &'l [OptOutItem],
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
        let ranges = self.rows.split_into_pages();
        let count = ranges.len();
        let pages = ranges.into_iter().enumerate();
        let files = pages.map(|(index, rows)| {
            let page = self.build_page(rows, self.link_pages(index, count));
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
        let ranges = self.rows.split_into_pages();
        let Some(rows) = ranges.get(index) else {
            return Ok(None);
        };
        let page = self.build_page(rows.clone(), self.link_pages(index, ranges.len()));
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

    fn build_page(&self, rows: Range<usize>, pages: Vec<PageLink>) -> ListPage<'_> {
        let mut page = ListPage {
            title: &self.title,
            summary: &self.summary,
            table: None,
            findings: &[],
            opt_outs: &[],
            nothing: rows.is_empty().then_some(self.nothing),
            pages,
        };
        match &self.rows {
            _ if rows.is_empty() => {}
            ListRows::Entities(all) => {
                page.table = Some(EntityTable::of_rows(self.title.clone(), all[rows].to_vec()));
            }
            ListRows::Findings(all) => page.findings = &all[rows],
            ListRows::OptOuts(all) => page.opt_outs = &all[rows],
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
            0 => self.address.to_owned(),
            index => format!("{}/{}", self.address, index + 1),
        }
    }
}

impl ListRows {
    /// The rows of each page; of one without rows, if there are none.
    fn split_into_pages(&self) -> Vec<Range<usize>> {
        let sizes: Vec<usize> = match self {
            ListRows::Entities(rows) => rows.iter().map(EntityRow::size).collect(),
            ListRows::Findings(rows) => rows.iter().map(FindingItem::size).collect(),
            ListRows::OptOuts(rows) => rows.iter().map(OptOutItem::size).collect(),
        };
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
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A finding that takes about this many bytes on its page.
    fn finding_of_size(size: usize) -> FindingItem {
        FindingItem {
            severity: "error",
            style: "bad",
            entity: None,
            message: "x".repeat(size - 300),
            line: None,
            code: "x",
        }
    }

    #[test]
    fn a_page_ends_after_a_hundred_rows_or_when_it_is_full() {
        let split = |sizes: Vec<usize>| {
            let rows = sizes.into_iter().map(finding_of_size).collect();
            let pages = ListRows::Findings(rows).split_into_pages();
            pages.iter().map(Range::len).collect::<Vec<_>>()
        };
        assert_eq!(split(vec![]), [0]);
        assert_eq!(split(vec![310; 100]), [100]);
        assert_eq!(split(vec![310; 201]), [100, 100, 1]);
        assert_eq!(split(vec![20_000, 20_000, 90_000, 400]), [1, 1, 1, 1]);
    }
}
