//! The rules. Each has a code, a page under `docs/rules/` and, if it needs the whole catalog, a file here. Format rules
//! are checked while a file is read, because they need its parsed tree.

mod acyclic_relation;
mod allow;
mod annotations;
mod component_cycle;
mod context;
mod cycle;
mod dangling_ref;
mod dependency_cycle;
mod domain_cycle;
mod duplicate_entity;
mod entity_finding;
mod generated_annotation;
mod group_cycle;
mod group_owns_nothing;
mod group_without_members;
mod impossible_ref;
mod invalid_email;
mod invalid_location_ref;
mod invalid_picture;
mod kind_not_allowed;
mod level;
mod lifecycle_unknown;
mod missing_ref;
mod multiple_parents;
mod name_index;
mod one_sided_relation;
mod opt_out;
mod opt_out_expired;
mod opt_out_without_reason;
mod owner_is_user;
mod owner_not_found;
mod owner_wrong_kind;
mod project_slug;
mod ref_pattern;
mod ref_wrong_kind;
mod repeated_ref;
mod rule_code;
mod self_dependency;
mod settings;
mod source_location_slash;
mod taxonomy;
mod type_unknown;
mod unknown_annotation;
mod unsafe_link;
mod without_system;
mod wrong_kind;

use rayon::prelude::*;

pub use level::RuleLevel;
pub use owner_not_found::is_missing_owners_summary;
pub use ref_pattern::EntityRefPattern;
pub use rule_code::RuleCode;
pub use settings::{RuleSettings, Taxonomy};
pub use taxonomy::merge_repeated_findings;

use crate::catalog::Catalog;
use crate::count::CountedNoun;
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS, RuleTier, Severity};
use context::RuleContext;

/// A rule.
pub struct Rule {
    /// The kebab-case name.
    pub code: &'static str,
    /// Who sets the rule.
    pub tier: RuleTier,
    /// The default level.
    pub level: RuleLevel,
    /// The documentation page: why, what fails, what passes, how to fix.
    pub page: &'static str,
    check: CheckPhase,
}

impl Rule {
    /// Whether it's a rule about the catalog; organisations can't configure the others.
    pub fn is_catalog_rule(&self) -> bool {
        !matches!(self.check, CheckPhase::OutsideCatalog)
    }

    /// The first sentence of the documentation page.
    pub fn rule_summary(&self) -> &'static str {
        let paragraph = self.page.split("\n\n").nth(1).unwrap_or_default();
        match paragraph.find(". ") {
            Some(end) => &paragraph[..=end],
            None => paragraph.trim_end(),
        }
    }
}

/// When a rule is checked.
enum CheckPhase {
    /// While a file is read.
    Reading,
    /// After all other findings are known.
    AllowComments,
    /// Outside the catalog: in `idp.yaml`, in a golden template, in a values file, or on the forge.
    OutsideCatalog,
    /// On the whole catalog.
    WholeCatalog(fn(&RuleContext<'_>) -> Vec<Diagnostic>),
}

macro_rules! rules {
    ($($code:literal $tier:ident $level:ident $check:expr;)*) => {
        &[$(Rule {
            code: $code,
            tier: RuleTier::$tier,
            level: RuleLevel::$level,
            page: include_str!(concat!("../../docs/rules/", $code, ".md")),
            check: $check,
        },)*]
    };
}

/// Every rule, sorted by code.
pub const ALL_RULES: &[Rule] = rules! {
    "alias-bomb" Format Error CheckPhase::Reading;
    "check-relaxed" Policy Error CheckPhase::OutsideCatalog;
    "component-cycle" Graph Error CheckPhase::WholeCatalog(component_cycle::check);
    "dangling-ref" Graph Warning CheckPhase::WholeCatalog(dangling_ref::check);
    "dependency-cycle" Graph Warning CheckPhase::WholeCatalog(dependency_cycle::check);
    "domain-cycle" Graph Error CheckPhase::WholeCatalog(domain_cycle::check);
    "duplicate-entity" Graph Error CheckPhase::WholeCatalog(duplicate_entity::check);
    "duplicate-key" Format Error CheckPhase::Reading;
    "field-without-effect" Graph Warning CheckPhase::Reading;
    "file-location" Format Warning CheckPhase::Reading;
    "generated-annotation" Graph Warning CheckPhase::WholeCatalog(generated_annotation::check);
    "group-cycle" Graph Error CheckPhase::WholeCatalog(group_cycle::check);
    "group-owns-nothing" Policy Off CheckPhase::WholeCatalog(group_owns_nothing::check);
    "group-without-members" Policy Off CheckPhase::WholeCatalog(group_without_members::check);
    "impossible-ref" Graph Warning CheckPhase::WholeCatalog(impossible_ref::check);
    "invalid-allow" Policy Warning CheckPhase::AllowComments;
    "invalid-annotation" Format Error CheckPhase::Reading;
    "invalid-api-version" Format Error CheckPhase::Reading;
    "invalid-email" Graph Off CheckPhase::WholeCatalog(invalid_email::check);
    "invalid-kind" Format Error CheckPhase::Reading;
    "invalid-label" Format Error CheckPhase::Reading;
    "invalid-link" Format Error CheckPhase::Reading;
    "invalid-location" Format Error CheckPhase::Reading;
    "invalid-location-ref" Graph Warning CheckPhase::WholeCatalog(invalid_location_ref::check);
    "invalid-name" Format Error CheckPhase::Reading;
    "invalid-namespace" Format Error CheckPhase::Reading;
    "invalid-picture" Graph Off CheckPhase::WholeCatalog(invalid_picture::check);
    "invalid-ref" Format Error CheckPhase::Reading;
    "invalid-tag" Format Error CheckPhase::Reading;
    "kind-not-allowed" Policy Error CheckPhase::WholeCatalog(kind_not_allowed::check);
    "lifecycle-unknown" Policy Warning CheckPhase::WholeCatalog(lifecycle_unknown::check);
    "location-target-missing" Graph Error CheckPhase::Reading;
    "merge-marker" Format Error CheckPhase::Reading;
    "missing-field" Format Error CheckPhase::Reading;
    "multiple-parents" Graph Warning CheckPhase::WholeCatalog(multiple_parents::check);
    "near-miss-key" Graph Warning CheckPhase::Reading;
    "not-a-catalog-file" Graph Note CheckPhase::Reading;
    "not-an-object" Format Error CheckPhase::Reading;
    "one-sided-relation" Graph Off CheckPhase::WholeCatalog(one_sided_relation::check);
    "opt-out-expired" Policy Warning CheckPhase::WholeCatalog(opt_out_expired::check);
    "opt-out-without-reason" Policy Error CheckPhase::WholeCatalog(opt_out_without_reason::check);
    "owner-is-user" Policy Warning CheckPhase::WholeCatalog(owner_is_user::check);
    "owner-not-found" Graph Error CheckPhase::WholeCatalog(owner_not_found::check);
    "owner-wrong-kind" Graph Error CheckPhase::WholeCatalog(owner_wrong_kind::check);
    "placeholder-elsewhere" Format Warning CheckPhase::Reading;
    "placeholder-unreadable" Format Error CheckPhase::Reading;
    "platform-config" Policy Error CheckPhase::OutsideCatalog;
    "project-slug" Graph Warning CheckPhase::WholeCatalog(project_slug::check);
    "ref-wrong-kind" Graph Warning CheckPhase::WholeCatalog(ref_wrong_kind::check);
    "repeated-ref" Graph Warning CheckPhase::WholeCatalog(repeated_ref::check);
    "repository-archived" Graph Warning CheckPhase::OutsideCatalog;
    "repository-gone" Graph Error CheckPhase::OutsideCatalog;
    "repository-new" Graph Warning CheckPhase::OutsideCatalog;
    "repository-renamed" Graph Warning CheckPhase::OutsideCatalog;
    "self-dependency" Graph Warning CheckPhase::WholeCatalog(self_dependency::check);
    "source-location-slash" Graph Off CheckPhase::WholeCatalog(source_location_slash::check);
    "team-gone" Graph Error CheckPhase::OutsideCatalog;
    "team-without-members" Graph Error CheckPhase::OutsideCatalog;
    "techdocs-missing" Graph Warning CheckPhase::Reading;
    "template-forbidden" Template Error CheckPhase::OutsideCatalog;
    "template-forge" Template Error CheckPhase::OutsideCatalog;
    "template-invalid" Template Error CheckPhase::OutsideCatalog;
    "template-leak" Template Error CheckPhase::OutsideCatalog;
    "template-line-endings" Template Error CheckPhase::OutsideCatalog;
    "template-manifest" Template Error CheckPhase::OutsideCatalog;
    "template-output" Template Error CheckPhase::OutsideCatalog;
    "template-placement" Template Error CheckPhase::OutsideCatalog;
    "template-requires" Template Error CheckPhase::OutsideCatalog;
    "template-skeleton" Graph Note CheckPhase::Reading;
    "template-syntax" Template Error CheckPhase::OutsideCatalog;
    "template-undefined-name" Template Error CheckPhase::OutsideCatalog;
    "too-many-findings" Graph Note CheckPhase::Reading;
    "type-unknown" Policy Warning CheckPhase::WholeCatalog(type_unknown::check);
    "unknown-annotation" Graph Warning CheckPhase::WholeCatalog(unknown_annotation::check);
    "unknown-kind" Format Error CheckPhase::Reading;
    "unknown-root-field" Format Error CheckPhase::Reading;
    "unreached-file" Graph Note CheckPhase::Reading;
    "unreadable-file" Format Error CheckPhase::Reading;
    "unsafe-link" Graph Warning CheckPhase::WholeCatalog(unsafe_link::check);
    "unused-allow" Policy Warning CheckPhase::AllowComments;
    "values-file" Policy Error CheckPhase::OutsideCatalog;
    "without-system" Policy Off CheckPhase::WholeCatalog(without_system::check);
    "wrong-type" Format Error CheckPhase::Reading;
    "yaml-syntax" Format Error CheckPhase::Reading;
};

/// Finds a rule by its code.
pub fn find_rule(code: &str) -> Option<&'static Rule> {
    ALL_RULES
        .binary_search_by(|rule| rule.code.cmp(code))
        .ok()
        .map(|index| &ALL_RULES[index])
}

/// Runs the enabled rules on `catalog`; the findings are sorted by file, place and code.
pub fn check_catalog(catalog: &Catalog, settings: &RuleSettings) -> Vec<Diagnostic> {
    let scope = RuleContext::new(catalog, settings);
    let checked: Vec<Vec<Diagnostic>> = ALL_RULES
        .par_iter()
        .filter(|rule| settings.severity_of_rule(rule).is_some())
        .map(|rule| match rule.check {
            CheckPhase::WholeCatalog(check) => limit_findings(rule, check(&scope)),
            CheckPhase::Reading | CheckPhase::AllowComments | CheckPhase::OutsideCatalog => {
                Vec::new()
            }
        })
        .collect();
    let reading = catalog.diagnostics.iter().cloned();
    let mut findings: Vec<Diagnostic> = reading.chain(checked.into_iter().flatten()).collect();
    allow::apply_allow_comments(&catalog.allow_comments, &mut findings);
    let in_force = |finding| adjust_severity(finding, settings);
    let mut findings: Vec<Diagnostic> = findings.into_iter().filter_map(in_force).collect();
    findings.sort_by(|a, b| diagnostic_sort_key(a).cmp(&diagnostic_sort_key(b)));
    findings
}

/// Keeps the first findings of a rule and replaces the rest with a note.
fn limit_findings(rule: &Rule, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let more = findings.len().saturating_sub(MAX_DIAGNOSTICS);
    if more > 0 {
        findings.truncate(MAX_DIAGNOSTICS);
        findings.shrink_to_fit();
        let message = format!(
            "{} of `{}` not shown",
            CountedNoun(more, "more finding"),
            rule.code
        );
        findings.push(
            Diagnostic::new("too-many-findings", RuleTier::Graph, message)
                .with_severity(Severity::Note)
                .with_help("fix the listed findings, then run the command again"),
        );
    }
    findings
}

/// Sets the severity from the settings; summary notes stay notes.
fn adjust_severity(finding: Diagnostic, settings: &RuleSettings) -> Option<Diagnostic> {
    let Some(rule) = find_rule(finding.code) else {
        return Some(finding);
    };
    let severity = settings.severity_of_rule(rule)?;
    Some(match (finding.severity, rule.level) {
        (Severity::Note, level) if level != RuleLevel::Note => finding,
        _ => finding.with_severity(severity),
    })
}

fn diagnostic_sort_key(finding: &Diagnostic) -> (Option<(&str, usize)>, &str, &str) {
    let place = finding
        .place
        .as_ref()
        .map(|place| (place.file_path(), place.span.start));
    (place, finding.code, &finding.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(ALL_RULES.is_sorted_by(|a, b| a.code < b.code));
        assert!(ALL_RULES.iter().all(|rule| find_rule(rule.code).is_some()));
    }
}
