//! Errors as Backstage's backend returns them.

use http::{Method, StatusCode};
use serde::Serialize;

/// Why a request is answered with an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ApiError {
    name: &'static str,
    status: StatusCode,
    message: String,
}

/// The body of an error response.
#[derive(Serialize)]
struct ErrorBody<'e> {
    error: ErrorDetails<'e>,
    request: RequestDetails<'e>,
    response: ResponseDetails,
}

#[derive(Serialize)]
struct ErrorDetails<'e> {
    name: &'static str,
    message: &'e str,
}

#[derive(Serialize)]
struct RequestDetails<'e> {
    method: &'e str,
    url: &'e str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseDetails {
    status_code: u16,
}

impl ApiError {
    /// The request is invalid (400).
    pub(super) fn input(message: impl Into<String>) -> ApiError {
        ApiError {
            name: "InputError",
            status: StatusCode::BAD_REQUEST,
            message: message.into(),
        }
    }

    /// The catalog doesn't have what the request names (404).
    pub(super) fn not_found(message: impl Into<String>) -> ApiError {
        ApiError {
            name: "NotFoundError",
            status: StatusCode::NOT_FOUND,
            message: message.into(),
        }
    }

    /// The request would change the catalog (403).
    pub(super) fn read_only() -> ApiError {
        ApiError {
            name: "NotAllowedError",
            status: StatusCode::FORBIDDEN,
            message: "This operation not allowed in readonly mode".to_owned(),
        }
    }

    /// The status of the response.
    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// The body of the response to a request for `url`, which is relative to the root of the API.
    pub(super) fn to_body(&self, method: &Method, url: &str) -> String {
        crate::server::js_text::to_json_text(&ErrorBody {
            error: ErrorDetails {
                name: self.name,
                message: &self.message,
            },
            request: RequestDetails {
                method: method.as_str(),
                url,
            },
            response: ResponseDetails {
                status_code: self.status.as_u16(),
            },
        })
    }

    #[cfg(test)]
    pub(super) fn message(&self) -> &str {
        &self.message
    }
}
