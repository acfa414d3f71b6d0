//! Deserializes our own small files; catalogs are parsed into trees instead.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::parse_yaml_document;
use super::serde_message::rewrite_serde_message;
use crate::source::{BYTE_ORDER_MARK, Place, SourceFile};

/// Deserializes `source` as a `T`.
///
/// # Errors
/// The place of the first error, to the end of its line, and the message.
pub fn deserialize_yaml<T: DeserializeOwned>(
    source: &Arc<SourceFile>,
) -> Result<T, (Place, String)> {
    // Reading a file already removed one byte order mark, which Windows tools add.
    if source.text.starts_with('\u{feff}') {
        let message = "a second byte order mark; remove it".to_owned();
        return Err((Place::new(source, 0..BYTE_ORDER_MARK.len()), message));
    }
    // serde would silently keep the last of two equal keys.
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
            rewrite_serde_message(message),
        )
    })
}

/// The range from the text that the message quotes to the end of its line: serde often knows only the start of the
/// mapping.
fn locate_serde_error(source: &Arc<SourceFile>, at: usize, message: &str) -> Place {
    let rest = source.text.get(at..).unwrap_or_default();
    let quoted = message.split('`').nth(1);
    let further = quoted.and_then(|quoted| rest.find(quoted)).unwrap_or(0);
    let line = rest[further..].lines().next().map_or(0, str::len);
    Place::new(source, at + further..at + further + line)
}
