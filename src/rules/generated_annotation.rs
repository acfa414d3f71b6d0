//! `generated-annotation`: an annotation that Backstage writes itself, written by hand.

use super::annotations::GENERATED;
use super::breach::breach;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.entities() {
        for annotation in entity.annotations() {
            let name = annotation.key.strip_prefix("backstage.io/");
            if let Some(name) = name.filter(|name| GENERATED.contains(name)) {
                let message = format!("Backstage writes `backstage.io/{name}` itself");
                let place = annotation.key_place();
                findings.push(breach("generated-annotation", entity, place, message));
            }
        }
    }
    findings
}
