//! The input of a rule: the catalog, the organisation's settings, and names to suggest.

use super::RuleSettings;
use super::name_index::EntityNameIndex;
use crate::catalog::{Catalog, Entity, RefField, Reference};
use crate::source::Place;

/// The context of one check.
pub(super) struct RuleContext<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) settings: &'c RuleSettings,
    pub(super) names: EntityNameIndex<'c>,
}

/// A reference: its source, its field and its target.
#[derive(Clone, Copy)]
pub(super) struct EntityRefEdge<'c> {
    pub(super) entity: &'c Entity,
    /// The index of that entity.
    pub(super) source: usize,
    pub(super) field: &'static RefField,
    /// The index of the target, if it is in the catalog.
    pub(super) target: Option<usize>,
    /// The index of the reference within its entity.
    index: usize,
}

impl<'c> EntityRefEdge<'c> {
    /// The reference itself.
    pub(super) fn reference(&self) -> Option<Reference<'c>> {
        self.entity.nth_reference(self.index)
    }

    /// Whether the field is `spec.owner`.
    pub(super) fn is_owner(&self) -> bool {
        self.field.path == "spec.owner"
    }
}

impl<'c> RuleContext<'c> {
    pub(super) fn new(catalog: &'c Catalog, settings: &'c RuleSettings) -> Self {
        RuleContext {
            catalog,
            settings,
            names: EntityNameIndex::new(catalog, settings.whole_catalog.as_deref()),
        }
    }

    /// Every entity.
    pub(super) fn catalog_entities(&self) -> impl Iterator<Item = &'c Entity> {
        self.catalog.entities.iter()
    }

    /// The entities of a kind, with their indexes.
    pub(super) fn entities_of_kind(
        &self,
        kind: &'static str,
    ) -> impl Iterator<Item = (usize, &'c Entity)> {
        let entities = self.catalog.entities.iter().enumerate();
        entities.filter(move |(_, entity)| entity.is_of_kind(kind))
    }

    /// Every reference of every entity.
    pub(super) fn reference_edges(&self) -> impl Iterator<Item = EntityRefEdge<'c>> {
        let catalog = self.catalog;
        (0..catalog.entities.len()).flat_map(move |number| {
            let entity = &catalog.entities[number];
            let edges = catalog.outgoing_references(number).enumerate();
            edges.map(move |(index, (field, target))| EntityRefEdge {
                entity,
                source: number,
                field,
                target,
                index,
            })
        })
    }

    /// The reference from one entity to another in the field `path`.
    pub(super) fn find_reference_place(&self, from: usize, path: &str, to: usize) -> Option<Place> {
        let mut edges = self.catalog.outgoing_references(from);
        let index = edges.position(|(field, target)| field.path == path && target == Some(to))?;
        Some(self.catalog.entities[from].nth_reference(index)?.place())
    }

    /// Every reference to an entity that isn't in the catalog.
    pub(super) fn dangling_entity_refs(
        &self,
    ) -> impl Iterator<Item = (EntityRefEdge<'c>, Reference<'c>)> {
        let dangling = self.reference_edges().filter(|edge| edge.target.is_none());
        dangling.filter_map(|edge| Some((edge, edge.reference()?)))
    }

    /// The entities that entity `number` names in the field `path`.
    pub(super) fn find_targets_of_reference_field(
        &self,
        number: usize,
        path: &'static str,
    ) -> impl Iterator<Item = usize> {
        let edges = self.catalog.outgoing_references(number);
        edges.filter_map(move |(field, target)| target.filter(|_| field.path == path))
    }

    /// The entities that name entity `number` in the field `path`.
    pub(super) fn find_reference_sources(
        &self,
        number: usize,
        path: &'static str,
    ) -> impl Iterator<Item = usize> {
        let sources = self.catalog.incoming_references(number);
        sources
            .filter(move |(_, field)| field.path == path)
            .map(|(source, _)| source)
    }
}
