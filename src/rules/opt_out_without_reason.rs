//! `opt-out-without-reason`: an opt-out from a feature of the paved path without a reason or an end date.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use super::opt_out::collect_entity_opt_outs;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let unjustified = collect_entity_opt_outs(scope).filter(|(_, opt_out)| opt_out.until.is_none());
    let findings = unjustified.map(|(entity, opt_out)| {
        let message = format!(
            "the opt-out from `{}` needs an end date and a reason",
            escape_and_truncate(opt_out.feature)
        );
        let place = opt_out.value.place();
        build_entity_finding("opt-out-without-reason", entity, place, message)
            .with_label(Some("write `until 2027-01-31: reason`".to_owned()))
    });
    findings.collect()
}
