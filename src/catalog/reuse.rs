//! Re-reads a catalog after a few files changed: the content of the other files is reused from the earlier read.
//!
//! A file can be reused if it has no findings and doesn't depend on other files. Location targets are resolved anew
//! each time, so new and deleted files are noticed.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::Catalog;
use super::file_parser::{ParsedCatalogFile, YamlDocumentFilter};

/// A file of a catalog that a later read can reuse, if the file hasn't changed.
#[derive(Debug)]
pub(super) struct ReusableFile {
    path: String,
    documents: YamlDocumentFilter,
    document_count: usize,
    /// Its entities among those of the catalog.
    entities: Range<usize>,
    /// Its comments among those of the catalog.
    allow_comments: Range<usize>,
}

impl ReusableFile {
    /// Records the content that is about to be added to `catalog` from the file at `path`, if it can be reused.
    pub(super) fn from_parsed_file(
        path: &str,
        documents: YamlDocumentFilter,
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

/// An earlier read of the same files, before some of them changed.
#[derive(Debug)]
pub(super) struct ReusableEarlierCatalog {
    catalog: Arc<Catalog>,
    changed_paths: HashSet<String>,
}

impl ReusableEarlierCatalog {
    /// `catalog`, except the files at `changed_paths`.
    pub(super) fn new(
        catalog: Arc<Catalog>,
        changed_paths: HashSet<String>,
    ) -> ReusableEarlierCatalog {
        ReusableEarlierCatalog {
            catalog,
            changed_paths,
        }
    }

    /// The content of the file at `path`, if it was read in the same way and hasn't changed.
    pub(super) fn find_unchanged_file(
        &self,
        path: &str,
        documents: YamlDocumentFilter,
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
