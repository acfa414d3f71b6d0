//! Reading a catalog again after a few files changed: what the other files hold is taken over from the earlier reading.
//!
//! A file can be taken over if nothing was found in it and it depends on no other file. What Locations lead to is worked
//! out anew each time, so files that come or go are noticed.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::Catalog;
use super::file_parser::{DocumentFilter, ParsedCatalogFile};

/// A file of a catalog that a later reading can take over, if the file is still the same.
#[derive(Debug)]
pub(super) struct ReusableFile {
    path: String,
    documents: DocumentFilter,
    document_count: usize,
    /// Its entities among those of the catalog.
    entities: Range<usize>,
    /// Its comments among those of the catalog.
    allow_comments: Range<usize>,
}

impl ReusableFile {
    /// What is about to be added to `catalog` from the file at `path`, if it can be taken over later.
    pub(super) fn from_parsed_file(
        path: &str,
        documents: DocumentFilter,
        parsed: &ParsedCatalogFile,
        catalog: &Catalog,
    ) -> Option<ReusableFile> {
        let is_complete = parsed.findings.is_empty() && parsed.unlisted.count == 0;
        let skips_documents = parsed.skeletons + parsed.non_entities > 0;
        if !is_complete || skips_documents || parsed.has_placeholders {
            return None;
        }
        let (entities, comments) = (catalog.entities.len(), catalog.allow_comments.len());
        Some(ReusableFile {
            path: path.to_owned(),
            documents,
            document_count: parsed.documents,
            entities: entities..entities + parsed.entities.len(),
            allow_comments: comments..comments + parsed.allow_comments.len(),
        })
    }

    /// The key that the files of a catalog are sorted by.
    pub(super) fn path(&self) -> &str {
        &self.path
    }
}

/// A reading of the same files before some of them changed.
#[derive(Debug)]
pub(super) struct EarlierCatalog {
    catalog: Arc<Catalog>,
    changed_paths: HashSet<String>,
}

impl EarlierCatalog {
    /// `catalog`, but for the files at `changed_paths`.
    pub(super) fn new(catalog: Arc<Catalog>, changed_paths: HashSet<String>) -> EarlierCatalog {
        EarlierCatalog {
            catalog,
            changed_paths,
        }
    }

    /// What the file at `path` holds, if it was read then, in the same way, and has not changed.
    pub(super) fn find_unchanged_file(
        &self,
        path: &str,
        documents: DocumentFilter,
    ) -> Option<ParsedCatalogFile> {
        let files = &self.catalog.reusable_files;
        let found = files.binary_search_by(|file| file.path.as_str().cmp(path));
        let file = &files[found.ok()?];
        if file.documents != documents || self.changed_paths.contains(path) {
            return None;
        }
        Some(ParsedCatalogFile {
            entities: self.catalog.entities[file.entities.clone()].to_vec(),
            allow_comments: self.catalog.allow_comments[file.allow_comments.clone()].to_vec(),
            documents: file.document_count,
            ..ParsedCatalogFile::default()
        })
    }
}
