//! Responses: headers, entity tags and bodies.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use sha1::{Digest, Sha1};

use super::read_api::{ApiReply, EntityStream, ReplyContent};
use super::request::header_text;

/// The body of a response.
pub(super) type ServerBody = UnsyncBoxBody<Bytes, std::convert::Infallible>;

/// The headers of every response.
const SECURITY_HEADERS: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
];

/// The header of every response that may be compressed.
const VARY: (HeaderName, HeaderValue) = (header::VARY, HeaderValue::from_static("Accept-Encoding"));

/// What a page may load. The pages say the same, for when they are served as files.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// What the rest may load.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// The media type of JSON.
const JSON: &str = "application/json; charset=utf-8";

/// A response with this text, and an entity tag for it.
pub(super) fn respond_with_text(
    request: &HeaderMap,
    status: StatusCode,
    media_type: &'static str,
    text: String,
) -> Response<ServerBody> {
    let tag = entity_tag(&text);
    let is_known = status == StatusCode::OK && is_known_tag(request, &tag);
    let body = if is_known { String::new() } else { text };
    let length = body.len();
    let status = if is_known {
        StatusCode::NOT_MODIFIED
    } else {
        status
    };
    let mut response = respond(status, Full::new(body.into()).boxed_unsync());
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if !is_known {
        headers.extend([VARY]);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(header::CONTENT_LENGTH, length.into());
    }
    if media_type.starts_with("text/html") {
        let policy = HeaderValue::from_static(PAGE_POLICY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A response with JSON.
pub(super) fn respond_with_json(
    request: &HeaderMap,
    status: StatusCode,
    text: String,
) -> Response<ServerBody> {
    respond_with_text(request, status, JSON, text)
}

/// A response without a body.
pub(super) fn respond_empty(status: StatusCode) -> Response<ServerBody> {
    respond(status, Full::default().boxed_unsync())
}

/// The response of the API.
pub(super) fn respond_with_reply(request: &HeaderMap, reply: ApiReply) -> Response<ServerBody> {
    let mut response = match reply.content {
        ReplyContent::Empty => respond_empty(reply.status),
        ReplyContent::Json(text) => respond_with_json(request, reply.status, text),
        ReplyContent::Html(text) => respond_with_text(
            request,
            reply.status,
            "text/html; charset=utf-8",
            text.to_owned(),
        ),
        ReplyContent::Entities(entities) => respond_with_entities(reply.status, entities),
    };
    let headers = [
        (header::LINK, reply.link.as_deref()),
        (header::ALLOW, reply.allow),
    ];
    for (name, value) in headers {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn respond_with_entities(status: StatusCode, entities: EntityStream) -> Response<ServerBody> {
    let frames = entities.map(|part| Ok(Frame::data(part)));
    let body = StreamBody::new(futures_util::stream::iter(frames));
    let mut response = respond(status, body.boxed_unsync());
    let headers = response.headers_mut();
    headers.extend([VARY]);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    response
}

fn respond(status: StatusCode, body: ServerBody) -> Response<ServerBody> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = HeaderValue::from_static(DATA_POLICY);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// The weak entity tag that Express derives from a body.
fn entity_tag(text: &str) -> String {
    let hash = STANDARD_NO_PAD.encode(Sha1::digest(text.as_bytes()));
    format!("W/\"{:x}-{hash}\"", text.len())
}

/// Whether the client has the body with this tag (RFC 9110, section 13.1.2).
fn is_known_tag(request: &HeaderMap, tag: &str) -> bool {
    let Some(known) = header_text(request, &header::IF_NONE_MATCH) else {
        return false;
    };
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.trim() == "*" || known.split(',').any(|known| opaque(known) == opaque(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entity_tags_are_those_of_express() {
        // As recorded from a backend.
        assert_eq!(entity_tag("[]"), "W/\"2-l9Fw4VUO7kr8CvBlt4zaMCqXZ0w\"");
        assert_eq!(
            entity_tag("{\"status\":\"ok\"}"),
            "W/\"f-VaSQ4oDUiZblZNAEkkN+sX+q3Sg\""
        );
    }

    #[test]
    fn a_known_body_is_not_sent_again() {
        let ask = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            respond_with_json(&headers, StatusCode::OK, "[]".to_owned()).status()
        };
        assert_eq!(
            ask("\"x\", W/\"2-l9Fw4VUO7kr8CvBlt4zaMCqXZ0w\""),
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(ask("*"), StatusCode::NOT_MODIFIED);
        assert_eq!(ask("W/\"2-x\""), StatusCode::OK);
    }
}
