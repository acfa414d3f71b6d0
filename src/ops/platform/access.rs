//! How one gets to what hosts platforms and repositories, and signs in there.

use url::Url;

use crate::error::{Error, Kind, Result};
use crate::forge::{Host, Proxies, SignIn};
use crate::git::Credentials;

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

    /// `error` of fetching from `url`, told so that one knows how to sign in to that very host.
    pub(super) fn explained(&self, url: &str, error: Error) -> Error {
        let (Kind::SignIn, Some(host)) = (error.kind(), self.host_of(url)) else {
            return error;
        };
        match self.sign_in.from_environment(&host) {
            Ok(Some(token)) => match token.policy(&host, error.message()) {
                Some(hints) => Error::new(Kind::SignIn, error.message()).with_hints(hints),
                None => token.refused_by(&host),
            },
            _ => self.sign_in.missing(&host),
        }
        .caused_by(error)
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
}
