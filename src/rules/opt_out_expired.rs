//! `opt-out-expired`: a feature that was left out for a time which is over.

use super::breach::breach;
use super::opt_out::opt_outs;
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::printable::brief;

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (entity, opt_out) in opt_outs(scope) {
        if let Some(until) = opt_out.until
            && until < scope.settings.today
        {
            let message = format!(
                "leaving out {} was to end on {until}",
                brief(opt_out.feature)
            );
            findings.push(
                breach("opt-out-expired", entity, opt_out.value.place(), message)
                    .label(Some("switch it on again, or say why not yet".to_owned())),
            );
        }
    }
    findings
}
