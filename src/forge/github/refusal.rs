//! Refusals that no permission would lift: what an organisation lets nobody do, or not with this token, not from here.
//!
//! GitHub says so in words only, in the API and to git alike, so its words are read. Each comes with the page or the
//! command that changes something about it; a page is named only where its address is known.

use super::Host;
use super::token::GH;
use crate::printable::{Printable, shortened};

/// The longest address that is shown.
const LONGEST: usize = 300;

/// Who was refused, where.
#[derive(Clone, Copy)]
pub(super) struct Refused<'a> {
    /// The server.
    pub(super) host: &'a Host,
    /// Where the token was found, such as `GH_TOKEN`.
    pub(super) source: &'a str,
    /// What the server said.
    pub(super) words: &'a str,
    /// The page where the token is let in by single sign-on, where the server named one.
    pub(super) sso: Option<&'a str>,
}

impl Refused<'_> {
    /// What to do about it; nothing where the words are about no policy.
    pub(super) fn hints(self) -> Vec<String> {
        let words = self.words.to_lowercase();
        let says = |text: &str| words.contains(text);
        if self.sso.is_some() || says("saml") || says("single sign-on") {
            vec![self.single_sign_on()]
        } else if says("token's lifetime") {
            vec![self.lifetime(&words)]
        } else if says("forbids access via a personal access token (classic)") {
            self.classic()
        } else if says("forbids access via a fine-grained personal access token") {
            self.fine_grained()
        } else if says("ip allow list") || says("ip address is not permitted") {
            self.network()
        } else if says("oauth app access restrictions")
            || says("third-party application access policy")
            || says("data access to third-parties is limited")
        {
            self.application()
        } else if says("two-factor") {
            vec![format!(
                "turn on two-factor authentication: {}/settings/security",
                self.host.web()
            )]
        } else if says("account was suspended") || says("account is suspended") {
            vec![format!(
                "ask the administrators of {}: the account behind the token from {} is suspended",
                self.host.name(),
                self.source
            )]
        } else {
            Vec::new()
        }
    }

    fn single_sign_on(self) -> String {
        match self.sso.map(shown).or_else(|| self.address("/sso")) {
            Some(url) => format!("the organisation requires single sign-on: open {url}"),
            None => format!(
                "the organisation requires single sign-on: choose \"Configure SSO\" for the token from {} at {}/settings/tokens",
                self.source,
                self.host.web()
            ),
        }
    }

    fn lifetime(self, words: &str) -> String {
        let is_classic = words.contains("(classic)");
        let page = match is_classic {
            true => "/settings/tokens",
            false => "/settings/personal-access-tokens",
        };
        let page = self
            .address(page)
            .unwrap_or_else(|| format!("{}{page}", self.host.web()));
        let days = words
            .split_once("greater than ")
            .and_then(|(_, rest)| rest.split_once(" day"))
            .map(|(days, _)| days)
            .filter(|days| days.bytes().all(|byte| byte.is_ascii_digit()));
        match days {
            Some(days) => format!(
                "the token from {} is valid for longer than the organisation allows: let it expire within {days} days, at {page}",
                self.source
            ),
            None => format!(
                "the token from {} is valid for longer than the organisation allows: give it an earlier expiry date, at {page}",
                self.source
            ),
        }
    }

    fn classic(self) -> Vec<String> {
        vec![
            format!(
                "the organisation accepts no classic tokens: set {} to a fine-grained one, from {}/settings/personal-access-tokens/new",
                self.variable(),
                self.host.web()
            ),
            self.gh(),
        ]
    }

    fn fine_grained(self) -> Vec<String> {
        vec![
            format!(
                "the organisation accepts no fine-grained tokens: the token from {} must be of another kind",
                self.source
            ),
            self.gh(),
        ]
    }

    fn network(self) -> Vec<String> {
        let mut hints = vec![
            "the organisation lets in certain networks only: use its network or VPN, then run the same command again".to_owned(),
        ];
        let page = self.organisation().map(|organisation| {
            format!(
                "or ask an owner to add your address: {}/organizations/{organisation}/settings/security",
                self.host.web()
            )
        });
        hints.extend(page);
        hints
    }

    fn application(self) -> Vec<String> {
        let page = self
            .organisation()
            .map_or_else(String::new, |organisation| {
                format!(
                    ": {}/organizations/{organisation}/settings/oauth_application_policy",
                    self.host.web()
                )
            });
        vec![
            format!(
                "ask an owner of the organisation to approve the application that issued the token from {}{page}",
                self.source
            ),
            format!(
                "or set {} to a fine-grained token, from {}/settings/personal-access-tokens/new",
                self.variable(),
                self.host.web()
            ),
        ]
    }

    fn gh(self) -> String {
        let login = format!("gh auth login --hostname {}", self.host.name());
        match self.is_of_gh() {
            true => format!("or sign in again: {login}"),
            false => format!(
                "or sign in as yourself: unset {}, then {login}",
                self.source
            ),
        }
    }

    fn is_of_gh(self) -> bool {
        self.source == GH
    }

    /// The variable that may hold another token.
    fn variable(self) -> &'static str {
        let server = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
        let hosted = ["IDP_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];
        let named = hosted
            .iter()
            .chain(&server)
            .find(|name| **name == self.source);
        named.copied().unwrap_or("IDP_GITHUB_TOKEN")
    }

    /// The first address of this host in the words that has `part` in it.
    fn address(self, part: &str) -> Option<String> {
        let home = format!("{}/", self.host.web());
        let mut words = self.words.split_whitespace();
        let found = words.find(|word| word.starts_with(&home) && word.contains(part))?;
        Some(shown(found.trim_end_matches(['.', ',', ')'])))
    }

    /// The name that stands in quotes or backticks before "organization", as the server writes it.
    fn organisation(self) -> Option<String> {
        let (before, _) = self.words.split_once(" organization")?;
        let name = before
            .rsplit(' ')
            .next()?
            .trim_matches(['\'', '`', '"', '’', '‘']);
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (!name.is_empty() && name.bytes().all(is_name)).then(|| name.to_owned())
    }
}

fn shown(url: &str) -> String {
    shortened(&Printable(url).to_string(), LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(words: &str) -> String {
        let host = Host::parse("github.com").unwrap();
        let refused = Refused {
            host: &host,
            source: "GH_TOKEN",
            words,
            sso: None,
        };
        refused.hints().join("\n")
    }

    #[test]
    fn each_policy_leads_to_its_page() {
        insta::assert_snapshot!(hints("`acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions."), @"
        the organisation accepts no classic tokens: set GH_TOKEN to a fine-grained one, from https://github.com/settings/personal-access-tokens/new
        or sign in as yourself: unset GH_TOKEN, then gh auth login --hostname github.com
        ");
        insta::assert_snapshot!(hints("`acme` forbids access via a fine-grained personal access tokens."), @"
        the organisation accepts no fine-grained tokens: the token from GH_TOKEN must be of another kind
        or sign in as yourself: unset GH_TOKEN, then gh auth login --hostname github.com
        ");
        insta::assert_snapshot!(hints("The 'acme' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 90 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/personal-access-tokens/7"), @"the token from GH_TOKEN is valid for longer than the organisation allows: let it expire within 90 days, at https://github.com/settings/personal-access-tokens/7");
        insta::assert_snapshot!(hints("The 'acme' organization forbids access via a personal access token (classic) if the token's lifetime is greater than 30 days."), @"the token from GH_TOKEN is valid for longer than the organisation allows: let it expire within 30 days, at https://github.com/settings/tokens");
        insta::assert_snapshot!(hints("Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource."), @"
        the organisation lets in certain networks only: use its network or VPN, then run the same command again
        or ask an owner to add your address: https://github.com/organizations/acme/settings/security
        ");
        insta::assert_snapshot!(hints("Although you appear to have the correct authorization credentials, the `acme` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited."), @"
        ask an owner of the organisation to approve the application that issued the token from GH_TOKEN: https://github.com/organizations/acme/settings/oauth_application_policy
        or set GH_TOKEN to a fine-grained token, from https://github.com/settings/personal-access-tokens/new
        ");
        insta::assert_snapshot!(hints("The 'acme' organization has enabled or enforced SAML SSO. To access this repository, visit https://github.com/orgs/acme/sso?authorization_request=AB and try your request again."), @"the organisation requires single sign-on: open https://github.com/orgs/acme/sso?authorization_request=AB");
        insta::assert_snapshot!(hints("Resource protected by organization SAML enforcement."), @r#"the organisation requires single sign-on: choose "Configure SSO" for the token from GH_TOKEN at https://github.com/settings/tokens"#);
    }

    #[test]
    fn a_missing_permission_is_no_policy_and_other_hosts_are_not_named() {
        assert_eq!(
            hints("Resource not accessible by personal access token"),
            ""
        );
        let other = "SAML: https://evil.example/sso";
        assert!(!hints(other).contains("evil"));
    }
}
