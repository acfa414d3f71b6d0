//! Sets fields of entities, selected by name or by their current values.

use std::collections::BTreeSet;

use super::file_drafts::FileDrafts;
use super::remaining_members::explain_remaining_members;
use crate::catalog::{Assignment, Catalog, Entity, EntityRef, EntityRefBuf, Field};
use crate::error::{Error, ErrorKind, Result};
use crate::ops::catalog::filter::{explain_unused_value, suggest_used_value};
use crate::ops::catalog::resolve::resolve_entities;
use crate::printable::{Printable, escape_and_truncate};
use crate::remedy::Remedy;

/// The fields to set, and the entities to set them on.
#[derive(Clone, Debug, Default)]
pub struct Set {
    /// Names and refs of the entities.
    pub what: Vec<String>,
    /// Conditions that must all match. Values are compared ignoring case; refs are compared as refs.
    pub wanted: Vec<(Field, String)>,
    /// The assignments to apply.
    pub values: Vec<Assignment>,
}

impl Set {
    /// Applies the assignments, and returns the refs of the entities that they change.
    pub(super) fn apply_assignments_to_drafts(
        &self,
        catalog: &Catalog,
        drafts: &mut FileDrafts,
        notes: &mut Vec<String>,
    ) -> Result<Vec<EntityRefBuf>> {
        let entities = self.select_target_entities(catalog)?;
        let mut changed = Vec::new();
        for entity in &entities {
            let draft = drafts.get_or_insert_draft_for_entity(entity);
            for assignment in &self.values {
                let applied = draft.apply_assignment(entity, assignment);
                notes.extend(applied.map_err(|error| self.add_kind_hint(error))?);
                notes.extend(explain_remaining_members(catalog, entity, assignment));
            }
            if draft.changes_entity(entity) {
                changed.push(*entity);
            }
        }
        // If nothing changes, the notes say why for each of them.
        let shown = if changed.is_empty() {
            entities
        } else {
            changed
        };
        let refs = shown.iter().map(|entity| entity.entity_ref());
        Ok(refs.map(EntityRef::to_owned_ref).collect())
    }

    /// Conditions may select entities of kinds that don't have the field.
    fn add_kind_hint(&self, error: Error) -> Error {
        let is_field_missing = self.what.is_empty() && error.kind() == ErrorKind::Usage;
        error.with_optional_hint(is_field_missing.then_some(Remedy::ChooseByKind))
    }

    /// The entities that match the conditions, out of those named or, if none are named, out of all.
    fn select_target_entities<'c>(&self, catalog: &'c Catalog) -> Result<Vec<&'c Entity>> {
        let fits = |entity: &&Entity| {
            self.wanted
                .iter()
                .all(|(field, value)| entity_field_equals(entity, field, value))
        };
        let among: Vec<&Entity> = if self.what.is_empty() {
            catalog.entities.iter().collect()
        } else {
            resolve_distinct_entities(catalog, &self.what)?
        };
        let found: Vec<&Entity> = among.into_iter().filter(fits).collect();
        if found.is_empty() {
            Err(self.no_entity_matches_error(catalog))
        } else {
            Ok(found)
        }
    }

    /// The error if the conditions match nothing, with a hint for each value that no entity of `catalog` has.
    fn no_entity_matches_error(&self, catalog: &Catalog) -> Error {
        let conditions = self.wanted.iter().map(|(field, value)| {
            let condition = format!("{}={value}", field.shortest_spelling());
            escape_and_truncate(&condition)
        });
        let conditions: Vec<String> = conditions.collect();
        let conditions = conditions.join(" and ");
        let message = match self.what.as_slice() {
            [] => format!("no entity has {conditions}"),
            [only] => format!("`{}` doesn't have {conditions}", escape_and_truncate(only)),
            _ => format!("none of these entities has {conditions}"),
        };
        let is_unused = |(field, value): &&(Field, String)| {
            let mut entities = catalog.entities.iter();
            !entities.any(|entity| entity_field_equals(entity, field, value))
        };
        let unused = self.wanted.iter().filter(is_unused);
        let unused = unused.filter(|_| self.what.is_empty());
        let hints = unused.filter_map(|(field, value)| {
            let used = collect_used_values(catalog, field);
            let used = used.iter().map(String::as_str).collect();
            if self.wanted.len() == 1 {
                return suggest_used_value(value, &used);
            }
            Some(explain_unused_value(
                &field.shortest_spelling(),
                value,
                &used,
            ))
        });
        Error::entity_not_found(message).with_hints(hints)
    }
}

/// The values of `field` in the entities of `catalog`; the names of entities if it refers to some.
fn collect_used_values(catalog: &Catalog, field: &Field) -> BTreeSet<String> {
    let path = field.to_string();
    let names = |entity: &Entity| -> Vec<String> {
        let references = entity.references();
        let references = references.filter(|reference| reference.field.path == path);
        references
            .map(|reference| reference.target.name.to_owned())
            .collect()
    };
    let values = catalog.entities.iter().flat_map(|entity| {
        let names = names(entity);
        if names.is_empty() {
            field.collect_field_values(entity)
        } else {
            names
        }
    });
    values.collect()
}

impl std::fmt::Display for Set {
    /// The assignments as text, such as `owner=team-b, members+=zoe`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, assignment) in self.values.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}", escape_and_truncate(&assignment.to_string()))?;
        }
        Ok(())
    }
}

/// Resolves each name to its entity, without duplicates.
///
/// # Errors
/// As [`resolve_entities`]; usage (2) if a name matches several entities.
pub(super) fn resolve_distinct_entities<'c>(
    catalog: &'c Catalog,
    what: &[String],
) -> Result<Vec<&'c Entity>> {
    let mut named: Vec<&Entity> = Vec::new();
    for what in what {
        let found = resolve_entities(catalog, what)?;
        match found.as_slice() {
            [only] if named.iter().any(|known| std::ptr::eq(*known, *only)) => {}
            [only] => named.push(*only),
            several => return Err(ambiguous_name_error(what, several)),
        }
    }
    Ok(named)
}

/// The error for a name that several entities share.
pub(super) fn ambiguous_name_error(what: &str, several: &[&Entity]) -> Error {
    let refs: BTreeSet<String> = several
        .iter()
        .map(|entity| entity.entity_ref().to_string())
        .collect();
    if refs.len() == 1 {
        let places = several.iter().map(|entity| entity.name_place().to_string());
        let places: Vec<String> = places.collect();
        return Error::usage(format!(
            "`{}` is defined more than once: {}",
            escape_and_truncate(what),
            Printable(&places.join(", "))
        ))
        .with_hint("keep one of them, and remove the others from their files");
    }
    let refs: Vec<String> = refs.into_iter().collect();
    Error::usage(format!(
        "`{}` matches several entities",
        escape_and_truncate(what)
    ))
    .with_hint(format!(
        "use one of: {}",
        escape_and_truncate(&refs.join(", "))
    ))
}

fn entity_field_equals(entity: &Entity, field: &Field, value: &str) -> bool {
    let path = field.to_string();
    let same = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case(value));
    let mut references = entity
        .references()
        .filter(|reference| reference.field.path == path);
    if references.any(|reference| {
        let kind = reference.field.default_kind;
        let wanted = EntityRef::parse(value, kind, entity.namespace());
        wanted.is_ok_and(|wanted| wanted == reference.target)
    }) {
        return true;
    }
    match path.as_str() {
        "kind" => same(Some(entity.kind())),
        "metadata.namespace" => same(Some(entity.namespace())),
        "metadata.title" => same(entity.title()),
        _ => field
            .collect_field_values(entity)
            .iter()
            .any(|there| same(Some(there))),
    }
}
