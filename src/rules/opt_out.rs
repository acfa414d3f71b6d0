//! Opt-outs as entities record them: `idp.dev/opt-out.<feature>: "until <date>: <reason>"`.

use jiff::civil::Date;

use super::context::RuleContext;
use crate::catalog::{Entity, EntityValue};

const PREFIX: &str = "idp.dev/opt-out.";
/// A shorter reason is a shrug.
const SHORTEST_REASON: usize = 10;

/// A feature that an entity leaves out.
pub(super) struct EntityOptOut<'c> {
    /// Such as `alerts`.
    pub(super) feature: &'c str,
    /// The record.
    pub(super) value: EntityValue<'c>,
    /// The day it ends; `None` where the record does not say when, or not why.
    pub(super) until: Option<Date>,
}

/// Every opt-out of every entity.
pub(super) fn collect_opt_outs<'c>(
    scope: &RuleContext<'c>,
) -> impl Iterator<Item = (&'c Entity, EntityOptOut<'c>)> + use<'c> {
    let catalog = scope.catalog;
    let annotations = catalog.entities.iter().flat_map(|entity| {
        let annotations = entity.annotations();
        annotations.map(move |annotation| (entity, annotation))
    });
    annotations.filter_map(|(entity, annotation)| {
        let opt_out = EntityOptOut {
            feature: annotation.key.strip_prefix(PREFIX)?,
            value: annotation.value,
            until: parse_end_date(annotation.value.text),
        };
        Some((entity, opt_out))
    })
}

fn parse_end_date(record: &str) -> Option<Date> {
    let (until, reason) = record.strip_prefix("until ")?.split_once(": ")?;
    let said = reason.trim().chars().count() >= SHORTEST_REASON;
    until.parse().ok().filter(|_| said)
}
