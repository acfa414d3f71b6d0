//! Reads a journal in this format or an earlier one. If any line can't be read, the whole journal is rejected: ignoring a line
//! would repeat its effect.

use std::path::Path;

use serde::Deserialize;

use super::header_format::{JOURNAL_FORMAT_VERSION, JournalHeaderPreamble, parse_journal_header};
use super::private_file;
use super::record::{JournalEntry, RunRecord};
use crate::error::{Error, ErrorKind, Result};
use crate::idp_version::{IDP_VERSION, format_upgrade_hint, parse_version_if_newer};

/// A journal has a few kilobytes; anything larger isn't one.
const MAX_JOURNAL_BYTES: u64 = 4 << 20;
/// What to do if a journal can't be read.
const LOST_JOURNAL_HINT: &str =
    "check the forge and the catalog for what the run created, then remove the file";

/// Reads the journal at `path`. An incomplete last line is ignored: the run never continued after it.
///
/// # Errors
/// Io (7) if other users can read or write it, if it's damaged, or if a newer `idp` wrote something that this one can't read.
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
    let mut writer = preamble.idp.clone();
    let header = parse_journal_header(preamble.schema, first)
        .map_err(|error| unreadable_journal_line_error(path, 1, writer.as_deref(), error))?;
    let mut entries = Vec::new();
    for (index, line) in lines.enumerate() {
        let number = index + 2;
        // Parsed separately, because a newer version may have resumed the run.
        let JournalLineWriterVersion { idp } = serde_json::from_str(line).unwrap_or_default();
        writer = idp.or(writer);
        let entry: JournalEntry = serde_json::from_str(line).map_err(|error| {
            unreadable_journal_line_error(path, number, writer.as_deref(), error)
        })?;
        if entry.seq as usize != index + 1 {
            return Err(damaged_journal_line_error(path, number));
        }
        entries.push(entry);
    }
    Ok(RunRecord {
        header,
        entries,
        last_writer: writer,
    })
}

/// The version that wrote a line and those after it.
#[derive(Default, Deserialize)]
struct JournalLineWriterVersion {
    #[serde(default)]
    idp: Option<String>,
}

fn unknown_journal_format_error(path: &Path, preamble: &JournalHeaderPreamble) -> Error {
    let error = Error::new(
        ErrorKind::Io,
        format!(
            "idp {IDP_VERSION} can't read journal format {} of {}; it supports 1 to {JOURNAL_FORMAT_VERSION}",
            preamble.schema,
            path.display()
        ),
    );
    let newer = preamble.idp.as_deref().and_then(parse_version_if_newer);
    error.with_hint(match newer {
        Some(version) => format_upgrade_hint(&version),
        None => "install a newer version of idp".to_owned(),
    })
}

/// A line that this `idp` can't read: written by a newer version, or damaged.
fn unreadable_journal_line_error(
    path: &Path,
    line: usize,
    writer: Option<&str>,
    source: serde_json::Error,
) -> Error {
    match writer.and_then(parse_version_if_newer) {
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
        format!("{} is damaged at line {line}", path.display()),
    )
    .with_hint(LOST_JOURNAL_HINT)
}
