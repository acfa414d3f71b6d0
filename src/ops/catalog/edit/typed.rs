//! Changes of fields as they are typed, with the files that they name.

use std::io::Read;
use std::path::Path;

use super::new_document::NewDocument;

use crate::catalog::{Assignment, Field, LARGEST, Operator, check_assignments};
use crate::error::{Error, Result};
use crate::printable::{Printable, brief};
use crate::source::decoded;
use crate::template::shell_word;

/// Reads assignments such as `owner=payments` and `definition=@openapi.yaml`, whose file is seen from `directory`.
///
/// # Errors
/// Usage (2) for a field that is not known or is set twice; io (7) where a file cannot be read.
pub fn assignments(texts: &[String], directory: &Path) -> Result<Vec<Assignment>> {
    let read = |text: &String| with_file(Assignment::parse(text)?, directory);
    let assignments: Vec<Assignment> = texts.iter().map(read).collect::<Result<_>>()?;
    check_assignments(&assignments)?;
    Ok(assignments)
}

/// Reads conditions such as `owner=payments`.
///
/// # Errors
/// Usage (2) for a field that is not known, and where a value is empty.
pub fn conditions(texts: &[String]) -> Result<Vec<(Field, String)>> {
    let read = |text: &String| {
        let assignment = Assignment::parse(text)?;
        let value = assignment.typed().unwrap_or_default().to_owned();
        let is_one = assignment.operator() == Operator::Set && assignment.field().link().is_none();
        if !is_one || value.trim().is_empty() {
            let message = format!("invalid condition `{}`", brief(text));
            return Err(Error::usage(message).hint("write it as FIELD=VALUE, such as owner=team-a"));
        }
        Ok((assignment.field().clone(), value))
    };
    texts.iter().map(read).collect()
}

/// Reads the documents of the file `path`, as it was typed, seen from `directory`; `input` is there for `-`.
///
/// # Errors
/// As [`NewDocument::read`]; io (7) where it cannot be read.
pub fn documents(path: &str, directory: &Path, input: &mut dyn Read) -> Result<Vec<NewDocument>> {
    if path != "-" {
        let text = read(&directory.join(path))?;
        return NewDocument::read(path, &text);
    }
    let mut bytes = Vec::new();
    let read = input.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| Error::io("read stdin", error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::usage("stdin is too large"));
    }
    let text = decoded(bytes).map_err(|is| Error::usage(format!("stdin {is}")))?;
    NewDocument::read("stdin", &text.replace("\r\n", "\n"))
}

fn with_file(assignment: Assignment, directory: &Path) -> Result<Assignment> {
    let value = assignment
        .typed()
        .filter(|_| assignment.field().takes_files());
    let Some(value) = value else {
        return Ok(assignment);
    };
    let Some(path) = value.strip_prefix('@') else {
        let is_file = !value.is_empty() && !value.contains('\n') && directory.join(value).is_file();
        if is_file {
            let name = assignment.field().short();
            let copied = format!("{name}=@{}", shell_word(value));
            let read = shell_word(&format!("{name}=$text:{value}"));
            return Err(
                Error::usage(format!("`{}` is a file, not its text", brief(value)))
                    .hint(format!("to copy its text: {}", Printable(&copied)))
                    .hint(format!(
                        "to let Backstage read it, as seen from the catalog file: {}",
                        Printable(&read)
                    )),
            );
        }
        return Ok(assignment);
    };
    let path = directory.join(path);
    let text = read(&path)?;
    Ok(assignment.with_text(text))
}

/// The text of a file that was named on the command line.
pub(super) fn read(path: &Path) -> Result<String> {
    let shown = path.display().to_string();
    let cannot = |error| Error::io(format_args!("read {}", Printable(&shown)), error);
    let metadata = std::fs::metadata(path).map_err(cannot)?;
    if !metadata.is_file() {
        return Err(Error::usage(format!("{} is not a file", Printable(&shown))));
    }
    if metadata.len() > LARGEST {
        return Err(Error::usage(format!("{} is too large", Printable(&shown))));
    }
    let bytes = std::fs::read(path).map_err(cannot)?;
    let text = decoded(bytes).map_err(|is| Error::usage(format!("{} {is}", Printable(&shown))))?;
    Ok(text.replace("\r\n", "\n"))
}
