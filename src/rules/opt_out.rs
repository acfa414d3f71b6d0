//! The opt-outs that entities record, for the rules about them.

use jiff::civil::Date;

use super::context::RuleContext;
use crate::catalog::{Entity, EntityFieldText, FeatureOptOutRecord, parse_opt_out_annotation_key};

/// A feature that an entity opts out of.
pub(super) struct EntityFeatureOptOut<'c> {
    /// The feature, such as `alerts`.
    pub(super) feature: &'c str,
    /// The value of the annotation.
    pub(super) value: EntityFieldText<'c>,
    /// The end date; `None` if the record lacks a date or a reason.
    pub(super) until: Option<Date>,
}

/// Every opt-out of every entity.
pub(super) fn collect_entity_opt_outs<'c>(
    scope: &RuleContext<'c>,
) -> impl Iterator<Item = (&'c Entity, EntityFeatureOptOut<'c>)> + use<'c> {
    let catalog = scope.catalog;
    let annotations = catalog.entities.iter().flat_map(|entity| {
        let annotations = entity.annotations();
        annotations.map(move |annotation| (entity, annotation))
    });
    annotations.filter_map(|(entity, annotation)| {
        let opt_out = EntityFeatureOptOut {
            feature: parse_opt_out_annotation_key(annotation.key)?,
            value: annotation.value,
            until: FeatureOptOutRecord::parse(annotation.value.text).map(|record| record.until),
        };
        Some((entity, opt_out))
    })
}
