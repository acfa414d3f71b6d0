//! The reply to a request, before it's sent.

use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;

use super::entity_store::EntityStore;
use super::projection::Projection;
use crate::server::js_text::to_json_text;

/// The size at which a part of a list of entities is sent.
const CHUNK_SIZE: usize = 64 * 1024;

/// A reply.
pub(in crate::server) struct ApiReply {
    /// The status.
    pub(in crate::server) status: StatusCode,
    /// The header `Link`.
    pub(in crate::server) link: Option<String>,
    /// The header `Allow`.
    pub(in crate::server) allow: Option<&'static str>,
    /// The content.
    pub(in crate::server) content: ReplyContent,
}

/// The content of a reply.
pub(in crate::server) enum ReplyContent {
    /// Nothing.
    Empty,
    /// JSON, with an entity tag.
    Json(String),
    /// HTML, with an entity tag.
    Html(&'static str),
    /// JSON in parts, without an entity tag, as the backend streams entities.
    Entities(EntityStream),
}

/// Entities as JSON, written as they're sent: a whole catalog is larger than what should be in memory for each request.
pub(in crate::server) struct EntityStream {
    store: Arc<EntityStore>,
    /// The numbers of the entities; `None` for null.
    entities: std::vec::IntoIter<Option<u32>>,
    projection: Option<Projection>,
    /// The text to send before the next entity.
    separator: String,
    /// The text after the last entity; `None` once it's sent.
    end: Option<String>,
}

impl ApiReply {
    pub(super) fn ok(content: ReplyContent) -> ApiReply {
        ApiReply {
            status: StatusCode::OK,
            link: None,
            allow: None,
            content,
        }
    }

    pub(super) fn json(value: &impl Serialize) -> ApiReply {
        ApiReply::ok(ReplyContent::Json(to_json_text(value)))
    }

    /// Nothing is at this path.
    pub(super) fn nothing() -> ApiReply {
        ApiReply {
            status: StatusCode::NOT_FOUND,
            ..ApiReply::ok(ReplyContent::Empty)
        }
    }
}

impl EntityStream {
    /// A stream of the `entities` of `store` between `start` and `end`.
    pub(super) fn new(
        store: Arc<EntityStore>,
        entities: Vec<Option<u32>>,
        projection: Option<Projection>,
        (start, end): (&str, String),
    ) -> EntityStream {
        EntityStream {
            store,
            entities: entities.into_iter(),
            projection,
            separator: start.to_owned(),
            end: Some(end),
        }
    }

    fn write_entity(&self, number: Option<u32>, text: &mut String) {
        match (number, &self.projection) {
            (None, _) => text.push_str("null"),
            (Some(number), None) => text.push_str(self.store.text(number)),
            (Some(number), Some(projection)) => {
                let value = projection.apply(&self.store.value(number));
                text.push_str(&to_json_text(&value));
            }
        }
    }
}

impl Iterator for EntityStream {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        self.end.as_ref()?;
        let mut text = String::new();
        while text.len() < CHUNK_SIZE {
            let Some(number) = self.entities.next() else {
                // Without any entity, the start is still to be sent.
                if self.separator != "," {
                    text.push_str(&self.separator);
                }
                text.push_str(&self.end.take().unwrap_or_default());
                break;
            };
            text.push_str(&self.separator);
            ",".clone_into(&mut self.separator);
            self.write_entity(number, &mut text);
        }
        Some(text.into())
    }
}
