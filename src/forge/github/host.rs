//! A GitHub host: github.com, a GHE.com tenant or an Enterprise Server, with the URLs of its API and repositories.

use url::Url;

use crate::error::{Error, Result};
use crate::printable::Printable;

/// A GitHub host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitHubHost {
    name: String,
    web_url: String,
    api_url: String,
}

impl GitHubHost {
    /// The GitHub host with this name, such as `github.com`, `acme.ghe.com` or `github.acme.example`; always over
    /// https.
    ///
    /// # Errors
    /// Usage (2) for an invalid host name.
    pub fn parse(name: &str) -> Result<GitHubHost> {
        let name = name.to_ascii_lowercase();
        if !is_host_name(&name) {
            return Err(Error::usage(format!(
                "invalid host name `{}`",
                Printable(&name)
            )));
        }
        let api = match name.as_str() {
            "github.com" => "https://api.github.com".to_owned(),
            tenant if tenant.ends_with(".ghe.com") => format!("https://api.{tenant}"),
            server => format!("https://{server}/api/v3"),
        };
        Ok(GitHubHost {
            web_url: format!("https://{name}"),
            api_url: api,
            name,
        })
    }

    /// The GitHub host at this URL, with the API paths of an Enterprise Server.
    ///
    /// # Errors
    /// Usage (2) for an invalid URL, and for http to another machine, which would expose the token.
    pub fn from_url(address: &str) -> Result<GitHubHost> {
        let no_url = || Error::usage(format!("`{}` is not a GitHub URL", Printable(address)));
        let url = Url::parse(address).map_err(|error| no_url().with_source(error))?;
        let name = url.host_str().ok_or_else(no_url)?;
        let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        match url.scheme() {
            "https" if plain => {}
            "http" if plain && is_loopback(&url) => {}
            "http" => {
                return Err(
                    Error::usage(format!("{} is not encrypted", Printable(address)))
                        .with_hint("use https"),
                );
            }
            _ => return Err(no_url()),
        }
        let port = url.port().map(|port| format!(":{port}"));
        let name = format!("{name}{}", port.unwrap_or_default());
        let web = format!("{}://{name}", url.scheme());
        Ok(GitHubHost {
            api_url: format!("{web}/api/v3"),
            web_url: web,
            name,
        })
    }

    /// Its name, such as `github.com`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The web URL, also used by git, such as `https://github.com`; no slash at the end.
    pub fn web_url(&self) -> &str {
        &self.web_url
    }

    /// The URL of its API, such as `https://api.github.com`; no slash at the end.
    pub(super) fn api_url(&self) -> &str {
        &self.api_url
    }

    /// The scheme and the host of its API.
    pub(super) fn api_origin(&self) -> &str {
        self.api_url
            .strip_suffix("/api/v3")
            .unwrap_or(&self.api_url)
    }

    /// The URL of its GraphQL API.
    pub(super) fn graphql_url(&self) -> String {
        match self.api_url.strip_suffix("/v3") {
            Some(server) => format!("{server}/graphql"),
            None => format!("{}/graphql", self.api_url),
        }
    }

    /// Whether GitHub hosts it, so that `GH_TOKEN` and `GITHUB_TOKEN` apply.
    pub(super) fn is_hosted_by_github(&self) -> bool {
        self.name == "github.com" || self.name.ends_with(".ghe.com")
    }

    /// Whether it is github.com, which organisations on every plan use.
    pub(super) fn is_github_com(&self) -> bool {
        self.name == "github.com"
    }

    /// The owner and name of the repository at `url`, if it is on this GitHub: `https://github.com/acme/platform.git`,
    /// `git@github.com:acme/platform`, `ssh://git@github.com/acme/platform`.
    pub fn parse_repository_owner_and_name(&self, url: &str) -> Option<(String, String)> {
        let host = self.name.split(':').next().unwrap_or_default();
        let path = url
            .strip_prefix(&self.web_url)
            .or_else(|| url.strip_prefix(&format!("ssh://git@{host}")))
            .and_then(|path| path.strip_prefix('/'))
            .or_else(|| url.strip_prefix(&format!("git@{host}:")))?;
        let path = path.trim_end_matches('/');
        let (owner, name) = path.strip_suffix(".git").unwrap_or(path).split_once('/')?;
        (!owner.is_empty() && !name.is_empty() && !name.contains('/'))
            .then(|| (owner.to_owned(), name.to_owned()))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_github_has_its_api() {
        let api = |name: &str| GitHubHost::parse(name).unwrap().api_url;
        assert_eq!(api("GitHub.com"), "https://api.github.com");
        assert_eq!(api("acme.ghe.com"), "https://api.acme.ghe.com");
        assert_eq!(
            api("github.acme.example"),
            "https://github.acme.example/api/v3"
        );
    }

    #[test]
    fn what_could_lead_elsewhere_is_no_host() {
        for name in [
            "evil.example/api",
            "x@evil.example",
            "evil.example:80",
            "-x.example",
            "",
            "localhost",
        ] {
            assert!(GitHubHost::parse(name).is_err(), "{name}");
        }
    }

    #[test]
    fn without_encryption_only_this_machine_is_spoken_to() {
        assert!(GitHubHost::from_url("http://127.0.0.1:4000").is_ok());
        assert!(GitHubHost::from_url("https://github.acme.example").is_ok());
        for address in [
            "http://github.acme.example",
            "http://127.0.0.1.evil.example",
            "http://x:y@127.0.0.1",
            "ftp://127.0.0.1",
            "github.com",
        ] {
            assert!(GitHubHost::from_url(address).is_err(), "{address}");
        }
    }

    #[test]
    fn a_repository_is_known_by_each_of_its_urls() {
        let host = GitHubHost::parse("github.com").unwrap();
        for url in [
            "https://github.com/acme/platform.git",
            "https://github.com/acme/platform",
            "git@github.com:acme/platform.git",
            "ssh://git@github.com/acme/platform.git",
        ] {
            let slug = host.parse_repository_owner_and_name(url);
            assert_eq!(
                slug,
                Some(("acme".to_owned(), "platform".to_owned())),
                "{url}"
            );
        }
        assert_eq!(
            host.parse_repository_owner_and_name("https://github.com.evil.example/acme/platform"),
            None
        );
        assert_eq!(
            host.parse_repository_owner_and_name("https://github.com/acme"),
            None
        );
    }
}
