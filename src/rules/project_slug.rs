//! `project-slug`: a `github.com/project-slug` that isn't `owner/repository`, so plugins can't find the repository.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::diagnostic::Diagnostic;
use crate::printable::escape_and_truncate;

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.catalog_entities() {
        let mut annotations = entity.annotations();
        let slug = annotations.find(|annotation| annotation.key == "github.com/project-slug");
        let is_filled_in = |text: &str| entity.is_of_kind("template") && text.contains("{{");
        let is_wrong = |text: &str| !(is_github_project_slug(text) || is_filled_in(text));
        if let Some(slug) = slug.filter(|slug| is_wrong(slug.value.text)) {
            let message = format!(
                "invalid project slug `{}`",
                escape_and_truncate(slug.value.text)
            );
            findings.push(
                build_entity_finding("project-slug", entity, slug.value.place(), message)
                    .with_label(Some("use owner/repository".to_owned())),
            );
        }
    }
    findings
}

/// Whether `text` is `owner/repository` in GitHub's characters: letters, digits, `-` and `_`; in repositories also `.`.
fn is_github_project_slug(text: &str) -> bool {
    let Some((owner, repository)) = text.split_once('/') else {
        return false;
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !owner.is_empty()
        && owner.bytes().all(plain)
        && !repository.is_empty()
        && repository.bytes().all(|byte| plain(byte) || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::is_github_project_slug;

    #[test]
    fn a_slug_is_an_owner_and_a_repository() {
        assert!(
            is_github_project_slug("acme/check.out_1") && is_github_project_slug("user_corp/x")
        );
        for text in [
            "acme",
            "acme/",
            "/x",
            "a/b/c",
            "https://github.com/a/b",
            "a b/c",
        ] {
            assert!(!is_github_project_slug(text), "{text}");
        }
    }
}
