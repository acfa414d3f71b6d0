//! Reads a journal, of this format or an earlier one. A journal that can't be read whole isn't read at all: whoever took no
//! notice of a line would do again what was done.

use std::path::Path;

use serde::Deserialize;

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
    let mut writer = preamble.idp.clone();
    let header = parse_journal_header(preamble.schema, first)
        .map_err(|error| unreadable_journal_line_error(path, 1, writer.as_deref(), error))?;
    let mut entries = Vec::new();
    for (index, line) in lines.enumerate() {
        let number = index + 2;
        // Read apart from the rest, as whoever resumed the run may be newer than whoever began it.
        let WriterPreamble { idp } = serde_json::from_str(line).unwrap_or_default();
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

/// What a line says of who wrote it and those below.
#[derive(Default, Deserialize)]
struct WriterPreamble {
    #[serde(default)]
    idp: Option<String>,
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
    let newer = preamble.idp.as_deref().and_then(parse_newer_version);
    error.with_hint(match newer {
        Some(version) => format_upgrade_hint(&version),
        None => "install a newer version of idp".to_owned(),
    })
}

/// A line that is not what this `idp` would write: the work of a newer one, or damaged.
fn unreadable_journal_line_error(
    path: &Path,
    line: usize,
    writer: Option<&str>,
    source: serde_json::Error,
) -> Error {
    match writer.and_then(parse_newer_version) {
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
