//! The way to a GitHub: straight there, or through the proxy of one's network, as git takes it.

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

use super::Host;
use crate::error::{Error, Result};
use crate::printable::Printable;

/// How long reaching the other end may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What reaches the server, or the proxy before it.
type Wire = BoxCloneSyncService<Uri, TokioIo<TcpStream>, Box<dyn std::error::Error + Send + Sync>>;

/// Which proxy leads out of the network, as the variables of curl and git say it.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Of `https_proxy`, else of `all_proxy`: a URL, perhaps with a password, or a host and a port.
    pub https: Option<SecretString>,
    /// Of `no_proxy`: the hosts that are reached without it; may be empty.
    pub except: String,
}

/// The way to one GitHub.
pub struct Route {
    /// Which.
    pub(super) host: Host,
    proxy: Option<Intercept>,
}

impl Route {
    /// The way to `host`. A GitHub on this machine is reached as it is.
    ///
    /// # Errors
    /// Usage (2) where the proxy is none that can be spoken to.
    pub fn to(host: Host, proxies: &Proxies) -> Result<Route> {
        let to: Uri = host.api().parse().unwrap_or_default();
        let https = proxies.https.as_ref().map(ExposeSecret::expose_secret);
        let matcher = Matcher::builder()
            .https(https.unwrap_or_default().to_owned())
            .no(proxies.except.clone())
            .build();
        let proxy = matcher.intercept(&to);
        match proxy.as_ref().and_then(|proxy| proxy.uri().scheme_str()) {
            None | Some("http") => Ok(Route { host, proxy }),
            Some(other) => Err(Error::usage(format!(
                "the proxy of this network speaks {}; idp knows http proxies only",
                Printable(other)
            ))
            .hint(format!("to go there without it: NO_PROXY={}", host.name()))),
        }
    }

    /// What opens connections that way, encrypted but to this machine itself.
    ///
    /// # Errors
    /// What the machine lacks to trust anybody.
    pub(super) fn connector(&self) -> std::io::Result<HttpsConnector<Wire>> {
        let mut straight = HttpConnector::new();
        straight.set_connect_timeout(Some(PATIENCE));
        straight.enforce_http(false);
        let wire = match &self.proxy {
            None => BoxCloneSyncService::new(straight.map_err(Into::into)),
            Some(proxy) => {
                let tunnel = Tunnel::new(proxy.uri().clone(), straight);
                let tunnel = tunnel.with_headers(sign_in(proxy));
                BoxCloneSyncService::new(tunnel.map_err(Into::into))
            }
        };
        let secure = HttpsConnectorBuilder::new().with_native_roots()?;
        Ok(secure.https_or_http().enable_http1().wrap_connector(wire))
    }

    /// The proxy as people know it, without what it is signed in to with.
    pub fn proxy(&self) -> Option<String> {
        let authority = self.proxy.as_ref()?.uri().authority()?;
        Some(Printable(authority.as_str()).to_string())
    }
}

/// What the proxy hears beside where to go.
fn sign_in(proxy: &Intercept) -> HeaderMap {
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

    fn proxy(host: &str, https: &str, except: &str) -> std::result::Result<Option<String>, String> {
        let proxies = Proxies {
            https: Some(https.into()),
            except: except.to_owned(),
        };
        let route = Route::to(Host::at(host).unwrap(), &proxies);
        route
            .map(|route| route.proxy())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_variables_mean_what_they_mean_to_git() {
        let github = "https://github.acme.example";
        let shown = |shown: &str| Ok(Some(shown.to_owned()));
        assert_eq!(proxy(github, "", ""), Ok(None));
        assert_eq!(proxy(github, "http://proxy:3128", ""), shown("proxy:3128"));
        assert_eq!(proxy(github, "proxy:3128", ""), shown("proxy:3128"));
        assert_eq!(
            proxy(github, "http://ada:secret@proxy:3128", ""),
            shown("proxy:3128")
        );
        assert_eq!(
            proxy(github, "proxy:3128", "localhost, .acme.example"),
            Ok(None)
        );
        assert_eq!(proxy(github, "proxy:3128", "*"), Ok(None));
        assert_eq!(
            proxy(github, "proxy:3128", "example.org"),
            shown("proxy:3128")
        );
        assert_eq!(proxy("http://127.0.0.1:8080", "proxy:3128", ""), Ok(None));
        assert!(
            proxy(github, "socks5://proxy:1080", "")
                .unwrap_err()
                .contains("socks5")
        );
    }
}
