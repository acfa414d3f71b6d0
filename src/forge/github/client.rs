//! One conversation with GitHub's REST API: what is asked again and what is not, how long one waits, what came back.
//!
//! octocrab carries the requests and takes lists apart ([`octocrab::Page`]). Whether to send one again is decided here, by
//! what it does: its own retry repeats what creates something, and a repository made twice is a name that is taken.
//!
//! Its typed calls (`orgs().list_repos()`, `pulls().create()`, `teams().get()`, …) are not used. What they would lose (0.54):
//! - They send where nobody counts, reports and times each attempt, or reads at most so much of an answer. Whether "not
//!   found" means "not yet" is known here for each request, and not there.
//! - Of a success they give a model alone: not the header with the scopes of the token, and not whether it was 201 or 204.
//! - Their models want fields that nobody here reads (`url` of a repository; `node_id` and `head_commit` of a run) and lack
//!   some that are read (`display_title` of a run, `return_run_details` of a dispatch). One field that a server leaves out
//!   would turn something that was made into a failure.
//! - `Octocrab::get_page` puts the path of the API before the address of the next page, which has it already: on an
//!   Enterprise Server that leads to `/api/v3/api/v3`.

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

use super::network_route::NetworkRoute;
use super::{GitHubHost, GitHubToken};
use crate::cancellation::CancellationToken;
use crate::error::{Error, ErrorKind, Result};
use crate::random::random_u64;

/// The version of the API that is spoken; without the header the server chooses.
const API_VERSION: &str = "2022-11-28";
/// How long one request may take, its answer included.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long one waits for a server that asks for it; longer is the user's to decide.
const MAX_RATE_LIMIT_WAIT: Duration = Duration::from_secs(60);
/// How long all waits of a run may take together.
const MAX_TOTAL_RATE_LIMIT_WAIT: Duration = Duration::from_secs(180);
/// How often a request that may be repeated is sent.
const MAX_REQUEST_ATTEMPTS: u32 = 5;
/// How long a repository that was just made may look as if it were not there.
const NEW_REPOSITORY_GRACE: Duration = Duration::from_secs(60);
/// How many pages of a list are read; with a hundred to a page, more than anybody looks through.
const MAX_PAGES: u32 = 100;
/// The largest answer that is read; real ones have some kilobytes.
const MAX_RESPONSE_SIZE: usize = 4 << 20;

/// A client of one GitHub, signed in.
pub(super) struct GitHubApiClient {
    pub(super) host: GitHubHost,
    pub(super) token: GitHubToken,
    /// The one that all of it goes through.
    pub(super) proxy: Option<String>,
    octocrab: Octocrab,
    runtime: Runtime,
    stop: CancellationToken,
    observer: RequestObserver,
    requests: Cell<usize>,
    total_wait: Cell<Duration>,
    /// Until when the server wants to hear nothing.
    rate_limited_until: Cell<Option<Instant>>,
}

/// Who hears what goes on.
pub struct RequestObserver {
    /// Why one waits.
    pub on_wait: Box<dyn Fn(&str)>,
    /// Each request with its answer.
    pub on_request: Box<dyn Fn(&str)>,
}

/// One request.
#[derive(Clone, Debug)]
pub(super) struct GitHubApiRequest {
    method: Method,
    path: String,
    body: Option<Json>,
    repository_created_at: Option<Instant>,
}

/// What came back, or that nothing did.
#[derive(Debug)]
pub(super) struct GitHubApiResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Why no answer came; the status is then one of a server that failed.
    pub(super) transport_error: Option<String>,
}

impl GitHubApiRequest {
    /// A request for `path`, whose parts are encoded already.
    pub(super) fn new(method: Method, path: impl Into<String>) -> Self {
        GitHubApiRequest {
            method,
            path: path.into(),
            body: None,
            repository_created_at: None,
        }
    }

    pub(super) fn new_get_request(path: impl Into<String>) -> Self {
        GitHubApiRequest::new(Method::GET, path)
    }

    pub(super) fn with_body(mut self, body: Json) -> Self {
        self.body = Some(body);
        self
    }

    /// It is about a repository that this run made at that moment: for a minute, not found means not yet.
    pub(super) fn with_not_found_retry(mut self, made_at: Option<Instant>) -> Self {
        self.repository_created_at = made_at;
        self
    }

    /// Whether sending it twice comes to the same as sending it once.
    fn is_idempotent(&self) -> bool {
        // All PATCHes that are sent here set values, and none counts or appends.
        self.method != Method::POST
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

    /// Whether it refuses what the organisation does not pay for; GitHub has no code for that.
    pub(super) fn is_billing_plan_restriction(&self) -> bool {
        let is_refusal = matches!(
            self.status,
            StatusCode::FORBIDDEN | StatusCode::UNPROCESSABLE_ENTITY
        );
        let said = String::from_utf8_lossy(&self.body);
        is_refusal && (said.contains("Upgrade to") || said.contains("billing plan"))
    }

    /// Whether something else refused in the place of the API, such as a proxy: all that the API says is JSON. A server
    /// that failed may say it in any form.
    pub(super) fn is_from_intermediary(&self) -> bool {
        let is_json = |kind: &str| kind.to_ascii_lowercase().contains("json");
        self.status.is_client_error()
            && !self.body.is_empty()
            && !self.header_value("content-type").is_some_and(is_json)
            && serde_json::from_slice::<serde::de::IgnoredAny>(&self.body).is_err()
    }

    /// Whether nobody knows what became of the request: the server failed, or its answer was lost.
    pub(super) fn has_unknown_outcome(&self) -> bool {
        self.status.is_server_error()
    }

    pub(super) fn header_value(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl GitHubApiClient {
    /// Signs in where `route` leads to. `stop` ends a wait.
    ///
    /// # Errors
    /// Io (7) where this machine gives no connection to anything.
    pub(super) fn new(
        route: NetworkRoute,
        token: GitHubToken,
        stop: &CancellationToken,
        tell: RequestObserver,
    ) -> Result<GitHubApiClient> {
        let cannot = |error: &dyn std::error::Error| {
            Error::new(
                ErrorKind::Io,
                format!("cannot start a client for GitHub: {error}"),
            )
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| cannot(&error))?;
        let connector = route
            .build_https_connector()
            .map_err(|error| cannot(&error))?;
        let api: Uri = route
            .host
            .api_url()
            .parse()
            .map_err(|error| cannot(&error))?;
        let bearer = token.to_auth_header().map_err(|error| cannot(&error))?;
        // octocrab's service needs a runtime to be made in.
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

    /// How many requests were sent.
    pub(super) fn request_count(&self) -> usize {
        self.requests.get()
    }

    /// Waits for `work`, in which several calls may be under way.
    pub(super) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Sends `call`, again where that is harmless, and gives any answer but one that says to wait. Of what may not be
    /// repeated the answer may be [unclear](GitHubApiResponse::has_unknown_outcome).
    ///
    /// # Errors
    /// Remote (5) where the server asks to wait for longer than one does; interrupted (130).
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
                // GitHub may have done what it gave no answer to. Creating something twice is worse than failing, so only what comes to the
                // same when repeated is repeated; for the rest the caller looks whether it is there.
                None if answer.has_unknown_outcome()
                    && call.is_idempotent()
                    && tries < MAX_REQUEST_ATTEMPTS =>
                {
                    backoff_delay(tries)
                }
                // GitHub's replicas lag: a repository that was just made is not found for some seconds.
                None if answer.status == StatusCode::NOT_FOUND && call.should_retry_not_found() => {
                    backoff_delay(tries)
                }
                None => return Ok(answer),
            };
            self.sleep_interruptible(pause).await?;
        }
    }

    /// The items of all pages of the list that `first` asks for; `what` names it in errors.
    ///
    /// # Errors
    /// As [`GitHubApiClient::send_with_retry`] and [`GitHubApiClient::parse_paginated_response`].
    pub(super) async fn fetch_all_pages<T: DeserializeOwned>(
        &self,
        first: GitHubApiRequest,
        what: &str,
    ) -> Result<Vec<T>> {
        // The server says where the next page is. A limit, as one that always names another page would never end.
        let (mut call, mut items) = (first, Vec::new());
        for _ in 0..MAX_PAGES {
            let answer = self.send_with_retry(&call).await?;
            let page = self.parse_paginated_response(&answer, what).await?;
            items.extend(page.items);
            let Some(next) = page.next else { break };
            // The token goes with the request, so it follows no link to another host.
            call.path = next_page_path(self.host.api_url(), &next)
                .ok_or_else(|| self.untrusted_next_page_error(what))?;
        }
        Ok(items)
    }

    /// The address of the next page leads away from the API, as behind a proxy that changes the server's name.
    fn untrusted_next_page_error(&self, what: &str) -> Error {
        Error::remote(format!(
            "cannot {what}: the next page is not at {}",
            self.host.api_url()
        ))
    }

    async fn send_once(&self, call: &GitHubApiRequest) -> GitHubApiResponse {
        self.requests.set(self.requests.get() + 1);
        let began = Instant::now();
        let answer = self.send_with_timeout(call).await;
        let ms = began.elapsed().as_millis();
        let status = match &answer.transport_error {
            Some(_) => "no answer".to_owned(),
            None => answer.status.as_u16().to_string(),
        };
        (self.observer.on_request)(&format!("{} {} {status} {ms} ms", call.method, call.path));
        answer
    }

    async fn send_with_timeout(&self, call: &GitHubApiRequest) -> GitHubApiResponse {
        match tokio::time::timeout(REQUEST_TIMEOUT, self.send_http_request(call)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                self.build_transport_failure(&self.token.redact_token(&root_cause_message(&*error)))
            }
            Err(_) => self.build_transport_failure("it does not answer"),
        }
    }

    fn build_transport_failure(&self, why: &str) -> GitHubApiResponse {
        GitHubApiResponse::from_transport_error(match &self.proxy {
            Some(proxy) => format!("{why}, through the proxy {proxy}"),
            None => why.to_owned(),
        })
    }

    async fn send_http_request(
        &self,
        call: &GitHubApiRequest,
    ) -> std::result::Result<GitHubApiResponse, Box<dyn std::error::Error + Send + Sync>> {
        let request = http::request::Builder::new()
            .method(call.method.clone())
            .uri(call.path.as_str());
        let request = self.octocrab.build_request(request, call.body.as_ref())?;
        let (parts, body) = self.octocrab.execute(request).await?.into_parts();
        let body = match Limited::new(body, MAX_RESPONSE_SIZE).collect().await {
            Ok(body) => body.to_bytes(),
            // What is so large is no answer of this API; its status still counts.
            Err(error) if error.is::<LengthLimitError>() => Bytes::new(),
            Err(error) => return Err(error),
        };
        Ok(GitHubApiResponse {
            status: parts.status,
            headers: parts.headers,
            body,
            transport_error: None,
        })
    }

    /// `wait`, if it is bearable, after saying so.
    fn reserve_rate_limit_wait(&self, wait: Duration) -> Result<Duration> {
        let wait = wait.max(Duration::from_secs(1));
        if wait > MAX_RATE_LIMIT_WAIT {
            return Err(rate_limit_error(&self.host, wait));
        }
        // Calls that are under way at the same time wait at the same time.
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
            "{} asks to wait {} s; going on then",
            self.host.name(),
            wait.as_secs()
        ));
        Ok(wait)
    }

    /// Sleeps, unless the user wants it to stop.
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

/// The path, in the API at `api_url`, of the page at `next`; `None` for an address elsewhere, which is not followed.
fn next_page_path(api_url: &str, next: &Uri) -> Option<String> {
    let next = next.to_string();
    let path = next.strip_prefix(api_url)?;
    path.starts_with('/').then(|| path.to_owned())
}

/// What every request says besides: who asks, as GitHub wants to know, and in which version.
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

/// A quarter of a second after the first failure, doubling to eight; between half and all of it, by chance.
fn backoff_delay(tries: u32) -> Duration {
    let longest = 250u64.saturating_mul(1 << (tries - 1).min(5));
    Duration::from_millis(longest / 2 + random_u64() % (longest / 2))
}

/// How long the answer asks to wait: `retry-after` of a secondary limit, `x-ratelimit-reset` of a spent primary one.
/// Without one of them a 403 is about permission.
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

/// The server asks for more patience than one has.
fn rate_limit_error(host: &GitHubHost, wait: Duration) -> Error {
    let minutes = wait.as_secs().div_ceil(60);
    Error::remote(format!(
        "{} lets this token do no more for {minutes} min",
        host.name()
    ))
    .with_hint("its limits count everything that uses the same token")
}

/// The deepest reason of an error; what stands above it says only that there was one.
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
