//! `opt-out-without-reason`: a feature of the paved path is left out, and nobody says why or until when.

use super::breach::breach;
use super::opt_out::opt_outs;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let unjustified = opt_outs(scope).filter(|(_, opt_out)| opt_out.until.is_none());
    let findings = unjustified.map(|(entity, opt_out)| {
        let message = format!(
            "leaving out {} needs an end date and a reason",
            brief(opt_out.feature)
        );
        let place = opt_out.value.place();
        breach("opt-out-without-reason", entity, place, message)
            .label(Some("write it as `until 2027-01-31: why`".to_owned()))
    });
    findings.collect()
}
