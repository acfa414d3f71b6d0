//! Access to the hosts of platforms and repositories: routes and credentials.

use url::Url;

use super::ssh_endpoint::SshEndpoint;
use super::{
    GitAccessAttempt, GitHub, GitHubHost, GitHubNetworkRoute, PlanOnlyGitHub, ProxySettings,
    RepositoryDefaults, RequestObserver, RequiredAccess, SignInMethod, TokenSources,
};
use crate::cancellation::CancellationToken;
use crate::error::{Error, Result};
use crate::git::{GitCredentials, GitMirror};

/// The credentials, proxies and GitHub host from the environment.
#[derive(Clone, Debug, Default)]
pub struct RemoteAccess {
    /// Tokens, and the hosts that the user trusts.
    pub sign_in: TokenSources,
    /// The proxies of the network.
    pub proxies: ProxySettings,
    /// The GitHub host to use, regardless of the platform (`IDP_GITHUB_URL`).
    pub github: Option<GitHubHost>,
}

impl RemoteAccess {
    /// The repositories of `organisation` on `host`, the GitHub host of a platform.
    ///
    /// # Errors
    /// Sign-in (4) without a token; usage (2) for an invalid host; otherwise as [`GitHub::new`].
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
        let route = GitHubNetworkRoute::build_route_to_host(host, &self.proxies)?;
        GitHub::new(route, token, organisation, defaults, stop, observer)
    }

    /// Like [`RemoteAccess::open_github_forge`], but for a plan without a token.
    ///
    /// # Errors
    /// As [`RemoteAccess::open_github_forge`], except for the token.
    pub fn open_plan_only_github_forge(
        &self,
        host: &str,
        organisation: &str,
        defaults: RepositoryDefaults,
        stop: &CancellationToken,
        observer: RequestObserver,
    ) -> Result<PlanOnlyGitHub> {
        let host = self.resolve_github_host(host)?;
        PlanOnlyGitHub::new(host, organisation, defaults, stop, observer)
    }

    /// Whether there is a token for `host`, the GitHub host of a platform.
    ///
    /// # Errors
    /// Usage (2) for an invalid host; sign-in (4) for an invalid token.
    pub fn has_github_token(&self, host: &str) -> Result<bool> {
        self.sign_in.has_token(&self.resolve_github_host(host)?)
    }

    /// The name of the server that the user configured.
    pub fn configured_github_host(&self) -> Option<&str> {
        self.github.as_ref().map(GitHubHost::name)
    }

    /// The GitHub host that the user configured, otherwise the host `name` of a platform.
    fn resolve_github_host(&self, name: &str) -> Result<GitHubHost> {
        match &self.github {
            Some(host) => Ok(host.clone()),
            None => GitHubHost::parse(name),
        }
    }

    /// The credentials for `url` from a token in the environment. Without one, git uses its own credentials. No other
    /// program is asked, because git has its own helpers.
    pub fn credentials_from_env(&self, url: &str) -> Result<Option<GitCredentials>> {
        let Some(host) = self.find_github_host_of_url(url) else {
            return Ok(None);
        };
        let token = self.sign_in.find_token_in_env_vars(&host)?;
        Ok(Some(match token {
            Some(token) => token.to_git_credentials(&host),
            None => GitCredentials::for_url_prefix_without_secret(host.web_url()),
        }))
    }

    /// The credentials for `url` from the token of `gh`; `None` if there is none, or if the environment has a token,
    /// in which case that token was the one that was rejected.
    pub fn credentials_from_gh_cli(&self, url: &str) -> Option<GitCredentials> {
        let host = self.find_github_host_of_url(url)?;
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

    /// Adds hints to an `error` of git that fetched into `mirror` or pushed from it, if the server rejected the
    /// command; `needs` is the required access.
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
            None => self.find_github_host_of_url(url),
        };
        let error = match &ssh {
            Some(end) => end.add_ssh_hint(error),
            None => error,
        };
        let Some(host) = host else {
            return error;
        };
        let route = GitHubNetworkRoute::build_route_to_host(host.clone(), &self.proxies).ok();
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

    /// Whether `url` is on the server that the user configured.
    pub fn is_on_configured_github_host(&self, url: &str) -> bool {
        let known = |host: &GitHubHost| host.parse_repository_owner_and_name(url).is_some();
        self.github.as_ref().is_some_and(known)
    }

    /// The GitHub host that `url` may belong to.
    fn find_github_host_of_url(&self, url: &str) -> Option<GitHubHost> {
        if let Some(host) = &self.github {
            return self.is_on_configured_github_host(url).then(|| host.clone());
        }
        let url = Url::parse(url).ok().filter(|url| url.scheme() == "https")?;
        let host = GitHubHost::parse(url.host_str()?).ok()?;
        url.port().is_none().then_some(host)
    }

    /// The GitHub host that an SSH URL may belong to.
    fn find_ssh_github_host(&self, url: &str, end: &SshEndpoint) -> Option<GitHubHost> {
        match &self.github {
            Some(host) if self.is_on_configured_github_host(url) => Some(host.clone()),
            _ => GitHubHost::parse(end.host.strip_prefix("ssh.").unwrap_or(&end.host)).ok(),
        }
    }
}
