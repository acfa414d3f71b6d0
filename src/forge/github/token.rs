//! The GitHub token: where it comes from, and which hosts may receive it.

use http::header::{HeaderValue, InvalidHeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::GitHubHost;
use crate::error::{Error, ErrorKind, Result};
use crate::git::GitCredentials;

/// A secret and its source. Nothing displays the secret, not even `Debug`.
#[derive(Clone, Debug)]
pub struct GitHubToken {
    secret: SecretString,
    source: String,
}

/// The tokens from the environment. Only the process context fills it in.
#[derive(Clone, Debug, Default)]
pub struct TokenSources {
    /// The environment variables that are set, by name.
    pub variables: Vec<(&'static str, SecretString)>,
    /// Hosts that the user named: `GH_HOST`, `IDP_GITHUB_URL`, the platform this machine is connected to.
    pub trusted_hosts: Vec<String>,
    /// Reads the token of a host from `gh`; it returns `None` if `gh` has none or isn't installed.
    pub read_gh_token: Option<fn(&str) -> Option<SecretString>>,
}

/// The variables with a token for hosts run by GitHub, in order of precedence.
pub const GITHUB_CLOUD_TOKEN_VARIABLES: &[&str] = &["IDP_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];
/// The variables with a token for an Enterprise Server, in order of precedence.
pub const ENTERPRISE_SERVER_TOKEN_VARIABLES: &[&str] = &[
    "IDP_GITHUB_TOKEN",
    "GH_ENTERPRISE_TOKEN",
    "GITHUB_ENTERPRISE_TOKEN",
];

/// The source name of a token from `gh`.
pub(super) const GH_CLI_TOKEN_SOURCE: &str = "gh auth token";

impl TokenSources {
    /// The token for `host`.
    ///
    /// # Errors
    /// Sign-in (4) if there is no token for that host, or it is invalid.
    pub fn find_token(&self, host: &GitHubHost) -> Result<GitHubToken> {
        if let Some(token) = self.find_token_in_env_vars(host)? {
            return Ok(token);
        }
        let asked = self.read_gh_token.and_then(|gh| gh(host.name()));
        match asked {
            Some(secret) => GitHubToken::new(secret, GH_CLI_TOKEN_SOURCE.to_owned()),
            None => Err(missing_token_error(host)),
        }
    }

    /// Whether there is a token for `host`.
    ///
    /// # Errors
    /// Sign-in (4) if a variable holds an invalid token.
    pub fn has_token(&self, host: &GitHubHost) -> Result<bool> {
        let set = self.find_token_in_env_vars(host)?.is_some();
        Ok(set
            || self
                .read_gh_token
                .is_some_and(|gh| gh(host.name()).is_some()))
    }

    /// The token for `host` from a variable, without asking other programs.
    ///
    /// # Errors
    /// Sign-in (4) if it is invalid.
    pub fn find_token_in_env_vars(&self, host: &GitHubHost) -> Result<Option<GitHubToken>> {
        let wanted = match host.is_hosted_by_github() {
            true => GITHUB_CLOUD_TOKEN_VARIABLES,
            // A platform names its host, and anyone can write a platform, so only hosts that the user named get a
            // token.
            false
                if self
                    .trusted_hosts
                    .iter()
                    .any(|trusted| trusted == host.name()) =>
            {
                ENTERPRISE_SERVER_TOKEN_VARIABLES
            }
            false => &[],
        };
        let found = wanted
            .iter()
            .find_map(|name| self.variables.iter().find(|(set, _)| set == name));
        found
            .map(|(name, secret)| GitHubToken::new(secret.clone(), (*name).to_owned()))
            .transpose()
    }
}

/// The error for a missing token for `host`.
pub(super) fn missing_token_error(host: &GitHubHost) -> Error {
    let name = host.name();
    let error = Error::new(ErrorKind::SignIn, format!("no token for {name}"))
        .with_hint(format!("gh auth login --hostname {name}"));
    if host.is_hosted_by_github() {
        error.with_hint("or set GH_TOKEN")
    } else {
        error.with_hint(format!("or set GH_ENTERPRISE_TOKEN and GH_HOST={name}"))
    }
}

/// The error for a token from `source` that `host` rejected.
pub(super) fn rejected_token_error(host: &GitHubHost, source: &str) -> Error {
    let name = host.name();
    Error::new(
        ErrorKind::SignIn,
        format!("{name} rejected the token from {source}"),
    )
    .with_hint(format!("gh auth login --hostname {name}"))
    .with_hint(format!("or set {source} to a valid token"))
}

impl GitHubToken {
    /// A token from `source`.
    ///
    /// # Errors
    /// Sign-in (4) if the secret can't be sent in a header.
    pub fn new(secret: SecretString, source: String) -> Result<GitHubToken> {
        let fits = |byte: u8| byte.is_ascii_graphic();
        if secret.expose_secret().is_empty() || !secret.expose_secret().bytes().all(fits) {
            return Err(Error::new(
                ErrorKind::SignIn,
                format!(
                    "invalid token from {source}: it contains a space, a line break or another character that tokens never contain"
                ),
            ));
        }
        Ok(GitHubToken { secret, source })
    }

    /// An empty token, for a client that sends no requests.
    pub(super) fn placeholder_token() -> GitHubToken {
        GitHubToken {
            secret: SecretString::from(""),
            source: "nowhere".to_owned(),
        }
    }

    /// Where it comes from, such as `GH_TOKEN`.
    pub fn token_source(&self) -> &str {
        &self.source
    }

    /// Whether it comes from `gh`.
    pub(super) fn is_from_gh_cli(&self) -> bool {
        self.source == GH_CLI_TOKEN_SOURCE
    }

    /// The credentials for git at `host`. GitHub ignores the user name for tokens; this one is GitHub's own convention.
    pub fn to_git_credentials(&self, host: &GitHubHost) -> GitCredentials {
        GitCredentials::from_user_and_secret(host.web_url(), "x-access-token", &self.secret)
            .with_secret_source_name(&self.source)
    }

    /// The header for the API, marked as sensitive so that it is never logged.
    pub(super) fn to_auth_header(&self) -> std::result::Result<HeaderValue, InvalidHeaderValue> {
        let bearer = format!("Bearer {}", self.secret.expose_secret());
        let mut header = HeaderValue::try_from(bearer)?;
        header.set_sensitive(true);
        Ok(header)
    }

    /// Removes this token from a `text` of a server, since some servers echo requests.
    pub(super) fn redact_token(&self, text: &str) -> String {
        text.replace(self.secret.expose_secret(), "[token]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token_sources(variables: &[(&'static str, &str)]) -> TokenSources {
        TokenSources {
            variables: variables
                .iter()
                .map(|(name, value)| (*name, (*value).into()))
                .collect(),
            ..TokenSources::default()
        }
    }

    fn find_token_source(sign_in: &TokenSources, host: &str) -> Option<String> {
        let token = sign_in.find_token(&GitHubHost::parse(host).unwrap());
        token.ok().map(|token| token.source)
    }

    #[test]
    fn the_first_variable_that_is_set_is_taken() {
        let all = token_sources(&[("GITHUB_TOKEN", "a"), ("GH_TOKEN", "b")]);
        assert_eq!(find_token_source(&all, "github.com").unwrap(), "GH_TOKEN");
        let ours = token_sources(&[("GH_TOKEN", "b"), ("IDP_GITHUB_TOKEN", "c")]);
        assert_eq!(
            find_token_source(&ours, "acme.ghe.com").unwrap(),
            "IDP_GITHUB_TOKEN"
        );
    }

    #[test]
    fn a_server_gets_its_token_only_where_the_user_named_it() {
        let mut both = token_sources(&[("GH_TOKEN", "a"), ("GH_ENTERPRISE_TOKEN", "b")]);
        assert_eq!(find_token_source(&both, "github.acme.example"), None);
        both.trusted_hosts.push("github.acme.example".to_owned());
        assert_eq!(
            find_token_source(&both, "github.acme.example").unwrap(),
            "GH_ENTERPRISE_TOKEN"
        );
        assert_eq!(find_token_source(&both, "github.evil.example"), None);
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_no_token() {
        for text in ["", "a b", "a\nb", "a\r", "\u{e9}"] {
            assert!(GitHubToken::new(text.into(), "GH_TOKEN".to_owned()).is_err());
        }
    }

    #[test]
    fn a_token_is_shown_to_nobody() {
        let token = GitHubToken::new("s3cret".into(), "GH_TOKEN".to_owned()).unwrap();
        assert!(!format!("{token:?}").contains("s3cret"));
        assert_eq!(token.redact_token("you sent s3cret"), "you sent [token]");
    }
}
