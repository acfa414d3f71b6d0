//! The opt-outs that entities record, for the rules about them.

use jiff::civil::Date;

use super::context::RuleContext;
use crate::catalog::{Entity, EntityText, OptOutRecord, parse_opt_out_feature};

/// A feature that an entity leaves out.
pub(super) struct EntityOptOut<'c> {
    /// Such as `alerts`.
    pub(super) feature: &'c str,
    /// The record.
    pub(super) value: EntityText<'c>,
    /// The day it ends; `None` where the record does not say when, or not why.
    pub(super) until: Option<Date>,
}

/// Every opt-out of every entity.
pub(super) fn collect_feature_opt_outs<'c>(
    scope: &RuleContext<'c>,
) -> impl Iterator<Item = (&'c Entity, EntityOptOut<'c>)> + use<'c> {
    let catalog = scope.catalog;
    let annotations = catalog.entities.iter().flat_map(|entity| {
        let annotations = entity.annotations();
        annotations.map(move |annotation| (entity, annotation))
    });
    annotations.filter_map(|(entity, annotation)| {
        let opt_out = EntityOptOut {
            feature: parse_opt_out_feature(annotation.key)?,
            value: annotation.value,
            until: OptOutRecord::parse(annotation.value.text).map(|record| record.until),
        };
        Some((entity, opt_out))
    })
}
