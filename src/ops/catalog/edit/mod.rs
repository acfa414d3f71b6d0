//! `idp catalog add`, `set`, `rename` and `remove`: what is to be different, worked out on any state of the catalog, so that it
//! can be shown, written, or published over and over until it fits.

mod apply;
mod commit_in_clone;
mod context;
mod edit_arguments;
mod file_drafts;
mod intent;
mod proposal;
mod pull_request;
mod remove;
mod rename;
mod set;
mod write_in_directory;

pub use apply::{CatalogEditTarget, apply_catalog_edit, plan_catalog_edit};
pub use context::{AppliedEdit, CatalogEditContext, ConfirmEditCallback};
pub use edit_arguments::{parse_field_assignments, parse_field_conditions, read_new_documents};
pub(super) use intent::recover_interrupted_edit;
pub use proposal::{EditProposal, EditProposalOptions, build_edit_proposal};
pub use set::Set;

use crate::catalog::EntityRefBuf;
use crate::ops::additions::NewDocument;

/// What is to be done.
#[derive(Clone, Debug)]
pub enum CatalogEdit {
    /// Entities come.
    Add(Vec<NewDocument>),
    /// Fields get values, or go.
    Set(Set),
    /// One entity is called otherwise from now on, wherever it is named.
    Rename {
        /// Which, as it was typed.
        what: String,
        /// Its new name.
        name: String,
    },
    /// Entities go.
    Remove {
        /// Which, as they were typed.
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
