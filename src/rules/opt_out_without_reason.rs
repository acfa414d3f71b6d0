//! `opt-out-without-reason`: a feature of the paved path is left out, and nobody says why or until when.

use super::scope::Scope;
use crate::diagnostic::{Diagnostic, Tier};
use crate::printable::Printable;

const PREFIX: &str = "idp.dev/opt-out.";

pub(super) fn check(scope: &Scope<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.entities() {
        for annotation in entity.annotations() {
            if let Some(feature) = annotation.key.strip_prefix(PREFIX)
                && !is_justified(annotation.value.text)
            {
                let message = format!(
                    "leaving out {} needs an end date and a reason",
                    Printable(feature)
                );
                findings.push(
                    Diagnostic::new("opt-out-without-reason", Tier::Policy, message)
                        .at(annotation.value.place())
                        .label(Some("write it as `until 2027-01-31: why`".to_owned()))
                        .entity(entity.reference().to_string()),
                );
            }
        }
    }
    findings
}

/// `until <date>: <reason>`, the reason ten characters or more.
fn is_justified(value: &str) -> bool {
    let Some((until, reason)) = value
        .strip_prefix("until ")
        .and_then(|rest| rest.split_once(": "))
    else {
        return false;
    };
    until.parse::<jiff::civil::Date>().is_ok() && reason.trim().chars().count() >= 10
}
