//! Accepts connections, with limits on how many there are and how slow they may be.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

use super::follower::{CatalogChange, FollowedCatalog};
use super::responder::Responder;
use crate::cancellation::CancellationToken;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::platform::{Platform, PlatformFingerprint};
use crate::view::PlatformInfo;

/// The number of connections at the same time; others wait.
const MAX_CONNECTIONS: usize = 512;

/// How long a client may take to send the headers of its next request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a client may not read from its connection while it's sent a response.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// The maximum size of the headers of a request.
const MAX_HEADER_SIZE: usize = 16 * 1024;

/// How long requests may take to finish once the server stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// How often the server notices that it should stop.
const STOP_INTERVAL: Duration = Duration::from_millis(100);

/// The smallest response to compress, in bytes, as in Backstage's backend.
const MIN_COMPRESSED_SIZE: u16 = 1024;

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
        announce: &(dyn Fn(&CatalogChange) + Sync),
    ) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::io("start the server", error))?;
        let responder = Responder {
            catalog: Arc::clone(&self.catalog),
            is_local: self.address.ip().is_loopback(),
        };
        let listener = self.listener;
        std::thread::scope(|scope| {
            scope.spawn(|| self.catalog.follow(self.fingerprint, stop, announce));
            let served = runtime.block_on(accept_connections(listener, responder, stop));
            // The follower has nothing left to do.
            if served.is_err() {
                stop.cancel();
            }
            served
        })
    }
}

fn bind_error(socket: SocketAddr, error: std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => Error::conflict(format!(
            "port {} of {} is used by another program",
            socket.port(),
            socket.ip()
        )),
        _ => Error::io(format_args!("listen on {socket}"), error),
    }
}

async fn accept_connections(
    listener: TcpListener,
    responder: Responder,
    stop: &CancellationToken,
) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)
        .map_err(|error| Error::io("start the server", error))?;
    let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let connections = GracefulShutdown::new();
    loop {
        let accept = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        tokio::select! {
            () = cancelled(stop) => break,
            (slot, accepted) = accept => match accepted {
                Ok((stream, _)) => {
                    let connection = connections.watch(serve_connection(stream, responder.clone()));
                    tokio::spawn(async move {
                        // A client that disconnects or doesn't send HTTP isn't an error of the server.
                        let _ = connection.await;
                        drop(slot);
                    });
                }
                // Such as too many open files, which may pass.
                Err(_) => tokio::time::sleep(STOP_INTERVAL).await,
            },
        }
    }
    let _ = tokio::time::timeout(STOP_TIMEOUT, connections.shutdown()).await;
    Ok(())
}

async fn cancelled(stop: &CancellationToken) {
    while !stop.is_cancelled() {
        tokio::time::sleep(STOP_INTERVAL).await;
    }
}

fn serve_connection(
    stream: TcpStream,
    responder: Responder,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    let service = ServiceBuilder::new()
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(MIN_COMPRESSED_SIZE)))
        .service(tower::service_fn(move |request| {
            responder.clone().respond(request)
        }));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(MAX_HEADER_SIZE)
        .serve_connection(
            TokioIo::new(Box::pin(stream)),
            TowerToHyperService::new(service),
        )
}
