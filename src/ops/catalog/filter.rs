//! Which entities are meant: filters as Backstage has them, case set aside. The same filter twice means either;
//! different filters must all fit.

use std::collections::BTreeSet;

use super::find::find;
use crate::catalog::{Catalog, Entity, RELATIONS, is_known_kind, kind_names};
use crate::error::{Error, Result};
use crate::nearest::{did_you_mean, nearest, suggestions};
use crate::printable::brief;

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
    pub below: bool,
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
pub struct Filter<'a> {
    wanted: EntityFilter<'a>,
    owners: BTreeSet<usize>,
    relations: Vec<(&'static str, BTreeSet<usize>)>,
}

impl<'a> Filter<'a> {
    /// Resolves `wanted` in `catalog`.
    ///
    /// # Errors
    /// Usage (2) for a kind or a relation that there is none of; not found (3) for an owner or the other side of a
    /// relation that the catalog does not have: nothing could fit, and a slip of the fingers is the likely reason.
    pub fn new(catalog: &Catalog, wanted: EntityFilter<'a>) -> Result<Filter<'a>> {
        for kind in wanted.kinds {
            check_kind(catalog, kind)?;
        }
        let mut owners = BTreeSet::new();
        for owner in wanted.owners {
            let found = find(catalog, owner)?;
            let owning = found
                .into_iter()
                .filter(|entity| entity.is_a("group") || entity.is_a("user"));
            let before = owners.len();
            for owner in owning {
                owners.extend(catalog.find(owner.reference()));
                let below = wanted.below.then(|| catalog.teams_below(owner));
                let below = below.into_iter().flatten();
                owners.extend(below.filter_map(|team| catalog.find(team.reference())));
            }
            if owners.len() == before {
                let message = format!("`{}` is neither a group nor a user", brief(owner));
                return Err(Error::usage(message));
            }
        }
        let relations = wanted.relations.iter().map(|text| relation(catalog, text));
        Ok(Filter {
            wanted,
            owners,
            relations: relations.collect::<Result<_>>()?,
        })
    }

    /// Every entity of `catalog` that fits.
    pub fn entities<'c>(&self, catalog: &'c Catalog) -> Vec<&'c Entity> {
        let numbered = catalog.entities.iter().enumerate();
        let fitting = numbered.filter(|(number, entity)| self.fits(catalog, *number, entity));
        fitting.map(|(_, entity)| entity).collect()
    }

    fn fits(&self, catalog: &Catalog, number: usize, entity: &Entity) -> bool {
        let EntityFilter {
            kinds,
            types,
            lifecycles,
            tags,
            annotations,
            ..
        } = self.wanted;
        let same = |wanted: &[String], value: Option<&str>| {
            wanted.is_empty() || value.is_some_and(|value| any(wanted, value))
        };
        same(kinds, Some(entity.kind()))
            && same(types, entity.type_().map(|type_| type_.text))
            && same(
                lifecycles,
                entity.lifecycle().map(|lifecycle| lifecycle.text),
            )
            && (tags.is_empty() || entity.tags().any(|tag| any(tags, tag)))
            && (annotations.is_empty()
                || annotations
                    .iter()
                    .any(|wanted| is_annotated(entity, wanted)))
            && (self.owners.is_empty() || related(catalog, number, "ownedBy", &self.owners))
            && self.relations_fit(catalog, number)
    }

    /// Of several filters by the same relation one must fit.
    fn relations_fit(&self, catalog: &Catalog, number: usize) -> bool {
        self.relations.iter().all(|(relation, _)| {
            let same = self.relations.iter().filter(|(other, _)| other == relation);
            same.into_iter()
                .any(|(relation, others)| related(catalog, number, relation, others))
        })
    }
}

fn any(wanted: &[String], value: &str) -> bool {
    wanted
        .iter()
        .any(|wanted| wanted.eq_ignore_ascii_case(value))
}

fn is_annotated(entity: &Entity, wanted: &str) -> bool {
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
fn related(catalog: &Catalog, number: usize, relation: &str, others: &BTreeSet<usize>) -> bool {
    let is = |name: &str| name == relation;
    let own = catalog.edges(number).any(|(field, target)| {
        is(field.relation) && target.is_some_and(|target| others.contains(&target))
    });
    own || catalog
        .named_by(number)
        .any(|(source, field)| is(field.reverse) && others.contains(&source))
}

fn check_kind(catalog: &Catalog, kind: &str) -> Result<()> {
    if is_known_kind(kind) || catalog.of_kind(kind).next().is_some() {
        return Ok(());
    }
    let near = suggestions(kind, kind_names());
    let message = format!("no kind is called `{}`", brief(kind));
    Err(Error::usage(message).hint_if(did_you_mean(&near)))
}

fn relation(catalog: &Catalog, text: &str) -> Result<(&'static str, BTreeSet<usize>)> {
    let Some((name, other)) = text.split_once('=') else {
        let message = format!("`{}` is no relation", brief(text));
        return Err(Error::usage(message).hint("write it as dependsOn=resource:orders-db"));
    };
    let name = relation_named(name)?;
    let others = find(catalog, other)?;
    let numbers = others
        .into_iter()
        .filter_map(|entity| catalog.find(entity.reference()));
    Ok((name, numbers.collect()))
}

/// The relation that `text` names, in whatever case.
///
/// # Errors
/// Usage (2) with the nearest one, and all there are.
pub fn relation_named(text: &str) -> Result<&'static str> {
    let known = RELATIONS
        .iter()
        .find(|known| known.eq_ignore_ascii_case(text));
    known.copied().ok_or_else(|| {
        let near = nearest(text, RELATIONS.iter().copied());
        Error::usage(format!("no relation is called `{}`", brief(text)))
            .hint_if(did_you_mean(&near))
            .hint(format!("there are {}", RELATIONS.join(", ")))
    })
}
