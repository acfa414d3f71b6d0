//! `idp doctor`.

use super::CommandOutcome;
use crate::cli::DoctorArgs;
use crate::context::Context;
use crate::error::Result;
use crate::forge::Repositories;
use crate::ops::{self, DoctorCheck, Orphans};
use crate::platform::{Platform, Upstream};
use crate::run;
use crate::view::DoctorReport;

pub(super) fn doctor(context: &Context, args: &DoctorArgs) -> Result<CommandOutcome> {
    let platform = context.find_platform();
    let practice = platform.as_ref().is_ok_and(Platform::is_practice);
    let mut checks = ops::check_machine(&context.directory, practice, &context.open_run_store()?);
    let compared = match platform {
        Ok(platform) => check_platform_and_forge(context, &platform, args.org, &mut checks),
        Err(error) => {
            checks.push(DoctorCheck::from_result("platform", Err(error)));
            None
        }
    };
    checks.extend(ops::check_cluster());
    let (strays, fault) = match compared.transpose() {
        Ok(strays) => (strays, None),
        Err(error) => (None, Some(error)),
    };
    let report = DoctorReport::new(&checks, strays.as_ref());
    context
        .ui
        .write_report(&report, DoctorReport::render_text)?;
    match fault {
        Some(error) => Err(error),
        None if report.is_healthy() => Ok(CommandOutcome::Done),
        None => Ok(CommandOutcome::Findings),
    }
}

/// Looks at the platform and at its forge; compares the two if that is asked for.
fn check_platform_and_forge(
    context: &Context,
    platform: &Platform,
    org: bool,
    checks: &mut Vec<DoctorCheck>,
) -> Option<Result<Orphans>> {
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
            checks.extend(ops::check_approvals(&fresh, &*forge));
            checks.extend(ops::check_image_access(&fresh, &*forge));
            org.then(|| find_orphans(platform, &fresh, forge.repositories()))
        }
        Err(error) => {
            checks.push(DoctorCheck::from_result("forge", Err(error)));
            None
        }
    }
}

fn find_orphans(
    platform: &Platform,
    fresh: &Upstream,
    repositories: &dyn Repositories,
) -> Result<Orphans> {
    let organisation = &fresh.snapshot.config.organisation;
    let catalog = fresh.snapshot.read_catalog()?;
    ops::find_orphans(&catalog, repositories, organisation, &platform.address()?)
}
