//! `idp doctor`.

use clap::Args;

use super::organisation::{RepositorySelection, read_organisation};
use super::verb::{CommandOutcome, Verb};
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::error::Result;
use crate::forge::{ForgeRepositories, OrganisationInventory};
use crate::ops::{self, DoctorCheck, RepositoryMismatches};
use crate::platform::{Platform, UpstreamPlatform};
use crate::run;
use crate::view::DoctorReport;

/// Check your setup: git, tokens, platform and cluster
///
/// Checks git, the name for commits, unfinished runs, the platform and its catalog, the token and its permissions, the organisation's
/// plan, and whether the current kubectl cluster is ready for Datadog. Each line shows what was found or how to fix it. Nothing is
/// changed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  idp doctor
  idp doctor --org")]
pub struct DoctorArgs {
    /// Also compare the organisation's repositories with the catalog
    #[arg(long)]
    pub org: bool,
}

impl Verb for DoctorArgs {
    type Report = DoctorReport;

    fn run(self, context: &Context) -> Result<CommandOutcome<DoctorReport>> {
        let platform = context.find_platform();
        let practice = platform.as_ref().is_ok_and(Platform::is_practice);
        let mut checks =
            ops::check_git_and_runs(&context.directory, practice, &context.open_run_store()?);
        let compared = match platform {
            Ok(platform) => check_platform_and_forge(context, &platform, self.org, &mut checks),
            Err(error) => {
                checks.push(DoctorCheck::from_result("platform", Err(error)));
                None
            }
        };
        checks.extend(ops::check_cluster_datadog_setup(context.is_offline()));
        let (mismatches, fault) = match compared.transpose() {
            Ok(mismatches) => (mismatches, None),
            Err(error) => (None, Some(error)),
        };
        let report = DoctorReport::new(&checks, mismatches.as_ref(), |fix| {
            context.complete_suggested_commands(fix)
        });
        let is_healthy = report.is_healthy();
        Ok(CommandOutcome::with_findings(report, !is_healthy).with_failure(fault))
    }
}

/// Checks the platform and its forge; with `org`, also compares the forge's repositories with the catalog.
fn check_platform_and_forge(
    context: &Context,
    platform: &Platform,
    org: bool,
    checks: &mut Vec<DoctorCheck>,
) -> Option<Result<RepositoryMismatches>> {
    let fresh =
        match platform.fetch_upstream("check the platform", &run::generate_run_id(context.clock)) {
            Ok(fresh) => fresh,
            Err(error) => {
                checks.push(DoctorCheck::from_result("platform", Err(error)));
                return None;
            }
        };
    checks.extend(ops::run_platform_health_checks(
        platform,
        &fresh,
        context.clock,
        &context.directory,
    ));
    let forge = platform.open_forge(
        &fresh.snapshot.config,
        context.cancellation_token(),
        context.build_request_observer(),
    );
    match forge {
        Ok(forge) => {
            checks.extend(ops::check_forge(&*forge));
            checks.extend(ops::check_deployment_approval_support(&fresh, &*forge));
            checks.extend(ops::check_image_pull_secret_settings(&fresh, &*forge));
            if let Some(inventory) = forge.inventory().filter(|_| org) {
                let found = compare_with_organisation(context, platform, &fresh, inventory);
                checks.push(ops::check_organisation(found));
            }
            org.then(|| find_catalog_repository_mismatches(platform, &fresh, forge.repositories()))
        }
        Err(error) => {
            checks.push(DoctorCheck::from_result("forge", Err(error)));
            None
        }
    }
}

/// What `idp catalog import --org --check` reports.
fn compare_with_organisation(
    context: &Context,
    platform: &Platform,
    fresh: &UpstreamPlatform,
    inventory: &dyn OrganisationInventory,
) -> Result<Vec<Diagnostic>> {
    let (snapshot, all) = (&fresh.snapshot, RepositorySelection::default());
    let read = read_organisation(context, platform, snapshot, inventory, all)?;
    ops::check_catalog_against_organisation(&read, platform, snapshot)
}

fn find_catalog_repository_mismatches(
    platform: &Platform,
    fresh: &UpstreamPlatform,
    repositories: &dyn ForgeRepositories,
) -> Result<RepositoryMismatches> {
    let organisation = &fresh.snapshot.config.organisation;
    let catalog = fresh.snapshot.read_catalog()?;
    ops::compare_catalog_with_repositories(
        &catalog,
        repositories,
        organisation,
        &platform.platform_address()?,
    )
}
