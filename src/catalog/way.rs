//! What a file of the catalog means when it names another one, as Backstage resolves it for files of a forge: as a URL
//! seen from its own, or from the root of the repository where it starts with `/`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

/// The root of a repository on a forge; only its shape matters.
const ROOT: &str = "https://forge.invalid/owner/repository/blob/branch/";
/// What stands for itself in the path of a URL.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Where a target leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To this path of the repository, from its root.
    Inside(String),
    /// Out of the repository.
    Outside,
    /// To a URL; it is somebody else's to read.
    Elsewhere,
    /// Nowhere: it is neither a path nor a URL.
    Nowhere,
}

/// Where `target` leads, seen from the file `from`.
pub(super) fn way(from: &str, target: &str) -> Way {
    if Url::parse(target).is_ok() {
        return Way::Elsewhere;
    }
    let Some(url) = resolved(from, target) else {
        return Way::Nowhere;
    };
    let Some(rest) = url.as_str().strip_prefix(ROOT) else {
        return Way::Outside;
    };
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    // What a URL hides from its own reading of `..` is not hidden from a file system.
    match percent_decode_str(path).decode_utf8() {
        Ok(path) if path.split(['/', '\\']).any(|part| part == "..") => Way::Outside,
        Ok(path) => Way::Inside(plain(&path)),
        Err(_) => Way::Nowhere,
    }
}

fn resolved(from: &str, target: &str) -> Option<Url> {
    let root = Url::parse(ROOT).ok()?;
    match target.starts_with('/') {
        true => {
            let mut url = root.clone();
            url.set_path(&format!("{}{target}", root.path().trim_end_matches('/')));
            Some(url)
        }
        false => {
            let file = utf8_percent_encode(from, PATH).to_string();
            root.join(&file).ok()?.join(target).ok()
        }
    }
}

/// Without the empty parts that URLs may have.
fn plain(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inside(from: &str, target: &str) -> String {
        match way(from, target) {
            Way::Inside(path) => path,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn targets_are_read_as_urls() {
        let from = "catalog/x y.yaml";
        assert_eq!(inside(from, "./a.yaml"), "catalog/a.yaml");
        assert_eq!(inside(from, "../a%20b.yaml?x=y#z"), "a b.yaml");
        assert_eq!(inside(from, "/a.yaml"), "a.yaml");
        assert_eq!(inside(from, "//a//b.yaml"), "a/b.yaml");
        assert_eq!(inside(from, "deep\\a.yaml"), "catalog/deep/a.yaml");
        assert_eq!(inside(from, ""), "catalog/x y.yaml");
        assert_eq!(inside(from, "**/*.{yaml,yml}"), "catalog/**/*.{yaml,yml}");
        assert_eq!(way(from, "https://a/b"), Way::Elsewhere);
        assert_eq!(way(from, "file:///etc/passwd"), Way::Elsewhere);
        assert_eq!(way(from, "https://"), Way::Nowhere);
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
            assert_eq!(way("catalog/x.yaml", target), Way::Outside, "{target}");
        }
    }

    proptest! {
        #[test]
        fn what_is_inside_has_no_way_up(from in "[a-z/%. ]{0,12}", target in "[./a%2eEfF5cC\\\\?#: ]{0,24}") {
            if let Way::Inside(path) = way(&from, &target) {
                prop_assert!(!path.split(['/', '\\']).any(|part| part == ".."), "{path}");
                prop_assert!(!path.starts_with('/'));
            }
        }
    }
}
