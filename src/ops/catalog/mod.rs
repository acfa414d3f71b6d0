//! `idp catalog`: what is asked of the catalog, and what is changed in it.

mod diff;
mod edit;
mod filter;
mod find;
mod fix;
mod format;
mod graph;
mod ground;
mod introduced;
mod relaxed;
mod rewrite;
mod search;
mod staged;
mod stray;
mod texts;
mod unowned;
mod validate;
mod walk_notes;

pub use diff::{Changed, Difference, FieldChange, difference};
pub use edit::{
    Agree, Applied, CatalogEdit, EditContext, EditTarget, Judgement, NewDocument, Proposal, Set,
    apply_edit, assignments, conditions, documents, plan_edit, propose,
};
pub use filter::{EntityFilter, Filter, relation_named};
pub(super) use find::{by_name, by_ref};
pub use find::{find, what_to_try};
pub use fix::{Fix, fixes};
pub use format::{Formatting, Skipped, format_paths, format_platform};
pub use graph::{Graph, Most, Node as GraphNode, Route, graph, tops};
pub use ground::home_of;
pub use rewrite::{Rewrite, check_links, write_rewrites};
pub use search::search;
pub use staged::validate_staged;
pub use texts::Texts;
pub use unowned::{Lack, unowned};
pub use validate::{
    Asked, Validation, validate_found, validate_lost_platform, validate_paths, validate_platform,
};
