//! Golden templates: from a manifest, layers and answers to a tree of files. Rendering is a pure function: no clock,
//! no environment, no network, no hooks.

mod answers;
mod backup;
mod brief;
mod check;
mod condition;
mod consistency;
mod delivery;
mod embedded;
mod encode;
mod environment;
mod facts;
mod feature;
mod forge;
mod format;
mod input;
mod input_spec;
mod layers;
mod line_endings;
mod lint;
mod load;
mod lock;
mod manifest;
mod merged;
mod name;
mod opt_out;
mod pack;
mod path;
mod placement;
mod render;
mod requires;
mod requires_spec;
mod route;
mod schema;
mod scope;
mod sources;
mod spot;
#[allow(clippy::module_inception, reason = "the type that the folder is about")]
mod template;
mod test_case;
mod text;
mod tree;
mod workflow;

pub use answers::{Answers, Given, Problem};
pub use backup::Backup;
pub use delivery::{Architectures, Delivery, Registry, Runner};
pub use encode::{shell_word, typed};
pub use environment::{
    Approval, Database, Environment, Environments, NAMESPACE, StoreKind, VariableName,
};
pub use facts::{Facts, OwnerFacts};
pub use feature::Feature;
pub use forge::RepositoryNeeds;
pub use input::{Input, InputKind, Value};
pub use lint::lint;
pub use lock::Lock;
pub use manifest::EntityKind;
pub use merged::{Conflict, Merge, merge};
pub use name::{Description, ServiceName, template_name};
pub use opt_out::OptOut;
pub use pack::{LARGEST_FILE, Pack, PackFile};
pub use path::RelPath;
pub use render::{Birthplace, check_render, needs, next_steps, render};
pub use route::Route;
pub use schema::{case_schema, layer_schema, manifest_schema};
pub use template::Template;
pub use test_case::TestCase;
pub use text::ObjectName;
pub use tree::{Class, File, Tree};
