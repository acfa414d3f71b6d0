//! How one gets to what hosts platforms and repositories, and signs in there.

use url::Url;

use super::ssh::SshEnd;
use crate::error::{Error, Result};
use crate::forge::{Attempt, Host, Means, Needs, Proxies, Route, SignIn};
use crate::git::{Credentials, Mirror};

/// What the surroundings offer to sign in with, and which GitHub they speak of.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Tokens, and whom the user named.
    pub sign_in: SignIn,
    /// The way out of the network.
    pub proxies: Proxies,
    /// The GitHub to speak to whatever a platform says (`IDP_GITHUB_URL`).
    pub github: Option<Host>,
}

impl Access {
    /// The GitHub that a platform calls `name`.
    pub(super) fn host(&self, name: &str) -> Result<Host> {
        match &self.github {
            Some(host) => Ok(host.clone()),
            None => Host::parse(name),
        }
    }

    /// How git signs in at `url` with a token of the environment; without one it is left to git. No other program
    /// is asked: git has its own ways to.
    pub(super) fn credentials(&self, url: &str) -> Result<Option<Credentials>> {
        let Some(host) = self.host_of(url) else {
            return Ok(None);
        };
        let token = self.sign_in.from_environment(&host)?;
        Ok(Some(match token {
            Some(token) => token.credentials(&host),
            None => Credentials::none(host.web()),
        }))
    }

    /// The same with the token that GitHub's own program keeps; `None` where there is none, or where the environment had
    /// one, which then was not accepted.
    pub(super) fn asked_credentials(&self, url: &str) -> Option<Credentials> {
        let host = self.host_of(url)?;
        match self.sign_in.from_environment(&host) {
            Ok(None) => Some(self.sign_in.token(&host).ok()?.credentials(&host)),
            _ => None,
        }
    }

    /// `error` of a git that fetched into `mirror` or pushed from it, with what to do about it where the server refused;
    /// `needs` says which.
    pub(super) fn explained(&self, mirror: &Mirror, needs: Needs, error: Error) -> Error {
        let url = mirror.url();
        let ssh = SshEnd::of(url);
        let host = match &ssh {
            Some(end) => self.host_of_ssh(url, end),
            None => self.host_of(url),
        };
        let error = match &ssh {
            Some(end) => end.helped(error),
            None => error,
        };
        let Some(host) = host else {
            return error;
        };
        let route = Route::to(host.clone(), &self.proxies).ok();
        let proxy = route.and_then(|route| route.proxy());
        let attempt = Attempt {
            host: &host,
            url,
            by: match (&ssh, mirror.source()) {
                (Some(_), _) => Means::Key,
                (None, Some(source)) => Means::Token(source),
                (None, None) => Means::Git,
            },
            needs,
            scopes: None,
            proxy: proxy.as_deref(),
        };
        attempt.explained(error)
    }

    /// Whether `url` is one of the GitHub that the user named.
    pub(super) fn knows(&self, url: &str) -> bool {
        let known = |host: &Host| host.slug(url).is_some();
        self.github.as_ref().is_some_and(known)
    }

    /// The GitHub that may be behind `url`.
    fn host_of(&self, url: &str) -> Option<Host> {
        if let Some(host) = &self.github {
            return self.knows(url).then(|| host.clone());
        }
        let url = Url::parse(url).ok().filter(|url| url.scheme() == "https")?;
        let host = Host::parse(url.host_str()?).ok()?;
        url.port().is_none().then_some(host)
    }

    /// The GitHub that may be at the other end of ssh.
    fn host_of_ssh(&self, url: &str, end: &SshEnd) -> Option<Host> {
        match &self.github {
            Some(host) if self.knows(url) => Some(host.clone()),
            _ => Host::parse(end.host.strip_prefix("ssh.").unwrap_or(&end.host)).ok(),
        }
    }
}
