//! The file of the index: tables that are read at a place, and the texts of the documents behind them.
//!
//! Numbers are little-endian. In this order: a head; for each of 65,536 buckets where its postings start and their
//! checksum; the postings, key and document, sorted; the documents; the files; the names; the texts.

use std::fs::File;
use std::io;
use std::path::Path;

use super::key::Key;
use super::stamp::Stamp;
use crate::input_file::{Links, open_file};

/// Changes whenever the format, or what keys are made of, does.
const MAGIC: &[u8; 12] = b"idp index 4\n";
const HEAD: usize = 12 + 4 + 6 * 8 + 24 + 8;
pub(super) const BUCKETS: usize = 1 << 16;
pub(super) const BUCKET: usize = 4 + 4;
const POSTING: usize = 8 + 4;
const DOCUMENT: usize = 4 + 4 + 8 + 4 + 4;

/// Where the parts of the file lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Whether the catalog had faults.
    pub(super) faulty: bool,
    pub(super) postings: u64,
    pub(super) documents: u64,
    pub(super) files: u64,
    pub(super) files_length: u64,
    pub(super) names_length: u64,
    pub(super) texts_length: u64,
    /// The stamp of everything: of a commit its tree.
    pub(super) whole: Stamp,
}

/// An index that is open.
pub(super) struct Index {
    file: File,
    head: Head,
}

/// A document of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Document {
    /// Its place in the order of reading.
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
    pub(super) stamp: Stamp,
    /// Whether it leads to other files.
    pub(super) leads: bool,
}

/// What stands before the path in the entry of a file: its stamp, whether it leads to others, the length of the path.
pub(super) const ENTRY: usize = 24 + 4 + 4;

/// A document, its file and its line hang together.
pub(super) fn document_checksum(path: &[u8], line: u32, text: &[u8]) -> u32 {
    checksum(&[path, &line.to_le_bytes(), text].concat())
}

/// FNV-1a, folded to 32 bit.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let [a, b, c, d, e, f, g, h] = hash.to_le_bytes();
    u32::from_le_bytes([a ^ e, b ^ f, c ^ g, d ^ h])
}

/// Reads numbers one after the other; what is not there ends it.
struct Numbers<'b>(&'b [u8]);

impl Numbers<'_> {
    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    fn u32(&mut self) -> Option<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.bytes().map(u64::from_le_bytes)
    }
}

impl Head {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(u32::from(self.faulty).to_le_bytes());
        let Head {
            postings,
            documents,
            files,
            files_length,
            names_length,
            texts_length,
            ..
        } = *self;
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
        bytes.extend(self.whole);
        let check = checksum(&bytes);
        bytes.extend(u64::from(check).to_le_bytes());
        bytes
    }

    fn parse(bytes: &[u8]) -> Option<Head> {
        let (body, check) = bytes.split_at_checked(HEAD - 8)?;
        let mut numbers = Numbers(body.strip_prefix(MAGIC)?);
        let head = Head {
            faulty: numbers.u32()? == 1,
            postings: numbers.u64()?,
            documents: numbers.u64()?,
            files: numbers.u64()?,
            files_length: numbers.u64()?,
            names_length: numbers.u64()?,
            texts_length: numbers.u64()?,
            whole: numbers.bytes()?,
        };
        (Numbers(check).u64()? == u64::from(checksum(body))).then_some(head)
    }

    fn postings_at(&self) -> Option<u64> {
        u64::try_from(HEAD + BUCKETS * BUCKET).ok()
    }

    fn documents_at(&self) -> Option<u64> {
        self.postings_at()?
            .checked_add(self.postings.checked_mul(POSTING as u64)?)
    }

    fn files_at(&self) -> Option<u64> {
        self.documents_at()?
            .checked_add(self.documents.checked_mul(DOCUMENT as u64)?)
    }

    fn names_at(&self) -> Option<u64> {
        self.files_at()?.checked_add(self.files_length)
    }

    fn texts_at(&self) -> Option<u64> {
        self.names_at()?.checked_add(self.names_length)
    }

    fn length(&self) -> Option<u64> {
        self.texts_at()?.checked_add(self.texts_length)
    }
}

impl Index {
    /// Opens the index at `path`; `None` when there is none, or none of this format.
    pub(super) fn open(path: &Path) -> Option<Index> {
        let file = open_file(path, Links::Refuse).ok()??;
        let mut bytes = [0; HEAD];
        read_at(&file, &mut bytes, 0).ok()?;
        let head = Head::parse(&bytes)?;
        let length = file.metadata().ok()?.len();
        (head.length()? == length).then_some(Index { file, head })
    }

    /// The stamp of the whole that it was made of.
    pub(super) fn whole(&self) -> Stamp {
        self.head.whole
    }

    /// How many files it has documents of.
    pub(super) fn file_count(&self) -> usize {
        usize::try_from(self.head.files).unwrap_or(usize::MAX)
    }

    /// Whether the catalog had faults when it was read.
    pub(super) fn is_faulty(&self) -> bool {
        self.head.faulty
    }

    /// The documents that have a key, in the order of reading; `None` when the file is damaged.
    pub(super) fn find(&self, key: Key) -> Option<Vec<u32>> {
        let bucket = usize::from(u16::try_from(key >> 48).ok()?);
        let at = u64::try_from(HEAD + bucket * BUCKET).ok()?;
        let bytes = self.read(at, (2 * BUCKET).min((BUCKETS - bucket) * BUCKET))?;
        let mut numbers = Numbers(&bytes);
        let (start, check) = (u64::from(numbers.u32()?), numbers.u32()?);
        let end = numbers.u32().map_or(self.head.postings, u64::from);
        let count = usize::try_from(end.checked_sub(start)?).ok()?;
        let bytes = self.read(
            self.head.postings_at()? + start * POSTING as u64,
            count * POSTING,
        )?;
        if checksum(&bytes) != check {
            return None;
        }
        let mut found = Vec::new();
        let mut numbers = Numbers(&bytes);
        while let (Some(other), Some(document)) = (numbers.u64(), numbers.u32()) {
            found.extend((other == key).then_some(document));
        }
        Some(found)
    }

    /// A document; `None` when the file is damaged.
    pub(super) fn document(&self, number: u32) -> Option<Document> {
        let place = u64::from(number).checked_mul(DOCUMENT as u64)?;
        let bytes = self.read(self.head.documents_at()?.checked_add(place)?, DOCUMENT)?;
        let mut numbers = Numbers(&bytes);
        let (file, line, at) = (numbers.u32()?, numbers.u32()?, numbers.u64()?);
        let (length, check) = (numbers.u32()?, numbers.u32()?);
        if u64::from(number) >= self.head.documents {
            return None;
        }
        let path = self.path(file)?;
        let at = self.head.texts_at()?.checked_add(at)?;
        let text = self.read(at, usize::try_from(length).ok()?)?;
        let whole = document_checksum(&path, line, &text) == check;
        Some(Document {
            number,
            path: String::from_utf8(path).ok()?,
            line: usize::try_from(line)
                .ok()
                .filter(|line| whole && *line > 0)?,
            text: String::from_utf8(text).ok()?,
        })
    }

    /// The path of the file whose entry starts at `offset` of the files.
    fn path(&self, offset: u32) -> Option<Vec<u8>> {
        let at = self.head.files_at()?.checked_add(u64::from(offset))?;
        let bytes = self.read(at, ENTRY)?;
        let length = Numbers(bytes.get(ENTRY - 4..)?).u32()?;
        self.read(at.checked_add(ENTRY as u64)?, usize::try_from(length).ok()?)
    }

    /// Every file; `None` when the index is damaged.
    pub(super) fn files(&self) -> Option<Vec<IndexedFile>> {
        let bytes = self.checked(self.head.files_at()?, self.head.files_length)?;
        let mut rest = Numbers(&bytes);
        let mut files = Vec::with_capacity(usize::try_from(self.head.files).ok()?.min(bytes.len()));
        for _ in 0..self.head.files {
            let (stamp, leads, length) = (
                rest.bytes()?,
                rest.u32()? == 1,
                usize::try_from(rest.u32()?).ok()?,
            );
            let (path, after) = rest.0.split_at_checked(length)?;
            rest = Numbers(after);
            files.push(IndexedFile {
                path: String::from_utf8(path.to_vec()).ok()?,
                stamp,
                leads,
            });
        }
        Some(files)
    }

    /// The names of everything, one a line; `None` when the file is damaged.
    pub(super) fn names(&self) -> Option<String> {
        String::from_utf8(self.checked(self.head.names_at()?, self.head.names_length)?).ok()
    }

    /// A part of the file that ends with its own checksum.
    fn checked(&self, at: u64, length: u64) -> Option<Vec<u8>> {
        let mut bytes = self.read(at, usize::try_from(length).ok()?)?;
        let check = bytes.split_off(bytes.len().checked_sub(4)?);
        (Numbers(&check).u32()? == checksum(&bytes)).then_some(bytes)
    }

    /// Bytes of the file, no more than it has.
    fn read(&self, at: u64, length: usize) -> Option<Vec<u8>> {
        let end = at.checked_add(u64::try_from(length).ok()?)?;
        if end > self.head.length()? {
            return None;
        }
        let mut bytes = vec![0; length];
        read_at(&self.file, &mut bytes, at).ok()?;
        Some(bytes)
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
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
