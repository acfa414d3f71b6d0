//! `idp catalog add`, `set`, `rename` and `remove`: what is to be different, worked out on any state of the catalog, so that it
//! can be shown, written, or published over and over until it fits.

mod add;
mod apply;
mod context;
mod drafts;
mod in_clone;
mod in_directory;
mod intent;
mod new_document;
mod proposal;
mod pull_request;
mod remove;
mod rename;
mod set;
mod typed;

pub use apply::{EditTarget, apply as apply_edit, plan as plan_edit};
pub use context::{Agree, Applied, EditContext};
pub(super) use intent::recover;
pub use new_document::NewDocument;
pub use proposal::{Judgement, Proposal, propose};
pub use set::Set;
pub use typed::{assignments, conditions, documents};

use crate::catalog::EntityRefBuf;

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
    pub fn subject(&self, entities: &[EntityRefBuf]) -> String {
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
