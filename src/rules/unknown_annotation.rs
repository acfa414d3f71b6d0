//! `unknown-annotation`: an annotation below `backstage.io/` that nothing of Backstage reads, mostly a misspelt one.

use super::annotations::{GENERATED, KNOWN};
use super::breach::breach;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::nearest::{did_you_mean, nearest};
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.entities() {
        for annotation in entity.annotations() {
            let Some(name) = annotation.key.strip_prefix("backstage.io/") else {
                continue;
            };
            if KNOWN.contains(&name) || GENERATED.contains(&name) {
                continue;
            }
            let near = nearest(name, KNOWN);
            let message = format!("nothing reads an annotation `{}`", brief(annotation.key));
            let place = annotation.key_place();
            let finding = breach("unknown-annotation", entity, place, message);
            findings.push(finding.label(did_you_mean(&near)));
        }
    }
    findings
}
