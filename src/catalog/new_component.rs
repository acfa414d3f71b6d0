//! A Component to write.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document_draft::YamlDocumentBuilder;
use super::edit::FieldValueOrList;
use super::entity_ref::DEFAULT_NAMESPACE;
use super::{EntityRef, FieldValue};

/// A Component, as registration writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewComponent {
    /// `metadata.name`; also the name of its file.
    pub name: String,
    /// `metadata.description`; any text.
    pub description: String,
    /// The full ref.
    pub owner: String,
    /// The full ref.
    pub system: Option<String>,
    /// `spec.type`, such as `service`.
    pub type_: String,
    /// `spec.lifecycle`, such as `experimental`.
    pub lifecycle: String,
    /// Sorted by key; any values.
    pub annotations: BTreeMap<String, String>,
    /// `metadata.links`; journals of earlier versions have none.
    #[serde(default)]
    pub links: Vec<NewComponentLink>,
}

/// A link on an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewComponentLink {
    /// The URL.
    pub url: String,
    /// The title.
    pub title: String,
}

impl NewComponent {
    /// Its ref.
    pub fn entity_ref(&self) -> EntityRef<'_> {
        EntityRef {
            kind: "Component",
            namespace: DEFAULT_NAMESPACE,
            name: &self.name,
        }
    }

    /// One YAML document, newline at the end, no marker at the start. Every parser reads the same text back.
    pub fn to_yaml(&self) -> String {
        let mut document = YamlDocumentBuilder::default();
        document.set_text_field(&["apiVersion"], "backstage.io/v1alpha1");
        document.set_text_field(&["kind"], "Component");
        document.set_text_field(&["metadata", "name"], &self.name);
        document.set_text_field(&["metadata", "description"], &self.description);
        for (key, value) in &self.annotations {
            document.set_text_field(&["metadata", "annotations", key], value);
        }
        if !self.links.is_empty() {
            let links = self
                .links
                .iter()
                .map(NewComponentLink::to_field_value)
                .collect();
            document.set_field(&["metadata", "links"], FieldValueOrList::List(links));
        }
        document.set_text_field(&["spec", "type"], &self.type_);
        document.set_text_field(&["spec", "lifecycle"], &self.lifecycle);
        document.set_text_field(&["spec", "owner"], &self.owner);
        if let Some(system) = &self.system {
            document.set_text_field(&["spec", "system"], system);
        }
        document.to_yaml()
    }
}

impl NewComponentLink {
    fn to_field_value(&self) -> FieldValue {
        let pairs = [("url", &self.url), ("title", &self.title)];
        FieldValue::Object(
            pairs
                .map(|(key, text)| (key.to_owned(), text.clone()))
                .into(),
        )
    }
}
