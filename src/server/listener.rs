//! The server: a catalog, and the address that it listens on.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;

use super::connections::{ConnectionLimits, accept_connections};
use super::follower::{CatalogChange, FollowedCatalog};
use super::responder::Responder;
use crate::cancellation::CancellationToken;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::platform::{Platform, PlatformFingerprint};
use crate::view::PlatformInfo;

/// An address to listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerAddress {
    /// The address.
    pub address: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
}

/// A catalog that is ready to be served.
pub struct CatalogServer {
    listener: TcpListener,
    address: SocketAddr,
    catalog: Arc<FollowedCatalog>,
    fingerprint: PlatformFingerprint,
}

impl CatalogServer {
    /// Reads the catalog of `platform`, and listens on `address`.
    ///
    /// # Errors
    /// Conflict (6) if the port is used by another program; io (7) if the address can't be used; findings (1) if the catalog can't be parsed.
    pub fn bind(platform: Platform, address: ServerAddress, clock: Clock) -> Result<CatalogServer> {
        let socket = SocketAddr::new(address.address, address.port);
        let listener = TcpListener::bind(socket).map_err(|error| bind_error(socket, error))?;
        let failed = |error| Error::io(format_args!("listen on {socket}"), error);
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (catalog, fingerprint) = FollowedCatalog::load(platform, clock)?;
        Ok(CatalogServer {
            listener,
            address,
            catalog: Arc::new(catalog),
            fingerprint,
        })
    }

    /// The URL of the catalog on this machine, with a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The number of entities.
    pub fn entity_count(&self) -> usize {
        self.catalog.current().state.entity_count()
    }

    /// The organisation; empty for a loose catalog.
    pub fn organisation(&self) -> String {
        self.catalog.current().state.organisation.clone()
    }

    /// The platform, in the version that is served first.
    pub fn platform_info(&self) -> PlatformInfo {
        self.catalog.current().state.platform.clone()
    }

    /// Serves the catalog and follows its changes until `stop` is cancelled.
    ///
    /// # Errors
    /// Io (7) if the system can't run the server.
    pub fn serve(
        self,
        stop: &CancellationToken,
        announce: impl Fn(&CatalogChange) + Send + 'static,
    ) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::io("start the server", error))?;
        let limits = ConnectionLimits::default();
        let responder = Responder {
            catalog: Arc::clone(&self.catalog),
            is_local: self.address.ip().is_loopback(),
            body_timeout: limits.request_timeout,
        };
        let (catalog, fingerprint) = (self.catalog, self.fingerprint);
        let follower_stop = stop.clone();
        // Nobody waits for it at the end: it may be reading a large catalog.
        std::thread::Builder::new()
            .name("follower".to_owned())
            .spawn(move || catalog.follow(fingerprint, &follower_stop, &announce))
            .map_err(|error| Error::io("start a thread", error))?;
        let respond = move |request| responder.clone().respond(request);
        runtime.block_on(accept_connections(self.listener, respond, limits, stop))
    }
}

fn bind_error(socket: SocketAddr, error: std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => Error::conflict(format!(
            "port {} on {} is in use by another program",
            socket.port(),
            socket.ip()
        )),
        _ => Error::io(format_args!("listen on {socket}"), error),
    }
}
