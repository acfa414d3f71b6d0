//! How one gets to what hosts platforms and repositories, and signs in there.

use url::Url;

use super::ssh_endpoint::SshEndpoint;
use super::{
    GitAccessAttempt, GitHub, GitHubHost, NetworkRoute, ProxySettings, RepositoryDefaults,
    RequestObserver, RequiredAccess, SignInMethod, TokenSources, TokenlessGitHub,
};
use crate::cancellation::CancellationToken;
use crate::error::{Error, Result};
use crate::git::{GitCredentials, GitMirror};

/// What the surroundings offer to sign in with, and which GitHub they speak of.
#[derive(Clone, Debug, Default)]
pub struct RemoteAccess {
    /// Tokens, and whom the user named.
    pub sign_in: TokenSources,
    /// The way out of the network.
    pub proxies: ProxySettings,
    /// The GitHub to speak to whatever a platform says (`IDP_GITHUB_URL`).
    pub github: Option<GitHubHost>,
}

impl RemoteAccess {
    /// The repositories of `organisation` on the GitHub that a platform calls `host`.
    ///
    /// # Errors
    /// Sign-in (4) without a token; usage (2) for what is no host; as [`GitHub::new`].
    pub fn open_github_forge(
        &self,
        host: &str,
        organisation: &str,
        defaults: RepositoryDefaults,
        stop: &CancellationToken,
        observer: RequestObserver,
    ) -> Result<GitHub> {
        let host = self.resolve_github_host(host)?;
        let token = self.sign_in.find_token(&host)?;
        let route = NetworkRoute::build_route_to_host(host, &self.proxies)?;
        GitHub::new(route, token, organisation, defaults, stop, observer)
    }

    /// As [`RemoteAccess::open_github_forge`], for a plan of who has no token.
    ///
    /// # Errors
    /// As [`RemoteAccess::open_github_forge`], but for the token.
    pub fn open_tokenless_github_forge(
        &self,
        host: &str,
        organisation: &str,
        defaults: RepositoryDefaults,
        stop: &CancellationToken,
        observer: RequestObserver,
    ) -> Result<TokenlessGitHub> {
        let host = self.resolve_github_host(host)?;
        TokenlessGitHub::new(host, organisation, defaults, stop, observer)
    }

    /// Whether there is a token for the GitHub that a platform calls `host`.
    ///
    /// # Errors
    /// Usage (2) for what is no host; what asking for the token says.
    pub fn has_github_token(&self, host: &str) -> Result<bool> {
        self.sign_in.has_token(&self.resolve_github_host(host)?)
    }

    /// The name of the server that the user named.
    pub fn configured_github_host(&self) -> Option<&str> {
        self.github.as_ref().map(GitHubHost::name)
    }

    /// The GitHub that a platform calls `name`.
    fn resolve_github_host(&self, name: &str) -> Result<GitHubHost> {
        match &self.github {
            Some(host) => Ok(host.clone()),
            None => GitHubHost::parse(name),
        }
    }

    /// How git signs in at `url` with a token of the environment; without one it is left to git. No other program
    /// is asked: git has its own ways to.
    pub fn credentials_from_env(&self, url: &str) -> Result<Option<GitCredentials>> {
        let Some(host) = self.find_github_host(url) else {
            return Ok(None);
        };
        let token = self.sign_in.find_token_in_env_vars(&host)?;
        Ok(Some(match token {
            Some(token) => token.to_git_credentials(&host),
            None => GitCredentials::credentials_without_secret(host.web_url()),
        }))
    }

    /// The same with the token that the forge's own program keeps, which is `gh`; `None` where there is none, or where the environment had
    /// one, which then was not accepted.
    pub fn credentials_from_gh_cli(&self, url: &str) -> Option<GitCredentials> {
        let host = self.find_github_host(url)?;
        match self.sign_in.find_token_in_env_vars(&host) {
            Ok(None) => Some(
                self.sign_in
                    .find_token(&host)
                    .ok()?
                    .to_git_credentials(&host),
            ),
            _ => None,
        }
    }

    /// `error` of a git that fetched into `mirror` or pushed from it, with what to do about it where the server refused;
    /// `needs` says which.
    pub fn explain_git_error(
        &self,
        mirror: &GitMirror,
        needs: RequiredAccess,
        error: Error,
    ) -> Error {
        let url = mirror.url();
        let ssh = SshEndpoint::from_url(url);
        let host = match &ssh {
            Some(end) => self.find_ssh_github_host(url, end),
            None => self.find_github_host(url),
        };
        let error = match &ssh {
            Some(end) => end.add_ssh_hint(error),
            None => error,
        };
        let Some(host) = host else {
            return error;
        };
        let route = NetworkRoute::build_route_to_host(host.clone(), &self.proxies).ok();
        let proxy = route.and_then(|route| route.proxy_name());
        let attempt = GitAccessAttempt {
            host: &host,
            url,
            sign_in_method: match (&ssh, mirror.credentials_source()) {
                (Some(_), _) => SignInMethod::Key,
                (None, Some(source)) => SignInMethod::Token(source),
                (None, None) => SignInMethod::Git,
            },
            required_access: needs,
            scopes: None,
            proxy: proxy.as_deref(),
        };
        attempt.explain_error(error)
    }

    /// Whether `url` is one of the server that the user named.
    pub fn is_on_configured_github_host(&self, url: &str) -> bool {
        let known = |host: &GitHubHost| host.parse_repository_url(url).is_some();
        self.github.as_ref().is_some_and(known)
    }

    /// The GitHub that may be behind `url`.
    fn find_github_host(&self, url: &str) -> Option<GitHubHost> {
        if let Some(host) = &self.github {
            return self.is_on_configured_github_host(url).then(|| host.clone());
        }
        let url = Url::parse(url).ok().filter(|url| url.scheme() == "https")?;
        let host = GitHubHost::parse(url.host_str()?).ok()?;
        url.port().is_none().then_some(host)
    }

    /// The GitHub that may be at the other end of ssh.
    fn find_ssh_github_host(&self, url: &str, end: &SshEndpoint) -> Option<GitHubHost> {
        match &self.github {
            Some(host) if self.is_on_configured_github_host(url) => Some(host.clone()),
            _ => GitHubHost::parse(end.host.strip_prefix("ssh.").unwrap_or(&end.host)).ok(),
        }
    }
}
