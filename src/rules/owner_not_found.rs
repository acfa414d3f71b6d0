//! `owner-not-found`: an owner that the catalog does not have.

use super::missing::{Missing, is_possible, missing, note};
use super::scope::{Edge, Scope};
use super::settings::Settings;
use crate::count::Count;
use crate::diagnostic::Diagnostic;

const CODE: &str = "owner-not-found";

const MOST_ARE_MISSING: &str =
    "most owners are not in the catalog, so missing ones are not reported one by one";

/// So many owners that are not there are not a few slips.
const SEVERAL: usize = 3;
/// Where fewer than one owner in so many is there, the teams come from elsewhere: an org provider, or another
/// repository. Measured on public catalogs: they keep all their teams or next to none.
const ONE_IN: usize = 10;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let owners = scope.dangling().filter(|(edge, _)| edge.is_owner());
    // An owner of the wrong kind is wrong whether it is there or not.
    let fitting = owners.filter(|(_, reference)| reference.fits());
    let (missing, mut findings) = missing(scope, CODE, fitting);
    // A slip of the fingers, and a name that no team can have, are wrong wherever the teams come from.
    let (strangers, mistakes): (Vec<_>, Vec<_>) = missing
        .iter()
        .partition(|missing| is_stranger(scope, missing));
    let found = scope.edges().filter(|edge| resolves(scope, edge)).count();
    let all = found + missing.len();
    let elsewhere =
        !scope.settings.every_owner && strangers.len() >= SEVERAL && found * ONE_IN < all;
    let single = mistakes
        .iter()
        .chain(strangers.iter().filter(|_| !elsewhere));
    findings.extend(single.map(|missing| finding(scope, missing)));
    if elsewhere {
        let help = format!(
            "{} of {} not found; if teams come from elsewhere, list them under `external.refs` in idp.yaml, such as \"group:*/*\"",
            missing.len(),
            Count(all, "owner"),
        );
        findings.push(note(CODE, MOST_ARE_MISSING).help(help));
    }
    findings
}

impl Settings {
    /// The same for what a change makes of a catalog in which the rules had `found` this.
    #[must_use]
    pub fn after(self, found: &[Diagnostic]) -> Settings {
        Settings {
            every_owner: !found.iter().any(leaves_owners_out),
            ..self
        }
    }
}

/// Whether `finding` stands for all missing owners.
pub fn leaves_owners_out(finding: &Diagnostic) -> bool {
    finding.code == CODE && finding.message == MOST_ARE_MISSING
}

fn is_stranger(scope: &Scope<'_>, missing: &Missing<'_>) -> bool {
    let target = missing.reference.target;
    is_possible(target) && scope.names.near(target).is_empty()
}

/// Whether it names an owner that Backstage shows.
fn resolves(scope: &Scope<'_>, edge: &Edge<'_>) -> bool {
    let target = edge.target.map(|target| &scope.catalog.entities[target]);
    edge.is_owner() && target.is_some_and(|target| !target.is_rejected())
}

fn finding(scope: &Scope<'_>, missing: &Missing<'_>) -> Diagnostic {
    let finding = missing.finding(scope, CODE);
    if is_possible(missing.reference.target) {
        return finding;
    }
    let label =
        "an owner is a group or a user, such as group:default/payments or user:default/jane";
    finding.label(Some(label.to_owned()))
}
