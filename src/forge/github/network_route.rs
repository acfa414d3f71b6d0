//! The route to a GitHub host: direct, or through the same proxy that git uses.

use std::time::Duration;

use http::Uri;
use http::header::{HeaderMap, HeaderValue};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

use super::GitHubHost;
use crate::error::{Error, Result};
use crate::printable::Printable;

/// The timeout for connecting.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Connects to the server, or to the proxy in front of it.
type TcpConnector =
    BoxCloneSyncService<Uri, TokioIo<TcpStream>, Box<dyn std::error::Error + Send + Sync>>;

/// The proxy settings, from the variables that curl and git read.
#[derive(Clone, Debug, Default)]
pub struct ProxySettings {
    /// `https_proxy`, otherwise `all_proxy`: a URL, possibly with a password, or a host and port.
    pub https: Option<SecretString>,
    /// `no_proxy`: the hosts to connect to directly; may be empty.
    pub no_proxy: String,
}

/// The route to one GitHub host.
pub struct GitHubNetworkRoute {
    /// The GitHub host.
    pub(super) host: GitHubHost,
    proxy: Option<Intercept>,
}

impl GitHubNetworkRoute {
    /// The route to `host`. A host on this machine is reached directly.
    ///
    /// # Errors
    /// Usage (2) for an unsupported type of proxy.
    pub fn build_route_to_host(
        host: GitHubHost,
        proxies: &ProxySettings,
    ) -> Result<GitHubNetworkRoute> {
        let to: Uri = host.api_url().parse().unwrap_or_default();
        let https = proxies.https.as_ref().map(ExposeSecret::expose_secret);
        let matcher = Matcher::builder()
            .https(https.unwrap_or_default().to_owned())
            .no(proxies.no_proxy.clone())
            .build();
        let proxy = matcher.intercept(&to);
        match proxy.as_ref().and_then(|proxy| proxy.uri().scheme_str()) {
            None | Some("http") => Ok(GitHubNetworkRoute { host, proxy }),
            Some(other) => Err(Error::usage(format!(
                "unsupported proxy type {}; idp supports only http proxies",
                Printable(other)
            ))
            .with_hint(format!("bypass the proxy: NO_PROXY={}", host.name()))),
        }
    }

    /// A connector for this route. Connections are encrypted, except to this machine.
    ///
    /// # Errors
    /// If the system's root certificates can't be loaded.
    pub(super) fn build_https_connector(&self) -> std::io::Result<HttpsConnector<TcpConnector>> {
        let mut straight = HttpConnector::new();
        straight.set_connect_timeout(Some(CONNECT_TIMEOUT));
        straight.enforce_http(false);
        let wire = match &self.proxy {
            None => BoxCloneSyncService::new(straight.map_err(Into::into)),
            Some(proxy) => {
                let tunnel = Tunnel::new(proxy.uri().clone(), straight);
                let tunnel = tunnel.with_headers(build_proxy_headers(proxy));
                BoxCloneSyncService::new(tunnel.map_err(Into::into))
            }
        };
        let secure = HttpsConnectorBuilder::new().with_native_roots()?;
        Ok(secure.https_or_http().enable_http1().wrap_connector(wire))
    }

    /// The host and port of the proxy, without credentials.
    pub fn proxy_name(&self) -> Option<String> {
        let authority = self.proxy.as_ref()?.uri().authority()?;
        Some(Printable(authority.as_str()).to_string())
    }
}

/// The extra headers for the proxy.
fn build_proxy_headers(proxy: &Intercept) -> HeaderMap {
    let said = proxy.basic_auth().cloned().into_iter();
    said.map(|mut secret: HeaderValue| {
        secret.set_sensitive(true);
        (http::header::PROXY_AUTHORIZATION, secret)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve_proxy(
        host: &str,
        https: &str,
        except: &str,
    ) -> std::result::Result<Option<String>, String> {
        let proxies = ProxySettings {
            https: Some(https.into()),
            no_proxy: except.to_owned(),
        };
        let route =
            GitHubNetworkRoute::build_route_to_host(GitHubHost::from_url(host).unwrap(), &proxies);
        route
            .map(|route| route.proxy_name())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_variables_mean_what_they_mean_to_git() {
        let github = "https://github.acme.example";
        let shown = |shown: &str| Ok(Some(shown.to_owned()));
        assert_eq!(resolve_proxy(github, "", ""), Ok(None));
        assert_eq!(
            resolve_proxy(github, "http://proxy:3128", ""),
            shown("proxy:3128")
        );
        assert_eq!(resolve_proxy(github, "proxy:3128", ""), shown("proxy:3128"));
        assert_eq!(
            resolve_proxy(github, "http://ada:secret@proxy:3128", ""),
            shown("proxy:3128")
        );
        assert_eq!(
            resolve_proxy(github, "proxy:3128", "localhost, .acme.example"),
            Ok(None)
        );
        assert_eq!(resolve_proxy(github, "proxy:3128", "*"), Ok(None));
        assert_eq!(
            resolve_proxy(github, "proxy:3128", "example.org"),
            shown("proxy:3128")
        );
        assert_eq!(
            resolve_proxy("http://127.0.0.1:8080", "proxy:3128", ""),
            Ok(None)
        );
        assert!(
            resolve_proxy(github, "socks5://proxy:1080", "")
                .unwrap_err()
                .contains("socks5")
        );
    }
}
