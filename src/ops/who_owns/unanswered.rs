//! Errors for questions without an answer.

use super::{OwnershipAnswer, OwnershipHit};
use crate::catalog::OwnerSource;
use crate::error::Error;
use crate::ops::catalog::format_unknown_name_hint;
use crate::printable::{Printable, escape_and_truncate};

/// The error if handles can't be resolved, or resolve to something without an owner.
pub(super) fn unanswered_ownership_handles_error(answers: &[OwnershipAnswer<'_>]) -> Option<Error> {
    let unknown: Vec<&OwnershipAnswer<'_>> = answers
        .iter()
        .filter(|answer| answer.hits.is_empty())
        .collect();
    if let Some(first) = unknown.first() {
        let near: Vec<&str> = first.suggestions.iter().map(String::as_str).collect();
        let hint = format_unknown_name_hint(&first.query, &near);
        if let [only] = unknown.as_slice() {
            return Some(Error::entity_not_found(only.missing.as_str()).with_hint(hint));
        }
        let names: Vec<String> = unknown
            .iter()
            .map(|answer| format!("`{}`", escape_and_truncate(&answer.query)))
            .collect();
        return Some(
            Error::entity_not_found(format!("not found: {}", names.join(", "))).with_hint(hint),
        );
    }
    let unowned = answers.iter().find(|answer| {
        let mut hits = answer.hits.iter();
        hits.all(|hit| hit.ownership.owner_ref.is_none())
    })?;
    let query = escape_and_truncate(&unowned.query);
    let ruling = unowned.hits.iter().find_map(|hit| {
        let place = hit.ownership.place.as_ref();
        place.filter(|_| hit.ownership.via == OwnerSource::Codeowners)
    });
    let has_no_field = |hit: &OwnershipHit<'_>| {
        let entity = hit.entity;
        entity.is_some_and(|entity| entity.is_of_kind("location"))
    };
    if unowned.hits.iter().all(has_no_field) {
        let message = format!("`{query}` is a Location, and a Location has no owner");
        return Some(Error::not_found(message));
    }
    Some(match ruling {
        Some(place) => {
            let (file, line) = (Printable(place.file_path()), place.start().line);
            Error::not_found(format!(
                "`{query}` has no owner: {file}:{line} names no owner"
            ))
        }
        None => Error::not_found(format!("`{query}` has no owner"))
            .with_hint("list entities without an owner: idp catalog unowned"),
    })
}
