//! The rules of the catalog: each has a code, a page under `docs/rules/` and, if it looks at the whole, a file here.
//! Rules of the format are checked while reading, where the tree of the document still is.

mod duplicate_entity;
mod group_cycle;
mod opt_out_without_reason;
mod references;

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Severity, Tier};

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
    /// On the whole catalog.
    Whole(fn(&Catalog) -> Vec<Diagnostic>),
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
    "dangling-ref" Graph Warning Check::Whole(references::dangling);
    "duplicate-entity" Graph Error Check::Whole(duplicate_entity::check);
    "duplicate-key" Format Error Check::Reading;
    "group-cycle" Graph Error Check::Whole(group_cycle::check);
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
    "missing-field" Format Error Check::Reading;
    "not-an-object" Format Error Check::Reading;
    "opt-out-without-reason" Policy Error Check::Whole(opt_out_without_reason::check);
    "owner-not-found" Graph Error Check::Whole(references::owner_not_found);
    "owner-wrong-kind" Graph Error Check::Whole(references::owner_wrong_kind);
    "ref-wrong-kind" Graph Warning Check::Whole(references::wrong_kind);
    "unknown-kind" Format Error Check::Reading;
    "unknown-root-field" Format Error Check::Reading;
    "unreadable-file" Format Error Check::Reading;
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
    let mut findings = catalog.diagnostics.clone();
    for rule in ALL {
        if let Check::Whole(check) = rule.check {
            let severity = |finding: Diagnostic| match finding.severity {
                // A note takes the place of findings that would all say the same.
                Severity::Note => finding,
                _ => finding.severity(rule.severity),
            };
            findings.extend(check(catalog).into_iter().map(severity));
        }
    }
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    findings
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
