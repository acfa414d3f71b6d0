//! `idp catalog remove`.

use clap::Args;

use super::edit::{CatalogEditArgs, run_catalog_edit};
use crate::cli::parse_non_empty;
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::CatalogEdit;
use crate::view::CatalogEditReport;

/// `idp catalog remove`.
///
/// Refused, with everything that is in the way, while something that stays names one of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog remove checkout
  idp catalog remove component:old-cart resource:old-cart-db --dry-run")]
pub struct CatalogRemoveArgs {
    /// Names or refs
    #[arg(required = true, value_name = "NAME", value_parser = parse_non_empty)]
    pub names: Vec<String>,
    /// How to change.
    #[command(flatten)]
    pub edit: CatalogEditArgs,
}

impl Verb for CatalogRemoveArgs {
    type Report = CatalogEditReport;

    fn run(self, context: &Context) -> Result<Answer<CatalogEditReport>> {
        let edit = CatalogEdit::Remove { what: self.names };
        run_catalog_edit(context, &edit, &self.edit)
    }
}
