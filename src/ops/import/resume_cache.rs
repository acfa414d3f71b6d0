//! The pages of an organisation that were read so far: one line of JSON each, in a file that only its owner can read. The file contains no
//! secrets, but private repositories' descriptions and the email addresses of authors.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::forge::{ForgeRepository, ForgeRepositoryPage};
use crate::input_file::{SymlinkPolicy, read_text_file};
use crate::platform::Platform;

/// The version of the format.
const FORMAT: u32 = 1;
/// Older pages are read again: too much may have changed.
const MAX_AGE: SignedDuration = SignedDuration::from_hours(12);
/// The largest file, in bytes: about 40,000 repositories.
const MAX_SIZE: u64 = 512 << 20;

/// The first line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    format: u32,
    organisation: String,
    started: Timestamp,
}

/// The pages, and the file with them.
pub(super) struct ResumeCache {
    path: PathBuf,
    file: File,
    repositories: Vec<ForgeRepository>,
    cursor: Option<String>,
    is_complete: bool,
}

/// The file for the organisation of a platform.
pub fn find_import_cache_file(platform: &Platform) -> PathBuf {
    let key = platform.cache_key();
    let hash = Oid::hash_object(ObjectType::Blob, key.as_bytes());
    let name = hash.map(|hash| hash.to_string()).unwrap_or_default();
    let folder = platform.idp_cache_directory().join("import");
    folder.join(format!("{name}.jsonl"))
}

impl ResumeCache {
    /// Opens the file at `path`. What it has of another organisation, of another version or of an earlier day is dropped.
    pub(super) fn open(path: &Path, organisation: &str, clock: Clock) -> Result<ResumeCache> {
        let cannot = |error| Error::io(format_args!("write {}", path.display()), error);
        let now = clock.now();
        let kept = read_text_file(path, MAX_SIZE, SymlinkPolicy::Refuse)
            .ok()
            .flatten()
            .unwrap_or_default();
        let (head, pages) = kept.split_once('\n').unwrap_or_default();
        let is_usable = serde_json::from_str::<Header>(head).is_ok_and(|header| {
            let age = now.duration_since(header.started);
            header.format == FORMAT
                && header.organisation == organisation
                && age <= MAX_AGE
                && age >= SignedDuration::ZERO
        });
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(cannot)?;
        }
        if !is_usable {
            let _ = std::fs::remove_file(path);
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut cache = ResumeCache {
            path: path.to_owned(),
            file: options.open(path).map_err(cannot)?,
            repositories: Vec::new(),
            cursor: None,
            is_complete: false,
        };
        if is_usable {
            cache.load_pages(pages)?;
        } else {
            let header = Header {
                format: FORMAT,
                organisation: organisation.to_owned(),
                started: now,
            };
            cache.write_line(&header)?;
        }
        Ok(cache)
    }

    /// The repositories on the pages so far, and the cursor for the next page.
    pub(super) fn take_pages(&mut self) -> (Vec<ForgeRepository>, Option<String>) {
        (std::mem::take(&mut self.repositories), self.cursor.clone())
    }

    /// Whether the last page was read.
    pub(super) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Adds a page.
    pub(super) fn append(&mut self, page: &ForgeRepositoryPage) -> Result<()> {
        self.is_complete = page.next.is_none();
        self.write_line(page)
    }

    /// Removes the file: everything was read.
    pub(super) fn remove(self) {
        drop(self.file);
        let _ = std::fs::remove_file(self.path);
    }

    /// Loads the complete lines of `pages`. A line that a killed process didn't finish is cut off.
    fn load_pages(&mut self, pages: &str) -> Result<()> {
        let mut kept = 0;
        for line in pages.split_inclusive('\n') {
            let page = serde_json::from_str::<ForgeRepositoryPage>(line);
            let Some(page) = page.ok().filter(|_| line.ends_with('\n')) else {
                break;
            };
            kept += line.len();
            self.is_complete = page.next.is_none();
            self.cursor = page.next;
            self.repositories.extend(page.repositories);
        }
        let cut = pages.len() - kept;
        if cut > 0 {
            let cannot = |error| Error::io(format_args!("write {}", self.path.display()), error);
            let size = self.file.metadata().map_err(cannot)?.len();
            self.file.set_len(size - cut as u64).map_err(cannot)?;
        }
        Ok(())
    }

    fn write_line(&mut self, value: &impl Serialize) -> Result<()> {
        let cannot = |error| Error::io(format_args!("write {}", self.path.display()), error);
        let mut line = serde_json::to_string(value).map_err(|error| cannot(error.into()))?;
        line.push('\n');
        self.file.write_all(line.as_bytes()).map_err(cannot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str, next: Option<&str>) -> ForgeRepositoryPage {
        let repository = ForgeRepository {
            full_name: name.to_owned(),
            ..ForgeRepository::default()
        };
        ForgeRepositoryPage {
            repositories: vec![repository],
            total: 2,
            next: next.map(str::to_owned),
        }
    }

    fn open(path: &Path, organisation: &str, time: &str) -> (usize, Option<String>) {
        let clock = Clock::Fixed(time.parse().unwrap());
        let mut cache = ResumeCache::open(path, organisation, clock).unwrap();
        let (repositories, cursor) = cache.take_pages();
        (repositories.len(), cursor)
    }

    #[test]
    fn pages_are_kept_for_the_same_organisation_and_day() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/import.jsonl");
        let (start, later) = ("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z");
        let clock = Clock::Fixed(start.parse().unwrap());
        let mut cache = ResumeCache::open(&path, "acme", clock).unwrap();
        cache.append(&page("acme/a", Some("x"))).unwrap();
        cache.file.write_all(b"{\"repositories\": [").unwrap();
        drop(cache);
        assert_eq!(open(&path, "acme", later), (1, Some("x".to_owned())));
        // The unfinished line is gone.
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert_eq!(open(&path, "acme", "2026-01-02T00:00:00Z"), (0, None));
        assert_eq!(open(&path, "beta", start), (0, None));
        std::fs::write(&path, "nonsense\n").unwrap();
        assert_eq!(open(&path, "acme", start), (0, None));
    }
}
