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
}

impl Credentials {
    /// `user` and `secret` for the URLs below `scope`, such as `https://github.com/`.
    pub fn basic(scope: &str, user: &str, secret: &SecretString) -> Credentials {
        let pair = format!("{user}:{}", secret.expose_secret());
        Credentials {
            scope: format!("{}/", scope.trim_end_matches('/')),
            header: Some(format!("Authorization: Basic {}", STANDARD.encode(pair)).into()),
        }
    }

    /// None, for the URLs below `scope`: git has its own ways to sign in.
    pub fn none(scope: &str) -> Credentials {
        Credentials {
            scope: format!("{}/", scope.trim_end_matches('/')),
            header: None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_for_one_server_and_shown_to_nobody() {
        let credentials = Credentials::basic("https://github.com", "x", &"t0ken".into());
        assert!(credentials.fit("https://github.com/acme/platform.git"));
        assert!(!credentials.fit("https://github.com.evil.example/acme/platform.git"));
        assert!(!credentials.fit("http://github.com/acme/platform.git"));
        let mut command = Command::new("git");
        credentials.apply(&mut command);
        let arguments: Vec<_> = command.get_args().collect();
        let secret = STANDARD.encode("x:t0ken");
        assert!(!format!("{credentials:?} {arguments:?}").contains(&secret));
    }
}
