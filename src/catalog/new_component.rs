//! An entity that is to be written.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::EntityRef;
use super::entity_ref::DEFAULT_NAMESPACE;
use crate::yaml::quote_if_needed;

/// A Component, as registrations write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewComponent {
    /// `metadata.name`; also its file's name.
    pub name: String,
    /// `metadata.description`; any text.
    pub description: String,
    /// A full ref.
    pub owner: String,
    /// A full ref.
    pub system: Option<String>,
    /// Such as `service`.
    pub type_: String,
    /// Such as `experimental`.
    pub lifecycle: String,
    /// Sorted by key; any values.
    pub annotations: BTreeMap<String, String>,
    /// `metadata.links`; journals of earlier versions have none.
    #[serde(default)]
    pub links: Vec<NewLink>,
}

/// A link of an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    /// Where it leads.
    pub url: String,
    /// What people read.
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
        let mut yaml =
            String::from("apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n");
        let mut line = |indent: usize, key: &str, value: &str| {
            let _ = writeln!(
                yaml,
                "{:indent$}{}: {}",
                "",
                quote_if_needed(key),
                quote_if_needed(value)
            );
        };
        line(2, "name", &self.name);
        line(2, "description", &self.description);
        if !self.annotations.is_empty() {
            yaml.push_str("  annotations:\n");
            for (key, value) in &self.annotations {
                let _ = writeln!(
                    yaml,
                    "    {}: {}",
                    quote_if_needed(key),
                    quote_if_needed(value)
                );
            }
        }
        if !self.links.is_empty() {
            yaml.push_str("  links:\n");
            for link in &self.links {
                let (url, title) = (quote_if_needed(&link.url), quote_if_needed(&link.title));
                let _ = writeln!(yaml, "    - url: {url}\n      title: {title}");
            }
        }
        self.write_spec(&mut yaml);
        yaml
    }

    fn write_spec(&self, yaml: &mut String) {
        yaml.push_str("spec:\n");
        let fields = [
            ("type", Some(&self.type_)),
            ("lifecycle", Some(&self.lifecycle)),
            ("owner", Some(&self.owner)),
            ("system", self.system.as_ref()),
        ];
        for (key, value) in fields {
            if let Some(value) = value {
                let _ = writeln!(yaml, "  {key}: {}", quote_if_needed(value));
            }
        }
    }
}
