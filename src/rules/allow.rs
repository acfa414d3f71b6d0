//! `invalid-allow`, `unused-allow`: findings that people accepted in writing, and what is wrong with the writing.

use super::{ALL, find};
use crate::catalog::Allow;
use crate::diagnostic::{Diagnostic, Tier};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::brief;
use crate::source::Place;

/// Takes what `allows` accept out of `findings`, and adds what is wrong with them.
pub(super) fn apply(allows: &[Allow], findings: &mut Vec<Diagnostic>) {
    let mut complaints = Vec::new();
    for allow in allows {
        if allow.reason.is_empty() {
            complaints.push(invalid(
                &allow.place,
                "say why after ` -- `".to_owned(),
                None,
            ));
            continue;
        }
        for (code, place) in &allow.codes {
            complaints.extend(match refusal(code, place) {
                Some(refusal) => Some(refusal),
                None => unused(allow, code, place, findings),
            });
        }
    }
    findings.extend(complaints);
}

fn refusal(code: &str, place: &Place) -> Option<Diagnostic> {
    match find(code) {
        None => {
            let near = nearest(code, ALL.iter().map(|rule| rule.code));
            let message = format!("no finding has the code `{}`", brief(code));
            Some(invalid(place, message, did_you_mean(&near)))
        }
        Some(rule) if rule.tier == Tier::Format => {
            let message = format!("what Backstage rejects cannot be allowed: {code}");
            Some(invalid(place, message, None))
        }
        Some(_) => None,
    }
}

/// Takes the findings out; where there is none, that is one.
fn unused(
    allow: &Allow,
    code: &str,
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) -> Option<Diagnostic> {
    let before = findings.len();
    findings.retain(|finding| {
        let covered = finding
            .place
            .as_ref()
            .is_some_and(|place| allow.covers(place));
        finding.code != code || !covered
    });
    let message = format!("there is no {code} to allow here");
    (findings.len() == before)
        .then(|| Diagnostic::new("unused-allow", Tier::Policy, message).at(place.clone()))
}

fn invalid(place: &Place, message: String, label: Option<String>) -> Diagnostic {
    Diagnostic::new("invalid-allow", Tier::Policy, message)
        .at(place.clone())
        .label(label)
}
