//! Git credentials for one server: a header for that server only, never part of a URL or an argument.

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// The variable that passes the header to the process that needs it.
const AUTHORIZATION_ENV_VAR: &str = "IDP_GIT_AUTHORIZATION";

/// A secret for the URLs with one prefix.
#[derive(Clone, Debug)]
pub struct GitCredentials {
    url_prefix: String,
    header: Option<SecretString>,
    /// The source of the secret, such as `GH_TOKEN`, if known.
    source: Option<String>,
}

impl GitCredentials {
    /// `user` and `secret` for the URLs below `scope`, such as `https://github.com/`.
    pub fn from_user_and_secret(scope: &str, user: &str, secret: &SecretString) -> GitCredentials {
        let pair = format!("{user}:{}", secret.expose_secret());
        GitCredentials {
            url_prefix: format!("{}/", scope.trim_end_matches('/')),
            header: Some(format!("Authorization: Basic {}", STANDARD.encode(pair)).into()),
            source: None,
        }
    }

    /// The same credentials with their source, such as `GH_TOKEN`.
    #[must_use]
    pub fn with_secret_source_name(self, source: &str) -> GitCredentials {
        GitCredentials {
            source: Some(source.to_owned()),
            ..self
        }
    }

    /// The source of the secret, if known.
    pub fn secret_source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// The credentials in an `https` URL, for its host: `https://user:secret@host/…`, or a token instead of the user.
    pub fn from_url(url: &str) -> Option<GitCredentials> {
        let rest = url.strip_prefix("https://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let (user, host) = authority.rsplit_once('@')?;
        let is_token = |text: &str| {
            ["ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-"]
                .iter()
                .any(|start| text.starts_with(start))
        };
        let (name, secret) = match user.split_once(':') {
            Some((name, secret)) => (percent_decode(name), percent_decode(secret)),
            None if is_token(user) => ("x-access-token".to_owned(), percent_decode(user)),
            None => return None,
        };
        let scope = format!("https://{host}");
        Some(GitCredentials::from_user_and_secret(
            &scope,
            &name,
            &secret.into(),
        ))
    }

    /// No secret for the URLs below `scope`: git uses its own credentials.
    pub fn for_url_prefix_without_secret(scope: &str) -> GitCredentials {
        GitCredentials {
            url_prefix: format!("{}/", scope.trim_end_matches('/')),
            header: None,
            source: None,
        }
    }

    /// Whether they contain a secret.
    pub fn has_secret(&self) -> bool {
        self.header.is_some()
    }

    /// Whether they apply to `url`.
    pub fn matches_url(&self, url: &str) -> bool {
        url.get(..self.url_prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(&self.url_prefix))
    }

    /// Adds the credentials to `command`. Redirects are not followed, because git would send the header to their
    /// target. Credential helpers are disabled, so a rejected secret is final.
    pub(super) fn add_credentials_to_command(&self, command: &mut Command) {
        // Only servers on this machine may use http.
        if self.url_prefix.starts_with("http:") {
            command.env("GIT_ALLOW_PROTOCOL", "http");
        }
        let Some(header) = &self.header else { return };
        command
            .arg(format!(
                "--config-env=http.{}.extraHeader={AUTHORIZATION_ENV_VAR}",
                self.url_prefix
            ))
            .args(["-c", "http.followRedirects=false"])
            .args(["-c", "credential.helper=", "-c", "core.askPass="])
            .env(AUTHORIZATION_ENV_VAR, header.expose_secret())
            .env_remove("GIT_ASKPASS")
            .env_remove("SSH_ASKPASS");
    }
}

/// A part of a URL, percent-decoded.
fn percent_decode(part: &str) -> String {
    percent_encoding::percent_decode_str(part)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_for_one_server_and_shown_to_nobody() {
        let credentials =
            GitCredentials::from_user_and_secret("https://github.com", "x", &"t0ken".into());
        assert!(credentials.matches_url("https://github.com/acme/platform.git"));
        assert!(!credentials.matches_url("https://github.com.evil.example/acme/platform.git"));
        assert!(!credentials.matches_url("http://github.com/acme/platform.git"));
        let in_url = GitCredentials::from_url("https://ada:t0%6ben@git.example/a@b.git").unwrap();
        assert!(in_url.matches_url("https://git.example/a.git") && in_url.has_secret());
        let token = GitCredentials::from_url("https://ghp_x@github.com/a.git").unwrap();
        assert!(token.has_secret());
        for url in [
            "https://ada@git.example/a",
            "ssh://a:b@git.example/a",
            "https://git.example/a@b:c",
        ] {
            assert!(GitCredentials::from_url(url).is_none(), "{url}");
        }
        let mut command = Command::new("git");
        credentials.add_credentials_to_command(&mut command);
        let arguments: Vec<_> = command.get_args().collect();
        let secret = STANDARD.encode("x:t0ken");
        assert!(!format!("{credentials:?} {arguments:?}").contains(&secret));
    }
}
