//! `idp catalog add`.

use clap::Args;

use super::edit::{CatalogEditArgs, run_catalog_edit};
use crate::catalog::EntityDraft;
use crate::cli::parse_non_empty;
use crate::commands::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::{self, CatalogEdit, NewDocument};
use crate::view::CatalogEditReport;

/// `idp catalog add`.
///
/// For what `idp new` does not make: teams, people, systems, resources, and components that already exist. It goes into a
/// file of its own, or into the one file of the catalog in sorted place.
#[derive(Debug, Args)]
#[command(
    after_help = "Fields are those of `idp catalog set`. Items of a list are separated by commas.

Examples:
  idp catalog add web --kind group type=team members=ada,bruno
  idp catalog add shop --kind system owner=web
  idp catalog add cart type=service lifecycle=production owner=web system=shop tags=go,http
  idp catalog add cart-db --kind resource type=database owner=web --dry-run
  idp catalog add cart-api --kind api owner=web type=openapi lifecycle=production definition=@openapi.yaml
  idp catalog add -f team.yaml"
)]
pub struct CatalogAddArgs {
    /// Its name
    #[arg(
        value_name = "NAME",
        required_unless_present = "file",
        conflicts_with = "file",
        value_parser = parse_non_empty
    )]
    pub name: Option<String>,
    /// Fields and their values
    #[arg(value_name = "FIELD=VALUE")]
    pub values: Vec<String>,
    /// What it is
    #[arg(
        long,
        value_name = "KIND",
        default_value = "component",
        conflicts_with = "file"
    )]
    pub kind: String,
    /// Add every document of a YAML file; use `-` to read from stdin
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: Option<String>,
    /// How to change.
    #[command(flatten)]
    pub edit: CatalogEditArgs,
}

impl Verb for CatalogAddArgs {
    type Report = CatalogEditReport;

    fn run(self, context: &Context) -> Result<Answer<CatalogEditReport>> {
        let documents = match &self.file {
            Some(file) => {
                ops::read_new_documents(file, &context.directory, &mut std::io::stdin().lock())?
            }
            None => {
                let values = ops::parse_field_assignments(&self.values, &context.directory)?;
                let name = self.name.as_deref().unwrap_or_default();
                let draft = EntityDraft::new(&self.kind, name, &values)?;
                vec![NewDocument::from_entity_draft(&draft)]
            }
        };
        run_catalog_edit(context, &CatalogEdit::Add(documents), &self.edit)
    }
}
