//! `idp catalog add`, `set`, `rename` and `remove`. An edit can be computed on any state of the catalog, so that it can be shown,
//! written, or rebased and pushed until it succeeds.

mod apply;
mod commit_in_clone;
mod context;
mod edit_arguments;
mod file_drafts;
mod intent;
mod proposal;
mod pull_request;
mod remaining_members;
mod remove;
mod rename;
mod set;
mod write_in_directory;

pub use apply::{CatalogEditTarget, apply_catalog_edit, plan_catalog_edit};
pub use context::{AppliedEdit, CatalogEditContext, ConfirmEditCallback};
pub use edit_arguments::{
    parse_field_assignments, parse_field_conditions, read_new_documents, reject_unquoted_value,
};
pub(super) use intent::recover_interrupted_edit;
pub use proposal::{EditProposal, EditValidationOptions, build_edit_proposal};
pub use set::Set;

use crate::catalog::EntityRefBuf;
use crate::ops::additions::NewDocument;

/// A change to the catalog.
#[derive(Clone, Debug)]
pub enum CatalogEdit {
    /// Add entities.
    Add(Vec<NewDocument>),
    /// Set or clear fields.
    Set(Set),
    /// Rename an entity and update every reference to it.
    Rename {
        /// The entity, as typed.
        what: String,
        /// Its new name.
        name: String,
    },
    /// Remove entities.
    Remove {
        /// The entities, as typed.
        what: Vec<String>,
    },
}

impl CatalogEdit {
    /// The subject of its commit.
    pub fn commit_subject(&self, entities: &[EntityRefBuf]) -> String {
        let who = match entities {
            [only] => only.to_string(),
            several => format!("{} entities", several.len()),
        };
        match self {
            CatalogEdit::Add(_) => format!("catalog: add {who}"),
            CatalogEdit::Set(set) => format!("catalog: {who}: {set}"),
            CatalogEdit::Rename { what, name } => format!("catalog: rename {what} to {name}"),
            CatalogEdit::Remove { .. } => format!("catalog: remove {who}"),
        }
    }
}
