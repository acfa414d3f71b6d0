//! `opt-out-expired`: a feature that was left out for a time which is over.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use super::opt_out::collect_feature_opt_outs;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (entity, opt_out) in collect_feature_opt_outs(scope) {
        if let Some(until) = opt_out.until
            && until < scope.settings.today
        {
            let message = format!(
                "leaving out {} was to end on {until}",
                escape_and_truncate(opt_out.feature)
            );
            findings.push(
                build_entity_finding("opt-out-expired", entity, opt_out.value.place(), message)
                    .with_label(Some("switch it on again, or say why not yet".to_owned())),
            );
        }
    }
    findings
}
