//! The rules: each has a code, a page under `docs/rules/` and, if it looks at a whole catalog, a file here.
//! Rules of the format are checked while reading, where the tree of the document still is.

mod allow;
mod annotations;
mod breach;
mod code;
mod component_cycle;
mod cycle;
mod dangling_ref;
mod dependency_cycle;
mod domain_cycle;
mod duplicate_entity;
mod generated_annotation;
mod group_cycle;
mod group_owns_nothing;
mod group_without_members;
mod hierarchy;
mod impossible_ref;
mod invalid_email;
mod invalid_location_ref;
mod invalid_picture;
mod kind_not_allowed;
mod level;
mod lifecycle_unknown;
mod misfit;
mod missing;
mod multiple_parents;
mod names;
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
mod scope;
mod self_dependency;
mod settings;
mod source_location_slash;
mod taxonomy;
mod type_unknown;
mod unknown_annotation;
mod unsafe_link;
mod without_system;

use rayon::prelude::*;

pub use code::Code;
pub use level::Level;
pub use owner_not_found::leaves_owners_out;
pub use ref_pattern::RefPattern;
pub use settings::{Settings, Taxonomy};
pub use taxonomy::summarized;

use crate::catalog::Catalog;
use crate::count::Count;
use crate::diagnostic::{Diagnostic, MOST, Severity, Tier};
use scope::Scope;

/// A rule.
pub struct Rule {
    /// Its kebab-case name.
    pub code: &'static str,
    /// Whose rule it is.
    pub tier: Tier,
    /// How bad a breach is, unless the organisation says otherwise.
    pub level: Level,
    /// Its page: why, what fails, what passes, how to fix.
    pub page: &'static str,
    check: Check,
}

impl Rule {
    /// Whether it speaks of the catalog; others are not for an organisation to settle.
    pub fn is_of_the_catalog(&self) -> bool {
        !matches!(self.check, Check::Elsewhere)
    }

    /// The first sentence of its page.
    pub fn summary(&self) -> &'static str {
        let paragraph = self.page.split("\n\n").nth(1).unwrap_or_default();
        match paragraph.find(". ") {
            Some(end) => &paragraph[..=end],
            None => paragraph.trim_end(),
        }
    }
}

/// When a rule is checked.
enum Check {
    /// While its file is read.
    Reading,
    /// When everything else was found.
    Comments,
    /// Outside the catalog: in `idp.yaml`, in a golden template, in a file of answers.
    Elsewhere,
    /// On the whole catalog.
    Whole(fn(&Scope<'_>) -> Vec<Diagnostic>),
}

macro_rules! rules {
    ($($code:literal $tier:ident $level:ident $check:expr;)*) => {
        &[$(Rule {
            code: $code,
            tier: Tier::$tier,
            level: Level::$level,
            page: include_str!(concat!("../../docs/rules/", $code, ".md")),
            check: $check,
        },)*]
    };
}

/// Every rule, sorted by code.
pub const ALL: &[Rule] = rules! {
    "alias-bomb" Format Error Check::Reading;
    "check-relaxed" Policy Error Check::Elsewhere;
    "component-cycle" Graph Error Check::Whole(component_cycle::check);
    "dangling-ref" Graph Warning Check::Whole(dangling_ref::check);
    "dependency-cycle" Graph Warning Check::Whole(dependency_cycle::check);
    "domain-cycle" Graph Error Check::Whole(domain_cycle::check);
    "duplicate-entity" Graph Error Check::Whole(duplicate_entity::check);
    "duplicate-key" Format Error Check::Reading;
    "field-without-effect" Graph Warning Check::Reading;
    "file-location" Format Warning Check::Reading;
    "generated-annotation" Graph Warning Check::Whole(generated_annotation::check);
    "group-cycle" Graph Error Check::Whole(group_cycle::check);
    "group-owns-nothing" Policy Off Check::Whole(group_owns_nothing::check);
    "group-without-members" Policy Off Check::Whole(group_without_members::check);
    "impossible-ref" Graph Warning Check::Whole(impossible_ref::check);
    "invalid-allow" Policy Warning Check::Comments;
    "invalid-annotation" Format Error Check::Reading;
    "invalid-api-version" Format Error Check::Reading;
    "invalid-email" Graph Off Check::Whole(invalid_email::check);
    "invalid-kind" Format Error Check::Reading;
    "invalid-label" Format Error Check::Reading;
    "invalid-link" Format Error Check::Reading;
    "invalid-location" Format Error Check::Reading;
    "invalid-location-ref" Graph Warning Check::Whole(invalid_location_ref::check);
    "invalid-name" Format Error Check::Reading;
    "invalid-namespace" Format Error Check::Reading;
    "invalid-picture" Graph Off Check::Whole(invalid_picture::check);
    "invalid-ref" Format Error Check::Reading;
    "invalid-tag" Format Error Check::Reading;
    "kind-not-allowed" Policy Error Check::Whole(kind_not_allowed::check);
    "lifecycle-unknown" Policy Warning Check::Whole(lifecycle_unknown::check);
    "location-target-missing" Graph Error Check::Reading;
    "merge-marker" Format Error Check::Reading;
    "missing-field" Format Error Check::Reading;
    "multiple-parents" Graph Warning Check::Whole(multiple_parents::check);
    "near-miss-key" Graph Warning Check::Reading;
    "not-a-catalog-file" Graph Note Check::Reading;
    "not-an-object" Format Error Check::Reading;
    "one-sided-relation" Graph Off Check::Whole(one_sided_relation::check);
    "opt-out-expired" Policy Warning Check::Whole(opt_out_expired::check);
    "opt-out-without-reason" Policy Error Check::Whole(opt_out_without_reason::check);
    "owner-is-user" Policy Warning Check::Whole(owner_is_user::check);
    "owner-not-found" Graph Error Check::Whole(owner_not_found::check);
    "owner-wrong-kind" Graph Error Check::Whole(owner_wrong_kind::check);
    "placeholder-elsewhere" Format Warning Check::Reading;
    "placeholder-unreadable" Format Error Check::Reading;
    "platform-config" Policy Error Check::Elsewhere;
    "project-slug" Graph Warning Check::Whole(project_slug::check);
    "ref-wrong-kind" Graph Warning Check::Whole(ref_wrong_kind::check);
    "repeated-ref" Graph Warning Check::Whole(repeated_ref::check);
    "self-dependency" Graph Warning Check::Whole(self_dependency::check);
    "source-location-slash" Graph Off Check::Whole(source_location_slash::check);
    "techdocs-missing" Graph Warning Check::Reading;
    "template-forbidden" Template Error Check::Elsewhere;
    "template-forge" Template Error Check::Elsewhere;
    "template-invalid" Template Error Check::Elsewhere;
    "template-leak" Template Error Check::Elsewhere;
    "template-line-endings" Template Error Check::Elsewhere;
    "template-manifest" Template Error Check::Elsewhere;
    "template-output" Template Error Check::Elsewhere;
    "template-placement" Template Error Check::Elsewhere;
    "template-requires" Template Error Check::Elsewhere;
    "template-skeleton" Graph Note Check::Reading;
    "template-syntax" Template Error Check::Elsewhere;
    "template-undefined-name" Template Error Check::Elsewhere;
    "too-many-findings" Graph Warning Check::Reading;
    "type-unknown" Policy Warning Check::Whole(type_unknown::check);
    "unknown-annotation" Graph Warning Check::Whole(unknown_annotation::check);
    "unknown-kind" Format Error Check::Reading;
    "unknown-root-field" Format Error Check::Reading;
    "unreached-file" Graph Note Check::Reading;
    "unreadable-file" Format Error Check::Reading;
    "unsafe-link" Graph Warning Check::Whole(unsafe_link::check);
    "unused-allow" Policy Warning Check::Comments;
    "values-file" Policy Error Check::Elsewhere;
    "without-system" Policy Off Check::Whole(without_system::check);
    "wrong-type" Format Error Check::Reading;
    "yaml-syntax" Format Error Check::Reading;
};

/// The rule of this code.
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.binary_search_by(|rule| rule.code.cmp(code))
        .ok()
        .map(|index| &ALL[index])
}

/// Everything that the rules in force have to say about `catalog`, sorted by file, place and code.
pub fn check(catalog: &Catalog, settings: &Settings) -> Vec<Diagnostic> {
    let scope = Scope::new(catalog, settings);
    let checked: Vec<Vec<Diagnostic>> = ALL
        .par_iter()
        .filter(|rule| settings.severity(rule).is_some())
        .map(|rule| match rule.check {
            Check::Whole(check) => listed(rule, check(&scope)),
            Check::Reading | Check::Comments | Check::Elsewhere => Vec::new(),
        })
        .collect();
    let reading = catalog.diagnostics.iter().cloned();
    let mut findings: Vec<Diagnostic> = reading.chain(checked.into_iter().flatten()).collect();
    allow::apply(&catalog.allows, &mut findings);
    let in_force = |finding| weighed(finding, settings);
    let mut findings: Vec<Diagnostic> = findings.into_iter().filter_map(in_force).collect();
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    findings
}

/// The first findings of a rule; a note takes the place of those that nobody would read.
fn listed(rule: &Rule, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let more = findings.len().saturating_sub(MOST);
    if more > 0 {
        findings.truncate(MOST);
        findings.shrink_to_fit();
        let message = format!(
            "{} of {} not listed",
            Count(more, "more finding"),
            rule.code
        );
        findings.push(
            Diagnostic::new("too-many-findings", Tier::Graph, message)
                .severity(Severity::Note)
                .help("fix those that are listed, then run the same command again"),
        );
    }
    findings
}

/// A note takes the place of findings that would all say the same; everything else is as bad as the settings say.
fn weighed(finding: Diagnostic, settings: &Settings) -> Option<Diagnostic> {
    let Some(rule) = find(finding.code) else {
        return Some(finding);
    };
    let severity = settings.severity(rule)?;
    Some(match (finding.severity, rule.level) {
        (Severity::Note, level) if level != Level::Note => finding,
        _ => finding.severity(severity),
    })
}

fn order(finding: &Diagnostic) -> (Option<(&str, usize)>, &str, &str) {
    let place = finding
        .place
        .as_ref()
        .map(|place| (place.file(), place.span.start));
    (place, finding.code, &finding.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(ALL.is_sorted_by(|a, b| a.code < b.code));
        assert!(ALL.iter().all(|rule| find(rule.code).is_some()));
    }
}
