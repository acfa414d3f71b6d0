//! `unsafe-link`: a link that runs code in the portal of whoever follows it.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;

/// Schemes that browsers run or render with the rights of the page that links to them.
const UNSAFE_LINK_SCHEMES: [&str; 3] = ["javascript", "data", "vbscript"];

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.entities() {
        for link in entity.links() {
            if let Some(scheme) = find_unsafe_scheme(link.url.text) {
                let message = format!("a link of the scheme `{scheme}:` runs what it holds");
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

/// Browsers leave out tabs and line ends, and whatever blank stands in front.
fn find_unsafe_scheme(url: &str) -> Option<&'static str> {
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
    use super::find_unsafe_scheme;

    #[test]
    fn a_scheme_in_disguise_is_still_one() {
        for url in ["javascript:x", " JavaScript:x", "java\tscript:x", "DATA:,x"] {
            assert!(find_unsafe_scheme(url).is_some(), "{url}");
        }
        for url in [
            "https://a/javascript:x",
            "mailto:a@b.c",
            "javascripts:x",
            "x",
        ] {
            assert_eq!(find_unsafe_scheme(url), None, "{url}");
        }
    }
}
