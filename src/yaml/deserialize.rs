//! Our own small files, straight into types; catalogs are read as trees instead.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::parse_yaml_document;
use crate::printable::Printable;
use crate::source::{BYTE_ORDER_MARK, Place, SourceFile};

/// Reads `source` as a `T`.
///
/// # Errors
/// The place of the first fault, to the end of its line, and what is wrong there.
pub fn deserialize_yaml<T: DeserializeOwned>(
    source: &Arc<SourceFile>,
) -> Result<T, (Place, String)> {
    // Whoever reads a file takes one away, as Windows tools put it there.
    if source.text.starts_with('\u{feff}') {
        let message = "a second byte order mark; remove it".to_owned();
        return Err((Place::new(source, 0..BYTE_ORDER_MARK.len()), message));
    }
    // serde would keep the last of two equal keys without a word.
    if let Ok((_, faults)) = parse_yaml_document(&source.text)
        && let Some(fault) = faults.into_iter().next()
    {
        let help = fault.help.map(|help| format!("; {help}"));
        let message = fault.message + &help.unwrap_or_default();
        return Err((Place::new(source, fault.span), message));
    }
    serde_yaml::from_str(&source.text).map_err(|error| {
        let at = error.location().map_or(0, |location| location.index());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        (
            locate_serde_error(source, at, message),
            Printable(message).to_string(),
        )
    })
}

/// To the end of the line, from what the message quotes: serde often knows no more than where its mapping starts.
fn locate_serde_error(source: &Arc<SourceFile>, at: usize, message: &str) -> Place {
    let rest = source.text.get(at..).unwrap_or_default();
    let quoted = message.split('`').nth(1);
    let further = quoted.and_then(|quoted| rest.find(quoted)).unwrap_or(0);
    let line = rest[further..].lines().next().map_or(0, str::len);
    Place::new(source, at + further..at + further + line)
}
