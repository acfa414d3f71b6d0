//! The last version of a catalog that can be read: what to show while the newest one is broken.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::catalog::{Catalog, UNREADABLE_DOCUMENT_CODES};
use crate::count::CountedNoun;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, ErrorKind, Result};
use crate::git::{FirstParentHistory, Revision};
use crate::platform::{Platform, PlatformSnapshot};

/// The maximum number of commits to look back.
const MAX_COMMITS: usize = 100;

/// A version of a platform whose settings are valid, and whose catalog files can all be parsed.
pub struct ReadableCatalog {
    /// The version.
    pub snapshot: PlatformSnapshot,
    /// Its catalog.
    pub catalog: Arc<Catalog>,
}

/// The newest committed version that can be read.
pub struct LastReadableCatalog {
    /// The version.
    pub readable: ReadableCatalog,
    /// When the first version after it was committed; `None` if that isn't committed.
    pub broken_since: Option<Timestamp>,
}

impl ReadableCatalog {
    /// Reads the catalog in `snapshot`.
    ///
    /// # Errors
    /// Findings (1) if a file can't be parsed; usage (2) for invalid settings.
    pub fn read(snapshot: PlatformSnapshot, today: Date) -> Result<ReadableCatalog> {
        snapshot.load_rule_settings(today)?;
        let catalog = read_parsable_catalog(&snapshot)?;
        Ok(ReadableCatalog { snapshot, catalog })
    }

    /// The newest commit of `platform`, following first parents, whose catalog can be read; `None` if none of the last hundred can.
    ///
    /// # Errors
    /// As [`Platform::read_snapshot_at`]; not for versions that can't be read.
    pub fn find_last(platform: &Platform, today: Date) -> Result<Option<LastReadableCatalog>> {
        let (dir, tip) = platform.resolve_repository_and_commit(None)?;
        let history = FirstParentHistory::load_first_parent_history(&dir, tip, MAX_COMMITS)?;
        let mut broken_since = None;
        for commit in history.commits() {
            let revision = Revision::open_commit(&dir, *commit)?;
            let time = revision.commit_time()?;
            let snapshot = platform.read_revision_snapshot(revision);
            let read = snapshot.and_then(|snapshot| ReadableCatalog::read(snapshot, today));
            if let Ok(readable) = read {
                return Ok(Some(LastReadableCatalog {
                    readable,
                    broken_since,
                }));
            }
            broken_since = Some(time);
        }
        Ok(None)
    }
}

/// The catalog in `snapshot`, all of whose files can be parsed.
///
/// # Errors
/// Findings (1) if one can't; those of [`PlatformSnapshot::read_catalog`].
pub fn read_parsable_catalog(snapshot: &PlatformSnapshot) -> Result<Arc<Catalog>> {
    let catalog = snapshot.read_catalog()?;
    match catalog.unparsable_file_count() {
        0 => Ok(catalog),
        count => Err(report_unparsable_files(&catalog, count)),
    }
}

/// The error that lists what can't be parsed.
fn report_unparsable_files(catalog: &Catalog, count: usize) -> Error {
    let files = CountedNoun(count, "catalog file");
    let is_unreadable = |finding: &&Diagnostic| UNREADABLE_DOCUMENT_CODES.contains(&finding.code);
    let findings = catalog.diagnostics.iter().filter(is_unreadable);
    Error::new(ErrorKind::Findings, format!("{files} can't be parsed"))
        .with_diagnostics(findings.cloned().collect())
        .with_hint("idp catalog validate")
}

/// What is wrong with a catalog that can't be read, and where; at least one line.
pub fn list_catalog_errors(error: &Error) -> Vec<String> {
    let describe = |finding: &Diagnostic| match &finding.place {
        Some(place) => {
            let (path, line) = (place.file_path(), place.start().line);
            format!("{path}:{line}: {}", finding.message)
        }
        None => finding.message.clone(),
    };
    match error.diagnostics() {
        [] => vec![error.message().to_owned()],
        findings => findings.iter().map(describe).collect(),
    }
}
