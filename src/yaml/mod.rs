//! YAML with the place of every key and value: one flat tree per document, built from events. Scalars have the types of
//! YAML 1.2's core schema as implemented by the npm package `yaml`, which Backstage uses to read catalogs.
//!
//! There are two parts: a source of events (`granit`, named after the parser it wraps) and a builder (`tree_builder`).
//! They share only `event`.

mod alias;
mod deserialize;
#[cfg(test)]
mod differential;
mod document;
mod error;
mod event;
mod granit;
mod hint;
mod indent;
mod mapping_keys;
mod merge_key;
mod node;
mod parse;
mod placeholder;
mod quote;
mod scalar;
mod serde_message;
mod tree;
mod tree_builder;
mod value_path;
mod version;

pub use deserialize::deserialize_yaml;
pub use document::{
    YamlDocumentSpan, YamlDocumentText, locate_yaml_documents, split_yaml_documents,
};
pub use error::{YamlError, YamlErrorKind};
pub use node::{MappingEntry, YamlNode};
pub use parse::parse_yaml_document;
pub use placeholder::DollarPlaceholderNode;
pub use quote::{double_quote, quote_like, quote_yaml_if_needed};
pub use scalar::YamlScalar;
pub use tree::YamlTree;
pub use value_path::{find_key_place, find_value_place};
