//! Resolves paths from one file to another, as Backstage does for files on a forge: as a URL relative to the file's
//! own, or from the root of the repository if it starts with `/`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

/// The root of a repository on a forge; only its shape matters.
const PSEUDO_ROOT_URL: &str = "https://forge.invalid/owner/repository/blob/branch/";
/// The characters to percent-encode in the path of a URL.
const PATH_ENCODE_SET: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The result of resolving a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TargetPathResolution {
    /// A path from the root of the repository.
    Inside(String),
    /// A path outside the repository.
    OutsideRepository,
    /// A URL, which is resolved elsewhere.
    Url,
    /// Invalid: neither a path nor a URL.
    Invalid,
}

/// Resolves `target` relative to the file `from`.
pub(super) fn resolve_target_relative_to_file(from: &str, target: &str) -> TargetPathResolution {
    if Url::parse(target).is_ok() {
        return TargetPathResolution::Url;
    }
    let Some(url) = resolve_target_by_url_rules(from, target) else {
        return TargetPathResolution::Invalid;
    };
    let Some(rest) = url.as_str().strip_prefix(PSEUDO_ROOT_URL) else {
        return TargetPathResolution::OutsideRepository;
    };
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    // An encoded `..` that URL parsing misses would still take effect in a file system.
    match percent_decode_str(path).decode_utf8() {
        Ok(path) if path.split(['/', '\\']).any(|part| part == "..") => {
            TargetPathResolution::OutsideRepository
        }
        Ok(path) => TargetPathResolution::Inside(remove_empty_segments(&path)),
        Err(_) => TargetPathResolution::Invalid,
    }
}

fn resolve_target_by_url_rules(from: &str, target: &str) -> Option<Url> {
    let root = Url::parse(PSEUDO_ROOT_URL).ok()?;
    if target.starts_with('/') {
        let mut url = root.clone();
        url.set_path(&format!("{}{target}", root.path().trim_end_matches('/')));
        Some(url)
    } else {
        let file = utf8_percent_encode(from, PATH_ENCODE_SET).to_string();
        root.join(&file).ok()?.join(target).ok()
    }
}

/// Removes the empty parts that URLs may have.
fn remove_empty_segments(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn resolve_inside(from: &str, target: &str) -> String {
        match resolve_target_relative_to_file(from, target) {
            TargetPathResolution::Inside(path) => path,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn targets_are_read_as_urls() {
        let from = "catalog/x y.yaml";
        assert_eq!(resolve_inside(from, "./a.yaml"), "catalog/a.yaml");
        assert_eq!(resolve_inside(from, "../a%20b.yaml?x=y#z"), "a b.yaml");
        assert_eq!(resolve_inside(from, "/a.yaml"), "a.yaml");
        assert_eq!(resolve_inside(from, "//a//b.yaml"), "a/b.yaml");
        assert_eq!(resolve_inside(from, "deep\\a.yaml"), "catalog/deep/a.yaml");
        assert_eq!(resolve_inside(from, ""), "catalog/x y.yaml");
        assert_eq!(
            resolve_inside(from, "**/*.{yaml,yml}"),
            "catalog/**/*.{yaml,yml}"
        );
        assert_eq!(
            resolve_target_relative_to_file(from, "https://a/b"),
            TargetPathResolution::Url
        );
        assert_eq!(
            resolve_target_relative_to_file(from, "file:///etc/passwd"),
            TargetPathResolution::Url
        );
        assert_eq!(
            resolve_target_relative_to_file(from, "https://"),
            TargetPathResolution::Invalid
        );
    }

    #[test]
    fn nothing_leads_out_of_the_repository() {
        for target in [
            "../../a",
            "..%2f..%2fetc/passwd",
            "/../../etc",
            "%2e%2e/%2e%2e/x",
            "/..%5c..%5cx",
        ] {
            assert_eq!(
                resolve_target_relative_to_file("catalog/x.yaml", target),
                TargetPathResolution::OutsideRepository,
                "{target}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_inside_has_no_way_up(from in "[a-z/%. ]{0,12}", target in "[./a%2eEfF5cC\\\\?#: ]{0,24}") {
            if let TargetPathResolution::Inside(path) = resolve_target_relative_to_file(&from, &target) {
                prop_assert!(!path.split(['/', '\\']).any(|part| part == ".."), "{path}");
                prop_assert!(!path.starts_with('/'));
            }
        }
    }
}
