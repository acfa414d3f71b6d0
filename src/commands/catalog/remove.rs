//! `idp catalog remove`.

use clap::Args;

use super::edit::{EditArgs, run_edit};
use crate::cli::parse_non_empty;
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::CatalogEdit;
use crate::view::EditReport;

/// `idp catalog remove`.
///
/// Refused, with everything that is in the way, while something that stays names one of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp catalog remove checkout
  idp catalog remove component:old-cart resource:old-cart-db --dry-run")]
pub struct RemoveArgs {
    /// Names or refs
    #[arg(required = true, value_name = "NAME", value_parser = parse_non_empty)]
    pub names: Vec<String>,
    /// How to change.
    #[command(flatten)]
    pub edit: EditArgs,
}

impl Verb for RemoveArgs {
    type Report = EditReport;

    fn run(self, context: &Context) -> Result<Answer<EditReport>> {
        let edit = CatalogEdit::Remove { what: self.names };
        run_edit(context, &edit, &self.edit)
    }
}
