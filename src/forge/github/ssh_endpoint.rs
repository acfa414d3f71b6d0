//! The endpoint of an SSH URL, and hints for SSH errors.

use crate::error::Error;
use crate::git::{GitFailureCause, strip_url_credentials};
use crate::printable::Printable;
use crate::template::shell_quote;

/// The endpoint of an SSH connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SshEndpoint {
    /// The host name.
    pub(super) host: String,
    user: Option<String>,
    port: Option<String>,
}

impl SshEndpoint {
    /// The endpoint of `ssh://git@github.com:22/acme/platform.git` or `git@github.com:acme/platform.git`; `None` for
    /// any other.
    pub(super) fn from_url(url: &str) -> Option<SshEndpoint> {
        let url = strip_url_credentials(url);
        let (authority, port) = match url.split_once("://") {
            Some(("ssh", rest)) => {
                let authority = rest.split('/').next()?;
                match authority.rsplit_once(':') {
                    Some((host, port)) if !port.contains(']') => (host, Some(port.to_owned())),
                    _ => (authority, None),
                }
            }
            Some(_) => return None,
            None => (url.split_once(':')?.0, None),
        };
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user.to_owned()), host),
            None => (None, authority),
        };
        let is_path = host.is_empty() || authority.contains(['/', '\\']);
        (!is_path).then(|| SshEndpoint {
            host: host.to_owned(),
            user,
            port,
        })
    }

    /// Adds the command that tests the SSH connection to an `error` of git.
    pub(super) fn add_ssh_hint(&self, error: Error) -> Error {
        let advice = match GitFailureCause::from_error(&error) {
            Some(GitFailureCause::UnknownHostKey) => "check the server's host key, then accept it",
            Some(GitFailureCause::SignInRequired) => "the server accepts none of your keys",
            _ => return error,
        };
        let hint = format!("{advice}: {}", self.format_ssh_test_command());
        Error::new(error.kind(), error.message())
            .with_hint(hint)
            .with_source(error)
    }

    /// The command that signs in there and prints the account.
    fn format_ssh_test_command(&self) -> String {
        let port = self.port.as_ref();
        let port = port.map_or_else(String::new, |port| format!("-p {} ", shell_quote(port)));
        let user = self.user.as_ref();
        let user = user.map_or_else(String::new, |user| format!("{user}@"));
        let end = shell_quote(&format!("{user}{}", self.host));
        Printable(&format!("ssh -T {port}{end}")).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_leads_where_the_url_does() {
        let command =
            |url: &str| SshEndpoint::from_url(url).map(|end| end.format_ssh_test_command());
        let typed = |text: &str| Some(text.to_owned());
        assert_eq!(
            command("git@github.com:acme/platform.git"),
            typed("ssh -T git@github.com")
        );
        assert_eq!(
            command("ssh://git:s3cret@github.com:443/acme/platform.git"),
            typed("ssh -T -p 443 git@github.com")
        );
        assert_eq!(command("work:acme/platform"), typed("ssh -T work"));
        assert_eq!(command("a;b@c:d"), typed("ssh -T 'a;b@c'"));
        for other in ["https://git@github.com/a/b", "/srv/a:b", "file:///a"] {
            assert_eq!(command(other), None, "{other}");
        }
    }
}
