//! Builds the index from a catalog that has been read anyway.

use std::io::{self, Write};
use std::path::Path;

use hashbrown::HashMap;

use super::file::{
    BUCKET_COUNT, BUCKET_ENTRY_LEN, CatalogIndexHeader, FILE_ENTRY_LEN, IndexedFile,
    compute_checksum, compute_document_checksum,
};
use super::key::{IndexKey, index_keys_for_entity};
use super::stamp::{FileStamp, StampSource};
use crate::catalog::{Catalog, Entity};
use crate::write_file::replace_cache_file;

/// Writes the index of `catalog` to `path` atomically; `whole` is the stamp of the snapshot it was read from. Nothing
/// is written if a document depends on the text before it.
pub(super) fn write_catalog_index(
    path: &Path,
    catalog: &Catalog,
    stamps: &StampSource<'_>,
    whole: FileStamp,
) -> io::Result<()> {
    let Some(parts) = CatalogIndexTables::from_catalog(catalog, stamps) else {
        return Ok(());
    };
    replace_cache_file(path, |out| parts.write_index_tables(catalog, whole, out))
}

/// The parts of the file, as bytes.
#[derive(Default)]
struct CatalogIndexTables {
    documents: Vec<u8>,
    texts: Vec<u8>,
    names: String,
    postings: Vec<(IndexKey, u32)>,
    files: IndexedFileTable,
}

/// The files of the catalog, in order of appearance.
#[derive(Default)]
struct IndexedFileTable {
    number_by_path: HashMap<String, usize>,
    files: Vec<IndexedFile>,
    /// The start of each file's entry.
    offsets: Vec<u32>,
    end: usize,
}

impl IndexedFileTable {
    /// The entry of the file of `entity`; `None` if a document in it depends on others.
    fn find_or_add_file_offset(
        &mut self,
        entity: &Entity,
        stamps: &StampSource<'_>,
    ) -> Option<u32> {
        let number = match self.number_by_path.get(entity.file_path()) {
            Some(number) => *number,
            None => self.add_file(entity, stamps)?,
        };
        self.files.get_mut(number)?.has_locations |= entity.is_of_kind("location");
        self.offsets.get(number).copied()
    }

    fn add_file(&mut self, entity: &Entity, stamps: &StampSource<'_>) -> Option<usize> {
        // A YAML version directive also applies to the documents after it.
        if entity.document_place().source.text.contains("%YAML") {
            return None;
        }
        let (path, number) = (entity.file_path(), self.files.len());
        self.files.push(IndexedFile {
            path: path.to_owned(),
            stamp: stamps.compute_file_stamp(path).unwrap_or_default(),
            has_locations: false,
        });
        self.offsets.push(u32::try_from(self.end).ok()?);
        self.end += FILE_ENTRY_LEN + path.len();
        self.number_by_path.insert(path.to_owned(), number);
        Some(number)
    }

    fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.end);
        for file in &self.files {
            bytes.extend(file.stamp);
            bytes.extend(u32::from(file.has_locations).to_le_bytes());
            bytes.extend(u32::try_from(file.path.len()).ok()?.to_le_bytes());
            bytes.extend(file.path.as_bytes());
        }
        Some(bytes)
    }
}

impl CatalogIndexTables {
    fn from_catalog(catalog: &Catalog, stamps: &StampSource<'_>) -> Option<CatalogIndexTables> {
        let mut parts = CatalogIndexTables::default();
        for (number, entity) in catalog.entities.iter().enumerate() {
            parts.add_document(u32::try_from(number).ok()?, entity, stamps)?;
        }
        parts.postings.sort_unstable();
        parts.postings.dedup();
        Some(parts)
    }

    fn add_document(
        &mut self,
        number: u32,
        entity: &Entity,
        stamps: &StampSource<'_>,
    ) -> Option<()> {
        let file = self.files.find_or_add_file_offset(entity, stamps)?;
        let start = entity.document_place().start();
        let line = u32::try_from(start.line).ok()?;
        // Text after a marker keeps its column.
        let text = format!("{}{}", " ".repeat(start.column - 1), entity.document_text());
        let check = compute_document_checksum(entity.file_path().as_bytes(), line, text.as_bytes());
        self.documents.extend(file.to_le_bytes());
        self.documents.extend(line.to_le_bytes());
        self.documents
            .extend((self.texts.len() as u64).to_le_bytes());
        self.documents
            .extend(u32::try_from(text.len()).ok()?.to_le_bytes());
        self.documents.extend(check.to_le_bytes());
        self.texts.extend(text.as_bytes());
        let kind = entity.kind().to_lowercase();
        for part in [&kind, ":", entity.namespace(), "/", entity.name(), "\n"] {
            self.names.push_str(part);
        }
        let keys = index_keys_for_entity(entity).into_iter();
        self.postings.extend(keys.map(|key| (key, number)));
        Some(())
    }

    fn write_index_tables(
        self,
        catalog: &Catalog,
        whole: FileStamp,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let too_large = || io::Error::from(io::ErrorKind::FileTooLarge);
        let (buckets, postings) = build_posting_buckets(&self.postings).ok_or_else(too_large)?;
        let files = append_checksum(self.files.to_bytes().ok_or_else(too_large)?);
        let names = append_checksum(self.names.into_bytes());
        let head = CatalogIndexHeader {
            has_diagnostics: catalog.has_diagnostics(),
            posting_count: self.postings.len() as u64,
            document_count: catalog.entities.len() as u64,
            file_count: self.files.files.len() as u64,
            files_length: files.len() as u64,
            names_length: names.len() as u64,
            texts_length: self.texts.len() as u64,
            catalog_stamp: whole,
        };
        let parts = [
            head.to_bytes(),
            buckets,
            postings,
            self.documents,
            files,
            names,
            self.texts,
        ];
        parts.iter().try_for_each(|part| out.write_all(part))
    }
}

fn build_posting_buckets(postings: &[(IndexKey, u32)]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut buckets, mut bytes) = (
        Vec::with_capacity(BUCKET_COUNT * BUCKET_ENTRY_LEN),
        Vec::new(),
    );
    let mut at = 0;
    for bucket in 0..BUCKET_COUNT as u64 {
        let end = at + postings[at..].partition_point(|(key, _)| key >> 48 <= bucket);
        let start = bytes.len();
        for (key, document) in &postings[at..end] {
            bytes.extend(key.to_le_bytes());
            bytes.extend(document.to_le_bytes());
        }
        buckets.extend(u32::try_from(at).ok()?.to_le_bytes());
        buckets.extend(compute_checksum(&bytes[start..]).to_le_bytes());
        at = end;
    }
    Some((buckets, bytes))
}

fn append_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let check = compute_checksum(&bytes);
    bytes.extend(check.to_le_bytes());
    bytes
}
