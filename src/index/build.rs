//! The index is made: of a catalog that was read anyway.

use std::io::{self, Write};
use std::path::Path;

use hashbrown::HashMap;

use super::file::{BUCKET, BUCKETS, ENTRY, Head, IndexedFile, checksum, document_checksum};
use super::key::{Key, of_entity};
use super::stamp::{Stamp, Stamps};
use crate::catalog::{Catalog, Entity};

/// Writes the index of `catalog` to `path`, in one step; `whole` is the stamp of what it was read from. Nothing is
/// written where a document means something only together with what stands before it.
pub(super) fn write(
    path: &Path,
    catalog: &Catalog,
    stamps: &Stamps<'_>,
    whole: Stamp,
) -> io::Result<()> {
    let Some(parts) = Parts::of(catalog, stamps) else {
        return Ok(());
    };
    let folder = path.parent().unwrap_or(path);
    private_folder(folder)?;
    let draft = tempfile::Builder::new()
        .prefix(".index-")
        .tempfile_in(folder)?;
    let mut out = io::BufWriter::new(draft);
    parts.write(catalog, whole, &mut out)?;
    let draft = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    draft.persist(path)?;
    Ok(())
}

/// Catalogs are their owners' business.
#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// The parts of the file, as bytes.
#[derive(Default)]
struct Parts {
    documents: Vec<u8>,
    texts: Vec<u8>,
    names: String,
    postings: Vec<(Key, u32)>,
    files: Files,
}

/// The files of the catalog, as they are met.
#[derive(Default)]
struct Files {
    numbers: HashMap<String, usize>,
    files: Vec<IndexedFile>,
    /// Where the entry of each file starts.
    offsets: Vec<u32>,
    end: usize,
}

impl Files {
    /// The entry of the file of `entity`; `None` where a document of it cannot stand alone.
    fn of(&mut self, entity: &Entity, stamps: &Stamps<'_>) -> Option<u32> {
        let number = match self.numbers.get(entity.file()) {
            Some(number) => *number,
            None => self.add(entity, stamps)?,
        };
        self.files.get_mut(number)?.leads |= entity.is_a("location");
        self.offsets.get(number).copied()
    }

    fn add(&mut self, entity: &Entity, stamps: &Stamps<'_>) -> Option<usize> {
        // A version of YAML holds for the documents behind it, too.
        if entity.document_place().source.text.contains("%YAML") {
            return None;
        }
        let (path, number) = (entity.file(), self.files.len());
        self.files.push(IndexedFile {
            path: path.to_owned(),
            stamp: stamps.of(path).unwrap_or_default(),
            leads: false,
        });
        self.offsets.push(u32::try_from(self.end).ok()?);
        self.end += ENTRY + path.len();
        self.numbers.insert(path.to_owned(), number);
        Some(number)
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.end);
        for file in &self.files {
            bytes.extend(file.stamp);
            bytes.extend(u32::from(file.leads).to_le_bytes());
            bytes.extend(u32::try_from(file.path.len()).ok()?.to_le_bytes());
            bytes.extend(file.path.as_bytes());
        }
        Some(bytes)
    }
}

impl Parts {
    fn of(catalog: &Catalog, stamps: &Stamps<'_>) -> Option<Parts> {
        let mut parts = Parts::default();
        for (number, entity) in catalog.entities.iter().enumerate() {
            parts.add(u32::try_from(number).ok()?, entity, stamps)?;
        }
        parts.postings.sort_unstable();
        parts.postings.dedup();
        Some(parts)
    }

    fn add(&mut self, number: u32, entity: &Entity, stamps: &Stamps<'_>) -> Option<()> {
        let file = self.files.of(entity, stamps)?;
        let start = entity.document_place().start();
        let line = u32::try_from(start.line).ok()?;
        // What stands behind a marker keeps its column.
        let text = format!("{}{}", " ".repeat(start.column - 1), entity.document());
        let check = document_checksum(entity.file().as_bytes(), line, text.as_bytes());
        self.documents.extend(file.to_le_bytes());
        self.documents.extend(line.to_le_bytes());
        self.documents
            .extend((self.texts.len() as u64).to_le_bytes());
        self.documents
            .extend(u32::try_from(text.len()).ok()?.to_le_bytes());
        self.documents.extend(check.to_le_bytes());
        self.texts.extend(text.as_bytes());
        self.names.push_str(entity.name());
        self.names.push('\n');
        let keys = of_entity(entity).into_iter();
        self.postings.extend(keys.map(|key| (key, number)));
        Some(())
    }

    fn write(self, catalog: &Catalog, whole: Stamp, out: &mut impl Write) -> io::Result<()> {
        let too_large = || io::Error::from(io::ErrorKind::FileTooLarge);
        let (buckets, postings) = bucketed(&self.postings).ok_or_else(too_large)?;
        let files = with_checksum(self.files.bytes().ok_or_else(too_large)?);
        let names = with_checksum(self.names.into_bytes());
        let head = Head {
            faulty: catalog.is_faulty(),
            postings: self.postings.len() as u64,
            documents: catalog.entities.len() as u64,
            files: self.files.files.len() as u64,
            files_length: files.len() as u64,
            names_length: names.len() as u64,
            texts_length: self.texts.len() as u64,
            whole,
        };
        let parts = [
            head.bytes(),
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

fn bucketed(postings: &[(Key, u32)]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut buckets, mut bytes) = (Vec::with_capacity(BUCKETS * BUCKET), Vec::new());
    let mut at = 0;
    for bucket in 0..BUCKETS as u64 {
        let end = at + postings[at..].partition_point(|(key, _)| key >> 48 <= bucket);
        let start = bytes.len();
        for (key, document) in &postings[at..end] {
            bytes.extend(key.to_le_bytes());
            bytes.extend(document.to_le_bytes());
        }
        buckets.extend(u32::try_from(at).ok()?.to_le_bytes());
        buckets.extend(checksum(&bytes[start..]).to_le_bytes());
        at = end;
    }
    Some((buckets, bytes))
}

fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let check = checksum(&bytes);
    bytes.extend(check.to_le_bytes());
    bytes
}
