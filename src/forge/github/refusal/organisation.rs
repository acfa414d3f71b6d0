//! Refusals by the policies of an organisation.

use super::{AccessRefusal, SignInMethod, escape_and_truncate_url};

impl AccessRefusal<'_> {
    /// The hints for a policy of the organisation or a problem with the account; empty for anything else.
    pub(super) fn build_organisation_error_hints(self) -> Vec<String> {
        let words = self.message.to_lowercase();
        let says = |text: &str| words.contains(text);
        if self.sso_url.is_some() || says("saml") || says("single sign-on") {
            vec![self.format_sso_hint()]
        } else if says("token's lifetime") {
            vec![self.format_token_lifetime_hint(&words)]
        } else if says("forbids access via a personal access token (classic)") {
            self.format_classic_token_forbidden_hints()
        } else if says("forbids access via a fine-grained personal access token") {
            self.format_fine_grained_token_forbidden_hints()
        } else if says("ip allow list") || says("ip address is not permitted") {
            self.format_ip_allow_list_hints()
        } else if says("oauth app access restrictions")
            || says("third-party application access policy")
            || says("data access to third-parties is limited")
        {
            self.format_oauth_app_hints()
        } else if says("two-factor") {
            vec![format!(
                "turn on two-factor authentication: {}/settings/security",
                self.host.web_url()
            )]
        } else if says("account was suspended") || says("account is suspended") {
            vec![format!(
                "ask the administrators of {}: the account behind {} is suspended",
                self.host.name(),
                self.sign_in_method
            )]
        } else if says("rsa key with sha-1") {
            vec![format!(
                "create a new key: ssh-keygen -t ed25519, then add it at {}/settings/keys",
                self.host.web_url()
            )]
        } else {
            Vec::new()
        }
    }

    fn format_sso_hint(self) -> String {
        match self
            .sso_url
            .map(escape_and_truncate_url)
            .or_else(|| self.find_url_in_message("/sso"))
        {
            Some(url) => format!("the organisation requires single sign-on: open {url}"),
            None if self.uses_gh_cli_token() && self.message.contains("re-authorize") => format!(
                "the organisation requires single sign-on: gh auth refresh --hostname {}",
                self.host.name()
            ),
            None => format!(
                "the organisation requires single sign-on: choose \"Configure SSO\" for {} at {}/settings/{}",
                self.sign_in_method,
                self.host.web_url(),
                match self.sign_in_method {
                    SignInMethod::Key => "keys",
                    SignInMethod::Token(_) | SignInMethod::Git => "tokens",
                }
            ),
        }
    }

    fn format_token_lifetime_hint(self, words: &str) -> String {
        let is_classic = words.contains("(classic)");
        let page = if is_classic {
            "/settings/tokens"
        } else {
            "/settings/personal-access-tokens"
        };
        let page = self
            .find_url_in_message(page)
            .unwrap_or_else(|| format!("{}{page}", self.host.web_url()));
        let days = words
            .split_once("greater than ")
            .and_then(|(_, rest)| rest.split_once(" day"))
            .map(|(days, _)| days)
            .filter(|days| days.bytes().all(|byte| byte.is_ascii_digit()));
        match days {
            Some(days) => format!(
                "{} is valid for longer than the organisation allows: set its expiry to {days} days or less at {page}",
                self.sign_in_method
            ),
            None => format!(
                "{} is valid for longer than the organisation allows: set an earlier expiry date at {page}",
                self.sign_in_method
            ),
        }
    }

    fn format_classic_token_forbidden_hints(self) -> Vec<String> {
        vec![
            format!(
                "the organisation doesn't accept classic tokens: set {} to a fine-grained one, from {}/settings/personal-access-tokens/new",
                self.token_env_var_to_set(),
                self.host.web_url()
            ),
            self.format_gh_login_hint(),
        ]
    }

    fn format_fine_grained_token_forbidden_hints(self) -> Vec<String> {
        vec![
            format!(
                "the organisation doesn't accept fine-grained tokens: {} must be a different kind of token",
                self.sign_in_method
            ),
            self.format_gh_login_hint(),
        ]
    }

    fn format_ip_allow_list_hints(self) -> Vec<String> {
        let mut hints = vec![
            "the organisation allows only certain networks: use its network or VPN, then run the same command again".to_owned(),
        ];
        let page = self.parse_organisation_name().map(|organisation| {
            format!(
                "or ask an owner to add your IP address: {}/organizations/{organisation}/settings/security",
                self.host.web_url()
            )
        });
        hints.extend(page);
        hints
    }

    fn format_oauth_app_hints(self) -> Vec<String> {
        let page = self
            .parse_organisation_name()
            .map_or_else(String::new, |organisation| {
                format!(
                    ": {}/organizations/{organisation}/settings/oauth_application_policy",
                    self.host.web_url()
                )
            });
        vec![
            format!(
                "ask an owner of the organisation to approve the application that issued {}{page}",
                self.sign_in_method
            ),
            format!(
                "or set {} to a fine-grained token, from {}/settings/personal-access-tokens/new",
                self.token_env_var_to_set(),
                self.host.web_url()
            ),
        ]
    }

    fn format_gh_login_hint(self) -> String {
        let login = format!("gh auth login --hostname {}", self.host.name());
        match self.sign_in_method {
            SignInMethod::Token(source) if !self.uses_gh_cli_token() => {
                format!("or sign in as yourself: unset {source}, then {login}")
            }
            _ => format!("or sign in again: {login}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{GitHubHost, RequiredAccess};
    use super::*;

    fn hints(words: &str) -> String {
        let host = GitHubHost::parse("github.com").unwrap();
        let refused = AccessRefusal {
            host: &host,
            sign_in_method: SignInMethod::Token("GH_TOKEN"),
            repository: None,
            required_access: RequiredAccess::Read,
            message: words,
            sso_url: None,
        };
        refused.build_error_hints().join("\n")
    }

    #[test]
    fn each_policy_leads_to_its_page() {
        insta::assert_snapshot!(hints("`acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions."), @"
        the organisation doesn't accept classic tokens: set GH_TOKEN to a fine-grained one, from https://github.com/settings/personal-access-tokens/new
        or sign in as yourself: unset GH_TOKEN, then gh auth login --hostname github.com
        ");
        insta::assert_snapshot!(hints("`acme` forbids access via a fine-grained personal access tokens."), @"
        the organisation doesn't accept fine-grained tokens: the token from GH_TOKEN must be a different kind of token
        or sign in as yourself: unset GH_TOKEN, then gh auth login --hostname github.com
        ");
        insta::assert_snapshot!(hints("The 'acme' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 90 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/personal-access-tokens/7"), @"the token from GH_TOKEN is valid for longer than the organisation allows: set its expiry to 90 days or less at https://github.com/settings/personal-access-tokens/7");
        insta::assert_snapshot!(hints("The 'acme' organization forbids access via a personal access token (classic) if the token's lifetime is greater than 30 days."), @"the token from GH_TOKEN is valid for longer than the organisation allows: set its expiry to 30 days or less at https://github.com/settings/tokens");
        insta::assert_snapshot!(hints("Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource."), @"
        the organisation allows only certain networks: use its network or VPN, then run the same command again
        or ask an owner to add your IP address: https://github.com/organizations/acme/settings/security
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
