//! Reads the bodies of requests, which may be large, slow or endless.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;

/// The maximum size of a body, as in Backstage's backend (`express.json`).
pub(super) const MAX_BODY_SIZE: usize = 100 * 1024;

/// Why a body can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyFailure {
    /// It's larger than [`MAX_BODY_SIZE`].
    TooLarge,
    /// It took too long, or the connection failed.
    Incomplete,
}

/// The whole body of a request, which may take `timeout` to arrive.
pub(super) async fn read_body(
    headers: &HeaderMap,
    body: Incoming,
    timeout: Duration,
) -> Result<Bytes, BodyFailure> {
    let announced = header_text(headers, &header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_BODY_SIZE) {
        return Err(BodyFailure::TooLarge);
    }
    let body = Limited::new(body, MAX_BODY_SIZE).collect();
    match tokio::time::timeout(timeout, body).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(BodyFailure::TooLarge),
        Ok(Err(_)) | Err(_) => Err(BodyFailure::Incomplete),
    }
}

/// The text of a header.
pub(super) fn header_text<'h>(
    headers: &'h HeaderMap,
    name: &header::HeaderName,
) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
