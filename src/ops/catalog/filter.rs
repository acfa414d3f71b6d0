//! Filters for entities, like those of Backstage, ignoring case. Repeating a filter means OR; different filters must all match.

use std::collections::BTreeSet;

use super::resolve::resolve_entities;
use crate::catalog::{Catalog, Entity, RELATIONS, is_builtin_kind, unknown_kind_error};
use crate::error::{Error, Result};
use crate::printable::{Printable, escape_and_truncate};
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
    /// Whether to include the child teams of those groups.
    pub include_child_teams: bool,
    /// Systems, as names or refs.
    pub systems: &'a [String],
    /// Values of `spec.lifecycle`.
    pub lifecycles: &'a [String],
    /// Tags.
    pub tags: &'a [String],
    /// `key` or `key=value`.
    pub annotations: &'a [String],
    /// `type=ref`, such as `dependsOn=resource:orders-db`.
    pub relations: &'a [String],
}

/// Filters that were resolved in one catalog.
pub struct ResolvedEntityFilter<'a> {
    wanted: EntityFilter<'a>,
    owners: BTreeSet<usize>,
    relations: Vec<(&'static str, BTreeSet<usize>)>,
}

impl<'a> ResolvedEntityFilter<'a> {
    /// Resolves `wanted` in `catalog`.
    ///
    /// # Errors
    /// Usage (2) for an unknown kind or relation; not found (3) if the owner or the target of a relation is not in the catalog:
    /// nothing could match, and a typo is the likely reason.
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
            let mut is_owner = false;
            for owner in owning {
                is_owner = true;
                owners.extend(catalog.find_entity_index(owner.entity_ref()));
                let below = wanted
                    .include_child_teams
                    .then(|| catalog.descendant_groups(owner));
                let below = below.into_iter().flatten();
                owners
                    .extend(below.filter_map(|team| catalog.find_entity_index(team.entity_ref())));
            }
            if !is_owner {
                let message = format!(
                    "`{}` is neither a group nor a user",
                    escape_and_truncate(owner)
                );
                return Err(Error::usage(message));
            }
        }
        let relations = wanted.relations.iter();
        let relations = relations.map(|text| resolve_relation_filter(catalog, text));
        let systems = wanted.systems.iter();
        let systems = systems.map(|text| resolve_system_filter(catalog, text));
        let relations = relations.chain(systems);
        Ok(ResolvedEntityFilter {
            wanted,
            owners,
            relations: relations.collect::<Result<_>>()?,
        })
    }

    /// Every entity of `catalog` that matches.
    pub fn select_entities<'c>(&self, catalog: &'c Catalog) -> Vec<&'c Entity> {
        let numbered = catalog.entities.iter().enumerate();
        let fitting = numbered.filter(|(number, entity)| self.matches(catalog, *number, entity));
        fitting.map(|(_, entity)| entity).collect()
    }

    /// Why nothing matches: for each value that no entity of `catalog` has, what it has instead.
    pub fn explain_unused_values(&self, catalog: &Catalog) -> Vec<String> {
        let types = distinct_values(catalog, |entity| entity.type_().map(|type_| type_.text));
        let lifecycles = distinct_values(catalog, |entity| {
            entity.lifecycle().map(|lifecycle| lifecycle.text)
        });
        let tags = distinct_values(catalog, Entity::tags);
        let wanted = &self.wanted;
        [
            ("type", wanted.types, types),
            ("lifecycle", wanted.lifecycles, lifecycles),
            ("tag", wanted.tags, tags),
        ]
        .into_iter()
        .flat_map(|(field, wanted, used)| {
            let is_unused =
                |value: &&String| !used.iter().any(|one| one.eq_ignore_ascii_case(value));
            let unused = wanted.iter().filter(is_unused);
            let explained = unused.map(|value| explain_unused_value(field, value, &used));
            explained.collect::<Vec<_>>()
        })
        .collect()
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
                    .any(|wanted| matches_annotation_filter(entity, wanted)))
            && (self.owners.is_empty()
                || has_relation_to_any(catalog, number, "ownedBy", &self.owners))
            && self.matches_relations(catalog, number)
    }

    /// Of several filters for the same relation, one must match.
    fn matches_relations(&self, catalog: &Catalog, number: usize) -> bool {
        self.relations.iter().all(|(relation, _)| {
            let same = self.relations.iter().filter(|(other, _)| other == relation);
            same.into_iter()
                .any(|(relation, others)| has_relation_to_any(catalog, number, relation, others))
        })
    }
}

/// The values that `values` finds in the entities of `catalog`.
fn distinct_values<'c, I: IntoIterator<Item = &'c str>>(
    catalog: &'c Catalog,
    values: impl Fn(&'c Entity) -> I,
) -> BTreeSet<&'c str> {
    catalog.entities.iter().flat_map(values).collect()
}

/// The most values to list if none is similar.
const MAX_LISTED_VALUES: usize = 8;

/// ``no entity has the type `servce`; did you mean `service`?``
pub(super) fn explain_unused_value(field: &str, value: &str, used: &BTreeSet<&str>) -> String {
    let suggestion = suggest_used_value(value, used);
    let suggestion = suggestion.map_or_else(String::new, |text| format!("; {text}"));
    format!(
        "no entity has the {field} `{}`{suggestion}",
        escape_and_truncate(value)
    )
}

/// Similar values among those that are used, or the first of them.
pub(super) fn suggest_used_value(value: &str, used: &BTreeSet<&str>) -> Option<String> {
    let near = suggest_names(value, used.iter().copied());
    let listed = || {
        let shown: Vec<&str> = used.iter().copied().take(MAX_LISTED_VALUES).collect();
        let rest = if used.len() > shown.len() {
            ", …"
        } else {
            ""
        };
        format!("this catalog has {}{rest}", Printable(&shown.join(", ")))
    };
    format_did_you_mean(&near).or_else(|| (!used.is_empty()).then(listed))
}

fn equals_any_ignoring_case(wanted: &[String], value: &str) -> bool {
    wanted
        .iter()
        .any(|wanted| wanted.eq_ignore_ascii_case(value))
}

fn matches_annotation_filter(entity: &Entity, wanted: &str) -> bool {
    let (key, value) = match wanted.split_once('=') {
        Some((key, value)) => (key, Some(value)),
        None => (wanted, None),
    };
    entity.annotations().any(|annotation| {
        let same = |value: &str| annotation.value.text.eq_ignore_ascii_case(value);
        annotation.key.eq_ignore_ascii_case(key) && value.is_none_or(same)
    })
}

/// Whether the entity with this index has the relation to one of `others`, no matter which side declares it.
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
    Err(unknown_kind_error(kind))
}

fn resolve_relation_filter(
    catalog: &Catalog,
    text: &str,
) -> Result<(&'static str, BTreeSet<usize>)> {
    let Some((name, other)) = text.split_once('=') else {
        let message = format!("invalid relation `{}`", escape_and_truncate(text));
        return Err(Error::usage(message)
            .with_hint("use RELATION=REF, for example dependsOn=resource:orders-db"));
    };
    let name = parse_relation_name(name)?;
    let others = resolve_entities(catalog, other)?;
    let numbers = others
        .into_iter()
        .filter_map(|entity| catalog.find_entity_index(entity.entity_ref()));
    Ok((name, numbers.collect()))
}

/// Everything that is part of a system.
fn resolve_system_filter(catalog: &Catalog, text: &str) -> Result<(&'static str, BTreeSet<usize>)> {
    let named = if text.contains(':') {
        text.to_owned()
    } else {
        format!("system:{text}")
    };
    resolve_relation_filter(catalog, &format!("partOf={named}"))
}

/// Parses the name of a relation, ignoring case.
///
/// # Errors
/// Usage (2), with similar names and the list of all relations.
pub fn parse_relation_name(text: &str) -> Result<&'static str> {
    let known = RELATIONS
        .iter()
        .find(|known| known.eq_ignore_ascii_case(text));
    known.copied().ok_or_else(|| {
        let near = find_similar_names(text, RELATIONS.iter().copied());
        Error::usage(format!("unknown relation `{}`", escape_and_truncate(text)))
            .with_optional_hint(format_did_you_mean(&near))
            .with_hint(format!("use one of: {}", RELATIONS.join(", ")))
    })
}
