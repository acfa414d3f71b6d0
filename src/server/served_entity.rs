//! Entities with what Backstage's database adds: a uid, an entity tag, and the Locations that named their file.

use hashbrown::HashMap;
use serde_json::{Map, Value, json};
use sha1::{Digest, Sha1};
use uuid::{Builder, Uuid, uuid};

use super::catalog_origin::CatalogOrigin;
use super::js_text::to_json_text;
use super::text_hash::sha1_hex;
use crate::catalog::ProcessedEntity;

/// The namespace of the uids of entities (RFC 9562, section 6.5).
const UID_NAMESPACE: Uuid = uuid!("5b1c7a2e-52c5-4d0b-9d0c-6a3b8f1e7d40");

/// An entity before it has a uid and an entity tag.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ServedEntity(Map<String, Value>);

/// The Location that leads to each entity, by refs in lower case.
#[derive(Debug, Default)]
pub(super) struct Parents(HashMap<String, String>);

/// The uid of the entity with this ref in lower case. Backstage chooses one at random, and keeps it in its database; this one is the same on
/// every machine.
pub(super) fn entity_uid(reference: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(UID_NAMESPACE.as_bytes());
    hash.update(reference.as_bytes());
    let hash = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid().to_string()
}

impl ServedEntity {
    /// `entity`, which was read from the file at `path`.
    pub(super) fn new(
        entity: ProcessedEntity<'_>,
        path: &str,
        origin: Option<&CatalogOrigin>,
    ) -> ServedEntity {
        let relations = entity.relations.iter().map(
            |relation| json!({"type": relation.type_, "targetRef": relation.target.to_string()}),
        );
        let relations: Value = relations.collect();
        let mut metadata = entity.metadata;
        let own = origin.map(|origin| origin.file_annotations(path));
        if let Some(own) = own.filter(|own| !own.is_empty()) {
            let annotations = metadata
                .entry("annotations")
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(annotations) = annotations {
                annotations.extend(own);
            }
        }
        let mut document = Map::from_iter([
            ("apiVersion".to_owned(), entity.api_version),
            ("kind".to_owned(), entity.kind.into()),
            ("metadata".to_owned(), metadata.into()),
            ("relations".to_owned(), relations),
        ]);
        document.extend(entity.spec.map(|spec| ("spec".to_owned(), spec)));
        ServedEntity(document)
    }

    /// The Location that Backstage generates for a location in its configuration.
    pub(super) fn of_root_location(origin: &CatalogOrigin) -> ServedEntity {
        let location = origin.root_location();
        let annotations = json!({
            "backstage.io/managed-by-location": location.to_string(),
            "backstage.io/managed-by-origin-location": location.to_string(),
        });
        ServedEntity(Map::from_iter([
            ("apiVersion".to_owned(), "backstage.io/v1alpha1".into()),
            ("kind".to_owned(), "Location".into()),
            (
                "metadata".to_owned(),
                json!({"name": location.entity_name(), "namespace": "default", "annotations": annotations}),
            ),
            (
                "spec".to_owned(),
                json!({"type": location.type_, "target": location.target}),
            ),
            ("relations".to_owned(), json!([])),
        ]))
    }

    /// The entity with this uid, and with the hash of everything else as its entity tag.
    pub(super) fn complete(self, uid: &str) -> Value {
        let document = set_metadata(self.0, "uid", uid);
        let etag = sha1_hex(&to_json_text(&document));
        set_metadata(document, "etag", &etag).into()
    }
}

fn set_metadata(mut document: Map<String, Value>, field: &str, value: &str) -> Map<String, Value> {
    if let Some(Value::Object(metadata)) = document.get_mut("metadata") {
        metadata.insert(field.to_owned(), value.into());
    }
    document
}

impl Parents {
    /// Records that the Location `parent` leads to the entity `child`. Backstage knows one such Location: the one that it processed last, which
    /// depends on the time. Here it's the first one.
    pub(super) fn add(&mut self, child: &str, parent: &str) {
        let parent = || parent.to_owned();
        self.0.entry(child.to_owned()).or_insert_with(parent);
    }

    /// The ref of the Location that leads to an entity.
    pub(super) fn of(&self, child: &str) -> Option<&str> {
        self.0.get(child).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_entity_has_the_same_uid_and_etag() {
        assert_eq!(
            entity_uid("component:default/a"),
            entity_uid("component:default/a")
        );
        assert_ne!(
            entity_uid("component:default/a"),
            entity_uid("component:default/b")
        );
        assert_eq!(entity_uid("component:default/a").as_bytes()[14], b'5');
        let entity = || {
            let document = json!({"kind": "User", "metadata": {"name": "a"}});
            ServedEntity(document.as_object().unwrap().clone())
        };
        let complete = entity().complete("u");
        assert_eq!(complete["metadata"]["uid"], "u");
        let etag = sha1_hex(r#"{"kind":"User","metadata":{"name":"a","uid":"u"}}"#);
        assert_eq!(complete["metadata"]["etag"], etag);
        assert_eq!(complete, entity().complete("u"));
    }
}
