//! `invalid-allow`, `unused-allow`: findings that people accepted in writing, and what is wrong with the writing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ALL, find};
use crate::catalog::Allow;
use crate::diagnostic::{Diagnostic, Tier};
use crate::nearest::{did_you_mean, nearest};
use crate::printable::brief;
use crate::source::{Place, Source};

/// Takes what `allows` accept out of `findings`, and adds what is wrong with them.
pub(super) fn apply(allows: &[Allow], findings: &mut Vec<Diagnostic>) {
    let mut open = Open::new(findings);
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
            let complaint = refusal(code, place);
            complaints.extend(complaint.or_else(|| {
                let accepted = open.close(allow, |number| findings[number].code == code);
                (!accepted).then(|| unused(code, place))
            }));
        }
    }
    let mut numbers = 0..;
    let accepted = |_: &Diagnostic| numbers.next().is_some_and(|number| !open.accepted[number]);
    findings.retain(accepted);
    findings.extend(complaints);
}

/// The findings that nobody has accepted yet, by file and by where they start: a file may hold as many comments as
/// findings.
struct Open {
    numbers: BTreeSet<(*const Source, usize, usize)>,
    accepted: Vec<bool>,
}

impl Open {
    fn new(findings: &[Diagnostic]) -> Open {
        let places = findings.iter().enumerate().filter_map(|(number, finding)| {
            let place = finding.place.as_ref()?;
            Some((Arc::as_ptr(&place.source), place.span.start, number))
        });
        Open {
            numbers: places.collect(),
            accepted: vec![false; findings.len()],
        }
    }

    /// Accepts what stands where `allow` speaks of, if it `fits`; whether there was any.
    fn close(&mut self, allow: &Allow, fits: impl Fn(usize) -> bool) -> bool {
        let source = Arc::as_ptr(&allow.place.source);
        let line = allow.line();
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

fn unused(code: &str, place: &Place) -> Diagnostic {
    let message = format!("there is no {code} to allow here");
    Diagnostic::new("unused-allow", Tier::Policy, message).at(place.clone())
}

fn invalid(place: &Place, message: String, label: Option<String>) -> Diagnostic {
    Diagnostic::new("invalid-allow", Tier::Policy, message)
        .at(place.clone())
        .label(label)
}
