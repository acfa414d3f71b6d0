//! The catalog as static pages: who owns what, how to reach them, and the line that decides it. Works without JavaScript, from any server, from
//! a subfolder and from a file system.
//!
//! A page is data that serializes (`*_page.rs`) and a template that escapes everything (`pages/*.hbs`).

mod address;
mod answer;
mod catalog_lists;
mod column_layout;
mod document_page;
mod documents;
mod entity_page;
mod entity_table;
mod entity_text;
mod findings;
mod frame;
mod graph_drawing;
mod home_page;
mod html_cache;
mod list_page;
mod markdown;
mod model;
mod not_found_page;
mod owned_by_system;
mod owned_tables;
mod owner_facts;
mod page_link;
mod page_templates;
mod paved_path;
mod relation_graph;
mod relations;
mod renderer;
mod search_index;
mod site_data;
mod system_graph;
mod system_neighbours;
mod system_page;
mod team_page;
mod text;
mod whats_new;
mod writer;

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use rayon::prelude::*;

pub use frame::{SiteNotice, SiteVersion};
pub use renderer::SiteFile;
pub use site_data::SiteData;
pub use writer::{SiteSize, is_site, write_site};

use self::address::page_url;
use self::answer::Answer;
use self::catalog_lists::{render_catalog_list, render_catalog_lists};
use self::document_page::{render_document_page, render_documents};
use self::documents::Documents;
use self::entity_page::render_entity_pages;
use self::entity_text::{render_entity_json, render_entity_markdown, render_llms_text};
use self::home_page::{render_home_page, render_search_page};
use self::model::SiteModel;
use self::not_found_page::render_not_found_page;
use self::relations::group_relations;
use self::renderer::PageRenderer;
use self::search_index::render_search_index;
use self::system_page::render_system_pages;
use self::team_page::render_team_pages;
use crate::catalog::{Catalog, Files, GitHubCatalogLocation};
use crate::diagnostic::Diagnostic;
use crate::error::Result;
use crate::git::CommitInfo;
use crate::platform::ContactUrls;

/// The index of the search, by which a site is recognised.
const SEARCH_INDEX: &str = "search-index.js";

/// The page for addresses that a site doesn't have.
const NOT_FOUND_PAGE: &str = "404.html";

/// What a site shows.
pub struct SiteSource<'s> {
    /// The catalog.
    pub catalog: &'s Catalog,
    /// Its files.
    pub files: &'s dyn Files,
    /// Where it is on GitHub, for links to lines.
    pub location: Option<&'s GitHubCatalogLocation>,
    /// The findings of `idp catalog validate`.
    pub findings: &'s [Diagnostic],
    /// The organisation, as its settings name it.
    pub organisation: &'s str,
    /// The full commit; `None` for files that aren't committed.
    pub commit: Option<String>,
    /// The same for people.
    pub version: SiteVersion,
    /// Where contacts can be opened.
    pub contact_urls: &'s ContactUrls,
    /// The commit that gave each entity its owner, by ref, as far as it's known.
    pub owner_changes: &'s HashMap<String, CommitInfo>,
    /// The catalog a month earlier, if the history has it.
    pub earlier_catalog: Option<&'s Catalog>,
    /// The page of the platform repository.
    pub repository_url: Option<String>,
    /// The address of the published site, with a slash at its end.
    pub base_url: Option<&'s str>,
    /// The version of each golden template that services were made from, by name, as far as the platform has it.
    pub template_versions: &'s BTreeMap<String, String>,
    /// Today, for opt-outs that end.
    pub today: Date,
}

impl SiteSource<'_> {
    /// `acme catalog`; a loose catalog has no organisation.
    fn site_name(&self) -> String {
        match self.organisation {
            "" => "Catalog".to_owned(),
            organisation => format!("{} catalog", text::clean_text(organisation)),
        }
    }

    /// The page of a commit.
    fn commit_url(&self, commit: &str) -> Option<String> {
        let repository = self.repository_url.as_ref()?;
        Some(format!("{repository}/commit/{commit}"))
    }

    /// The page of a line of a file in this commit.
    fn file_page_url(&self, path: &str, line: usize) -> Option<String> {
        Some(format!("{}#L{line}", self.file_url(path)?))
    }

    /// The page of a file in this commit.
    fn file_url(&self, path: &str) -> Option<String> {
        Some(self.location?.file_page_url(self.commit.as_deref()?, path))
    }
}

/// A site, ready to render.
pub struct Site<'s> {
    model: SiteModel<'s>,
    renderer: PageRenderer,
}

impl<'s> Site<'s> {
    /// The site of `source`.
    ///
    /// # Errors
    /// Io (7) if the documents can't be read, or if a template is invalid, which a test rules out.
    pub fn new(source: &'s SiteSource<'s>) -> Result<Site<'s>> {
        Ok(Site {
            model: SiteModel::new(source, Documents::read(source)?),
            renderer: PageRenderer::new()?,
        })
    }

    /// Renders every file, each page with `notice` on top, and passes it to `write`, from several threads. Returns the number of entities with
    /// a page.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn render_all(
        &self,
        notice: Option<&SiteNotice>,
        write: &(dyn Fn(SiteFile) -> Result<()> + Sync),
    ) -> Result<usize> {
        let (model, renderer) = (&self.model, &self.renderer.with_notice(notice.cloned()));
        for (path, text) in ASSETS {
            write(SiteFile {
                path: path.to_owned(),
                text: text.to_owned(),
            })?;
        }
        write(render_home_page(model, renderer)?)?;
        write(render_search_page(model, renderer)?)?;
        write(render_search_index(model)?)?;
        write(render_llms_text(model))?;
        for file in render_catalog_lists(model, renderer)? {
            write(file)?;
        }
        for file in render_documents(model, renderer)? {
            write(file)?;
        }
        if let Some(base) = model.source.base_url {
            write(render_sitemap(model, base))?;
            write(render_not_found_page(model, renderer, base)?)?;
        }
        model.entities.par_iter().try_for_each(|number| {
            render_entity_files(model, renderer, *number)?
                .into_iter()
                .try_for_each(write)
        })?;
        Ok(model.entities.len())
    }

    /// Renders the file at `path`, with `notice` on top if it's a page; `None` if the site doesn't have it.
    ///
    /// # Errors
    /// Io (7) if a template is invalid, which a test rules out.
    pub fn render_file(&self, path: &str, notice: Option<&SiteNotice>) -> Result<Option<SiteFile>> {
        let model = &self.model;
        let renderer = &self.renderer.with_notice(notice.cloned());
        if let Some((_, text)) = ASSETS.iter().find(|(asset, _)| *asset == path) {
            return Ok(Some(SiteFile {
                path: path.to_owned(),
                text: (*text).to_owned(),
            }));
        }
        match path {
            "index.html" => render_home_page(model, renderer).map(Some),
            "search/index.html" => render_search_page(model, renderer).map(Some),
            "search-index.js" => render_search_index(model).map(Some),
            "llms.txt" => Ok(Some(render_llms_text(model))),
            _ => match model.addresses.find_entity(path) {
                Some(number) => {
                    let files = render_entity_files(model, renderer, number)?;
                    Ok(files.into_iter().find(|file| file.path == path))
                }
                None => match render_document_page(model, renderer, path)? {
                    Some(file) => Ok(Some(file)),
                    None => render_catalog_list(model, renderer, path),
                },
            },
        }
    }
}

/// The stylesheet and the search, which are the same on every site.
const ASSETS: [(&str, &str); 2] = [
    ("site.css", include_str!("assets/site.css")),
    ("search.js", include_str!("assets/search.js")),
];

fn render_entity_files(
    model: &SiteModel<'_>,
    renderer: &PageRenderer,
    number: usize,
) -> Result<Vec<SiteFile>> {
    let entity = &model.catalog.entities[number];
    let Some(address) = model.addresses.get(entity.entity_ref()) else {
        return Ok(Vec::new());
    };
    let answer = Answer::new(model, entity);
    let groups = group_relations(model, entity);
    let mut files = if entity.is_of_kind("group") {
        render_team_pages(model, renderer, entity, address, &answer)?
    } else if entity.is_of_kind("system") {
        render_system_pages(model, renderer, entity, address, &answer)?
    } else {
        render_entity_pages(model, renderer, entity, address, &answer, &groups)?
    };
    files.push(render_entity_json(model, number, address)?);
    files.push(render_entity_markdown(
        model, entity, address, &answer, &groups,
    ));
    Ok(files)
}

/// The address of every entity, for search engines.
fn render_sitemap(model: &SiteModel<'_>, base: &str) -> SiteFile {
    let addresses = model
        .entities()
        .filter_map(|entity| model.addresses.get(entity.entity_ref()));
    let documents = model.documents.list_titles();
    let documents = documents.iter().map(|(_, address)| *address);
    let urls: String = std::iter::once("")
        .chain(addresses)
        .chain(documents)
        .map(|address| {
            format!(
                "<url><loc>{}</loc></url>\n",
                text::escape_html(&page_url(base, address))
            )
        })
        .collect();
    SiteFile {
        path: "sitemap.xml".to_owned(),
        text: format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
        ),
    }
}
