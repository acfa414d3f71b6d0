//! `invalid-picture`: a picture that no browser can load. Backstage takes any text.

use super::breach::breach;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

const SCHEMES: [&str; 3] = ["https://", "http://", "data:image/"];

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.entities() {
        let loads = |text: &str| SCHEMES.iter().any(|scheme| text.starts_with(scheme));
        if let Some(picture) = entity.picture().filter(|picture| !loads(picture.text)) {
            let message = format!("`{}` is no address of a picture", brief(picture.text));
            findings.push(breach("invalid-picture", entity, picture.place(), message));
        }
    }
    findings
}
