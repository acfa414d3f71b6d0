//! `invalid-allow`, `unused-allow`: comments that accept findings, and problems with those comments.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ALL_RULES, find_rule};
use crate::catalog::AllowComment;
use crate::diagnostic::{Diagnostic, RuleTier};
use crate::printable::escape_and_truncate;
use crate::similar_names::{find_similar_names, format_did_you_mean};
use crate::source::{Place, SourceFile};

/// Removes the findings that `allows` accept from `findings`, and adds findings about the comments themselves.
pub(super) fn apply_allow_comments(allows: &[AllowComment], findings: &mut Vec<Diagnostic>) {
    let mut open = AllowableFindings::new(findings);
    let mut complaints = Vec::new();
    for allow in allows {
        if allow.reason.is_empty() {
            complaints.push(build_invalid_allow_finding(
                &allow.place,
                "missing reason: add it after ` -- `".to_owned(),
                None,
            ));
            continue;
        }
        for (code, place) in &allow.codes {
            let complaint = check_allow_comment_code(code, place);
            complaints.extend(complaint.or_else(|| {
                let accepted =
                    open.accept_findings_for_comment(allow, |number| findings[number].code == code);
                (!accepted).then(|| build_unused_allow_finding(code, place))
            }));
        }
    }
    let mut numbers = 0..;
    let accepted = |_: &Diagnostic| numbers.next().is_some_and(|number| !open.accepted[number]);
    findings.retain(accepted);
    findings.extend(complaints);
}

/// The findings not yet accepted, by file and start position: a file may have as many comments as findings.
struct AllowableFindings {
    numbers: BTreeSet<(*const SourceFile, usize, usize)>,
    accepted: Vec<bool>,
}

impl AllowableFindings {
    fn new(findings: &[Diagnostic]) -> AllowableFindings {
        let places = findings.iter().enumerate().filter_map(|(number, finding)| {
            let place = finding.place.as_ref()?;
            Some((Arc::as_ptr(&place.source), place.span.start, number))
        });
        AllowableFindings {
            numbers: places.collect(),
            accepted: vec![false; findings.len()],
        }
    }

    /// Accepts the findings on the line that `allow` targets, if `fits` returns true; returns whether there were any.
    fn accept_findings_for_comment(
        &mut self,
        allow: &AllowComment,
        fits: impl Fn(usize) -> bool,
    ) -> bool {
        let source = Arc::as_ptr(&allow.place.source);
        let line = allow.target_line_byte_range();
        let there = self
            .numbers
            .range((source, line.start, 0)..(source, line.end, 0));
        let mut any = false;
        for (_, _, number) in there {
            if fits(*number) && !self.accepted[*number] {
                self.accepted[*number] = true;
                any = true;
            }
        }
        any
    }
}

fn check_allow_comment_code(code: &str, place: &Place) -> Option<Diagnostic> {
    match find_rule(code) {
        None => {
            let near = find_similar_names(code, ALL_RULES.iter().map(|rule| rule.code));
            let message = format!("unknown rule `{}`", escape_and_truncate(code));
            Some(build_invalid_allow_finding(
                place,
                message,
                format_did_you_mean(&near),
            ))
        }
        Some(rule) if rule.tier == RuleTier::Format => {
            let message = format!("`{code}` can't be allowed: Backstage rejects the entity");
            Some(build_invalid_allow_finding(place, message, None))
        }
        Some(_) => None,
    }
}

fn build_unused_allow_finding(code: &str, place: &Place) -> Diagnostic {
    let message = format!("no `{code}` finding to allow here");
    Diagnostic::new("unused-allow", RuleTier::Policy, message).with_place(place.clone())
}

fn build_invalid_allow_finding(
    place: &Place,
    message: String,
    label: Option<String>,
) -> Diagnostic {
    Diagnostic::new("invalid-allow", RuleTier::Policy, message)
        .with_place(place.clone())
        .with_label(label)
}
