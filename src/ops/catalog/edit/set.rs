//! Sets fields of entities, selected by name or by their current values.

use super::file_drafts::FileDrafts;
use super::remaining_members::explain_remaining_members;
use crate::catalog::{Assignment, Catalog, Entity, EntityRef, EntityRefBuf, Field};
use crate::error::{Error, Result};
use crate::ops::catalog::resolve::resolve_entities;
use crate::printable::escape_and_truncate;

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
    pub(super) fn apply_assignments_to_drafts(
        &self,
        catalog: &Catalog,
        drafts: &mut FileDrafts,
        notes: &mut Vec<String>,
    ) -> Result<Vec<EntityRefBuf>> {
        let entities = self.select_target_entities(catalog)?;
        for entity in &entities {
            let draft = drafts.get_or_insert_draft_for_entity(entity);
            for assignment in &self.values {
                notes.extend(draft.apply_assignment(entity, assignment)?);
                notes.extend(explain_remaining_members(catalog, entity, assignment));
            }
        }
        Ok(entities
            .iter()
            .map(|entity| entity.entity_ref().to_owned_ref())
            .collect())
    }

    /// The entities that match the conditions, out of those named or, if none are named, out of all.
    fn select_target_entities<'c>(&self, catalog: &'c Catalog) -> Result<Vec<&'c Entity>> {
        let fits = |entity: &&Entity| {
            self.wanted
                .iter()
                .all(|(field, value)| entity_field_equals(entity, field, value))
        };
        if self.what.is_empty() {
            let found: Vec<&Entity> = catalog.entities.iter().filter(fits).collect();
            return if found.is_empty() {
                Err(Error::not_found("no entity has these values"))
            } else {
                Ok(found)
            };
        }
        let named = resolve_distinct_entities(catalog, &self.what)?;
        Ok(named.into_iter().filter(fits).collect())
    }
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
    let refs: Vec<String> = several
        .iter()
        .map(|entity| entity.entity_ref().to_string())
        .collect();
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
