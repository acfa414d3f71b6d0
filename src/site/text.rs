//! Foreign text on a page. The templates escape it; what escaping leaves is handled here: characters that reorder the text around them,
//! and links that run scripts.

use serde::Serialize;
use url::Url;

/// `text` without control characters and without characters that change the direction of the text around them (CVE-2021-42574).
pub(super) fn clean_text(text: &str) -> String {
    let is_plain = |byte: u8| (b' '..0x7f).contains(&byte);
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let spaced = text.replace(['\n', '\t'], " ");
    spaced
        .chars()
        .filter(|character| !is_unwanted(*character))
        .collect()
}

/// The same, with its lines and tabs.
pub(super) fn clean_lines(text: &str) -> String {
    let is_kept = |character: &char| matches!(character, '\n' | '\t') || !is_unwanted(*character);
    text.chars().filter(is_kept).collect()
}

fn is_unwanted(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `text` for HTML. Most texts have nothing to escape.
pub(super) fn escape_html(text: &str) -> String {
    let is_plain = |byte: u8| !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | b'`' | b'=');
    if text.bytes().all(is_plain) {
        text.to_owned()
    } else {
        handlebars::html_escape(text)
    }
}

/// A link to another site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct WebLink {
    /// An `http`, `https` or `mailto` URL.
    pub(super) url: String,
    /// The text of the link.
    pub(super) title: String,
    /// The host or the path, beneath the link.
    pub(super) place: String,
}

impl WebLink {
    /// The link to `url`, if a browser does nothing but open it.
    pub(super) fn new(url: &str, title: &str) -> Option<WebLink> {
        let parsed = parse_safe_url(url)?;
        let path = parsed.path().trim_matches('/');
        let host = parsed.host_str().unwrap_or_default();
        let place = match (host, path) {
            (host, "") => host.to_owned(),
            ("", path) => path.to_owned(),
            (host, path) => format!("{host}/{path}"),
        };
        Some(WebLink {
            url: parsed.to_string(),
            title: clean_text(title),
            place: clean_text(&place),
        })
    }
}

/// `text` as a URL that a browser only opens.
pub(super) fn parse_safe_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https" | "mailto").then_some(url)
}

/// An email address in two parts, so that it can wrap before its `@`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct EmailAddress {
    pub(super) user: String,
    pub(super) domain: String,
    /// The `mailto` URL.
    pub(super) url: String,
}

impl EmailAddress {
    /// `text` as an address; `None` if it isn't one.
    pub(super) fn parse(text: &str) -> Option<EmailAddress> {
        let is_plain = |part: &str| {
            !part.is_empty()
                && part.chars().all(|character| {
                    character.is_ascii_alphanumeric() || "._%+-".contains(character)
                })
        };
        let (user, domain) = text.split_once('@')?;
        (is_plain(user) && is_plain(domain)).then(|| EmailAddress {
            user: user.to_owned(),
            domain: domain.to_owned(),
            url: format!("mailto:{user}@{domain}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_reorder_text_are_dropped() {
        assert_eq!(clean_text("a\u{202e}b\u{2066}c\u{7}d\ne"), "abcd e");
        assert_eq!(clean_text("é 👩\u{200d}💻 <b>"), "é 👩\u{200d}💻 <b>");
    }

    #[test]
    fn only_urls_that_a_browser_opens_are_links() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "//x",
            "x",
        ] {
            assert_eq!(WebLink::new(text, "x"), None, "{text}");
        }
        let link = WebLink::new("https://github.com/acme/shop/?a=\"><script>", "Shop").unwrap();
        assert_eq!(
            link.url,
            "https://github.com/acme/shop/?a=%22%3E%3Cscript%3E"
        );
        assert_eq!(link.place, "github.com/acme/shop");
    }

    #[test]
    fn an_email_address_has_two_plain_parts() {
        let address = EmailAddress::parse("ada@acme.example").unwrap();
        assert_eq!(address.url, "mailto:ada@acme.example");
        for text in ["ada", "@acme", "ada@acme?cc=all", "a b@c"] {
            assert_eq!(EmailAddress::parse(text), None, "{text}");
        }
    }
}
