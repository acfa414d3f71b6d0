//! YAML with the place of every key and value: one flat tree per document, built from granit-parser's events and
//! typed as the npm package `yaml`, which Backstage reads catalogs with, types YAML 1.2's core schema.

mod alias;
mod document;
mod fault;
mod hint;
mod indent;
mod merge;
mod node;
mod parse;
mod quote;
mod scalar;
mod substitute;
mod tree;
mod typed;
mod version;

pub use document::{Chunk, documents};
pub use fault::{Fault, FaultKind};
pub use node::{Entry, Node};
pub use parse::parse;
pub use quote::{double_quoted, quoted, quoted_like};
pub use scalar::Scalar;
pub use substitute::Substitute;
pub use tree::Tree;
pub use typed::typed;
