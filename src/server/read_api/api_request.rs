//! A request to the API.

use http::Method;

use super::api_error::ApiError;
use super::reply::{ApiReply, ReplyContent};

/// A request to the API.
#[derive(Clone, Copy, Debug)]
pub(in crate::server) struct ApiRequest<'r> {
    /// The method.
    pub(in crate::server) method: &'r Method,
    /// The path from the root of the API, percent-encoded, such as `/entities`.
    pub(in crate::server) path: &'r str,
    /// The part of the URL after `?`.
    pub(in crate::server) query: Option<&'r str>,
    /// The header `Content-Type`.
    pub(in crate::server) content_type: Option<&'r str>,
    /// The body.
    pub(in crate::server) body: &'r [u8],
}

impl ApiRequest<'_> {
    /// The reply to a request whose body is too large to be read.
    pub(in crate::server) fn reply_to_large_body(&self) -> ApiReply {
        self.reply_with_error(&ApiError::input("request entity too large"))
    }

    /// The URL from the root of the API.
    pub(super) fn url(&self) -> String {
        match self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.to_owned(),
        }
    }

    /// The reply that reports `error`.
    pub(super) fn reply_with_error(&self, error: &ApiError) -> ApiReply {
        let body = error.to_body(self.method, &self.url());
        ApiReply {
            status: error.status(),
            ..ApiReply::ok(ReplyContent::Json(body))
        }
    }
}
