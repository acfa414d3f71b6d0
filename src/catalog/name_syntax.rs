//! What names, labels and tags may look like: the rules of catalog-model 1.10.1.

/// `metadata.name`, label values, the name part of keys: 1–63 of letters, digits, `-`, `_`, `.`, with a letter or
/// digit at both ends.
pub fn is_valid_entity_name(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    (1..=63).contains(&bytes.len())
        && bytes.iter().all(|byte| inner(*byte))
        && ends
            .iter()
            .all(|end| end.is_some_and(u8::is_ascii_alphanumeric))
}

/// A DNS label, 1–63: `^[a-z0-9]+(?:\-+[a-z0-9]+)*$`.
pub fn is_dns_label(text: &str) -> bool {
    let bytes = text.as_bytes();
    let small = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=63).contains(&bytes.len())
        && bytes.iter().all(|byte| small(byte) || *byte == b'-')
        && [bytes.first(), bytes.last()]
            .iter()
            .all(|end| end.is_some_and(small))
}

/// A DNS subdomain, 1–253: DNS labels with dots between.
pub(super) fn is_dns_subdomain(text: &str) -> bool {
    (1..=253).contains(&text.len()) && text.split('.').all(is_dns_label)
}

/// The key of a label or an annotation: `name` or `dns.subdomain/name`.
pub(super) fn is_valid_metadata_key(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_dns_subdomain(prefix) && is_valid_entity_name(name),
        None => is_valid_entity_name(text),
    }
}

/// A tag, 1–63: `^[a-z0-9:+#]+(\-[a-z0-9:+#]+)*$`.
pub fn is_valid_tag(text: &str) -> bool {
    let fits = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b':' | b'+' | b'#')
    };
    (1..=63).contains(&text.len())
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(fits))
}

/// A kind, 1–63: `^[a-zA-Z][a-z0-9A-Z]*$`.
pub fn is_valid_kind(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..=63).contains(&bytes.len())
        && bytes[0].is_ascii_alphabetic()
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// An apiVersion: `suffix` or `dns.subdomain/suffix`, the suffix 1–63 letters and digits.
pub(super) fn is_valid_api_version(text: &str) -> bool {
    let suffix = |text: &str| {
        (1..=63).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match text.split_once('/') {
        Some((prefix, rest)) => is_dns_subdomain(prefix) && suffix(rest),
        None => suffix(text),
    }
}

/// Whether WHATWG's `new URL` accepts `text` without a base.
pub(super) fn is_url(text: &str) -> bool {
    url::Url::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tags_are_those_of_backstage() {
        assert!(
            is_valid_entity_name("a")
                && is_valid_entity_name("A.b_c-1")
                && is_valid_entity_name(&"x".repeat(63))
        );
        assert!(
            !is_valid_entity_name("")
                && !is_valid_entity_name("-a")
                && !is_valid_entity_name("a.")
                && !is_valid_entity_name("a b")
                && !is_valid_entity_name(&"x".repeat(64))
        );
        assert!(is_dns_label("a--b") && !is_dns_label("A") && !is_dns_label("a-"));
        assert!(
            is_valid_tag("c++")
                && is_valid_tag("a-b")
                && !is_valid_tag("a--b")
                && !is_valid_tag("A")
                && !is_valid_tag("a.b")
        );
        assert!(
            is_valid_metadata_key("example.com/x")
                && is_valid_metadata_key("x")
                && !is_valid_metadata_key("Example.com/x")
                && !is_valid_metadata_key("a/b/c")
        );
        assert!(
            is_valid_api_version("backstage.io/v1alpha1")
                && !is_valid_api_version("backstage.io/v1-a")
        );
        assert!(is_valid_kind("Component") && !is_valid_kind("1a"));
        assert!(
            is_url("mailto:a@b.c")
                && is_url("https://a")
                && !is_url("e.com/x")
                && !is_url("https://")
        );
    }
}
