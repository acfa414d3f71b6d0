//! `opt-out-without-reason`: a feature of the paved path is left out, and nobody says why or until when.

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Tier};
use crate::printable::Printable;

const PREFIX: &str = "idp.dev/opt-out.";

pub(super) fn check(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in &catalog.entities {
        for (key, value, place) in entity.annotations() {
            if let Some(feature) = key.strip_prefix(PREFIX)
                && !is_justified(value)
            {
                let message = format!(
                    "leaving out {} needs an end date and a reason",
                    Printable(feature)
                );
                findings.push(
                    Diagnostic::new("opt-out-without-reason", Tier::Policy, message)
                        .at(place.clone())
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
