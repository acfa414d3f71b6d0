//! What an organisation settled about its catalog, in `idp.yaml`: everything a check goes by but the catalog itself.

use std::collections::BTreeMap;

use globset::GlobSet;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Rule, RuleLevel};
use crate::catalog::{Catalog, EntityRef};
use crate::diagnostic::{RuleTier, Severity};

/// The words an organisation uses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Taxonomy {
    /// The values of `spec.lifecycle`; `experimental`, `production` and `deprecated` by default.
    pub lifecycles: Option<Vec<String>>,
    /// The values of `spec.type` for a kind; any for a kind that is not said.
    pub types: BTreeMap<String, Vec<String>>,
}

impl Taxonomy {
    /// The lifecycles there are.
    pub fn lifecycles(&self) -> Vec<&str> {
        match &self.lifecycles {
            Some(settled) => settled.iter().map(String::as_str).collect(),
            None => DEFAULT_LIFECYCLES.to_vec(),
        }
    }
}

/// What checks go by.
#[derive(Debug)]
pub struct RuleSettings {
    /// How bad a breach is, by code; as its rule says where it is not said.
    pub levels: BTreeMap<&'static str, RuleLevel>,
    /// The words.
    pub taxonomy: Taxonomy,
    /// Refs that live elsewhere; see [`EntityRefPattern`](super::EntityRefPattern).
    pub external_refs: GlobSet,
    /// Entities that live elsewhere.
    pub external_catalog: Catalog,
    /// The kinds that the organisation's Backstage lets in by its `catalog.rules`. Default: all.
    pub allowed_kinds: Option<Vec<String>>,
    /// The day it is: opt-outs end.
    pub today: Date,
    /// Whether warnings are errors.
    pub strict: bool,
    /// The tiers to check; all when empty.
    pub tiers: Vec<RuleTier>,
    /// Whether missing owners are reported one by one even if most of them are missing: before a change, they weren't.
    pub report_every_owner: bool,
}

const DEFAULT_LIFECYCLES: [&str; 3] = ["experimental", "production", "deprecated"];

impl RuleSettings {
    /// What holds where nobody said anything.
    pub fn new(today: Date) -> RuleSettings {
        RuleSettings {
            levels: BTreeMap::new(),
            taxonomy: Taxonomy::default(),
            external_refs: GlobSet::empty(),
            external_catalog: Catalog::default(),
            allowed_kinds: None,
            today,
            strict: false,
            tiers: Vec::new(),
            report_every_owner: false,
        }
    }

    /// How bad a breach of `rule` is; `None` where it is not checked.
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

    /// Whether a ref that the catalog does not have lives elsewhere.
    pub(super) fn is_external_entity_ref(&self, reference: EntityRef<'_>) -> bool {
        let listed =
            || !self.external_refs.is_empty() && self.external_refs.is_match(reference.to_string());
        listed() || self.external_catalog.find_entity_index(reference).is_some()
    }

    /// The lifecycles there are.
    pub(super) fn lifecycles(&self) -> Vec<&str> {
        self.taxonomy.lifecycles()
    }

    /// The types there are of a kind, if that is settled.
    pub(super) fn allowed_types_for_kind(&self, kind: &str) -> Option<&[String]> {
        let mut settled = self.taxonomy.types.iter();
        let (_, types) = settled.find(|(known, _)| known.eq_ignore_ascii_case(kind))?;
        Some(types)
    }
}
