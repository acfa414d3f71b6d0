//! Our own small files, straight into types; catalogs are read as trees instead.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::parse;
use crate::printable::Printable;
use crate::source::{Place, Source};

/// Reads `source` as a `T`.
///
/// # Errors
/// The place of the first fault, to the end of its line, and what is wrong there.
pub fn typed<T: DeserializeOwned>(source: &Arc<Source>) -> Result<T, (Place, String)> {
    // serde would keep the last of two equal keys without a word.
    if let Ok((_, faults)) = parse(&source.text)
        && let Some(fault) = faults.into_iter().next()
    {
        return Err((Place::new(source, fault.span), fault.message));
    }
    serde_yaml::from_str(&source.text).map_err(|error| {
        let at = error
            .location()
            .map_or(0, |location| location.index())
            .min(source.text.len());
        let line = source
            .text
            .get(at..)
            .and_then(|rest| rest.lines().next())
            .map_or(0, str::len);
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        (
            Place::new(source, at..at + line),
            Printable(message).to_string(),
        )
    })
}
