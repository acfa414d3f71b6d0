//! A client for GitHub's REST API, with retries, rate limits and timeouts.
//!
//! octocrab sends the requests and parses pages ([`octocrab::Page`]). Retries are decided here, by what a request does:
//! octocrab's own retry also repeats requests that create something, and creating a repository twice fails because the
//! name is taken.
//!
//! Its typed calls (`orgs().list_repos()`, `pulls().create()`, `teams().get()`, …) are not used, for these reasons
//! (0.54):
//! - They don't count, report or time each attempt, and don't limit the size of a response. They can't know for which
//!   requests "not found" means "not yet".
//! - They return only the parsed model: not the header with the scopes of the token, nor whether the status was 201 or
//!   204.
//! - Their models require fields that `idp` doesn't read (`url` of a repository; `node_id` and `head_commit` of a run)
//!   and lack some that it does (`display_title` of a run, `return_run_details` of a dispatch). If a server omitted one
//!   required field, a successful creation would look like a failure.
//! - `Octocrab::get_page` prefixes the next page's URL with the API path, which it already contains: on an Enterprise
//!   Server this results in `/api/v3/api/v3`.

use std::cell::Cell;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use http::{Method, StatusCode, Uri};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use octocrab::service::middleware::auth_header::AuthHeaderLayer;
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, Octocrab, OctocrabBuilder};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use tokio::runtime::Runtime;

use super::network_route::GitHubNetworkRoute;
use super::{GitHubHost, GitHubToken};
use crate::cancellation::CancellationToken;
use crate::error::{Error, ErrorKind, Result};
use crate::random::random_u64;

/// The API version to use. Without the header, the server chooses one.
const API_VERSION: &str = "2022-11-28";
/// The timeout of one request, including its response.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest wait that a server can ask for. For longer waits the user decides.
const MAX_RATE_LIMIT_WAIT: Duration = Duration::from_secs(60);
/// The longest total wait of a run.
const MAX_TOTAL_RATE_LIMIT_WAIT: Duration = Duration::from_secs(180);
/// The maximum number of times that an idempotent request is sent.
const MAX_REQUEST_ATTEMPTS: u32 = 5;
/// How long "not found" is expected for a newly created repository.
const NEW_REPOSITORY_GRACE: Duration = Duration::from_secs(60);
/// The maximum number of pages of a list, with 100 items per page.
const MAX_PAGES: u32 = 100;
/// The largest response that is read. Real ones have a few kilobytes.
const MAX_RESPONSE_SIZE: usize = 4 << 20;

/// A signed-in client for one GitHub host.
pub(super) struct GitHubApiClient {
    pub(super) host: GitHubHost,
    pub(super) token: GitHubToken,
    /// The proxy for all requests.
    pub(super) proxy: Option<String>,
    octocrab: Octocrab,
    runtime: Runtime,
    stop: CancellationToken,
    observer: RequestObserver,
    requests: Cell<usize>,
    total_wait: Cell<Duration>,
    /// When the rate limit resets.
    rate_limited_until: Cell<Option<Instant>>,
}

/// Receives progress of requests.
pub struct RequestObserver {
    /// Called with the reason before a wait.
    pub on_wait: Box<dyn Fn(&str)>,
    /// Called after each request.
    pub on_request: Box<dyn Fn(&str)>,
}

/// One request.
#[derive(Clone, Debug)]
pub(super) struct GitHubApiRequest {
    method: Method,
    path: String,
    body: Option<Json>,
    repository_created_at: Option<Instant>,
    is_graphql_query: bool,
}

/// A response, or the reason why there is none.
#[derive(Debug)]
pub(super) struct GitHubApiResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Why there was no response. The status is then a server error.
    pub(super) transport_error: Option<String>,
}

impl GitHubApiRequest {
    /// A request for `path`, whose segments are already encoded.
    pub(super) fn new(method: Method, path: impl Into<String>) -> Self {
        GitHubApiRequest {
            method,
            path: path.into(),
            body: None,
            repository_created_at: None,
            is_graphql_query: false,
        }
    }

    /// A GraphQL query, which changes nothing.
    pub(super) fn new_graphql_query(query: &str, variables: Json) -> Self {
        let body = serde_json::json!({"query": query, "variables": variables});
        GitHubApiRequest {
            is_graphql_query: true,
            ..GitHubApiRequest::new(Method::POST, "/graphql").with_body(body)
        }
    }

    pub(super) fn new_get_request(path: impl Into<String>) -> Self {
        GitHubApiRequest::new(Method::GET, path)
    }

    pub(super) fn with_body(mut self, body: Json) -> Self {
        self.body = Some(body);
        self
    }

    /// Retries "not found" for a minute after `made_at`, when this run created the repository.
    pub(super) fn with_not_found_retry(mut self, made_at: Option<Instant>) -> Self {
        self.repository_created_at = made_at;
        self
    }

    /// Whether sending it twice has the same effect as sending it once.
    fn is_idempotent(&self) -> bool {
        // Every PATCH here sets values; none increments or appends.
        self.method != Method::POST || self.is_graphql_query
    }

    fn should_retry_not_found(&self) -> bool {
        self.repository_created_at
            .is_some_and(|made| made.elapsed() < NEW_REPOSITORY_GRACE)
    }
}

impl GitHubApiResponse {
    fn from_transport_error(why: String) -> GitHubApiResponse {
        GitHubApiResponse {
            status: StatusCode::BAD_GATEWAY,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            transport_error: Some(why),
        }
    }

    /// Whether the billing plan of the organisation lacks the feature. GitHub has no error code for this.
    pub(super) fn is_billing_plan_restriction(&self) -> bool {
        let is_refusal = matches!(
            self.status,
            StatusCode::FORBIDDEN | StatusCode::UNPROCESSABLE_ENTITY
        );
        let said = String::from_utf8_lossy(&self.body);
        is_refusal && (said.contains("Upgrade to") || said.contains("billing plan"))
    }

    /// Whether the error comes from something else, such as a proxy: the API always returns JSON, except for server
    /// errors.
    pub(super) fn is_from_intermediary(&self) -> bool {
        let is_json = |kind: &str| kind.to_ascii_lowercase().contains("json");
        self.status.is_client_error()
            && !self.body.is_empty()
            && !self.header_value("content-type").is_some_and(is_json)
            && serde_json::from_slice::<serde::de::IgnoredAny>(&self.body).is_err()
    }

    /// Whether the outcome is unknown: the server failed, or its response was lost.
    pub(super) fn has_unknown_outcome(&self) -> bool {
        self.status.is_server_error()
    }

    pub(super) fn header_value(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl GitHubApiClient {
    /// A client for the GitHub host of `route`. `stop` cancels waits.
    ///
    /// # Errors
    /// Io (7) if this machine can't create a client.
    pub(super) fn new(
        route: GitHubNetworkRoute,
        token: GitHubToken,
        stop: &CancellationToken,
        tell: RequestObserver,
    ) -> Result<GitHubApiClient> {
        let cannot = |error: &dyn std::error::Error| {
            Error::new(
                ErrorKind::Io,
                format!("cannot create a GitHub client: {error}"),
            )
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| cannot(&error))?;
        let connector = route
            .build_https_connector()
            .map_err(|error| cannot(&error))?;
        // Requests have absolute URLs: the GraphQL API isn't below the REST API.
        let api: Uri = route
            .host
            .api_origin()
            .parse()
            .map_err(|error| cannot(&error))?;
        let bearer = token.to_auth_header().map_err(|error| cannot(&error))?;
        // octocrab's service must be created inside a runtime.
        let octocrab = runtime.block_on(async {
            let client = hyper_util::client::legacy::Client::builder(TokioExecutor::new());
            let Ok(octocrab) = OctocrabBuilder::new_empty()
                .with_service(client.build(connector))
                .with_layer(&ExtraHeadersLayer::new(Arc::new(build_default_headers())))
                .with_layer(&BaseUriLayer::new(api.clone()))
                .with_layer(&AuthHeaderLayer::new(Some(bearer), api.clone(), api))
                .with_auth(AuthState::None)
                .build();
            octocrab
        });
        Ok(GitHubApiClient {
            octocrab,
            proxy: route.proxy_name(),
            host: route.host,
            token,
            runtime,
            stop: stop.clone(),
            observer: tell,
            requests: Cell::new(0),
            total_wait: Cell::new(Duration::ZERO),
            rate_limited_until: Cell::new(None),
        })
    }

    /// The number of requests sent.
    pub(super) fn request_count(&self) -> usize {
        self.requests.get()
    }

    /// Runs `work` to completion. It may send requests concurrently.
    pub(super) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Sends `call`, and retries it if that is safe and after a rate limit. For a request that can't be retried, the
    /// outcome may be [unknown](GitHubApiResponse::has_unknown_outcome).
    ///
    /// # Errors
    /// Remote (5) if the server asks for too long a wait; interrupted (130).
    pub(super) async fn send_with_retry(
        &self,
        call: &GitHubApiRequest,
    ) -> Result<GitHubApiResponse> {
        let mut tries = 0;
        loop {
            tries += 1;
            let answer = self.send_once(call).await;
            let pause = match parse_rate_limit_wait(&answer) {
                Some(wait) => self.reserve_rate_limit_wait(wait)?,
                // GitHub may have processed a request without responding. Creating something twice is worse than
                // failing, so only idempotent requests are retried; for others the caller checks whether the resource
                // exists.
                None if answer.has_unknown_outcome()
                    && call.is_idempotent()
                    && tries < MAX_REQUEST_ATTEMPTS =>
                {
                    backoff_delay(tries)
                }
                // GitHub's replicas lag: a new repository is not found for some seconds.
                None if answer.status == StatusCode::NOT_FOUND && call.should_retry_not_found() => {
                    backoff_delay(tries)
                }
                None => return Ok(answer),
            };
            self.sleep_interruptible(pause).await?;
        }
    }

    /// The items of all pages of a list, starting with `first`; `what` describes the request in errors.
    ///
    /// # Errors
    /// As [`GitHubApiClient::send_with_retry`] and [`GitHubApiClient::parse_paginated_response`].
    pub(super) async fn fetch_all_pages<T: DeserializeOwned>(
        &self,
        first: GitHubApiRequest,
        what: &str,
    ) -> Result<Vec<T>> {
        // The server links to the next page. The limit stops a server that always links to another one.
        let (mut call, mut items) = (first, Vec::new());
        for _ in 0..MAX_PAGES {
            let answer = self.send_with_retry(&call).await?;
            let page = self.parse_paginated_response(&answer, what).await?;
            items.extend(page.items);
            let Some(next) = page.next else { break };
            // The request carries the token, so links to other hosts are not followed.
            call.path = next_page_path(self.host.api_url(), &next)
                .ok_or_else(|| self.untrusted_next_page_error(what))?;
        }
        Ok(items)
    }

    /// The error for a next page outside the API, for example behind a proxy that changes the host name.
    fn untrusted_next_page_error(&self, what: &str) -> Error {
        Error::remote(format!(
            "cannot {what}: the URL of the next page is outside {}",
            self.host.api_url()
        ))
    }

    async fn send_once(&self, call: &GitHubApiRequest) -> GitHubApiResponse {
        self.requests.set(self.requests.get() + 1);
        let began = Instant::now();
        let answer = self.send_with_timeout(call).await;
        let ms = began.elapsed().as_millis();
        let status = match &answer.transport_error {
            Some(_) => "no response".to_owned(),
            None => answer.status.as_u16().to_string(),
        };
        (self.observer.on_request)(&format!("{} {} {status} {ms} ms", call.method, call.path));
        answer
    }

    async fn send_with_timeout(&self, call: &GitHubApiRequest) -> GitHubApiResponse {
        match tokio::time::timeout(REQUEST_TIMEOUT, self.send_http_request(call)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => self.build_transport_error_response(
                &self.token.redact_token(&root_cause_message(&*error)),
            ),
            Err(_) => self.build_transport_error_response("the request timed out"),
        }
    }

    fn build_transport_error_response(&self, why: &str) -> GitHubApiResponse {
        GitHubApiResponse::from_transport_error(match &self.proxy {
            Some(proxy) => format!("{why}, through the proxy {proxy}"),
            None => why.to_owned(),
        })
    }

    async fn send_http_request(
        &self,
        call: &GitHubApiRequest,
    ) -> std::result::Result<GitHubApiResponse, Box<dyn std::error::Error + Send + Sync>> {
        let url = if call.is_graphql_query {
            self.host.graphql_url()
        } else {
            format!("{}{}", self.host.api_url(), call.path)
        };
        let request = http::request::Builder::new()
            .method(call.method.clone())
            .uri(url);
        let request = self.octocrab.build_request(request, call.body.as_ref())?;
        let (parts, body) = self.octocrab.execute(request).await?.into_parts();
        let body = match Limited::new(body, MAX_RESPONSE_SIZE).collect().await {
            Ok(body) => body.to_bytes(),
            // The API never sends that much; the status still counts.
            Err(error) if error.is::<LengthLimitError>() => Bytes::new(),
            Err(error) => return Err(error),
        };
        let is_limited =
            call.is_graphql_query && parts.status == StatusCode::OK && is_graphql_rate_limit(&body);
        Ok(GitHubApiResponse {
            // GraphQL reports the rate limit with a successful status.
            status: if is_limited {
                StatusCode::TOO_MANY_REQUESTS
            } else {
                parts.status
            },
            headers: parts.headers,
            body,
            transport_error: None,
        })
    }

    /// Returns `wait` if it is within the limits, and announces it.
    fn reserve_rate_limit_wait(&self, wait: Duration) -> Result<Duration> {
        let wait = wait.max(Duration::from_secs(1));
        if wait > MAX_RATE_LIMIT_WAIT {
            return Err(rate_limit_error(&self.host, wait));
        }
        // Concurrent requests wait at the same time, so their waits don't add up.
        let now = Instant::now();
        let waiting = self
            .rate_limited_until
            .get()
            .map_or(now, |until| until.max(now));
        let longer = (now + wait).saturating_duration_since(waiting);
        let all = self.total_wait.get() + longer;
        if all > MAX_TOTAL_RATE_LIMIT_WAIT {
            return Err(rate_limit_error(&self.host, wait));
        }
        self.total_wait.set(all);
        self.rate_limited_until.set(Some(waiting + longer));
        (self.observer.on_wait)(&format!(
            "{} rate limit: waiting {} s",
            self.host.name(),
            wait.as_secs()
        ));
        Ok(wait)
    }

    /// Sleeps until the time is up or the user cancels.
    pub(super) async fn sleep_interruptible(&self, pause: Duration) -> Result<()> {
        let end = Instant::now() + pause;
        while Instant::now() < end {
            if self.stop.is_cancelled() {
                return Err(Error::new(
                    ErrorKind::Interrupted,
                    "interrupted while waiting",
                ));
            }
            let left = end.saturating_duration_since(Instant::now());
            tokio::time::sleep(left.min(Duration::from_millis(100))).await;
        }
        Ok(())
    }
}

/// Whether a GraphQL response has no data because of the rate limit.
fn is_graphql_rate_limit(body: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Response {
        #[serde(default)]
        data: Option<serde::de::IgnoredAny>,
        #[serde(default)]
        errors: Vec<ResponseError>,
    }
    #[derive(serde::Deserialize)]
    struct ResponseError {
        #[serde(default, rename = "type")]
        kind: String,
    }
    // Most responses are large, so they aren't parsed twice.
    memchr::memmem::find(body, b"\"RATE_LIMITED\"").is_some()
        && serde_json::from_slice::<Response>(body).is_ok_and(|response| {
            let mut errors = response.errors.iter();
            response.data.is_none() && errors.any(|error| error.kind == "RATE_LIMITED")
        })
}

/// The path of `next` below `api_url`; `None` for any other URL, which must not be followed.
fn next_page_path(api_url: &str, next: &Uri) -> Option<String> {
    let next = next.to_string();
    let path = next.strip_prefix(api_url)?;
    path.starts_with('/').then(|| path.to_owned())
}

/// The headers of every request: the user agent that GitHub requires, and the API version.
fn build_default_headers() -> Vec<(HeaderName, HeaderValue)> {
    let idp = concat!("idp/", env!("CARGO_PKG_VERSION"));
    vec![
        (USER_AGENT, HeaderValue::from_static(idp)),
        (
            HeaderName::from_static("x-github-api-version"),
            HeaderValue::from_static(API_VERSION),
        ),
    ]
}

/// 250 ms after the first failure, doubling up to 8 s, with random jitter between half and all of it.
fn backoff_delay(tries: u32) -> Duration {
    let longest = 250u64.saturating_mul(1 << (tries - 1).min(5));
    Duration::from_millis(longest / 2 + random_u64() % (longest / 2))
}

/// How long to wait for a rate limit: `retry-after` for the secondary limit, `x-ratelimit-reset` for the primary one. A
/// 403 with neither is about permissions.
fn parse_rate_limit_wait(answer: &GitHubApiResponse) -> Option<Duration> {
    if !matches!(
        answer.status,
        StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS
    ) {
        return None;
    }
    let number = |name: &str| answer.header_value(name)?.trim().parse::<u64>().ok();
    if let Some(seconds) = number("retry-after") {
        return Some(Duration::from_secs(seconds));
    }
    if number("x-ratelimit-remaining") == Some(0) {
        let now = answer
            .header_value("date")
            .and_then(|date| jiff::fmt::rfc2822::parse(date).ok())
            .map_or_else(Timestamp::now, |date| date.timestamp());
        let now = u64::try_from(now.as_second()).unwrap_or(0);
        let reset = number("x-ratelimit-reset")?;
        return Some(Duration::from_secs(
            reset.saturating_sub(now).saturating_add(1),
        ));
    }
    let said = String::from_utf8_lossy(&answer.body);
    let is_limited = answer.status == StatusCode::TOO_MANY_REQUESTS
        || ["secondary rate limit", "abuse detection mechanism"]
            .iter()
            .any(|words| said.contains(words));
    is_limited.then_some(MAX_RATE_LIMIT_WAIT)
}

/// The error for a rate limit that takes too long to reset.
fn rate_limit_error(host: &GitHubHost, wait: Duration) -> Error {
    let minutes = wait.as_secs().div_ceil(60);
    Error::remote(format!(
        "{} rate limit exceeded; it resets in {minutes} min",
        host.name()
    ))
    .with_hint("the limit counts every request made with the same token")
}

/// The message of the innermost error. The outer ones only say that a request failed.
fn root_cause_message(error: &(dyn std::error::Error + 'static)) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_error_is_a_rate_limit() {
        let limit = br#"{"data": null, "errors": [{"type": "RATE_LIMITED", "message": "m"}]}"#;
        assert!(is_graphql_rate_limit(limit));
        let named = br#"{"data": {"name": "RATE_LIMITED"}, "errors": []}"#;
        assert!(!is_graphql_rate_limit(named));
        assert!(!is_graphql_rate_limit(b"\"RATE_LIMITED\""));
    }

    #[test]
    fn only_a_page_of_the_same_api_comes_next() {
        let path = |next: &'static str| {
            next_page_path(
                "https://github.acme.example/api/v3",
                &Uri::from_static(next),
            )
        };
        assert_eq!(
            path("https://github.acme.example/api/v3/organizations/1/repos?page=2").as_deref(),
            Some("/organizations/1/repos?page=2")
        );
        assert_eq!(path("https://github.acme.example/api/v31/x"), None);
        assert_eq!(path("https://evil.example/api/v3/x?page=2"), None);
        assert_eq!(path("/organizations/1/repos?page=2"), None);
    }
}
