//! `idp catalog rename`.

use clap::Args;

use super::edit::{CatalogEditArgs, run_catalog_edit};
use crate::cli::parse_non_empty;
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::CatalogEdit;
use crate::view::CatalogEditReport;

/// `idp catalog rename`.
///
/// Every reference in the catalog is rewritten, in the way it was written; a file that is called after the entity follows.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog rename group:payments money
  idp catalog rename checkout till --dry-run")]
pub struct CatalogRenameArgs {
    /// A name or ref
    #[arg(value_name = "NAME", value_parser = parse_non_empty)]
    pub name: String,
    /// Its new name
    #[arg(value_name = "NEW-NAME", value_parser = parse_non_empty)]
    pub new_name: String,
    /// How to change.
    #[command(flatten)]
    pub edit: CatalogEditArgs,
}

impl Verb for CatalogRenameArgs {
    type Report = CatalogEditReport;

    fn run(self, context: &Context) -> Result<Answer<CatalogEditReport>> {
        let edit = CatalogEdit::Rename {
            what: self.name,
            name: self.new_name,
        };
        run_catalog_edit(context, &edit, &self.edit)
    }
}
