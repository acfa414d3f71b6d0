//! Parses images: which part of `ghcr.io/acme/checkout:1.2@sha256:…` identifies the owner.

/// A container image reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContainerImageReference<'t> {
    /// Without registry, tag and digest, such as `acme/checkout`.
    pub(super) path: &'t str,
    /// Whether it names a registry.
    pub(super) has_registry: bool,
    /// Whether it's certainly an image: it has a tag, a digest, or the host of a container registry.
    pub(super) is_certain: bool,
}

impl<'t> ContainerImageReference<'t> {
    /// Parses `[registry/]path[:tag][@digest]`; `None` if it can't be an image.
    pub(super) fn parse(text: &'t str) -> Option<ContainerImageReference<'t>> {
        let schemes = ["docker://", "oci://"];
        let text = schemes
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .unwrap_or(text);
        if text.contains("://") {
            return None;
        }
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
        let (registry, path) = match rest.split_once('/') {
            Some((registry, path)) if is_registry_host(registry) => (Some(registry), path),
            _ => (None, rest),
        };
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
        (!path.is_empty() && path.bytes().all(fits)).then_some(ContainerImageReference {
            path,
            has_registry: registry.is_some(),
            is_certain: tag.is_some_and(|tag| !tag.is_empty())
                || digest.is_some_and(is_image_digest)
                || registry.is_some_and(is_container_registry_host),
        })
    }
}

/// Whether `text` is a digest such as `sha256:…`, and not the domain of an email address.
fn is_image_digest(text: &str) -> bool {
    let hash = text.split_once(':').map(|(_, hash)| hash);
    hash.is_some_and(|hash| !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether `part` is a registry host by Docker's own rule: it contains a dot or a port, or is `localhost`.
fn is_registry_host(part: &str) -> bool {
    part.contains(['.', ':']) || part == "localhost"
}

/// Whether a host serves images and no source repositories.
fn is_container_registry_host(host: &str) -> bool {
    const REGISTRY_HOSTS: [&str; 5] = [
        "ghcr.io",
        "docker.io",
        "quay.io",
        "gcr.io",
        "public.ecr.aws",
    ];
    const REGISTRY_HOST_SUFFIXES: [&str; 4] =
        [".pkg.dev", ".amazonaws.com", ".azurecr.io", ".gcr.io"];
    REGISTRY_HOSTS.contains(&host) || REGISTRY_HOST_SUFFIXES.iter().any(|end| host.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registry_tag_and_digest_are_left_out() {
        for (text, path, is_certain) in [
            ("ghcr.io/acme/checkout:1.2", "acme/checkout", true),
            ("localhost:5000/checkout@sha256:0a", "checkout", true),
            ("registry:5000/a/b:c@sha256:0a", "a/b", true),
            ("checkout:1.0", "checkout", true),
            ("acme/checkout", "acme/checkout", false),
            ("checkout@acme.example", "checkout", false),
            ("ghcr.io/acme/checkout", "acme/checkout", true),
            ("docker://quay.io/acme/checkout", "acme/checkout", true),
        ] {
            let image = ContainerImageReference::parse(text).unwrap();
            assert_eq!((image.path, image.is_certain), (path, is_certain), "{text}");
            assert_eq!(image.has_registry, !text.starts_with(path), "{text}");
        }
        for text in ["", ":x", "a b:1", "ghcr.io/"] {
            assert_eq!(ContainerImageReference::parse(text), None, "{text}");
        }
    }
}
