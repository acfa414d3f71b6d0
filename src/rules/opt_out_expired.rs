//! `opt-out-expired`: an opt-out whose end date has passed.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use super::opt_out::collect_entity_opt_outs;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (entity, opt_out) in collect_entity_opt_outs(scope) {
        if let Some(until) = opt_out.until
            && until < scope.settings.today
        {
            let message = format!(
                "the opt-out from `{}` ended on {until}",
                escape_and_truncate(opt_out.feature)
            );
            findings.push(
                build_entity_finding("opt-out-expired", entity, opt_out.value.place(), message)
                    .with_label(Some(
                        "enable it again, or set a new end date and reason".to_owned(),
                    )),
            );
        }
    }
    findings
}
