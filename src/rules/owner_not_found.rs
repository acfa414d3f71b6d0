//! `owner-not-found`: an owner that isn't in the catalog.

use super::context::{EntityRefEdge, RuleContext};
use super::missing_ref::{
    DanglingEntityRef, build_catalog_wide_note, is_valid_entity_ref,
    partition_dangling_refs_by_known_kind,
};
use super::settings::RuleSettings;
use crate::count::CountedNoun;
use crate::diagnostic::Diagnostic;

const RULE_CODE: &str = "owner-not-found";

const MOST_OWNERS_MISSING_MESSAGE: &str =
    "most owners are not in the catalog, so missing owners aren't reported one by one";

/// From this number on, missing owners are unlikely to be typos.
const MIN_MISSING_OWNERS: usize = 3;
/// If fewer than one in this many owners exists, the teams come from elsewhere: an org provider, or another repository.
/// Measured on public catalogs, which contain either all of their teams or almost none.
const FOUND_OWNERS_DIVISOR: usize = 10;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let owners = scope
        .dangling_entity_refs()
        .filter(|(edge, _)| edge.is_owner());
    // `owner-wrong-kind` reports an owner of the wrong kind, whether it exists or not.
    let fitting = owners.filter(|(_, reference)| reference.has_allowed_kind());
    let (missing, mut findings) = partition_dangling_refs_by_known_kind(scope, RULE_CODE, fitting);
    // Typos and invalid names are errors even if the teams come from elsewhere.
    let (strangers, mistakes): (Vec<_>, Vec<_>) = missing
        .iter()
        .partition(|missing| has_no_similar_owner(scope, missing));
    let found = scope
        .reference_edges()
        .filter(|edge| is_resolved_owner(scope, edge))
        .count();
    let all = found + missing.len();
    let elsewhere = !scope.settings.report_every_owner
        && strangers.len() >= MIN_MISSING_OWNERS
        && found * FOUND_OWNERS_DIVISOR < all;
    let single = mistakes
        .iter()
        .chain(strangers.iter().filter(|_| !elsewhere));
    findings.extend(single.map(|missing| build_owner_not_found_finding(scope, missing)));
    if elsewhere {
        let help = format!(
            "{} of {} not found; if teams are defined elsewhere, add them to `external.refs` in idp.yaml, such as \"group:*/*\"",
            missing.len(),
            CountedNoun(all, "owner"),
        );
        findings
            .push(build_catalog_wide_note(RULE_CODE, MOST_OWNERS_MISSING_MESSAGE).with_help(help));
    }
    findings
}

impl RuleSettings {
    /// The same settings for checking a change to a catalog for which the rules reported `found`.
    #[must_use]
    pub fn with_owner_reporting_from_findings(self, found: &[Diagnostic]) -> RuleSettings {
        RuleSettings {
            report_every_owner: !found.iter().any(is_missing_owners_summary),
            ..self
        }
    }
}

/// Whether `finding` summarises all missing owners.
pub fn is_missing_owners_summary(finding: &Diagnostic) -> bool {
    finding.code == RULE_CODE && finding.message == MOST_OWNERS_MISSING_MESSAGE
}

fn has_no_similar_owner(scope: &RuleContext<'_>, missing: &DanglingEntityRef<'_>) -> bool {
    let target = missing.reference.target;
    is_valid_entity_ref(target)
        && scope.names.suggest_entity_refs(target).is_empty()
        && missing.find_namesake_of_other_kind(scope).is_none()
}

/// Whether the edge names an owner that Backstage accepts.
fn is_resolved_owner(scope: &RuleContext<'_>, edge: &EntityRefEdge<'_>) -> bool {
    let target = edge.target.map(|target| &scope.catalog.entities[target]);
    edge.is_owner() && target.is_some_and(|target| !target.is_rejected_by_backstage())
}

fn build_owner_not_found_finding(
    scope: &RuleContext<'_>,
    missing: &DanglingEntityRef<'_>,
) -> Diagnostic {
    let finding = missing.build_finding(scope, RULE_CODE);
    if is_valid_entity_ref(missing.reference.target) {
        return finding;
    }
    let label = "use a group or a user, such as group:default/payments or user:default/jane";
    finding.with_label(Some(label.to_owned()))
}
