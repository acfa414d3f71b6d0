//! Removes entities, unless a remaining entity refers to them.

use super::file_drafts::FileDrafts;
use super::set::resolve_distinct_entities;
use crate::catalog::{Catalog, EntityRefBuf};
use crate::error::{Error, Result};
use crate::printable::Printable;

/// How many of the remaining references are listed.
const MAX_LISTED_REFERENCES: usize = 10;

pub(super) fn draft_entity_removal(
    catalog: &Catalog,
    what: &[String],
    drafts: &mut FileDrafts,
) -> Result<Vec<EntityRefBuf>> {
    let entities = resolve_distinct_entities(catalog, what)?;
    let goes = |number: usize| {
        let reference = catalog.entities[number].entity_ref();
        entities
            .iter()
            .any(|entity| entity.entity_ref() == reference)
    };
    let mut naming = Vec::new();
    for entity in &entities {
        let number = catalog.find_entity_index(entity.entity_ref());
        let by = number
            .into_iter()
            .flat_map(|number| catalog.incoming_references(number));
        for (source, field) in by.filter(|(source, _)| !goes(*source)) {
            let other = &catalog.entities[source];
            let full = other.entity_ref().to_string();
            naming.push(format!(
                "{} refers to it in `{}`, {}",
                Printable(&full),
                field.path,
                other.name_place()
            ));
        }
    }
    if !naming.is_empty() {
        return Err(still_referenced_error(naming));
    }
    for entity in &entities {
        drafts
            .get_or_insert_draft_for_entity(entity)
            .remove_entity(entity);
    }
    Ok(entities
        .iter()
        .map(|entity| entity.entity_ref().to_owned_ref())
        .collect())
}

fn still_referenced_error(mut naming: Vec<String>) -> Error {
    let count = naming.len();
    naming.sort();
    naming.dedup();
    let message = match count {
        1 => "1 reference still points to it".to_owned(),
        count => format!("{count} references still point to it"),
    };
    let more = naming.len().saturating_sub(MAX_LISTED_REFERENCES);
    let mut error = Error::conflict(message);
    for line in naming.into_iter().take(MAX_LISTED_REFERENCES) {
        error = error.with_hint(line);
    }
    match more {
        0 => error,
        more => error.with_hint(format!("and {more} more")),
    }
}
