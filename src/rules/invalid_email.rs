//! `invalid-email`: an invalid email address. Backstage accepts any text.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.catalog_entities() {
        if let Some(email) = entity
            .profile_email()
            .filter(|email| !is_email_address(email.text))
        {
            let message = format!(
                "invalid email address `{}`",
                escape_and_truncate(email.text)
            );
            findings.push(build_entity_finding(
                "invalid-email",
                entity,
                email.place(),
                message,
            ));
        }
    }
    findings
}

/// Checks only the shape: a local part, `@`, and a domain of two or more parts.
fn is_email_address(text: &str) -> bool {
    let Some((user, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let odd = |character: char| character.is_whitespace() || character.is_control();
    !user.is_empty()
        && !text.contains(odd)
        && domain.contains('.')
        && domain.split('.').all(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_email_address;

    #[test]
    fn the_shape_of_an_address() {
        assert!(is_email_address("ada@acme.example") && is_email_address("a+b@x.y.z"));
        for text in [
            "ada",
            "@acme.example",
            "ada@acme",
            "a da@acme.example",
            "ada@acme..x",
            "",
        ] {
            assert!(!is_email_address(text), "{text}");
        }
    }
}
