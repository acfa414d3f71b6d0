//! Decides what answers a request: the API, a page, or the state of the server.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;

use super::follower::{FollowedCatalog, ServedCatalog};
use super::host_check::is_local_host;
use super::page_service::{media_type, site_path};
use super::read_api::ApiRequest;
use super::request::{BodyFailure, header_text, read_body};
use super::response::{
    ServerBody, respond_empty, respond_with_json, respond_with_reply, respond_with_text,
};

/// The root of the API, as in Backstage's backend.
const API_ROOT: &str = "/api/catalog";

/// The paths of the health checks of Backstage's backend.
const HEALTH_PATHS: [&str; 2] = [
    "/.backstage/health/v1/readiness",
    "/.backstage/health/v1/liveness",
];

/// How long a client may reuse an idle connection, in seconds; less than it stays open, so that no request meets a closed one.
const KEEP_ALIVE: (HeaderName, HeaderValue) = (
    HeaderName::from_static("keep-alive"),
    HeaderValue::from_static("timeout=5"),
);

/// The media type of short messages.
const PLAIN_TEXT: &str = "text/plain; charset=utf-8";

/// Answers requests.
#[derive(Clone)]
pub(super) struct Responder {
    pub(super) catalog: Arc<FollowedCatalog>,
    /// Whether only requests for names of this machine are answered.
    pub(super) is_local: bool,
    /// How long a client may take to send a body.
    pub(super) body_timeout: Duration,
}

impl Responder {
    /// The response to a request.
    pub(super) async fn respond(
        self,
        request: Request<Incoming>,
    ) -> Result<Response<ServerBody>, Infallible> {
        let (request, body) = request.into_parts();
        let host = request.uri.authority().map(ToString::to_string);
        let host = host
            .as_deref()
            .or_else(|| header_text(&request.headers, &header::HOST));
        if self.is_local && !host.is_some_and(is_local_host) {
            return Ok(respond_with_text(
                &request.headers,
                StatusCode::MISDIRECTED_REQUEST,
                PLAIN_TEXT,
                "This server answers only requests for localhost or an IP address.\n".to_owned(),
            ));
        }
        let api_path = request.uri.path().strip_prefix(API_ROOT);
        let is_api = api_path.is_some_and(|path| path.is_empty() || path.starts_with('/'));
        let mut response = match api_path.filter(|_| is_api) {
            Some(path) => self.respond_from_api(&request, path, body).await,
            None => self.respond_with_page(&request).await,
        };
        response.headers_mut().extend([KEEP_ALIVE]);
        Ok(response)
    }

    async fn respond_from_api(
        &self,
        request: &Parts,
        path: &str,
        body: Incoming,
    ) -> Response<ServerBody> {
        let body = match request.method {
            Method::POST => read_body(&request.headers, body, self.body_timeout).await,
            _ => Ok(Bytes::new()),
        };
        let (body, failure) = match body {
            Ok(body) => (body, None),
            Err(BodyFailure::Incomplete) => return close(StatusCode::REQUEST_TIMEOUT),
            Err(failure @ BodyFailure::TooLarge) => (Bytes::new(), Some(failure)),
        };
        let api_request = ApiRequest {
            method: &request.method,
            path,
            query: request.uri.query(),
            content_type: header_text(&request.headers, &header::CONTENT_TYPE),
            body: &body,
        };
        let api = self.catalog.current().state.api.clone();
        let reply = match failure {
            None => api.reply(&api_request),
            Some(_) => api_request.reply_to_large_body(),
        };
        respond_with_reply(&request.headers, reply)
    }

    async fn respond_with_page(&self, request: &Parts) -> Response<ServerBody> {
        let headers = &request.headers;
        if !matches!(request.method, Method::GET | Method::HEAD) {
            let status = match request.method {
                Method::OPTIONS => StatusCode::NO_CONTENT,
                _ => StatusCode::METHOD_NOT_ALLOWED,
            };
            let mut response = respond_empty(status);
            let allowed = HeaderValue::from_static("GET,HEAD");
            response.headers_mut().insert(header::ALLOW, allowed);
            return response;
        }
        let path = request.uri.path();
        if HEALTH_PATHS.contains(&path) {
            return respond_with_json(headers, StatusCode::OK, r#"{"status":"ok"}"#.to_owned());
        }
        let Ok(path) = percent_decode_str(path).decode_utf8() else {
            return respond_not_found(headers);
        };
        self.render_page(headers, &path).await
    }

    /// The file of the site at this path, or a redirect to the page below it.
    async fn render_page(&self, headers: &HeaderMap, url_path: &str) -> Response<ServerBody> {
        let ServedCatalog { state, notice } = self.catalog.current();
        let path = site_path(url_path);
        match state.pages.render(path.clone(), notice.clone()).await {
            Ok(Some(file)) => {
                return respond_with_text(headers, StatusCode::OK, media_type(&path), file.text);
            }
            Ok(None) => {}
            Err(error) => {
                let text = format!("{}\n", error.message());
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                return respond_with_text(headers, status, PLAIN_TEXT, text);
            }
        }
        // Without the slash, the links of the page would lead elsewhere. Addresses are in lower case; the name of an entity may not be.
        let folder = path.strip_suffix("index.html").unwrap_or(&path);
        let folder = folder.trim_end_matches('/').to_lowercase();
        let page = format!("{folder}/index.html");
        if page == path {
            return respond_not_found(headers);
        }
        match state.pages.render(page, notice).await {
            Ok(Some(_)) => redirect_to_folder(&folder),
            _ => respond_not_found(headers),
        }
    }
}

/// A redirect to the page at `path`, whose characters are safe in a URL.
fn redirect_to_folder(path: &str) -> Response<ServerBody> {
    let mut response = respond_empty(StatusCode::PERMANENT_REDIRECT);
    if let Ok(target) = HeaderValue::from_str(&format!("/{path}/")) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    response
}

fn respond_not_found(headers: &HeaderMap) -> Response<ServerBody> {
    let text = "Not found. The catalog starts at /\n".to_owned();
    respond_with_text(headers, StatusCode::NOT_FOUND, PLAIN_TEXT, text)
}

/// A response after which the connection is closed.
fn close(status: StatusCode) -> Response<ServerBody> {
    let mut response = respond_empty(status);
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}
