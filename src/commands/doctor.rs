//! `idp doctor`.

use clap::Args;

use super::verb::{Answer, Verb};
use crate::context::Context;
use crate::error::Result;
use crate::forge::Repositories;
use crate::ops::{self, DoctorCheck, RepositoryMismatches};
use crate::platform::{Platform, Upstream};
use crate::run;
use crate::view::DoctorReport;

/// `idp doctor`.
///
/// Git, the name for commits, runs that wait, the platform, its catalog, the token and what it may do, the organisation's
/// plan, and what the cluster that kubectl leads to has for Datadog. Each line says what was found, or how to fix it;
/// nothing is changed.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Compare the organisation's repositories with the catalog, too
    #[arg(long)]
    pub org: bool,
}

impl Verb for DoctorArgs {
    type Report = DoctorReport;

    fn run(self, context: &Context) -> Result<Answer<DoctorReport>> {
        let platform = context.find_platform();
        let practice = platform.as_ref().is_ok_and(Platform::is_practice);
        let mut checks =
            ops::check_machine(&context.directory, practice, &context.open_run_store()?);
        let compared = match platform {
            Ok(platform) => check_platform_and_forge(context, &platform, self.org, &mut checks),
            Err(error) => {
                checks.push(DoctorCheck::from_result("platform", Err(error)));
                None
            }
        };
        checks.extend(ops::check_kubernetes_cluster());
        let (mismatches, fault) = match compared.transpose() {
            Ok(mismatches) => (mismatches, None),
            Err(error) => (None, Some(error)),
        };
        let report = DoctorReport::new(&checks, mismatches.as_ref());
        let is_healthy = report.is_healthy();
        Ok(Answer::with_findings(report, !is_healthy).with_failure(fault))
    }
}

/// Looks at the platform and at its forge; compares the two if that is asked for.
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
    checks.extend(ops::check_platform(platform, &fresh, context.clock));
    let forge = platform.open_forge(
        &fresh.snapshot.config,
        context.cancellation_token(),
        context.build_request_observer(),
    );
    match forge {
        Ok(forge) => {
            checks.extend(ops::check_forge(&*forge));
            checks.extend(ops::check_deployment_approvals(&fresh, &*forge));
            checks.extend(ops::check_container_image_access(&fresh, &*forge));
            org.then(|| find_unmatched_repositories(platform, &fresh, forge.repositories()))
        }
        Err(error) => {
            checks.push(DoctorCheck::from_result("forge", Err(error)));
            None
        }
    }
}

fn find_unmatched_repositories(
    platform: &Platform,
    fresh: &Upstream,
    repositories: &dyn Repositories,
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
