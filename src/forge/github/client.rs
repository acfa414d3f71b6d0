//! One conversation with GitHub's REST API: what is asked again and what is not, how long one waits, what came back.
//!
//! octocrab carries the requests. Whether to send one again is decided here, by what it does: its own retry repeats
//! what creates something, and a repository made twice is a name that is taken.

use std::cell::Cell;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
use serde_json::Value as Json;
use tokio::runtime::Runtime;

use super::route::Route;
use super::{Host, Token};
use crate::error::{Error, Kind, Result};
use crate::random::random;

/// The version of the API that is spoken; without the header the server chooses.
const API_VERSION: &str = "2022-11-28";
/// How long one request may take, its answer included.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long one waits for a server that asks for it; longer is the user's to decide.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long all waits of a run may take together.
const ALL_WAITS: Duration = Duration::from_secs(180);
/// How often a request that may be repeated is sent.
const TRIES: u32 = 5;
/// How long a repository that was just made may look as if it were not there.
const YOUTH: Duration = Duration::from_secs(60);
/// The largest answer that is read; real ones have some kilobytes.
const LARGEST_ANSWER: usize = 4 << 20;

/// A client of one GitHub, signed in.
pub(super) struct Client {
    pub(super) host: Host,
    pub(super) token: Token,
    /// The one that all of it goes through.
    pub(super) proxy: Option<String>,
    octocrab: Octocrab,
    runtime: Runtime,
    stop: &'static AtomicBool,
    tell: RequestObserver,
    requests: Cell<usize>,
    waited: Cell<Duration>,
    /// Until when the server wants to hear nothing.
    quiet_until: Cell<Option<Instant>>,
}

/// Who hears what goes on.
pub struct RequestObserver {
    /// Why one waits.
    pub waits: Box<dyn Fn(&str)>,
    /// Each request with its answer.
    pub requests: Box<dyn Fn(&str)>,
}

/// One request.
#[derive(Clone, Debug)]
pub(super) struct Call {
    method: Method,
    path: String,
    body: Option<Json>,
    made_at: Option<Instant>,
}

/// What came back, or that nothing did.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Why no answer came; the status is then one of a server that failed.
    pub(super) lost: Option<String>,
}

impl Call {
    /// A request for `path`, whose parts are encoded already.
    pub(super) fn new(method: Method, path: impl Into<String>) -> Self {
        Call {
            method,
            path: path.into(),
            body: None,
            made_at: None,
        }
    }

    pub(super) fn get(path: impl Into<String>) -> Self {
        Call::new(Method::GET, path)
    }

    pub(super) fn with(mut self, body: Json) -> Self {
        self.body = Some(body);
        self
    }

    /// It is about a repository that this run made at that moment: for a minute, not found means not yet.
    pub(super) fn of_new(mut self, made_at: Option<Instant>) -> Self {
        self.made_at = made_at;
        self
    }

    /// Whether sending it twice comes to the same as sending it once.
    fn may_repeat(&self) -> bool {
        self.method != Method::POST
    }

    fn is_young(&self) -> bool {
        self.made_at.is_some_and(|made| made.elapsed() < YOUTH)
    }
}

impl Answer {
    fn lost(why: String) -> Answer {
        Answer {
            status: StatusCode::BAD_GATEWAY,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            lost: Some(why),
        }
    }

    /// Whether it refuses what the organisation does not pay for; GitHub has no code for that.
    pub(super) fn is_about_plan(&self) -> bool {
        let is_refusal = matches!(
            self.status,
            StatusCode::FORBIDDEN | StatusCode::UNPROCESSABLE_ENTITY
        );
        let said = String::from_utf8_lossy(&self.body);
        is_refusal && (said.contains("Upgrade to") || said.contains("billing plan"))
    }

    /// Whether something else refused in the place of the API, such as a proxy: all that the API says is JSON. A server
    /// that failed may say it in any form.
    pub(super) fn is_foreign(&self) -> bool {
        let is_json = |kind: &str| kind.to_ascii_lowercase().contains("json");
        self.status.is_client_error()
            && !self.body.is_empty()
            && !self.header("content-type").is_some_and(is_json)
            && serde_json::from_slice::<serde::de::IgnoredAny>(&self.body).is_err()
    }

    /// Whether nobody knows what became of the request: the server failed, or its answer was lost.
    pub(super) fn is_unclear(&self) -> bool {
        self.status.is_server_error()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Client {
    /// Signs in where `route` leads to. `stop` ends a wait.
    ///
    /// # Errors
    /// Io (7) where this machine gives no connection to anything.
    pub(super) fn new(
        route: Route,
        token: Token,
        stop: &'static AtomicBool,
        tell: RequestObserver,
    ) -> Result<Client> {
        let cannot = |error: &dyn std::error::Error| {
            Error::new(
                Kind::Io,
                format!("cannot start a client for GitHub: {error}"),
            )
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| cannot(&error))?;
        let connector = route.connector().map_err(|error| cannot(&error))?;
        let api: Uri = route.host.api().parse().map_err(|error| cannot(&error))?;
        let bearer = token.header().map_err(|error| cannot(&error))?;
        // octocrab's service needs a runtime to be made in.
        let octocrab = runtime.block_on(async {
            let client = hyper_util::client::legacy::Client::builder(TokioExecutor::new());
            let Ok(octocrab) = OctocrabBuilder::new_empty()
                .with_service(client.build(connector))
                .with_layer(&ExtraHeadersLayer::new(Arc::new(headers())))
                .with_layer(&BaseUriLayer::new(api.clone()))
                .with_layer(&AuthHeaderLayer::new(Some(bearer), api.clone(), api))
                .with_auth(AuthState::None)
                .build();
            octocrab
        });
        Ok(Client {
            octocrab,
            proxy: route.proxy(),
            host: route.host,
            token,
            runtime,
            stop,
            tell,
            requests: Cell::new(0),
            waited: Cell::new(Duration::ZERO),
            quiet_until: Cell::new(None),
        })
    }

    /// How many requests were sent.
    pub(super) fn requests(&self) -> usize {
        self.requests.get()
    }

    /// Waits for `work`, in which several calls may be under way.
    pub(super) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Sends `call`, again where that is harmless, and gives any answer but one that says to wait. Of what may not be
    /// repeated the answer may be [unclear](Answer::is_unclear).
    ///
    /// # Errors
    /// Remote (5) where the server asks to wait for longer than one does; interrupted (130).
    pub(super) async fn send(&self, call: &Call) -> Result<Answer> {
        let mut tries = 0;
        loop {
            tries += 1;
            let answer = self.once(call).await;
            let pause = match asked_wait(&answer) {
                Some(wait) => self.granted(wait)?,
                None if answer.is_unclear() && call.may_repeat() && tries < TRIES => backoff(tries),
                None if answer.status == StatusCode::NOT_FOUND && call.is_young() => backoff(tries),
                None => return Ok(answer),
            };
            self.sleep(pause).await?;
        }
    }

    async fn once(&self, call: &Call) -> Answer {
        self.requests.set(self.requests.get() + 1);
        let began = Instant::now();
        let answer = self.answer(call).await;
        let ms = began.elapsed().as_millis();
        let status = match &answer.lost {
            Some(_) => "no answer".to_owned(),
            None => answer.status.as_u16().to_string(),
        };
        (self.tell.requests)(&format!("{} {} {status} {ms} ms", call.method, call.path));
        answer
    }

    async fn answer(&self, call: &Call) -> Answer {
        match tokio::time::timeout(PATIENCE, self.exchange(call)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => self.lost(&self.token.removed_from(&innermost(&*error))),
            Err(_) => self.lost("it does not answer"),
        }
    }

    fn lost(&self, why: &str) -> Answer {
        Answer::lost(match &self.proxy {
            Some(proxy) => format!("{why}, through the proxy {proxy}"),
            None => why.to_owned(),
        })
    }

    async fn exchange(
        &self,
        call: &Call,
    ) -> std::result::Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        let request = http::request::Builder::new()
            .method(call.method.clone())
            .uri(call.path.as_str());
        let request = self.octocrab.build_request(request, call.body.as_ref())?;
        let (parts, body) = self.octocrab.execute(request).await?.into_parts();
        let body = match Limited::new(body, LARGEST_ANSWER).collect().await {
            Ok(body) => body.to_bytes(),
            // What is so large is no answer of this API; its status still counts.
            Err(error) if error.is::<LengthLimitError>() => Bytes::new(),
            Err(error) => return Err(error),
        };
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body,
            lost: None,
        })
    }

    /// `wait`, if it is bearable, after saying so.
    fn granted(&self, wait: Duration) -> Result<Duration> {
        let wait = wait.max(Duration::from_secs(1));
        if wait > LONGEST_WAIT {
            return Err(must_wait(&self.host, wait));
        }
        // Calls that are under way at the same time wait at the same time.
        let now = Instant::now();
        let waiting = self.quiet_until.get().map_or(now, |until| until.max(now));
        let longer = (now + wait).saturating_duration_since(waiting);
        let all = self.waited.get() + longer;
        if all > ALL_WAITS {
            return Err(must_wait(&self.host, wait));
        }
        self.waited.set(all);
        self.quiet_until.set(Some(waiting + longer));
        (self.tell.waits)(&format!(
            "{} asks to wait {} s; going on then",
            self.host.name(),
            wait.as_secs()
        ));
        Ok(wait)
    }

    /// Sleeps, unless the user wants it to stop.
    pub(super) async fn sleep(&self, pause: Duration) -> Result<()> {
        let end = Instant::now() + pause;
        while Instant::now() < end {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Error::new(Kind::Interrupted, "interrupted while waiting"));
            }
            let left = end.saturating_duration_since(Instant::now());
            tokio::time::sleep(left.min(Duration::from_millis(100))).await;
        }
        Ok(())
    }
}

/// What every request says besides: who asks, as GitHub wants to know, and in which version.
fn headers() -> Vec<(HeaderName, HeaderValue)> {
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
fn backoff(tries: u32) -> Duration {
    let longest = 250u64.saturating_mul(1 << (tries - 1).min(5));
    Duration::from_millis(longest / 2 + random() % (longest / 2))
}

/// How long the answer asks to wait: `retry-after` of a secondary limit, `x-ratelimit-reset` of a spent primary one.
/// Without one of them a 403 is about permission.
fn asked_wait(answer: &Answer) -> Option<Duration> {
    if !matches!(
        answer.status,
        StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS
    ) {
        return None;
    }
    let number = |name: &str| answer.header(name)?.trim().parse::<u64>().ok();
    if let Some(seconds) = number("retry-after") {
        return Some(Duration::from_secs(seconds));
    }
    if number("x-ratelimit-remaining") == Some(0) {
        let now = answer
            .header("date")
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
    is_limited.then_some(LONGEST_WAIT)
}

/// The server asks for more patience than one has.
fn must_wait(host: &Host, wait: Duration) -> Error {
    let minutes = wait.as_secs().div_ceil(60);
    Error::remote(format!(
        "{} lets this token do no more for {minutes} min",
        host.name()
    ))
    .hint("its limits count everything that uses the same token")
}

/// The deepest reason of an error; what stands above it says only that there was one.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
