//! Accepts connections, with limits on how many there are and how slow they may be.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

use super::response::ServerBody;
use crate::cancellation::CancellationToken;
use crate::error::{Error, Result};

/// The maximum size of the headers of a request.
const MAX_HEADER_SIZE: usize = 16 * 1024;

/// How often the server notices that it should stop.
const STOP_INTERVAL: Duration = Duration::from_millis(100);

/// The smallest response to compress, in bytes, as in Backstage's backend.
const MIN_COMPRESSED_SIZE: u16 = 1024;

/// How many clients there may be, and how slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ConnectionLimits {
    /// The number of connections at the same time; others wait.
    connections: usize,
    /// How long a client may take to send the headers of its next request, and then to send its body.
    pub(super) request_timeout: Duration,
    /// How long a client may not read from its connection while it's sent a response.
    write_timeout: Duration,
    /// How long requests may take to finish once the server stops.
    stop_timeout: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> ConnectionLimits {
        ConnectionLimits {
            connections: 512,
            request_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(30),
            stop_timeout: Duration::from_secs(1),
        }
    }
}

/// Answers requests until `stop` is cancelled.
///
/// # Errors
/// Io (7) if the system can't run the server.
pub(super) async fn accept_connections<F: Future<Output = ServerResult> + Send + 'static>(
    listener: TcpListener,
    respond: impl Fn(Request<Incoming>) -> F + Clone + Send + 'static,
    limits: ConnectionLimits,
    stop: &CancellationToken,
) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)
        .map_err(|error| Error::io("start the server", error))?;
    let slots = Arc::new(Semaphore::new(limits.connections));
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
                    let connection = connections.watch(serve_connection(stream, respond.clone(), limits));
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
    let _ = tokio::time::timeout(limits.stop_timeout, connections.shutdown()).await;
    Ok(())
}

/// What answers a request.
type ServerResult = std::result::Result<Response<ServerBody>, Infallible>;

async fn cancelled(stop: &CancellationToken) {
    while !stop.is_cancelled() {
        tokio::time::sleep(STOP_INTERVAL).await;
    }
}

fn serve_connection<F: Future<Output = ServerResult> + Send + 'static>(
    stream: TcpStream,
    respond: impl Fn(Request<Incoming>) -> F + Clone + Send + 'static,
    limits: ConnectionLimits,
) -> impl GracefulConnection<Error = hyper::Error> {
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_timeout));
    let service = ServiceBuilder::new()
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(MIN_COMPRESSED_SIZE)))
        .service(tower::service_fn(respond));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.request_timeout)
        .max_buf_size(MAX_HEADER_SIZE)
        .serve_connection(
            TokioIo::new(Box::pin(stream)),
            TowerToHyperService::new(service),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::request::read_body;
    use crate::server::response::respond_with_json;
    use http::{HeaderMap, StatusCode};
    use std::io::{Read, Write};
    use std::net::SocketAddr;
    use std::time::Instant;

    /// How long anything may take on a busy machine.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// The size of a response that no socket buffers.
    const LARGE: usize = 64 << 20;

    /// Short limits, except for what a test doesn't exceed.
    const LIMITS: ConnectionLimits = ConnectionLimits {
        connections: 2,
        request_timeout: Duration::from_millis(300),
        write_timeout: Duration::from_millis(300),
        stop_timeout: Duration::from_millis(300),
    };

    /// A server that reads the body and answers with a large or with a small text.
    struct TestServer {
        address: SocketAddr,
        stop: CancellationToken,
        thread: Option<std::thread::JoinHandle<Result<()>>>,
    }

    impl TestServer {
        fn start(limits: ConnectionLimits) -> TestServer {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            listener.set_nonblocking(true).unwrap();
            let address = listener.local_addr().unwrap();
            let stop = CancellationToken::default();
            let token = stop.clone();
            let run = move || {
                let respond = move |request| answer(request, limits);
                let runtime = tokio::runtime::Runtime::new().unwrap();
                runtime.block_on(accept_connections(listener, respond, limits, &token))
            };
            TestServer {
                address,
                stop,
                thread: Some(std::thread::spawn(run)),
            }
        }

        fn connect(&self, text: &str) -> std::net::TcpStream {
            let mut stream = std::net::TcpStream::connect(self.address).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            stream.write_all(text.as_bytes()).unwrap();
            stream
        }

        /// How long the server takes to stop.
        fn stop(mut self) -> Duration {
            let start = Instant::now();
            self.stop.cancel();
            self.thread.take().unwrap().join().unwrap().unwrap();
            start.elapsed()
        }
    }

    async fn answer(request: Request<Incoming>, limits: ConnectionLimits) -> ServerResult {
        let (request, body) = request.into_parts();
        let status = match read_body(&request.headers, body, limits.request_timeout).await {
            Ok(_) => StatusCode::OK,
            Err(_) => StatusCode::REQUEST_TIMEOUT,
        };
        let size = if request.uri.path() == "/large" {
            LARGE
        } else {
            2
        };
        Ok(respond_with_json(
            &HeaderMap::new(),
            status,
            "x".repeat(size),
        ))
    }

    /// Everything that comes until the connection is closed.
    fn read_all(mut stream: std::net::TcpStream) -> String {
        let mut bytes = Vec::new();
        // It may be reset instead of closed.
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    const REQUEST: &str = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    #[test]
    fn headers_that_take_too_long_close_the_connection() {
        let server = TestServer::start(LIMITS);
        let start = Instant::now();
        let slow = server.connect("GET / HTTP/1.1\r\nHost: localhost\r\nX-");
        assert!(!read_all(slow).contains("200 OK"));
        assert!(start.elapsed() >= LIMITS.request_timeout);
        assert!(start.elapsed() < PATIENCE);
        let idle = server.connect("");
        assert_eq!(read_all(idle), "");
    }

    #[test]
    fn a_body_that_takes_too_long_is_not_waited_for() {
        let server = TestServer::start(LIMITS);
        let slow = server.connect(
            "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 9\r\n\r\n{",
        );
        assert!(read_all(slow).starts_with("HTTP/1.1 408"));
    }

    #[test]
    fn a_response_that_is_not_read_frees_its_connection() {
        let server = TestServer::start(ConnectionLimits {
            connections: 1,
            ..LIMITS
        });
        let mut lazy = server.connect(&REQUEST.replace("GET /", "GET /large"));
        let next = server.connect(REQUEST);
        assert!(read_all(next).starts_with("HTTP/1.1 200"));
        let mut bytes = Vec::new();
        let _ = lazy.read_to_end(&mut bytes);
        assert!(bytes.len() < LARGE);
    }

    #[test]
    fn one_connection_too_many_waits_for_another_to_end() {
        let server = TestServer::start(ConnectionLimits {
            request_timeout: PATIENCE,
            ..LIMITS
        });
        let (first, _second) = (server.connect(""), server.connect(""));
        let third = server.connect(REQUEST);
        third
            .set_read_timeout(Some(LIMITS.request_timeout))
            .unwrap();
        let mut byte = [0];
        assert!((&third).read(&mut byte).is_err());
        drop(first);
        third.set_read_timeout(Some(PATIENCE)).unwrap();
        assert!(read_all(third).starts_with("HTTP/1.1 200"));
    }

    #[test]
    fn nobody_is_waited_for_long_at_the_end() {
        let server = TestServer::start(ConnectionLimits {
            request_timeout: PATIENCE,
            write_timeout: PATIENCE,
            ..LIMITS
        });
        let _lazy = server.connect(&REQUEST.replace("GET /", "GET /large"));
        let _idle = server.connect("");
        assert!(server.stop() < PATIENCE / 2);
    }
}
