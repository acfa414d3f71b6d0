//! `invalid-location-ref`: an annotation that must be `<type>:<target>` and isn't. Backstage's `parseLocationRef`
//! throws wherever a page or TechDocs uses it.

use super::context::RuleContext;
use super::entity_finding::build_entity_finding;
use crate::catalog::TECHDOCS_REF_ANNOTATION;
use crate::diagnostic::{Diagnostic, TextEdit};
use crate::printable::escape_and_truncate;

const SOURCE_LOCATION_ANNOTATION: &str = "backstage.io/source-location";
/// The location types that TechDocs supports.
const TECHDOCS_LOCATION_TYPES: [&str; 2] = ["url", "dir"];

pub(super) fn check(scope: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for entity in scope.catalog_entities() {
        for annotation in entity.annotations() {
            let value = annotation.value;
            let Some(fault) = find_location_annotation_problem(annotation.key, value.text) else {
                continue;
            };
            let finding =
                build_entity_finding("invalid-location-ref", entity, value.place(), fault.message);
            let finding = finding.with_label(Some(fault.label));
            findings.push(match (fault.prefix, value.text_span()) {
                (Some((old, new)), Some(span)) => {
                    finding.with_fix(TextEdit::new_replacement(span.start..span.start + old, new))
                }
                _ => finding,
            });
        }
    }
    findings
}

/// The problem with a value.
struct LocationAnnotationProblem {
    message: String,
    label: String,
    /// The fix: the number of bytes to remove from the start, and the prefix to insert.
    prefix: Option<(usize, &'static str)>,
}

fn find_location_annotation_problem(key: &str, text: &str) -> Option<LocationAnnotationProblem> {
    if ![SOURCE_LOCATION_ANNOTATION, TECHDOCS_REF_ANNOTATION].contains(&key)
        || text.trim().is_empty()
    {
        return None;
    }
    let (type_, target) = text.split_once(':').unwrap_or(("", text));
    let (type_, target) = (type_.trim(), target.trim());
    if matches!(type_, "http" | "https") {
        return Some(build_missing_prefix_problem(text, 0, "url:"));
    }
    if !type_.is_empty() && !target.is_empty() {
        let known = key != TECHDOCS_REF_ANNOTATION || TECHDOCS_LOCATION_TYPES.contains(&type_);
        return (!known).then(|| build_unknown_location_type_problem(text, type_, target));
    }
    let is_path = key == TECHDOCS_REF_ANNOTATION && !text.contains(':') && !starts_with_host(text);
    if is_path {
        return Some(build_missing_prefix_problem(text, 0, "dir:"));
    }
    let label = if starts_with_host(text) {
        format!("write `url:https://{}`", escape_and_truncate(text))
    } else {
        "use <type>:<target>, such as url:https://github.com/acme/checkout/".to_owned()
    };
    Some(LocationAnnotationProblem {
        message: format!("`{}` has no location type", escape_and_truncate(text)),
        label,
        prefix: None,
    })
}

/// Suggests `text` without its first `old` bytes and with the prefix `new`.
fn build_missing_prefix_problem(
    text: &str,
    old: usize,
    new: &'static str,
) -> LocationAnnotationProblem {
    LocationAnnotationProblem {
        message: format!("`{}` needs the prefix `{new}`", escape_and_truncate(text)),
        label: format!("write `{new}{}`", escape_and_truncate(&text[old..])),
        prefix: Some((old, new)),
    }
}

/// Reports an unknown location type. `github:https://…`, for example, was valid in earlier versions.
fn build_unknown_location_type_problem(
    text: &str,
    type_: &str,
    target: &str,
) -> LocationAnnotationProblem {
    let is_url = ["https://", "http://"]
        .iter()
        .any(|scheme| target.starts_with(scheme));
    let old = text.find(target).unwrap_or(0);
    LocationAnnotationProblem {
        message: format!(
            "TechDocs doesn't support the location type `{}`",
            escape_and_truncate(type_)
        ),
        label: if is_url {
            format!("write `url:{}`", escape_and_truncate(target))
        } else {
            "use `url:` or `dir:`".to_owned()
        },
        prefix: is_url.then_some((old, "url:")),
    }
}

/// Whether `text` starts with a host name, such as `github.com/acme/checkout`.
fn starts_with_host(text: &str) -> bool {
    let (host, _) = text.split_once('/').unwrap_or((text, ""));
    let (_, top) = host.rsplit_once('.').unwrap_or_default();
    text.contains('/') && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_has_a_type() {
        let shown = |key: &str, text: &str| match find_location_annotation_problem(key, text) {
            None => "valid".to_owned(),
            Some(LocationAnnotationProblem { label, prefix, .. }) => {
                let fix = if prefix.is_some() { " (fix)" } else { "" };
                format!("{label}{fix}")
            }
        };
        let source = |text| shown(SOURCE_LOCATION_ANNOTATION, text);
        let docs = |text| shown(TECHDOCS_REF_ANNOTATION, text);
        assert_eq!(source("url:https://github.com/a/b/"), "valid");
        assert_eq!(
            source("https://github.com/a/b/"),
            "write `url:https://github.com/a/b/` (fix)"
        );
        assert_eq!(
            source("github.com/a/b"),
            "write `url:https://github.com/a/b`"
        );
        assert_eq!(source("github:https://github.com/a/b"), "valid");
        assert!(source("./x").starts_with("use <type>:<target>"));
        assert!(source("url:").starts_with("use <type>:<target>"));
        assert_eq!(docs("dir:."), "valid");
        assert_eq!(docs("."), "write `dir:.` (fix)");
        assert_eq!(docs("./docs"), "write `dir:./docs` (fix)");
        assert_eq!(docs("https://x.y/z"), "write `url:https://x.y/z` (fix)");
        assert_eq!(
            docs("github:https://x.y/z"),
            "write `url:https://x.y/z` (fix)"
        );
        assert_eq!(docs("file:./docs"), "use `url:` or `dir:`");
        assert_eq!(shown("backstage.io/view-url", "https://x.y"), "valid");
    }
}
