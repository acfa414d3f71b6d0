//! `idp doctor`.

use super::End;
use crate::cli::DoctorArgs;
use crate::context::Context;
use crate::error::Result;
use crate::forge::Forge;
use crate::ops::{self, Check, Orphans};
use crate::platform::{Platform, Upstream};
use crate::run;
use crate::view::DoctorReport;

pub(super) fn doctor(context: &Context, args: &DoctorArgs) -> Result<End> {
    let platform = context.platform();
    let practice = platform.as_ref().is_ok_and(Platform::is_practice);
    let mut checks = ops::of_machine(&context.directory, practice, &context.runs()?);
    let compared = match platform {
        Ok(platform) => looked_at(context, &platform, args.org, &mut checks),
        Err(error) => {
            checks.push(Check::of("platform", Err(error)));
            None
        }
    };
    checks.extend(ops::of_cluster());
    let (strays, fault) = match compared.transpose() {
        Ok(strays) => (strays, None),
        Err(error) => (None, Some(error)),
    };
    let report = DoctorReport::new(&checks, strays.as_ref());
    context.ui.show(&report, DoctorReport::text)?;
    match fault {
        Some(error) => Err(error),
        None if report.is_well() => Ok(End::Done),
        None => Ok(End::Findings),
    }
}

/// Looks at the platform and at its forge; compares the two if that is asked for.
fn looked_at(
    context: &Context,
    platform: &Platform,
    org: bool,
    checks: &mut Vec<Check>,
) -> Option<Result<Orphans>> {
    let fresh = match platform.fresh("check the platform", &run::run_id(context.clock)) {
        Ok(fresh) => fresh,
        Err(error) => {
            checks.push(Check::of("platform", Err(error)));
            return None;
        }
    };
    checks.extend(ops::of_platform(platform, &fresh, context.clock));
    let forge = platform.forge(&fresh.snapshot.config, context.stop(), context.tell());
    match forge {
        Ok(forge) => {
            checks.extend(ops::of_forge(&*forge));
            checks.extend(ops::of_approval(&fresh, &*forge));
            checks.extend(ops::of_images(&fresh));
            org.then(|| compared(platform, &fresh, &*forge))
        }
        Err(error) => {
            checks.push(Check::of("forge", Err(error)));
            None
        }
    }
}

fn compared(platform: &Platform, fresh: &Upstream, forge: &dyn Forge) -> Result<Orphans> {
    let organisation = &fresh.snapshot.config.organisation;
    let catalog = fresh.snapshot.catalog()?;
    ops::strays(&catalog, forge, organisation, &platform.address()?)
}
