//! The README and the `docs/` of the platform: what the engineer down the hall reads after the answer.

use std::collections::{HashMap, HashSet};

use super::SEARCH_INDEX;
use super::SiteSource;
use super::address::{choose_free_path, page_path, path_to_root, to_path_part};
use super::markdown::{RenderedMarkdown, render_markdown};
use super::text::{clean_text, parse_safe_url};
use crate::catalog::join_repository_path;
use crate::error::Result;
use crate::printable::truncate_chars;

/// The folder of the documents, and the address of the page that lists them.
pub(super) const DOCUMENTS_FOLDER: &str = "docs";
const README: &str = "README.md";

/// The length of a title, which is also in lists and in the search.
const MAX_TITLE_CHARS: usize = 200;

/// The documents of the platform.
#[derive(Default)]
pub(super) struct Documents {
    /// Sorted by path, the README of the platform first.
    documents: Vec<Document>,
    /// The address of each document, by its path; folders have the address of their README.
    addresses: HashMap<String, String>,
}

/// A Markdown file.
pub(super) struct Document {
    pub(super) path: String,
    pub(super) address: String,
    /// Its first heading or, without one, the name of the file or of the folder that it describes.
    pub(super) title: String,
    /// Its text; `None` if it's too large or isn't UTF-8.
    text: Option<String>,
}

impl Documents {
    /// Reads the documents of `source`, without the pages of a site that was written below `docs/`.
    ///
    /// # Errors
    /// Io (7).
    pub(super) fn read(source: &SiteSource<'_>) -> Result<Documents> {
        let mut paths = source.files.list_files_recursively(DOCUMENTS_FOLDER)?;
        let indexes = paths
            .iter()
            .filter_map(|path| path.strip_suffix(SEARCH_INDEX));
        let sites: Vec<String> = indexes.map(str::to_owned).collect();
        let is_page = |path: &String| sites.iter().any(|site| path.starts_with(site));
        paths.retain(|path| path.to_lowercase().ends_with(".md") && !is_page(path));
        if source.files.has_file(README) {
            paths.insert(0, README.to_owned());
        }
        let mut taken = HashSet::from([DOCUMENTS_FOLDER.to_owned()]);
        let documents: Vec<Document> = paths
            .into_iter()
            .map(|path| Document::read(source, path, &mut taken))
            .collect();
        let files = documents
            .iter()
            .map(|document| (document.path.clone(), document.address.clone()));
        let folders = documents.iter().filter_map(|document| {
            let folder = folder_of_readme(&document.path)?;
            Some((folder.to_owned(), document.address.clone()))
        });
        Ok(Documents {
            addresses: folders.chain(files).collect(),
            documents,
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The documents, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter()
    }

    /// The title and the address of each document, in order.
    pub(super) fn list_titles(&self) -> Vec<(&str, &str)> {
        let titled = self
            .documents
            .iter()
            .map(|document| (document.title.as_str(), document.address.as_str()));
        titled.collect()
    }

    /// Where `link` in `document` leads: to another site, to a page of this one, or to a file in the repository.
    pub(super) fn resolve_link(
        &self,
        source: &SiteSource<'_>,
        document: &Document,
        link: &str,
    ) -> Option<String> {
        if let Some(url) = parse_safe_url(link) {
            return Some(url.to_string());
        }
        if link.starts_with('#') {
            return Some(link.to_owned());
        }
        let (path, fragment) = match link.find('#') {
            Some(at) => link.split_at(at),
            None => (link, ""),
        };
        let decoded = percent_decode(path.split('?').next().unwrap_or(path));
        let folder = document
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let folder = if decoded.starts_with('/') { "" } else { folder };
        let path = join_repository_path(folder, &decoded)?;
        match self.addresses.get(&path) {
            Some(address) => {
                let base = path_to_root(&document.address);
                Some(format!("{base}{}{fragment}", page_path(address)))
            }
            None if source.files.has_file(&path) => {
                Some(format!("{}{fragment}", source.file_url(&path)?))
            }
            None => None,
        }
    }
}

impl Document {
    fn read(source: &SiteSource<'_>, path: String, taken: &mut HashSet<String>) -> Document {
        let bytes = source.files.read(&path).ok().flatten();
        let mut document = Document {
            address: choose_address(&path, taken),
            title: String::new(),
            text: bytes.and_then(|bytes| String::from_utf8(bytes).ok()),
            path,
        };
        let heading = document.render(&|_| None).title;
        let title = heading.unwrap_or_else(|| {
            let path = folder_of_readme(&document.path).unwrap_or(&document.path);
            clean_text(path.rsplit('/').next().unwrap_or(path))
        });
        document.title = truncate_chars(&title, MAX_TITLE_CHARS);
        document
    }

    pub(super) fn render(&self, resolve_link: &dyn Fn(&str) -> Option<String>) -> RenderedMarkdown {
        match &self.text {
            Some(text) => render_markdown(text, resolve_link),
            None => RenderedMarkdown {
                title: None,
                html: "<p>This file is too large to show, or it isn't text.</p>".to_owned(),
            },
        }
    }
}

/// The address of the document at `path`: `readme` for the README of the platform, `docs/guide` for `docs/guide.md` and for
/// `docs/guide/README.md`.
fn choose_address(path: &str, taken: &mut HashSet<String>) -> String {
    let name = folder_of_readme(path).unwrap_or_else(|| path.get(..path.len() - 3).unwrap_or(path));
    let parts: Vec<String> = name.split('/').map(to_path_part).collect();
    let address = match parts.join("/") {
        address if address == DOCUMENTS_FOLDER => format!("{DOCUMENTS_FOLDER}/overview"),
        address => address,
    };
    choose_free_path(&address, taken)
}

/// The folder that `path` is the README of.
fn folder_of_readme(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    ["readme.md", "index.md"]
        .contains(&name.to_lowercase().as_str())
        .then_some(folder)
}

fn percent_decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}
