//! The index file: tables that are read by offset, followed by the texts of the documents.
//!
//! Numbers are little-endian. In this order: a header; for each of 65,536 buckets, the start and the checksum of its
//! postings; the postings (key and document), sorted; the documents; the files; the names; the texts.

use std::fs::File;
use std::io;
use std::path::Path;

use super::key::IndexKey;
use super::stamp::FileStamp;
use crate::input_file::{SymlinkPolicy, open_regular_file};

/// Must change whenever the format, or the content of keys, changes.
const INDEX_FILE_MAGIC: &[u8; 12] = b"idp index 6\n";
const HEADER_LEN: usize = 12 + 4 + 6 * 8 + 24 + 8;
pub(super) const BUCKET_COUNT: usize = 1 << 16;
pub(super) const BUCKET_ENTRY_LEN: usize = 4 + 4;
const POSTING_ENTRY_LEN: usize = 8 + 4;
const DOCUMENT_ENTRY_LEN: usize = 4 + 4 + 8 + 4 + 4;

/// The layout of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CatalogIndexHeader {
    /// Whether the catalog had errors.
    pub(super) has_diagnostics: bool,
    pub(super) posting_count: u64,
    pub(super) document_count: u64,
    pub(super) file_count: u64,
    pub(super) files_length: u64,
    pub(super) names_length: u64,
    pub(super) texts_length: u64,
    /// The stamp of the whole snapshot: for a commit, its tree.
    pub(super) catalog_stamp: FileStamp,
}

/// An open index.
pub(super) struct CatalogIndex {
    file: File,
    head: CatalogIndexHeader,
}

/// A document of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexedDocument {
    /// Its position in reading order.
    pub(super) number: u32,
    /// The path of its file.
    pub(super) path: String,
    /// The line it starts with.
    pub(super) line: usize,
    /// Its text.
    pub(super) text: String,
}

/// A file of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IndexedFile {
    pub(super) path: String,
    pub(super) stamp: FileStamp,
    /// Whether it leads to other files.
    pub(super) has_locations: bool,
}

/// The length of an entry before the path: its stamp, whether it leads to other files, and the length of the path.
pub(super) const FILE_ENTRY_LEN: usize = 24 + 4 + 4;

/// The checksum covers a document together with its file and line.
pub(super) fn compute_document_checksum(path: &[u8], line: u32, text: &[u8]) -> u32 {
    compute_checksum(&[path, &line.to_le_bytes(), text].concat())
}

/// FNV-1a, folded to 32 bits.
pub(super) fn compute_checksum(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let [a, b, c, d, e, f, g, h] = hash.to_le_bytes();
    u32::from_le_bytes([a ^ e, b ^ f, c ^ g, d ^ h])
}

/// Reads numbers in sequence; stops when the data ends.
struct ByteReader<'b>(&'b [u8]);

impl ByteReader<'_> {
    fn read_byte_array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    fn read_u32(&mut self) -> Option<u32> {
        self.read_byte_array().map(u32::from_le_bytes)
    }

    fn read_u64(&mut self) -> Option<u64> {
        self.read_byte_array().map(u64::from_le_bytes)
    }
}

impl CatalogIndexHeader {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = INDEX_FILE_MAGIC.to_vec();
        bytes.extend(u32::from(self.has_diagnostics).to_le_bytes());
        let CatalogIndexHeader {
            posting_count: postings,
            document_count: documents,
            file_count: files,
            files_length,
            names_length,
            texts_length,
            ..
        } = self;
        for number in [
            postings,
            documents,
            files,
            files_length,
            names_length,
            texts_length,
        ] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.catalog_stamp);
        let check = compute_checksum(&bytes);
        bytes.extend(u64::from(check).to_le_bytes());
        bytes
    }

    fn parse_index_header(bytes: &[u8]) -> Option<CatalogIndexHeader> {
        let (body, check) = bytes.split_at_checked(HEADER_LEN - 8)?;
        let mut numbers = ByteReader(body.strip_prefix(INDEX_FILE_MAGIC)?);
        let head = CatalogIndexHeader {
            has_diagnostics: numbers.read_u32()? == 1,
            posting_count: numbers.read_u64()?,
            document_count: numbers.read_u64()?,
            file_count: numbers.read_u64()?,
            files_length: numbers.read_u64()?,
            names_length: numbers.read_u64()?,
            texts_length: numbers.read_u64()?,
            catalog_stamp: numbers.read_byte_array()?,
        };
        (ByteReader(check).read_u64()? == u64::from(compute_checksum(body))).then_some(head)
    }

    fn postings_offset(&self) -> Option<u64> {
        u64::try_from(HEADER_LEN + BUCKET_COUNT * BUCKET_ENTRY_LEN).ok()
    }

    fn documents_offset(&self) -> Option<u64> {
        self.postings_offset()?
            .checked_add(self.posting_count.checked_mul(POSTING_ENTRY_LEN as u64)?)
    }

    fn files_offset(&self) -> Option<u64> {
        self.documents_offset()?
            .checked_add(self.document_count.checked_mul(DOCUMENT_ENTRY_LEN as u64)?)
    }

    fn names_offset(&self) -> Option<u64> {
        self.files_offset()?.checked_add(self.files_length)
    }

    fn texts_offset(&self) -> Option<u64> {
        self.names_offset()?.checked_add(self.names_length)
    }

    fn expected_index_length(&self) -> Option<u64> {
        self.texts_offset()?.checked_add(self.texts_length)
    }
}

impl CatalogIndex {
    /// Opens the index at `path`; `None` if it doesn't exist or has another format.
    pub(super) fn open_catalog_index(path: &Path) -> Option<CatalogIndex> {
        let file = open_regular_file(path, SymlinkPolicy::Refuse).ok()??;
        let mut bytes = [0; HEADER_LEN];
        read_exact_at(&file, &mut bytes, 0).ok()?;
        let head = CatalogIndexHeader::parse_index_header(&bytes)?;
        let length = file.metadata().ok()?.len();
        (head.expected_index_length()? == length).then_some(CatalogIndex { file, head })
    }

    /// The stamp of the snapshot it was built from.
    pub(super) fn catalog_stamp(&self) -> FileStamp {
        self.head.catalog_stamp
    }

    /// The number of files with documents in the index.
    pub(super) fn file_count(&self) -> usize {
        usize::try_from(self.head.file_count).unwrap_or(usize::MAX)
    }

    /// Whether the catalog had errors when it was read.
    pub(super) fn catalog_has_diagnostics(&self) -> bool {
        self.head.has_diagnostics
    }

    /// The documents with a key, in reading order; `None` if the file is damaged.
    pub(super) fn lookup_document_numbers(&self, key: IndexKey) -> Option<Vec<u32>> {
        let bucket = usize::from(u16::try_from(key >> 48).ok()?);
        let at = u64::try_from(HEADER_LEN + bucket * BUCKET_ENTRY_LEN).ok()?;
        let bytes = self.read_range(
            at,
            (2 * BUCKET_ENTRY_LEN).min((BUCKET_COUNT - bucket) * BUCKET_ENTRY_LEN),
        )?;
        let mut numbers = ByteReader(&bytes);
        let (start, check) = (u64::from(numbers.read_u32()?), numbers.read_u32()?);
        let end = numbers
            .read_u32()
            .map_or(self.head.posting_count, u64::from);
        let count = usize::try_from(end.checked_sub(start)?).ok()?;
        let bytes = self.read_range(
            self.head.postings_offset()? + start * POSTING_ENTRY_LEN as u64,
            count * POSTING_ENTRY_LEN,
        )?;
        if compute_checksum(&bytes) != check {
            return None;
        }
        let mut found = Vec::new();
        let mut numbers = ByteReader(&bytes);
        while let (Some(other), Some(document)) = (numbers.read_u64(), numbers.read_u32()) {
            found.extend((other == key).then_some(document));
        }
        Some(found)
    }

    /// A document; `None` if the file is damaged.
    pub(super) fn read_document(&self, number: u32) -> Option<IndexedDocument> {
        let place = u64::from(number).checked_mul(DOCUMENT_ENTRY_LEN as u64)?;
        let bytes = self.read_range(
            self.head.documents_offset()?.checked_add(place)?,
            DOCUMENT_ENTRY_LEN,
        )?;
        let mut numbers = ByteReader(&bytes);
        let (file, line, at) = (
            numbers.read_u32()?,
            numbers.read_u32()?,
            numbers.read_u64()?,
        );
        let (length, check) = (numbers.read_u32()?, numbers.read_u32()?);
        if u64::from(number) >= self.head.document_count {
            return None;
        }
        let path = self.read_file_path_at_offset(file)?;
        let at = self.head.texts_offset()?.checked_add(at)?;
        let text = self.read_range(at, usize::try_from(length).ok()?)?;
        let whole = compute_document_checksum(&path, line, &text) == check;
        Some(IndexedDocument {
            number,
            path: String::from_utf8(path).ok()?,
            line: usize::try_from(line)
                .ok()
                .filter(|line| whole && *line > 0)?,
            text: String::from_utf8(text).ok()?,
        })
    }

    /// The path of the file whose entry starts at `offset` in the files section.
    fn read_file_path_at_offset(&self, offset: u32) -> Option<Vec<u8>> {
        let at = self.head.files_offset()?.checked_add(u64::from(offset))?;
        let bytes = self.read_range(at, FILE_ENTRY_LEN)?;
        let length = ByteReader(bytes.get(FILE_ENTRY_LEN - 4..)?).read_u32()?;
        self.read_range(
            at.checked_add(FILE_ENTRY_LEN as u64)?,
            usize::try_from(length).ok()?,
        )
    }

    /// Every file; `None` if the index is damaged.
    pub(super) fn read_indexed_file_list(&self) -> Option<Vec<IndexedFile>> {
        let bytes = self.read_checked_section(self.head.files_offset()?, self.head.files_length)?;
        let mut rest = ByteReader(&bytes);
        let mut files =
            Vec::with_capacity(usize::try_from(self.head.file_count).ok()?.min(bytes.len()));
        for _ in 0..self.head.file_count {
            let (stamp, leads, length) = (
                rest.read_byte_array()?,
                rest.read_u32()? == 1,
                usize::try_from(rest.read_u32()?).ok()?,
            );
            let (path, after) = rest.0.split_at_checked(length)?;
            rest = ByteReader(after);
            files.push(IndexedFile {
                path: String::from_utf8(path.to_vec()).ok()?,
                stamp,
                has_locations: leads,
            });
        }
        Some(files)
    }

    /// The refs of all entities, one per line, as `component:default/checkout`; `None` if the file is damaged.
    pub(super) fn read_entity_refs_text(&self) -> Option<String> {
        String::from_utf8(
            self.read_checked_section(self.head.names_offset()?, self.head.names_length)?,
        )
        .ok()
    }

    /// A part of the file that ends with its own checksum.
    fn read_checked_section(&self, at: u64, length: u64) -> Option<Vec<u8>> {
        let mut bytes = self.read_range(at, usize::try_from(length).ok()?)?;
        let check = bytes.split_off(bytes.len().checked_sub(4)?);
        (ByteReader(&check).read_u32()? == compute_checksum(&bytes)).then_some(bytes)
    }

    /// The `length` bytes at `at`; `None` if they would extend beyond the end of the file.
    fn read_range(&self, at: u64, length: usize) -> Option<Vec<u8>> {
        let end = at.checked_add(u64::try_from(length).ok()?)?;
        if end > self.head.expected_index_length()? {
            return None;
        }
        let mut bytes = vec![0; length];
        read_exact_at(&self.file, &mut bytes, at).ok()?;
        Some(bytes)
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}
