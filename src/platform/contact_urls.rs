//! `contacts` in `idp.yaml`: where the chat channels and on-call schedules that a catalog names can be opened.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

/// Patterns for the addresses of contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ContactUrls {
    /// Of a chat channel, such as `https://acme.slack.com/app_redirect?channel={name}`.
    pub chat: Option<ContactUrlPattern>,
    /// Of an on-call schedule, such as `https://acme.pagerduty.com/service-directory/{name}`.
    pub on_call: Option<ContactUrlPattern>,
}

/// An `https` URL that contains `{name}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
pub struct ContactUrlPattern(String);

/// What stands for the contact in a pattern.
const NAME_PLACEHOLDER: &str = "{name}";

/// What needs no escape in any part of a URL (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

impl ContactUrlPattern {
    /// The address of the contact `name`, without the `#` that a channel may start with.
    pub fn build_url(&self, name: &str) -> String {
        let name = name.strip_prefix('#').unwrap_or(name);
        let encoded = utf8_percent_encode(name, RESERVED).to_string();
        self.0.replace(NAME_PLACEHOLDER, &encoded)
    }
}

impl TryFrom<String> for ContactUrlPattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parsed = Url::parse(&text.replace(NAME_PLACEHOLDER, "name"));
        let is_web = parsed.is_ok_and(|url| url.scheme() == "https" && url.has_host());
        let after_host = text.splitn(4, '/').nth(3).unwrap_or_default();
        if is_web && after_host.contains(NAME_PLACEHOLDER) {
            Ok(ContactUrlPattern(text))
        } else {
            Err(format!(
                "`{text}` isn't an https address with `{{name}}` after the host, such as `https://acme.slack.com/app_redirect?channel={{name}}`"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ContactUrlPattern, String> {
        ContactUrlPattern::try_from(text.to_owned())
    }

    #[test]
    fn a_name_cannot_leave_its_place() {
        let pattern = parse("https://acme.slack.com/app_redirect?channel={name}").unwrap();
        assert_eq!(
            pattern.build_url("#on call&x=/../#y"),
            "https://acme.slack.com/app_redirect?channel=on%20call%26x%3D%2F..%2F%23y"
        );
    }

    #[test]
    fn only_an_https_address_with_a_name_is_a_pattern() {
        for text in [
            "",
            "{name}",
            "https://acme.example/",
            "https://{name}.acme.example/",
            "http://acme.example/{name}",
            "javascript:alert({name})",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
