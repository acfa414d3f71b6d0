//! `idp catalog import`.

use std::path::PathBuf;

use clap::Args;

use super::edit::{
    DescribedEdit, EditBase, SharedCatalogEditArgs, apply_or_preview_described_edit,
};
use crate::cli::parse_non_empty;
use crate::commands::loading::warn_about_unparsable_files;
use crate::commands::organisation::{RepositorySelection, read_organisation};
use crate::commands::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::ops::{self, EditValidationOptions, ImportContext, ImportSource, ImportedOrganisation};
use crate::platform::{Platform, PlatformSnapshot};
use crate::prompt::Prompter;
use crate::view::{
    CatalogImportOutput, CatalogImportReport, OutputFormat, OutsideChangesReport, PlatformInfo,
};

/// Import entities for repositories that the catalog lacks
///
/// Reads catalog-info.yaml, opslevel.yml, cortex.yaml, Datadog and Compass definitions, CODEOWNERS, build files and the last commits of
/// each repository, and proposes entities with the evidence for each field. Existing entities are never changed. An entity without
/// an owner or a type is left out and listed; on a terminal, you are asked.
///
/// With --org, reads the repositories, teams and members of the organisation in idp.yaml. An interrupted import continues where it
/// stopped. With --check, exits with 1 if a repository was archived, renamed, deleted or created, or if an owner's team has no members.
#[derive(Debug, Args)]
#[command(after_help = "In a folder of clones:
  idp catalog import --from . --dry-run
  idp catalog import --from orders/opslevel.yml --owner payments

On a platform on GitHub:
  idp catalog import --org --dry-run
  idp catalog import --org --check -o sarif")]
pub struct CatalogImportArgs {
    /// A folder of clones, a clone, or a file such as opslevel.yml
    #[arg(long, value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    pub from: Option<PathBuf>,
    /// Read the organisation in idp.yaml on GitHub
    #[arg(long, conflicts_with = "from")]
    pub org: bool,
    /// With --org: only report what changed outside the catalog
    #[arg(
        long,
        conflicts_with_all = ["archived", "forks", "owner", "dry_run", "no_commit", "pr", "push", "strict", "message"]
    )]
    pub check: bool,
    /// With --org: import archived repositories, too
    #[arg(long, requires = "org")]
    pub archived: bool,
    /// With --org: import forks, too
    #[arg(long, requires = "org")]
    pub forks: bool,
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
    type Report = CatalogImportOutput;

    fn run(self, context: &Context) -> Result<CommandOutcome<CatalogImportOutput>> {
        self.require_source()?;
        if self.check {
            return self.check_organisation(context);
        }
        if context.ui.format == OutputFormat::Sarif {
            return Err(Error::usage("`-o sarif` requires `--check`"));
        }
        let platform = context.find_and_announce_platform()?;
        let base = EditBase::read(context, &platform, &self.edit)?;
        let snapshot = base.snapshot();
        warn_about_unparsable_files(context, snapshot.read_catalog()?.as_ref());
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
        let plan = match &self.from {
            Some(from) => {
                let from = context.resolve_path(from);
                let hosts = platform.github_hosts(&snapshot.config);
                let read = ops::read_local_repositories(&from, &hosts)?;
                ops::plan_import(&ImportSource::Local(&read), &import, prompter)?
            }
            None => {
                let read = self.read_organisation(context, &platform, snapshot)?;
                ops::plan_import(&ImportSource::Organisation(&read), &import, prompter)?
            }
        };
        let (edit, description) = (plan.to_catalog_edit(), plan.to_review_markdown());
        let edit = DescribedEdit {
            edit: &edit,
            description: Some(&description),
        };
        let edited =
            apply_or_preview_described_edit(context, &platform, snapshot, edit, &self.edit)?;
        let report = CatalogImportReport::new(edited, &plan);
        Ok(CatalogImportOutput::Import(Box::new(report)).into())
    }
}

impl CatalogImportArgs {
    /// Checks that the command says where the repositories are. clap would ask for both options of a choice.
    fn require_source(&self) -> Result<()> {
        match (&self.from, self.org, self.check) {
            (_, false, true) => Err(Error::usage("`--check` requires `--org`")
                .with_hint("idp catalog import --org --check")),
            (None, false, false) => Err(Error::usage("missing `--from <PATH>` or `--org`")
                .with_hint("a folder of clones: idp catalog import --from <PATH>")
                .with_hint("the organisation on GitHub: idp catalog import --org")),
            _ => Ok(()),
        }
    }

    fn check_organisation(&self, context: &Context) -> Result<CommandOutcome<CatalogImportOutput>> {
        let platform = context.find_and_announce_platform()?;
        let snapshot = platform.read_current_snapshot()?;
        warn_about_unparsable_files(context, snapshot.read_catalog()?.as_ref());
        let read = self.read_organisation(context, &platform, &snapshot)?;
        let findings = ops::check_catalog_against_organisation(&read, &platform, &snapshot)?;
        let has_findings = !findings.is_empty();
        let stamp = PlatformInfo::new(&platform, &snapshot);
        let report = OutsideChangesReport::new(stamp, read.repository_count(), findings);
        let output = CatalogImportOutput::Check(report);
        Ok(CommandOutcome::with_findings(output, has_findings))
    }

    fn read_organisation(
        &self,
        context: &Context,
        platform: &Platform,
        snapshot: &PlatformSnapshot,
    ) -> Result<ImportedOrganisation> {
        let stop = context.enable_graceful_stop();
        let observer = context.build_request_observer();
        let forge = platform.open_forge(&snapshot.config, stop, observer)?;
        let inventory = forge.inventory().ok_or_else(|| {
            Error::usage("`--org` requires `forge: github` in idp.yaml")
                .with_hint("use --from with a folder of clones")
        })?;
        let selection = RepositorySelection {
            with_archived: self.archived,
            with_forks: self.forks,
        };
        read_organisation(context, platform, snapshot, inventory, selection)
    }
}
