//! `unsafe-link`: a link that runs code in the portal when clicked.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;

/// Schemes that browsers execute or render with the permissions of the linking page.
const UNSAFE_LINK_SCHEMES: [&str; 3] = ["javascript", "data", "vbscript"];

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.catalog_entities() {
        for link in entity.links() {
            if let Some(scheme) = unsafe_scheme_of_url(link.url.text) {
                let message = format!("a `{scheme}:` link runs code in the portal");
                findings.push(build_entity_finding(
                    "unsafe-link",
                    entity,
                    link.url.place(),
                    message,
                ));
            }
        }
    }
    findings
}

/// Browsers ignore tabs, line breaks and leading whitespace in a URL.
fn unsafe_scheme_of_url(url: &str) -> Option<&'static str> {
    let (scheme, _) = url.split_once(':')?;
    let letters: String = scheme
        .chars()
        .filter(|character| !character.is_control())
        .collect();
    let scheme = letters.trim();
    UNSAFE_LINK_SCHEMES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::unsafe_scheme_of_url;

    #[test]
    fn a_scheme_in_disguise_is_still_one() {
        for url in ["javascript:x", " JavaScript:x", "java\tscript:x", "DATA:,x"] {
            assert!(unsafe_scheme_of_url(url).is_some(), "{url}");
        }
        for url in [
            "https://a/javascript:x",
            "mailto:a@b.c",
            "javascripts:x",
            "x",
        ] {
            assert_eq!(unsafe_scheme_of_url(url), None, "{url}");
        }
    }
}
