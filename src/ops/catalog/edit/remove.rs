//! Removes entities, unless a remaining entity refers to them.

use std::collections::BTreeSet;

use super::file_drafts::FileDrafts;
use super::set::resolve_distinct_entities;
use crate::catalog::{Catalog, Entity, EntityRef, EntityRefBuf, Field, RefField};
use crate::error::{Error, Result};
use crate::printable::Printable;

/// How many of the remaining references are listed.
const MAX_LISTED_REFERENCES: usize = 10;
/// For how many fields the command that changes them is shown.
const MAX_LISTED_COMMANDS: usize = 3;

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
    let mut remaining = Vec::new();
    for entity in &entities {
        let number = catalog.find_entity_index(entity.entity_ref());
        let by = number
            .into_iter()
            .flat_map(|number| catalog.incoming_references(number));
        remaining.extend(
            by.filter(|(source, _)| !goes(*source))
                .map(|(source, field)| RemainingReference {
                    source: &catalog.entities[source],
                    field,
                    target: entity.entity_ref(),
                }),
        );
    }
    if !remaining.is_empty() {
        return Err(still_referenced_error(&remaining));
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

/// A reference of an entity that stays to one that is removed.
struct RemainingReference<'c> {
    source: &'c Entity,
    field: &'static RefField,
    target: EntityRef<'c>,
}

impl RemainingReference<'_> {
    /// Who refers to it, in which field, and where.
    fn describe(&self) -> String {
        let mut references = self.source.references();
        let reference =
            references.find(|one| one.field.path == self.field.path && one.target == self.target);
        let place = reference.map_or_else(|| self.source.name_place(), |one| one.place());
        format!(
            "{} refers to it in `{}`, {place}",
            Printable(&self.source.entity_ref().to_string()),
            self.field.path
        )
    }

    /// The command that changes this field of every entity that refers to the same one.
    fn format_change_command(&self) -> Option<String> {
        let field = Field::parse(self.field.path).ok()?;
        let (name, target) = (field.shortest_spelling(), self.target.to_string());
        let change = if field.is_list_of(self.source) {
            format!("{name}-={target}")
        } else {
            format!("{name}=<NEW>")
        };
        Some(format!(
            "idp catalog set --where {name}={} {}",
            Printable(&target),
            Printable(&change)
        ))
    }
}

fn still_referenced_error(remaining: &[RemainingReference<'_>]) -> Error {
    let message = match remaining.len() {
        1 => "1 reference still points to it".to_owned(),
        count => format!("{count} references still point to it"),
    };
    let described = remaining.iter().map(RemainingReference::describe);
    let described: BTreeSet<String> = described.collect();
    let more = described.len().saturating_sub(MAX_LISTED_REFERENCES);
    let more = (more > 0).then(|| format!("and {more} more"));
    let commands = remaining.iter();
    let commands = commands.filter_map(RemainingReference::format_change_command);
    let commands: BTreeSet<String> = commands.collect();
    Error::conflict(message)
        .with_hints(described.into_iter().take(MAX_LISTED_REFERENCES))
        .with_optional_hint(more)
        .with_hints(commands.into_iter().take(MAX_LISTED_COMMANDS))
}
