//! Deserializes our own small files; catalogs are parsed into trees instead.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::serde_message::{SerdeMessage, rewrite_serde_message};
use super::value_path::{extend_to_line_end, find_error_start};
use super::{parse_yaml_document, split_yaml_documents};
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
    if let Some(second) = split_yaml_documents(&source.text).get(1) {
        let message = "a second document; the file has only one".to_owned();
        let place = extend_to_line_end(&source.text, second.offset);
        return Err((Place::new(source, place), message));
    }
    let tree = match parse_yaml_document(&source.text) {
        Ok((tree, faults)) => {
            // serde would silently keep the last of two equal keys.
            if let Some(fault) = faults.into_iter().next() {
                let help = fault.help.map(|help| format!("; {help}"));
                let message = fault.message + &help.unwrap_or_default();
                return Err((Place::new(source, fault.span), message));
            }
            Ok(tree)
        }
        // serde_yaml may accept it.
        Err(fault) => Err(fault),
    };
    serde_yaml::from_str(&source.text).map_err(|error| {
        let tree = match tree {
            Ok(tree) => tree,
            Err(fault) => return (Place::new(source, fault.span), fault.message),
        };
        let at = error.location().map_or(0, |location| location.index());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        let start = find_error_start(&source.text, &tree, &SerdeMessage::parse(message), at)
            .unwrap_or_else(|| find_quoted_text(&source.text, at, message));
        (
            Place::new(source, extend_to_line_end(&source.text, start)),
            rewrite_serde_message(message),
        )
    })
}

/// The first text after `at` that the message quotes.
fn find_quoted_text(text: &str, at: usize, message: &str) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let quoted = SerdeMessage::parse(message).quoted_text();
    at + quoted.and_then(|quoted| rest.find(quoted)).unwrap_or(0)
}
