//! `idp catalog remove`.

use clap::Args;

use super::edit::{SharedCatalogEditArgs, apply_or_preview_catalog_edit};
use crate::cli::parse_non_empty;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::CatalogEdit;
use crate::view::CatalogEditReport;

/// Remove entities that nothing refers to
///
/// If a remaining entity refers to one of them, nothing is removed and every reference is listed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog remove search --dry-run
  idp catalog remove component:payouts component:ledger")]
pub struct CatalogRemoveArgs {
    /// Entities to remove
    #[arg(required = true, value_name = "NAME", value_parser = parse_non_empty)]
    pub names: Vec<String>,
    /// How the change is made.
    #[command(flatten)]
    pub edit: SharedCatalogEditArgs,
}

impl Verb for CatalogRemoveArgs {
    type Report = CatalogEditReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogEditReport>> {
        let edit = CatalogEdit::Remove { what: self.names };
        apply_or_preview_catalog_edit(context, &edit, &self.edit)
    }
}
