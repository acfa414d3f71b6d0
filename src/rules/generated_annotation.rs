//! `generated-annotation`: an annotation set by hand that Backstage sets itself.

use super::annotations::GENERATED_ANNOTATIONS;
use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.catalog_entities() {
        for annotation in entity.annotations() {
            let name = annotation.key.strip_prefix("backstage.io/");
            if let Some(name) = name.filter(|name| GENERATED_ANNOTATIONS.contains(name)) {
                let message = format!("`backstage.io/{name}` is set by Backstage itself");
                let place = annotation.key_place();
                findings.push(build_entity_finding(
                    "generated-annotation",
                    entity,
                    place,
                    message,
                ));
            }
        }
    }
    findings
}
