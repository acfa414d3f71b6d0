//! `invalid-picture`: a picture URL that no browser can load. Backstage accepts any text.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

const PICTURE_URL_SCHEMES: [&str; 3] = ["https://", "http://", "data:image/"];

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.catalog_entities() {
        let loads = |text: &str| {
            PICTURE_URL_SCHEMES
                .iter()
                .any(|scheme| text.starts_with(scheme))
        };
        if let Some(picture) = entity
            .profile_picture()
            .filter(|picture| !loads(picture.text))
        {
            let message = format!(
                "invalid picture URL `{}`",
                escape_and_truncate(picture.text)
            );
            findings.push(build_entity_finding(
                "invalid-picture",
                entity,
                picture.place(),
                message,
            ));
        }
    }
    findings
}
