//! Which entities are meant: filters as Backstage has them, case set aside. The same filter twice means either;
//! different filters must all fit.

use std::collections::BTreeSet;

use super::resolve::resolve_entities;
use crate::catalog::{Catalog, Entity, RELATIONS, builtin_kind_names, is_builtin_kind};
use crate::error::{Error, Result};
use crate::printable::escape_and_truncate;
use crate::similar_names::{find_similar_names, format_did_you_mean, suggest_names};

/// Filters as they were typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct EntityFilter<'a> {
    /// Kinds.
    pub kinds: &'a [String],
    /// Values of `spec.type`.
    pub types: &'a [String],
    /// Groups and users, as names or refs.
    pub owners: &'a [String],
    /// Whether the teams below those groups count as they do.
    pub include_child_teams: bool,
    /// Values of `spec.lifecycle`.
    pub lifecycles: &'a [String],
    /// Tags.
    pub tags: &'a [String],
    /// `key` or `key=value`.
    pub annotations: &'a [String],
    /// `type=ref`, such as `dependsOn=resource:orders-db`.
    pub relations: &'a [String],
}

/// Filters that make sense for one catalog.
pub struct ResolvedEntityFilter<'a> {
    wanted: EntityFilter<'a>,
    owners: BTreeSet<usize>,
    relations: Vec<(&'static str, BTreeSet<usize>)>,
}

impl<'a> ResolvedEntityFilter<'a> {
    /// Resolves `wanted` in `catalog`.
    ///
    /// # Errors
    /// Usage (2) for a kind or a relation that there is none of; not found (3) for an owner or the other side of a
    /// relation that the catalog does not have: nothing could fit, and a slip of the fingers is the likely reason.
    pub fn resolve(
        catalog: &Catalog,
        wanted: EntityFilter<'a>,
    ) -> Result<ResolvedEntityFilter<'a>> {
        for kind in wanted.kinds {
            validate_entity_kind(catalog, kind)?;
        }
        let mut owners = BTreeSet::new();
        for owner in wanted.owners {
            let found = resolve_entities(catalog, owner)?;
            let owning = found
                .into_iter()
                .filter(|entity| entity.is_of_kind("group") || entity.is_of_kind("user"));
            let before = owners.len();
            for owner in owning {
                owners.extend(catalog.find_entity_index(owner.entity_ref()));
                let below = wanted
                    .include_child_teams
                    .then(|| catalog.descendant_groups(owner));
                let below = below.into_iter().flatten();
                owners
                    .extend(below.filter_map(|team| catalog.find_entity_index(team.entity_ref())));
            }
            if owners.len() == before {
                let message = format!(
                    "`{}` is neither a group nor a user",
                    escape_and_truncate(owner)
                );
                return Err(Error::usage(message));
            }
        }
        let relations = wanted
            .relations
            .iter()
            .map(|text| resolve_relation_filter(catalog, text));
        Ok(ResolvedEntityFilter {
            wanted,
            owners,
            relations: relations.collect::<Result<_>>()?,
        })
    }

    /// Every entity of `catalog` that fits.
    pub fn select_entities<'c>(&self, catalog: &'c Catalog) -> Vec<&'c Entity> {
        let numbered = catalog.entities.iter().enumerate();
        let fitting = numbered.filter(|(number, entity)| self.matches(catalog, *number, entity));
        fitting.map(|(_, entity)| entity).collect()
    }

    fn matches(&self, catalog: &Catalog, number: usize, entity: &Entity) -> bool {
        let EntityFilter {
            kinds,
            types,
            lifecycles,
            tags,
            annotations,
            ..
        } = self.wanted;
        let same = |wanted: &[String], value: Option<&str>| {
            wanted.is_empty() || value.is_some_and(|value| equals_any_ignoring_case(wanted, value))
        };
        same(kinds, Some(entity.kind()))
            && same(types, entity.type_().map(|type_| type_.text))
            && same(
                lifecycles,
                entity.lifecycle().map(|lifecycle| lifecycle.text),
            )
            && (tags.is_empty() || entity.tags().any(|tag| equals_any_ignoring_case(tags, tag)))
            && (annotations.is_empty()
                || annotations
                    .iter()
                    .any(|wanted| has_annotation(entity, wanted)))
            && (self.owners.is_empty()
                || has_relation_to_any(catalog, number, "ownedBy", &self.owners))
            && self.matches_relations(catalog, number)
    }

    /// Of several filters by the same relation one must fit.
    fn matches_relations(&self, catalog: &Catalog, number: usize) -> bool {
        self.relations.iter().all(|(relation, _)| {
            let same = self.relations.iter().filter(|(other, _)| other == relation);
            same.into_iter()
                .any(|(relation, others)| has_relation_to_any(catalog, number, relation, others))
        })
    }
}

fn equals_any_ignoring_case(wanted: &[String], value: &str) -> bool {
    wanted
        .iter()
        .any(|wanted| wanted.eq_ignore_ascii_case(value))
}

fn has_annotation(entity: &Entity, wanted: &str) -> bool {
    let (key, value) = match wanted.split_once('=') {
        Some((key, value)) => (key, Some(value)),
        None => (wanted, None),
    };
    entity.annotations().any(|annotation| {
        let same = |value: &str| annotation.value.text.eq_ignore_ascii_case(value);
        annotation.key.eq_ignore_ascii_case(key) && value.is_none_or(same)
    })
}

/// Whether the entity of this number has the relation to one of `others`, whoever of them says so.
fn has_relation_to_any(
    catalog: &Catalog,
    number: usize,
    relation: &str,
    others: &BTreeSet<usize>,
) -> bool {
    let is = |name: &str| name == relation;
    let own = catalog.outgoing_references(number).any(|(field, target)| {
        is(field.relation) && target.is_some_and(|target| others.contains(&target))
    });
    own || catalog
        .incoming_references(number)
        .any(|(source, field)| is(field.reverse) && others.contains(&source))
}

fn validate_entity_kind(catalog: &Catalog, kind: &str) -> Result<()> {
    if is_builtin_kind(kind) || catalog.entities_of_kind(kind).next().is_some() {
        return Ok(());
    }
    let near = suggest_names(kind, builtin_kind_names());
    let message = format!("no kind is called `{}`", escape_and_truncate(kind));
    Err(Error::usage(message).with_optional_hint(format_did_you_mean(&near)))
}

fn resolve_relation_filter(
    catalog: &Catalog,
    text: &str,
) -> Result<(&'static str, BTreeSet<usize>)> {
    let Some((name, other)) = text.split_once('=') else {
        let message = format!("`{}` is no relation", escape_and_truncate(text));
        return Err(Error::usage(message).with_hint("write it as dependsOn=resource:orders-db"));
    };
    let name = parse_relation_name(name)?;
    let others = resolve_entities(catalog, other)?;
    let numbers = others
        .into_iter()
        .filter_map(|entity| catalog.find_entity_index(entity.entity_ref()));
    Ok((name, numbers.collect()))
}

/// The relation that `text` names, in whatever case.
///
/// # Errors
/// Usage (2) with the nearest one, and all there are.
pub fn parse_relation_name(text: &str) -> Result<&'static str> {
    let known = RELATIONS
        .iter()
        .find(|known| known.eq_ignore_ascii_case(text));
    known.copied().ok_or_else(|| {
        let near = find_similar_names(text, RELATIONS.iter().copied());
        Error::usage(format!(
            "no relation is called `{}`",
            escape_and_truncate(text)
        ))
        .with_optional_hint(format_did_you_mean(&near))
        .with_hint(format!("there are {}", RELATIONS.join(", ")))
    })
}
