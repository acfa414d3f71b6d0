//! The pages of the README and the documents of the platform.

use serde::Serialize;

use super::address::page_path;
use super::documents::{DOCUMENTS_FOLDER, Document};
use super::frame::Frame;
use super::model::SiteModel;
use super::page_link::PageLink;
use super::renderer::{PageRenderer, SiteFile};
use super::text::clean_text;
use crate::error::Result;

/// A document on its page; on the page that lists them all, perhaps without content.
#[derive(Serialize)]
struct DocumentPage {
    title: String,
    /// The path of the file.
    path: Option<String>,
    /// Its page in the repository.
    url: Option<String>,
    /// HTML that `render_markdown` wrote.
    html: String,
    documents: Vec<DocumentLink>,
}

#[derive(Serialize)]
struct DocumentLink {
    #[serde(flatten)]
    link: PageLink,
    path: String,
}

/// The pages of all documents, and the one that lists them.
///
/// # Errors
/// As [`PageRenderer::render_page`].
pub(super) fn render_documents(
    model: &SiteModel<'_>,
    renderer: &PageRenderer,
) -> Result<Vec<SiteFile>> {
    if model.documents.is_empty() {
        return Ok(Vec::new());
    }
    let mut files = vec![render_list(model, renderer)?];
    for document in model.documents.iter() {
        files.push(render_document(model, renderer, document)?);
    }
    Ok(files)
}

/// The page at `path`, if it's one of them.
///
/// # Errors
/// As [`PageRenderer::render_page`].
pub(super) fn render_document_page(
    model: &SiteModel<'_>,
    renderer: &PageRenderer,
    path: &str,
) -> Result<Option<SiteFile>> {
    if model.documents.is_empty() {
        return Ok(None);
    }
    if path == page_path(DOCUMENTS_FOLDER) {
        return render_list(model, renderer).map(Some);
    }
    let mut documents = model.documents.iter();
    let found = documents.find(|document| page_path(&document.address) == path);
    found
        .map(|document| render_document(model, renderer, document))
        .transpose()
}

fn render_list(model: &SiteModel<'_>, renderer: &PageRenderer) -> Result<SiteFile> {
    let links = model.documents.iter().map(|document| DocumentLink {
        link: PageLink {
            title: document.title.clone(),
            href: Some(page_path(&document.address)),
        },
        path: clean_text(&document.path),
    });
    let page = DocumentPage {
        title: "Documentation".to_owned(),
        path: None,
        url: None,
        html: String::new(),
        documents: links.collect(),
    };
    let description = format!("The documentation of {}", model.source.site_name());
    let frame = Frame::new(model, DOCUMENTS_FOLDER, page.title.clone(), description)
        .with_crumbs(vec![PageLink::without_page("Docs")])
        .in_section(model, DOCUMENTS_FOLDER);
    renderer.render_page(DOCUMENTS_FOLDER, &frame, "document", &page)
}

fn render_document(
    model: &SiteModel<'_>,
    renderer: &PageRenderer,
    document: &Document,
) -> Result<SiteFile> {
    let resolve = |link: &str| model.documents.resolve_link(model.source, document, link);
    let title = document.title.clone();
    let page = DocumentPage {
        path: Some(clean_text(&document.path)),
        url: model.source.file_url(&document.path),
        html: document.render(&resolve).html,
        title: title.clone(),
        documents: Vec::new(),
    };
    let docs = PageLink {
        title: "Docs".to_owned(),
        href: Some(page_path(DOCUMENTS_FOLDER)),
    };
    let frame = Frame::new(model, &document.address, title.clone(), title.clone())
        .with_crumbs(vec![docs, PageLink::without_page(title)])
        .in_section(model, DOCUMENTS_FOLDER);
    renderer.render_page(&document.address, &frame, "document", &page)
}
