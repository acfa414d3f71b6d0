//! The token that signs in to GitHub: where it comes from, and to whom it may be shown.

use http::header::{HeaderValue, InvalidHeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::Host;
use crate::error::{Error, Kind, Result};
use crate::git::Credentials;

/// A secret with where it was found. Neither `Debug` nor anything else shows it.
#[derive(Clone, Debug)]
pub struct Token {
    secret: SecretString,
    source: String,
}

/// What the surroundings offer to sign in with. Only the process's context fills it in.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    /// Variables of the environment that are set, by name.
    pub variables: Vec<(&'static str, SecretString)>,
    /// Hosts that the user themselves named: `GH_HOST`, `IDP_GITHUB_URL`, the platform this machine is connected to.
    pub trusted: Vec<String>,
    /// Asks the `gh` program for its token of a host; `None` where it has none or is not there.
    pub gh: Option<fn(&str) -> Option<SecretString>>,
}

/// The variables that hold a token for GitHub's own hosts, first come first.
pub const HOSTED: &[&str] = &["IDP_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];
/// The variables that hold a token for an Enterprise Server.
pub const SERVER: &[&str] = &[
    "IDP_GITHUB_TOKEN",
    "GH_ENTERPRISE_TOKEN",
    "GITHUB_ENTERPRISE_TOKEN",
];

/// The source of a token that GitHub's own program keeps.
pub(super) const GH: &str = "gh auth token";

impl SignIn {
    /// The token for `host`.
    ///
    /// # Errors
    /// Sign-in (4) where there is none that may be shown to that host, or where it cannot be one.
    pub fn token(&self, host: &Host) -> Result<Token> {
        if let Some(token) = self.from_environment(host)? {
            return Ok(token);
        }
        let asked = self.gh.and_then(|gh| gh(host.name()));
        match asked {
            Some(secret) => Token::new(secret, GH.to_owned()),
            None => Err(missing(host)),
        }
    }

    /// Whether there is a token for `host`.
    ///
    /// # Errors
    /// Sign-in (4) where what a variable holds cannot be one.
    pub fn has_token(&self, host: &Host) -> Result<bool> {
        let set = self.from_environment(host)?.is_some();
        Ok(set || self.gh.is_some_and(|gh| gh(host.name()).is_some()))
    }

    /// The token that a variable holds for `host`; no other program is asked.
    ///
    /// # Errors
    /// Sign-in (4) where it cannot be a token.
    pub fn from_environment(&self, host: &Host) -> Result<Option<Token>> {
        let wanted = match host.is_githubs_own() {
            true => HOSTED,
            // A platform names its host, and anybody can write a platform: what the user did not name gets nothing.
            false if self.trusted.iter().any(|trusted| trusted == host.name()) => SERVER,
            false => &[],
        };
        let found = wanted
            .iter()
            .find_map(|name| self.variables.iter().find(|(set, _)| set == name));
        found
            .map(|(name, secret)| Token::new(secret.clone(), (*name).to_owned()))
            .transpose()
    }
}

/// That there is no token for `host`, and how to get one.
pub(super) fn missing(host: &Host) -> Error {
    let name = host.name();
    let error = Error::new(Kind::SignIn, format!("there is no token for {name}"))
        .hint(format!("gh auth login --hostname {name}"));
    match host.is_githubs_own() {
        true => error.hint("or set GH_TOKEN"),
        false => error.hint(format!(
            "or set GH_ENTERPRISE_TOKEN, and GH_HOST={name} to say that it is meant for it"
        )),
    }
}

/// That `host` does not accept the token from `source`.
pub(super) fn not_accepted(host: &Host, source: &str) -> Error {
    let name = host.name();
    Error::new(
        Kind::SignIn,
        format!("{name} does not accept the token from {source}"),
    )
    .hint(format!("gh auth login --hostname {name}"))
    .hint(format!("or set {source} to a token that is still valid"))
}

impl Token {
    /// `secret` as it was found in `source`.
    ///
    /// # Errors
    /// Sign-in (4) for what cannot stand in a header.
    pub fn new(secret: SecretString, source: String) -> Result<Token> {
        let fits = |byte: u8| byte.is_ascii_graphic();
        if secret.expose_secret().is_empty() || !secret.expose_secret().bytes().all(fits) {
            return Err(Error::new(
                Kind::SignIn,
                format!(
                    "the token from {source} is none: it has a space, a line break or another character that no token has"
                ),
            ));
        }
        Ok(Token { secret, source })
    }

    /// None: for what sends nothing.
    pub(super) fn none() -> Token {
        Token {
            secret: SecretString::from(""),
            source: "nowhere".to_owned(),
        }
    }

    /// Where it was found, such as `GH_TOKEN`.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether GitHub's own program keeps it.
    pub(super) fn is_of_gh(&self) -> bool {
        self.source == GH
    }

    /// How git signs in at `host` with it. The user is ignored for tokens; this one is what GitHub itself writes.
    pub fn credentials(&self, host: &Host) -> Credentials {
        Credentials::basic(host.web(), "x-access-token", &self.secret).found_in(&self.source)
    }

    /// How the API is told of it; never shown by whatever prints headers.
    pub(super) fn header(&self) -> std::result::Result<HeaderValue, InvalidHeaderValue> {
        let bearer = format!("Bearer {}", self.secret.expose_secret());
        let mut header = HeaderValue::try_from(bearer)?;
        header.set_sensitive(true);
        Ok(header)
    }

    /// `text` of a server without this token: some servers send back what they were sent.
    pub(super) fn removed_from(&self, text: &str) -> String {
        text.replace(self.secret.expose_secret(), "[token]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign_in(variables: &[(&'static str, &str)]) -> SignIn {
        SignIn {
            variables: variables
                .iter()
                .map(|(name, value)| (*name, (*value).into()))
                .collect(),
            ..SignIn::default()
        }
    }

    fn source(sign_in: &SignIn, host: &str) -> Option<String> {
        let token = sign_in.token(&Host::parse(host).unwrap());
        token.ok().map(|token| token.source)
    }

    #[test]
    fn the_first_variable_that_is_set_is_taken() {
        let all = sign_in(&[("GITHUB_TOKEN", "a"), ("GH_TOKEN", "b")]);
        assert_eq!(source(&all, "github.com").unwrap(), "GH_TOKEN");
        let ours = sign_in(&[("GH_TOKEN", "b"), ("IDP_GITHUB_TOKEN", "c")]);
        assert_eq!(source(&ours, "acme.ghe.com").unwrap(), "IDP_GITHUB_TOKEN");
    }

    #[test]
    fn a_server_gets_its_token_only_where_the_user_named_it() {
        let mut both = sign_in(&[("GH_TOKEN", "a"), ("GH_ENTERPRISE_TOKEN", "b")]);
        assert_eq!(source(&both, "github.acme.example"), None);
        both.trusted.push("github.acme.example".to_owned());
        assert_eq!(
            source(&both, "github.acme.example").unwrap(),
            "GH_ENTERPRISE_TOKEN"
        );
        assert_eq!(source(&both, "github.evil.example"), None);
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_no_token() {
        for text in ["", "a b", "a\nb", "a\r", "\u{e9}"] {
            assert!(Token::new(text.into(), "GH_TOKEN".to_owned()).is_err());
        }
    }

    #[test]
    fn a_token_is_shown_to_nobody() {
        let token = Token::new("s3cret".into(), "GH_TOKEN".to_owned()).unwrap();
        assert!(!format!("{token:?}").contains("s3cret"));
        assert_eq!(token.removed_from("you sent s3cret"), "you sent [token]");
    }
}
