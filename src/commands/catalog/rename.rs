//! `idp catalog rename`.

use clap::Args;

use super::edit::{SharedCatalogEditArgs, apply_or_preview_catalog_edit};
use crate::cli::parse_non_empty;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::CatalogEdit;
use crate::view::CatalogEditReport;

/// Rename an entity and update every reference to it
///
/// References keep their style. A file named after the entity is renamed, too.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog rename cart basket --dry-run
  idp catalog rename group:payments money")]
pub struct CatalogRenameArgs {
    /// Entity to rename
    #[arg(value_name = "NAME", value_parser = parse_non_empty)]
    pub name: String,
    /// New name
    #[arg(value_name = "NEW-NAME", value_parser = parse_non_empty)]
    pub new_name: String,
    /// How the change is made.
    #[command(flatten)]
    pub edit: SharedCatalogEditArgs,
}

impl Verb for CatalogRenameArgs {
    type Report = CatalogEditReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogEditReport>> {
        let edit = CatalogEdit::Rename {
            what: self.name,
            name: self.new_name,
        };
        apply_or_preview_catalog_edit(context, &edit, &self.edit)
    }
}
