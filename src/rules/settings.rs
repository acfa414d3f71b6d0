//! The organisation's catalog settings in `idp.yaml`: everything that a check depends on except the catalog itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::GlobSet;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Rule, RuleLevel};
use crate::catalog::{Catalog, EntityRef};
use crate::diagnostic::{RuleTier, Severity};

/// The lifecycles and types that an organisation uses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Taxonomy {
    /// The allowed values of `spec.lifecycle`. Default: `experimental`, `production` and `deprecated`.
    pub lifecycles: Option<Vec<String>>,
    /// The allowed values of `spec.type`, by kind. A kind that isn't listed allows any type.
    pub types: BTreeMap<String, Vec<String>>,
}

impl Taxonomy {
    /// The allowed lifecycles.
    pub fn lifecycles(&self) -> Vec<&str> {
        match &self.lifecycles {
            Some(settled) => settled.iter().map(String::as_str).collect(),
            None => DEFAULT_LIFECYCLES.to_vec(),
        }
    }
}

/// The settings of a check.
#[derive(Debug)]
pub struct RuleSettings {
    /// The configured levels by code; other rules have their default level.
    pub levels: BTreeMap<&'static str, RuleLevel>,
    /// The allowed lifecycles and types.
    pub taxonomy: Taxonomy,
    /// Refs to entities that are defined elsewhere; see [`EntityRefPattern`](super::EntityRefPattern).
    pub external_refs: GlobSet,
    /// Entities that are defined elsewhere.
    pub external_catalog: Catalog,
    /// The whole catalog, if only some of its files are checked: they may refer to its other entities.
    pub whole_catalog: Option<Arc<Catalog>>,
    /// The kinds that the organisation's Backstage allows in its `catalog.rules`. Default: all.
    pub allowed_kinds: Option<Vec<String>>,
    /// The current date, which decides whether an opt-out has expired.
    pub today: Date,
    /// Whether to treat warnings as errors.
    pub strict: bool,
    /// The tiers to check; all when empty.
    pub tiers: Vec<RuleTier>,
    /// Whether to report missing owners one by one even if most are missing, because before a change they weren't.
    pub report_every_owner: bool,
}

const DEFAULT_LIFECYCLES: [&str; 3] = ["experimental", "production", "deprecated"];

impl RuleSettings {
    /// The default settings.
    pub fn new(today: Date) -> RuleSettings {
        RuleSettings {
            levels: BTreeMap::new(),
            taxonomy: Taxonomy::default(),
            external_refs: GlobSet::empty(),
            external_catalog: Catalog::default(),
            whole_catalog: None,
            allowed_kinds: None,
            today,
            strict: false,
            tiers: Vec::new(),
            report_every_owner: false,
        }
    }

    /// The severity of `rule`; `None` if it isn't checked.
    pub(super) fn severity_of_rule(&self, rule: &Rule) -> Option<Severity> {
        if !self.tiers.is_empty() && !self.tiers.contains(&rule.tier) {
            return None;
        }
        let level = self.levels.get(rule.code).copied().unwrap_or(rule.level);
        let severity = level.severity()?;
        Some(match (severity, self.strict) {
            (Severity::Warning, true) => Severity::Error,
            (severity, _) => severity,
        })
    }

    /// Whether a ref that isn't in the catalog is defined elsewhere.
    pub(super) fn is_external_entity_ref(&self, reference: EntityRef<'_>) -> bool {
        let listed =
            || !self.external_refs.is_empty() && self.external_refs.is_match(reference.to_string());
        let whole = self.whole_catalog.iter().map(Arc::as_ref);
        let mut others = whole.chain([&self.external_catalog]);
        listed() || others.any(|catalog| catalog.find_entity_index(reference).is_some())
    }

    /// The allowed lifecycles.
    pub(super) fn lifecycles(&self) -> Vec<&str> {
        self.taxonomy.lifecycles()
    }

    /// The allowed types of a kind, if configured.
    pub(super) fn allowed_types_for_kind(&self, kind: &str) -> Option<&[String]> {
        let mut settled = self.taxonomy.types.iter();
        let (_, types) = settled.find(|(known, _)| known.eq_ignore_ascii_case(kind))?;
        Some(types)
    }
}
