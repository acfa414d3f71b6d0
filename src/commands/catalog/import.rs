//! `idp catalog import`.

use std::path::PathBuf;

use clap::Args;

use super::edit::{
    DescribedEdit, EditBase, SharedCatalogEditArgs, apply_or_preview_described_edit,
};
use crate::cli::parse_non_empty;
use crate::commands::loading::warn_about_unparsable_files;
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::ops::{self, EditValidationOptions, ImportContext};
use crate::prompt::Prompter;
use crate::view::CatalogImportReport;

/// Import entities for repositories that the catalog lacks
///
/// Reads catalog-info.yaml, opslevel.yml, cortex.yaml, Datadog and Compass definitions, CODEOWNERS, build files and the last commits of
/// each repository, and proposes entities with the evidence for each field. Entities that exist are never changed. An entity without
/// an owner or a type is left out and listed; on a terminal, you are asked.
#[derive(Debug, Args)]
#[command(after_help = "In a folder of clones:
  idp catalog import --from . --dry-run
  idp catalog import --from orders/opslevel.yml --owner payments")]
pub struct CatalogImportArgs {
    /// A folder of clones, a clone, or a file such as opslevel.yml
    #[arg(long, value_name = "PATH", required = true, value_hint = clap::ValueHint::AnyPath)]
    pub from: Option<PathBuf>,
    /// Import only what this group owns; can be repeated
    #[arg(long, value_name = "GROUP", value_parser = parse_non_empty)]
    pub owner: Vec<String>,
    /// Lifecycle of components for which none is found
    #[arg(long, value_name = "LIFECYCLE", default_value = "production", value_parser = parse_non_empty)]
    pub lifecycle: String,
    /// How the change is made.
    #[command(flatten)]
    pub edit: SharedCatalogEditArgs,
}

impl Verb for CatalogImportArgs {
    type Report = CatalogImportReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogImportReport>> {
        let platform = context.find_and_announce_platform()?;
        let base = EditBase::read(context, &platform, &self.edit)?;
        let snapshot = base.snapshot();
        warn_about_unparsable_files(context, snapshot.read_catalog()?.as_ref());
        let hosts = platform.github_hosts(&snapshot.config);
        let from = context.resolve_path(self.from.as_deref().unwrap_or(".".as_ref()));
        let repositories = ops::read_local_repositories(&from, &hosts)?;
        let import = ImportContext {
            platform: &platform,
            snapshot,
            directory: &context.directory,
            validation: EditValidationOptions {
                today: context.clock.today(),
                strict: self.edit.strict,
            },
            default_lifecycle: &self.lifecycle,
            owners: &self.owner,
        };
        let mut terminal = context.open_terminal_prompter().filter(|_| !context.yes);
        let prompter = terminal
            .as_mut()
            .map(|terminal| terminal as &mut dyn Prompter);
        let plan = ops::plan_import(repositories, &import, prompter)?;
        let (edit, description) = (plan.to_catalog_edit(), plan.to_review_markdown());
        let edit = DescribedEdit {
            edit: &edit,
            description: Some(&description),
        };
        let edited =
            apply_or_preview_described_edit(context, &platform, snapshot, edit, &self.edit)?;
        Ok(CatalogImportReport::new(edited, &plan).into())
    }
}
