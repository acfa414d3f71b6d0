//! HTTP on a port that the system chooses, with injected faults.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::fault::FaultEffect;
use super::state::GitHubState;
use super::{api, git};

/// A response.
pub(super) type HttpResponse = Response<Full<Bytes>>;

/// Stops the server when it is dropped.
pub(super) struct ServerHandle {
    end: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Starts a server for `state`. Returns its port and its handle.
pub(super) fn start_server(state: Arc<Mutex<GitHubState>>) -> (u16, ServerHandle) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (end, ended) = oneshot::channel::<()>();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            tokio::select! {
                () = accept_connections(listener, state) => {}
                _ = ended => {}
            }
        });
        runtime.shutdown_background();
    });
    let stop = ServerHandle {
        end: Some(end),
        thread: Some(thread),
    };
    (port, stop)
}

async fn accept_connections(listener: TcpListener, state: Arc<Mutex<GitHubState>>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let service = service_fn(move |request| serve_request(request, Arc::clone(&state)));
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// The error that ends a connection without a response.
#[derive(Debug, thiserror::Error)]
#[error("dropped on purpose")]
struct ConnectionDropped;

async fn serve_request(
    request: Request<Incoming>,
    state: Arc<Mutex<GitHubState>>,
) -> Result<HttpResponse, ConnectionDropped> {
    let (parts, body) = request.into_parts();
    let body = body
        .collect()
        .await
        .map_err(|_| ConnectionDropped)?
        .to_bytes();
    let path = parts.uri.path().to_owned();
    let harm = state
        .lock()
        .unwrap()
        .record_and_find_fault(parts.method.as_str(), &path);
    let work = || async {
        let state = Arc::clone(&state);
        let (parts, body) = (parts.clone(), body.clone());
        // git can take a while; meanwhile, other requests are served.
        let done = tokio::task::spawn_blocking(move || {
            if path.contains(".git/") {
                git::serve_git(&parts, &body, &state)
            } else {
                api::serve_api(&parts, &body, &state)
            }
        });
        done.await.map_err(|_| ConnectionDropped)
    };
    match harm {
        None => work().await,
        Some(FaultEffect::Respond(status, headers, body)) => {
            let mut answer = Response::builder().status(status);
            for (name, value) in headers {
                answer = answer.header(name, value);
            }
            Ok(answer.body(Full::from(body)).unwrap())
        }
        Some(FaultEffect::ProcessThenRespond(status)) => {
            work().await?;
            let body = r#"{"message": "Server Error"}"#;
            let answer = Response::builder().status(status).body(Full::from(body));
            Ok(answer.unwrap())
        }
        Some(FaultEffect::DropConnection) => Err(ConnectionDropped),
        Some(FaultEffect::ProcessThenDrop) => {
            work().await?;
            Err(ConnectionDropped)
        }
        Some(FaultEffect::Delay(pause)) => {
            tokio::time::sleep(pause).await;
            work().await
        }
    }
}
