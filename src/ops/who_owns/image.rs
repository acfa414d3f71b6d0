//! Images: which part of `ghcr.io/acme/checkout:1.2@sha256:…` says whose it is.

/// An image as deployments name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Image<'t> {
    /// Without registry, tag and digest, such as `acme/checkout`.
    pub(super) path: &'t str,
    /// Whether it is one for sure: it has a tag or a digest.
    pub(super) pinned: bool,
}

impl<'t> Image<'t> {
    /// Reads `[registry/]path[:tag][@digest]`; `None` for what cannot be one.
    pub(super) fn parse(text: &'t str) -> Option<Image<'t>> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        let name_start = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (rest, tag) = match rest[name_start..].find(':') {
            Some(colon) => (
                &rest[..name_start + colon],
                Some(&rest[name_start + colon + 1..]),
            ),
            None => (rest, None),
        };
        let path = match rest.split_once('/') {
            Some((registry, path)) if is_registry(registry) => path,
            _ => rest,
        };
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
        (!path.is_empty() && path.bytes().all(fits)).then_some(Image {
            path,
            pinned: tag.or(digest).is_some_and(|pin| !pin.is_empty()),
        })
    }
}

/// Docker's own rule: a first part with a dot or a port, or `localhost`.
fn is_registry(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registry_tag_and_digest_are_left_out() {
        for (text, path, pinned) in [
            ("ghcr.io/acme/checkout:1.2", "acme/checkout", true),
            ("localhost:5000/checkout@sha256:0a", "checkout", true),
            ("registry:5000/a/b:c@sha256:0a", "a/b", true),
            ("checkout:1.0", "checkout", true),
            ("acme/checkout", "acme/checkout", false),
        ] {
            assert_eq!(Image::parse(text), Some(Image { path, pinned }), "{text}");
        }
        for text in ["", ":x", "a b:1", "ghcr.io/"] {
            assert_eq!(Image::parse(text), None, "{text}");
        }
    }
}
