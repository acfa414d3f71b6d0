//! Reads a journal, of this format or an earlier one. A journal that can't be read whole isn't read at all: whoever took no
//! notice of a line would do again what was done.

use std::path::Path;

use super::header_format::{JOURNAL_FORMAT_VERSION, JournalHeaderPreamble, parse_journal_header};
use super::private_file;
use super::record::{JournalEntry, RunRecord};
use crate::error::{Error, ErrorKind, Result};
use crate::idp_version::{IDP_VERSION, format_upgrade_hint, parse_newer_version};

/// A journal has some kilobytes; what is larger is none.
const MAX_JOURNAL_BYTES: u64 = 4 << 20;
/// What becomes of what a journal knew that nobody can read any more.
const LOST_JOURNAL_HINT: &str = "what it made is known to the forge and the catalog only; remove the file once that is in order";

/// Reads the journal at `path`. A last line that was not finished does not count: nobody acted on it.
///
/// # Errors
/// Io (7) where others may write or read it, where it is damaged, or where a newer `idp` wrote what this one doesn't know.
pub(super) fn read_journal(path: &Path) -> Result<RunRecord> {
    let text = private_file::read_private_file(path, MAX_JOURNAL_BYTES)?;
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut lines = whole.lines();
    let first = lines.next().unwrap_or_default();
    let preamble: JournalHeaderPreamble =
        serde_json::from_str(first).map_err(|_| damaged_journal_line_error(path, 1))?;
    if preamble.schema > JOURNAL_FORMAT_VERSION {
        return Err(unknown_journal_format_error(path, &preamble));
    }
    let fault = |line: usize, source: serde_json::Error| {
        unreadable_journal_line_error(path, line, &preamble, source)
    };
    let header = parse_journal_header(preamble.schema, first).map_err(|error| fault(1, error))?;
    let entries = lines.enumerate().map(|(index, line)| {
        let number = index + 2;
        let entry: JournalEntry =
            serde_json::from_str(line).map_err(|error| fault(number, error))?;
        if entry.seq as usize == index + 1 {
            Ok(entry)
        } else {
            Err(damaged_journal_line_error(path, number))
        }
    });
    Ok(RunRecord {
        header,
        entries: entries.collect::<Result<_>>()?,
    })
}

fn unknown_journal_format_error(path: &Path, preamble: &JournalHeaderPreamble) -> Error {
    let error = Error::new(
        ErrorKind::Io,
        format!(
            "idp {IDP_VERSION} can't read the journal format {} of {}; it reads 1 to {JOURNAL_FORMAT_VERSION}",
            preamble.schema,
            path.display()
        ),
    );
    error.with_hint(match preamble.newer_writer_version() {
        Some(version) => format_upgrade_hint(&version),
        None => "install a newer version of idp".to_owned(),
    })
}

/// A line that is not what this `idp` would write: the work of a newer one, or damaged.
fn unreadable_journal_line_error(
    path: &Path,
    line: usize,
    preamble: &JournalHeaderPreamble,
    source: serde_json::Error,
) -> Error {
    match preamble.newer_writer_version() {
        Some(version) => Error::new(
            ErrorKind::Io,
            format!(
                "idp {IDP_VERSION} can't read line {line} of {}",
                path.display()
            ),
        )
        .with_hint(format_upgrade_hint(&version)),
        None => damaged_journal_line_error(path, line),
    }
    .with_source(source)
}

fn damaged_journal_line_error(path: &Path, line: usize) -> Error {
    Error::new(
        ErrorKind::Io,
        format!("{} is damaged in line {line}", path.display()),
    )
    .with_hint(LOST_JOURNAL_HINT)
}

impl JournalHeaderPreamble {
    fn newer_writer_version(&self) -> Option<semver::Version> {
        parse_newer_version(self.idp.as_deref()?)
    }
}
