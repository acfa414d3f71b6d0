//! The rules of the catalog: each has a code, a page under `docs/rules/` and, if it looks at the whole, a file here.
//! Rules of the format are checked while reading, where the tree of the document still is.

mod allow;
mod cycle;
mod dangling_ref;
mod duplicate_entity;
mod group_cycle;
mod impossible_ref;
mod misfit;
mod missing;
mod names;
mod opt_out_without_reason;
mod owner_not_found;
mod owner_wrong_kind;
mod ref_wrong_kind;
mod scope;

use rayon::prelude::*;

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Severity, Tier};
use scope::Scope;

/// A rule.
pub struct Rule {
    /// Its kebab-case name.
    pub code: &'static str,
    /// Whose rule it is.
    pub tier: Tier,
    /// How bad a breach is.
    pub severity: Severity,
    /// Its page: why, what fails, what passes, how to fix.
    pub page: &'static str,
    check: Check,
}

/// When a rule is checked.
enum Check {
    /// While its file is read.
    Reading,
    /// When everything else was found.
    Comments,
    /// On the whole catalog.
    Whole(fn(&Scope<'_>) -> Vec<Diagnostic>),
}

macro_rules! rules {
    ($($code:literal $tier:ident $severity:ident $check:expr;)*) => {
        &[$(Rule {
            code: $code,
            tier: Tier::$tier,
            severity: Severity::$severity,
            page: include_str!(concat!("../../docs/rules/", $code, ".md")),
            check: $check,
        },)*]
    };
}

/// Every rule, sorted by code.
pub const ALL: &[Rule] = rules! {
    "alias-bomb" Format Error Check::Reading;
    "dangling-ref" Graph Warning Check::Whole(dangling_ref::check);
    "duplicate-entity" Graph Error Check::Whole(duplicate_entity::check);
    "duplicate-key" Format Error Check::Reading;
    "group-cycle" Graph Error Check::Whole(group_cycle::check);
    "impossible-ref" Graph Warning Check::Whole(impossible_ref::check);
    "invalid-allow" Policy Warning Check::Comments;
    "invalid-annotation" Format Error Check::Reading;
    "invalid-api-version" Format Error Check::Reading;
    "invalid-kind" Format Error Check::Reading;
    "invalid-label" Format Error Check::Reading;
    "invalid-link" Format Error Check::Reading;
    "invalid-name" Format Error Check::Reading;
    "invalid-namespace" Format Error Check::Reading;
    "invalid-ref" Format Error Check::Reading;
    "invalid-tag" Format Error Check::Reading;
    "location-target-missing" Graph Error Check::Reading;
    "merge-marker" Format Error Check::Reading;
    "missing-field" Format Error Check::Reading;
    "near-miss-key" Graph Warning Check::Reading;
    "not-an-object" Format Error Check::Reading;
    "opt-out-without-reason" Policy Error Check::Whole(opt_out_without_reason::check);
    "owner-not-found" Graph Error Check::Whole(owner_not_found::check);
    "owner-wrong-kind" Graph Error Check::Whole(owner_wrong_kind::check);
    "placeholder-unreadable" Format Error Check::Reading;
    "ref-wrong-kind" Graph Warning Check::Whole(ref_wrong_kind::check);
    "techdocs-missing" Graph Warning Check::Reading;
    "unknown-kind" Format Error Check::Reading;
    "unknown-root-field" Format Error Check::Reading;
    "unreadable-file" Format Error Check::Reading;
    "unused-allow" Policy Warning Check::Comments;
    "wrong-type" Format Error Check::Reading;
    "yaml-syntax" Format Error Check::Reading;
};

/// The rule of this code.
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.binary_search_by(|rule| rule.code.cmp(code))
        .ok()
        .map(|index| &ALL[index])
}

/// Everything every rule has to say about `catalog`, sorted by file, place and code.
pub fn check(catalog: &Catalog) -> Vec<Diagnostic> {
    let scope = Scope::new(catalog);
    let checked: Vec<Vec<Diagnostic>> = ALL
        .par_iter()
        .map(|rule| match rule.check {
            Check::Whole(check) => check(&scope),
            Check::Reading | Check::Comments => Vec::new(),
        })
        .collect();
    let reading = catalog.diagnostics.iter().cloned();
    let mut findings: Vec<Diagnostic> = reading.chain(checked.into_iter().flatten()).collect();
    allow::apply(&catalog.allows, &mut findings);
    let mut findings: Vec<Diagnostic> = findings.into_iter().map(with_severity).collect();
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    findings
}

/// A note takes the place of findings that would all say the same; everything else is as bad as its rule says.
fn with_severity(finding: Diagnostic) -> Diagnostic {
    match (finding.severity, find(finding.code)) {
        (Severity::Note, _) | (_, None) => finding,
        (_, Some(rule)) => finding.severity(rule.severity),
    }
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
