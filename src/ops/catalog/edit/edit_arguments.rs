//! Parses field changes from the command line, and reads the files that they name.

use std::io::Read;
use std::path::Path;

use crate::catalog::{
    Assignment, AssignmentOperator, Field, MAX_FILE_SIZE, reject_repeated_field_assignments,
};
use crate::error::{Error, Result};
use crate::input_file::path_not_found_error;
use crate::ops::additions::NewDocument;
use crate::printable::{Printable, escape_and_truncate};
use crate::source::decode_utf8_text;
use crate::template::shell_quote;

/// Parses assignments such as `owner=payments` and `definition=@openapi.yaml`, whose file is relative to `directory`.
///
/// # Errors
/// Usage (2) for a field that is unknown or set twice; io (7) if a file can't be read.
pub fn parse_field_assignments(texts: &[String], directory: &Path) -> Result<Vec<Assignment>> {
    let read = |text: &String| inline_file_value(Assignment::parse(text)?, directory);
    let assignments: Vec<Assignment> = texts.iter().map(read).collect::<Result<_>>()?;
    reject_repeated_field_assignments(&assignments)?;
    Ok(assignments)
}

/// Rejects a name after a value, as in `cart description=Shopping cart`: without quotes, the shell ends the value at the space, and what
/// follows would be another entity.
///
/// # Errors
/// Usage (2).
pub fn reject_unquoted_value(words: &[String]) -> Result<()> {
    let is_value = |word: &String| Assignment::looks_like_assignment(word);
    let Some(start) = words
        .windows(2)
        .position(|pair| is_value(&pair[0]) && !is_value(&pair[1]))
    else {
        return Ok(());
    };
    let rest = &words[start + 1..];
    let end = rest.iter().position(is_value).unwrap_or(rest.len());
    let value = &words[start..=start + end];
    if value[0] == "=" || value[0].ends_with('=') {
        return Err(Error::usage("a space before or after `=`")
            .with_hint("write FIELD=VALUE without spaces, such as owner=payments"));
    }
    let is_list = Assignment::parse(&value[0])
        .is_ok_and(|assignment| assignment.field().is_list_of_any_kind());
    let hint = if is_list {
        let items: Vec<&str> = value.iter().map(|word| word.trim_matches(',')).collect();
        let items = shell_quote(&items.join(","));
        format!("separate items with commas: {}", Printable(&items))
    } else {
        let value = shell_quote(&value.join(" "));
        format!("quote a value with spaces: {}", Printable(&value))
    };
    Err(Error::usage(format!(
        "`{}` comes after a value",
        escape_and_truncate(&rest[0])
    ))
    .with_hint(hint)
    .with_hint("put names before values"))
}

/// Parses conditions such as `owner=payments`.
///
/// # Errors
/// Usage (2) for an unknown field or an empty value.
pub fn parse_field_conditions(texts: &[String]) -> Result<Vec<(Field, String)>> {
    let read = |text: &String| {
        let assignment = Assignment::parse(text)?;
        let value = assignment.entered_text().unwrap_or_default().to_owned();
        let is_one = assignment.operator() == AssignmentOperator::Set
            && assignment.field().link_title().is_none();
        if !is_one || value.trim().is_empty() {
            let message = format!("invalid condition `{}`", escape_and_truncate(text));
            return Err(
                Error::usage(message).with_hint("use FIELD=VALUE, for example owner=team-a")
            );
        }
        Ok((assignment.field().clone(), value))
    };
    texts.iter().map(read).collect()
}

/// Reads the documents of the file `path`, as typed and relative to `directory`; `-` reads `input`.
///
/// # Errors
/// As [`NewDocument::parse_all_documents`]; io (7) if it can't be read.
pub fn read_new_documents(
    path: &str,
    directory: &Path,
    input: &mut dyn Read,
) -> Result<Vec<NewDocument>> {
    if path != "-" {
        let text = read_text_file(&directory.join(path))?;
        return NewDocument::parse_all_documents(path, &text);
    }
    let mut bytes = Vec::new();
    let read = input.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes);
    read.map_err(|error| Error::io("read stdin", error))?;
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return Err(Error::usage("stdin is too large"));
    }
    let text = decode_utf8_text(bytes).map_err(|is| Error::usage(format!("stdin {is}")))?;
    NewDocument::parse_all_documents("stdin", &text.replace("\r\n", "\n"))
}

fn inline_file_value(assignment: Assignment, directory: &Path) -> Result<Assignment> {
    let value = assignment
        .entered_text()
        .filter(|_| assignment.field().accepts_file_value());
    let Some(value) = value else {
        return Ok(assignment);
    };
    let Some(path) = value.strip_prefix('@') else {
        let is_file = !value.is_empty() && !value.contains('\n') && directory.join(value).is_file();
        if is_file {
            let name = assignment.field().shortest_spelling();
            let copied = format!("{name}=@{}", shell_quote(value));
            let read = shell_quote(&format!("{name}=$text:{value}"));
            return Err(Error::usage(format!(
                "`{}` is a file name, but the field takes text",
                escape_and_truncate(value)
            ))
            .with_hint(format!("copy the text of the file: {}", Printable(&copied)))
            .with_hint(format!(
                "let Backstage read the file, relative to the catalog file: {}",
                Printable(&read)
            )));
        }
        return Ok(assignment);
    };
    let path = directory.join(path);
    let text = read_text_file(&path)?;
    Ok(assignment.with_value_from_file(text))
}

/// Reads a text file that was named on the command line.
pub(super) fn read_text_file(path: &Path) -> Result<String> {
    let shown = path.display().to_string();
    let cannot = |error| Error::io(format_args!("read {}", Printable(&shown)), error);
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => path_not_found_error(path).with_source(error),
        _ => cannot(error),
    })?;
    if !metadata.is_file() {
        return Err(Error::usage(format!("{} is not a file", Printable(&shown))));
    }
    if metadata.len() > MAX_FILE_SIZE {
        return Err(Error::usage(format!("{} is too large", Printable(&shown))));
    }
    let bytes = std::fs::read(path).map_err(cannot)?;
    let text = decode_utf8_text(bytes)
        .map_err(|is| Error::usage(format!("{} {is}", Printable(&shown))))?;
    Ok(text.replace("\r\n", "\n"))
}
