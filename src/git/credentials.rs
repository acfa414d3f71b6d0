//! How git signs in at one server: a header for that server alone, never a part of a URL or an argument.

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// The variable that carries the header into the one process that needs it.
const VARIABLE: &str = "IDP_GIT_AUTHORIZATION";

/// A secret for the URLs below one address.
#[derive(Clone, Debug)]
pub struct Credentials {
    scope: String,
    header: Option<SecretString>,
    /// Where the secret was found, such as `GH_TOKEN`, where that is known.
    source: Option<String>,
}

impl Credentials {
    /// `user` and `secret` for the URLs below `scope`, such as `https://github.com/`.
    pub fn basic(scope: &str, user: &str, secret: &SecretString) -> Credentials {
        let pair = format!("{user}:{}", secret.expose_secret());
        Credentials {
            scope: format!("{}/", scope.trim_end_matches('/')),
            header: Some(format!("Authorization: Basic {}", STANDARD.encode(pair)).into()),
            source: None,
        }
    }

    /// The same, found in `source`, such as `GH_TOKEN`.
    #[must_use]
    pub fn found_in(self, source: &str) -> Credentials {
        Credentials {
            source: Some(source.to_owned()),
            ..self
        }
    }

    /// Where the secret was found, where that is known.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Those that stand in an `https` URL, for its host: `https://user:secret@host/…`, or a token in the place of the user.
    pub fn of_url(url: &str) -> Option<Credentials> {
        let rest = url.strip_prefix("https://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let (user, host) = authority.rsplit_once('@')?;
        let is_token = |text: &str| {
            ["ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-"]
                .iter()
                .any(|start| text.starts_with(start))
        };
        let (name, secret) = match user.split_once(':') {
            Some((name, secret)) => (decoded(name), decoded(secret)),
            None if is_token(user) => ("x-access-token".to_owned(), decoded(user)),
            None => return None,
        };
        let scope = format!("https://{host}");
        Some(Credentials::basic(&scope, &name, &secret.into()))
    }

    /// None, for the URLs below `scope`: git has its own ways to sign in.
    pub fn none(scope: &str) -> Credentials {
        Credentials {
            scope: format!("{}/", scope.trim_end_matches('/')),
            header: None,
            source: None,
        }
    }

    /// Whether there is a secret among them.
    pub fn are_some(&self) -> bool {
        self.header.is_some()
    }

    /// Whether they are meant for `url`.
    pub fn fit(&self, url: &str) -> bool {
        url.get(..self.scope.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(&self.scope))
    }

    /// Signs `command` in. No redirect is followed: git would show the header to where it leads. No helper is asked
    /// for another secret, so a refused one ends the matter.
    pub(super) fn apply(&self, command: &mut Command) {
        // Only a server on this machine has such an address.
        if self.scope.starts_with("http:") {
            command.env("GIT_ALLOW_PROTOCOL", "http");
        }
        let Some(header) = &self.header else { return };
        command
            .arg(format!(
                "--config-env=http.{}.extraHeader={VARIABLE}",
                self.scope
            ))
            .args(["-c", "http.followRedirects=false"])
            .args(["-c", "credential.helper=", "-c", "core.askPass="])
            .env(VARIABLE, header.expose_secret())
            .env_remove("GIT_ASKPASS")
            .env_remove("SSH_ASKPASS");
    }
}

/// A part of a URL, as it was before it was encoded.
fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_for_one_server_and_shown_to_nobody() {
        let credentials = Credentials::basic("https://github.com", "x", &"t0ken".into());
        assert!(credentials.fit("https://github.com/acme/platform.git"));
        assert!(!credentials.fit("https://github.com.evil.example/acme/platform.git"));
        assert!(!credentials.fit("http://github.com/acme/platform.git"));
        let in_url = Credentials::of_url("https://ada:t0%6ben@git.example/a@b.git").unwrap();
        assert!(in_url.fit("https://git.example/a.git") && in_url.are_some());
        let token = Credentials::of_url("https://ghp_x@github.com/a.git").unwrap();
        assert!(token.are_some());
        for url in [
            "https://ada@git.example/a",
            "ssh://a:b@git.example/a",
            "https://git.example/a@b:c",
        ] {
            assert!(Credentials::of_url(url).is_none(), "{url}");
        }
        let mut command = Command::new("git");
        credentials.apply(&mut command);
        let arguments: Vec<_> = command.get_args().collect();
        let secret = STANDARD.encode("x:t0ken");
        assert!(!format!("{credentials:?} {arguments:?}").contains(&secret));
    }
}
