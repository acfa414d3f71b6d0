//! `opt-out-without-reason`: a feature of the paved path is left out, and nobody says why or until when.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use super::opt_out::collect_feature_opt_outs;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let unjustified =
        collect_feature_opt_outs(scope).filter(|(_, opt_out)| opt_out.until.is_none());
    let findings = unjustified.map(|(entity, opt_out)| {
        let message = format!(
            "leaving out {} needs an end date and a reason",
            escape_and_truncate(opt_out.feature)
        );
        let place = opt_out.value.place();
        build_entity_finding("opt-out-without-reason", entity, place, message)
            .with_label(Some("write it as `until 2027-01-31: why`".to_owned()))
    });
    findings.collect()
}
